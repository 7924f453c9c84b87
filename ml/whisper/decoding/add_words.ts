import type { WhisperTask, Word } from "../../../src/core/types.ts";
import type { LanguageCode } from "../../../src/core/languages.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import { leadSeconds } from "../timing/alignment.ts";
import type { Encoded } from "./encoded.ts";
import type { WhisperModel } from "./model.ts";
import type { ReadWindow } from "./read_window.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";
import { timeWords } from "../timing/timing.ts";

/** Gives the segments of a batch of windows their words, with times from one pass over the finished text. In place. */
export async function addWords(
  model: Pick<WhisperModel, "attention" | "dimensions" | "tokenizer">,
  encoded: Encoded,
  windows: AudioWindow[],
  read: ReadWindow[],
  { languages, written, task }: {
    /** That each window is spoken in. */
    languages: LanguageCode[];
    /** That each window's text is in. */
    written: LanguageCode[];
    task: WhisperTask;
  },
): Promise<void> {
  const { tokenizer } = model;
  const lead = leadSeconds(model.dimensions.nAudioLayer, tokenizer.isMultilingual);
  for (const [row, { segments, logprobs }] of read.entries()) {
    if (segments.length === 0) continue;
    const prompt = [...tokenizer.prompt(languages[row], task), tokenizer.noTimestamps];
    const tokens = segments.flatMap((segment) => segment.tokens).filter((token) => token < tokenizer.endOfText);
    const scores = await model.attention(encoded, row, [...prompt, ...tokens, tokenizer.endOfText]);
    const words = timeWords({
      tokenizer,
      language: written[row],
      segments,
      logprobs,
      alignment: { ...scores, firstRow: prompt.length - 1, leadSeconds: lead },
      window: windows[row],
    });
    segments.forEach((segment, s) => segment.words = words[s]);
  }
}

/**
 * Gives the segments of windows their words without the model: each has a share of its segment's time by its length, up to
 * where the voice ends. In place.
 */
export function spreadWords(
  tokenizer: WhisperTokenizer,
  windows: AudioWindow[],
  read: ReadWindow[],
  languages: LanguageCode[],
): void {
  read.forEach(({ segments, logprobs }, row) => {
    segments.forEach((segment, s) => {
      const tokens = segment.tokens.filter((token) => token < tokenizer.endOfText);
      const pieces = tokenizer.splitToWords(tokens, languages[row]);
      const end = voiceEnd(segment, windows[row]);
      const length = pieces.reduce((sum, { word }) => sum + word.length, 0);
      let [at, from] = [0, segment.start];
      const words: Word[] = [];
      for (const { word, tokens: own } of pieces) {
        const to = from + (end - segment.start) * word.length / length;
        const probability = own.reduce((sum, _, i) => sum + Math.exp(logprobs[s][at + i] ?? 0), 0) / own.length;
        at += own.length;
        const last = words.at(-1);
        if (last && /^[^\p{L}\p{N}\s]+$/u.test(word)) Object.assign(last, { word: last.word + word, end: to }); // a mark
        else words.push({ word, start: from, end: to, probability });
        from = to;
      }
      segment.words = words;
    });
  });
}

/** Whisper's own times take the pause after a sentence along. */
function voiceEnd({ start, end }: { start: number; end: number }, { speech }: AudioWindow): number {
  const last = speech.findLast((span) => span.start < end && span.end > start);
  return last && last.end < end ? Math.max(last.end, start + (end - start) / 4) : end;
}
