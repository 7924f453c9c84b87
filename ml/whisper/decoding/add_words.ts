import type { WhisperTask, Word } from "../../../src/core/types.ts";
import type { LanguageCode } from "../../../src/core/languages.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import { leadSeconds } from "../timing/alignment.ts";
import type { Encoded } from "./encoded.ts";
import type { WhisperModel } from "./model.ts";
import type { WindowResult } from "./extract_segments.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";
import { timeWords } from "../timing/word_times.ts";

/** A word may end so long after the timestamp that closes its segment. */
const TIMESTAMP_TOLERANCE_SECONDS = 0.5;

/** Adds words to the segments of a batch, in place. Their times come from one decoder pass over the finished text. */
export async function addWords(
  model: Pick<WhisperModel, "attention" | "dimensions" | "tokenizer">,
  encoded: Encoded,
  windows: AudioWindow[],
  read: WindowResult[],
  { spokenLanguages, textLanguages, task }: {
    /** One for each window. */
    spokenLanguages: LanguageCode[];
    /** One for each window; not the spoken one where the text is a translation. */
    textLanguages: LanguageCode[];
    task: WhisperTask;
  },
): Promise<void> {
  const { tokenizer } = model;
  const lead = leadSeconds(model.dimensions.nAudioLayer, tokenizer.isMultilingual);
  for (const [row, { segments, logprobs }] of read.entries()) {
    if (segments.length === 0) continue;
    const prompt = [...tokenizer.prompt(spokenLanguages[row], task), tokenizer.noTimestamps];
    const tokens = segments.flatMap((segment) => segment.tokens).filter((token) => token < tokenizer.endOfText);
    const scores = await model.attention(encoded, row, [...prompt, ...tokens, tokenizer.endOfText]);
    const words = timeWords({
      tokenizer,
      language: textLanguages[row],
      segments,
      logprobs,
      alignment: { ...scores, firstRow: prompt.length - 1, leadSeconds: lead },
      window: cutUnread(windows[row], read[row]),
    });
    segments.forEach((segment, s) => segment.words = words[s]);
  }
}

/** The part of a window that its words are in: after it, another window begins, with words that may be the same. */
function cutUnread(
  window: AudioWindow,
  { readTo, isReadOn }: WindowResult,
): Pick<AudioWindow, "start" | "end" | "speech"> {
  return isReadOn ? { ...window, end: Math.min(window.end, readTo + TIMESTAMP_TOLERANCE_SECONDS) } : window;
}

/**
 * Adds words to the segments of windows without the model, in place: each word gets a share of its segment's time by
 * its number of letters. The segment's time counts up to the end of the speech in it.
 */
export function spreadWords(
  tokenizer: WhisperTokenizer,
  windows: AudioWindow[],
  read: WindowResult[],
  languages: LanguageCode[],
): void {
  read.forEach(({ segments, logprobs }, row) => {
    segments.forEach((segment, s) => {
      const tokens = segment.tokens.filter((token) => token < tokenizer.endOfText);
      const pieces = tokenizer.splitToWords(tokens, languages[row]);
      const end = speechEnd(segment, windows[row]);
      const length = pieces.reduce((sum, { word }) => sum + word.length, 0);
      let [at, from] = [0, segment.start];
      const words: Word[] = [];
      for (const { word, tokens: wordTokens } of pieces) {
        const to = from + (end - segment.start) * word.length / length;
        const probability = wordTokens.reduce((sum, _, i) => sum + Math.exp(logprobs[s][at + i] ?? 0), 0) /
          wordTokens.length;
        at += wordTokens.length;
        const last = words.at(-1);
        // Punctuation is joined to the word before it
        if (last && /^[^\p{L}\p{N}\s]+$/u.test(word)) Object.assign(last, { word: last.word + word, end: to });
        else words.push({ word, start: from, end: to, probability });
        from = to;
      }
      segment.words = words;
    });
  });
}

/** Where the speech of a segment ends. Whisper's timestamps include the pause after a sentence. */
function speechEnd({ start, end }: { start: number; end: number }, { speech }: AudioWindow): number {
  const last = speech.findLast((span) => span.start < end && span.end > start);
  return last && last.end < end ? Math.max(last.end, start + (end - start) / 4) : end;
}
