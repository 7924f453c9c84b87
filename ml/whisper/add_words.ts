import type { WhisperTask } from "../../src/core/types.ts";
import type { LanguageCode } from "../../src/core/languages.ts";
import type { AudioWindow } from "../audio/windows.ts";
import { leadSeconds } from "./alignment.ts";
import { type Encoded, selectRows } from "./encoded.ts";
import type { WhisperModel } from "./model.ts";
import type { ReadWindow } from "./read_window.ts";
import { timeWords } from "./timing.ts";

/** Gives the segments of a batch of windows their words, with times from one pass over the finished text. In place. */
export async function addWords(
  model: Pick<WhisperModel, "attention" | "dimensions" | "tokenizer">,
  encoded: Encoded,
  windows: AudioWindow[],
  read: ReadWindow[],
  { language, task }: { language: LanguageCode; task: WhisperTask },
): Promise<void> {
  const rows = read.flatMap(({ segments }, row) => segments.length > 0 ? [row] : []);
  if (rows.length === 0) return;
  const { tokenizer } = model;
  const prompt = [...tokenizer.prompt(language, task), tokenizer.noTimestamps];
  const texts = rows.map((row) => {
    const tokens = read[row].segments.flatMap((segment) => segment.tokens);
    return [...prompt, ...tokens.filter((token) => token < tokenizer.endOfText), tokenizer.endOfText];
  });
  const scores = await model.attention(selectRows(encoded, rows), texts);
  const lead = leadSeconds(model.dimensions.nAudioLayer, tokenizer.isMultilingual);
  rows.forEach((row, i) => {
    const { segments, logprobs } = read[row];
    const alignment = { ...scores[i], firstRow: prompt.length - 1, leadSeconds: lead };
    const words = timeWords({
      tokenizer,
      language: task === "translate" ? "en" : language,
      segments,
      logprobs,
      alignment,
      window: windows[row],
    });
    segments.forEach((segment, s) => segment.words = words[s]);
  });
}
