import type { KnownWord } from "../../../src/core/types.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import type { ModelDimensions } from "../dimensions.ts";
import type { ReadWindow } from "./read_window.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";

/** Of a prompt without times, and the end. */
const OTHER_TOKENS = 5;

/**
 * What is known to be said in a window, as if it had been decoded: for `addWords` to find out when. Null where there is nothing to
 * find out, or more than the model can hold.
 */
export function knownWindow(
  known: readonly KnownWord[],
  window: AudioWindow,
  { tokenizer, dimensions }: { tokenizer: WhisperTokenizer; dimensions: Pick<ModelDimensions, "nTextCtx"> },
): ReadWindow | null {
  const words = known.filter(({ start, end }) => {
    const middle = (start + end) / 2;
    return middle >= window.start && middle < window.end;
  });
  if (words.every(({ isCertain }) => isCertain)) return null;
  const text = words.map(({ word }) => word).join("");
  const tokens = tokenizer.encode(text);
  if (tokens.length + OTHER_TOKENS > dimensions.nTextCtx) return null;
  const { start = window.start } = window.speech.at(0) ?? {};
  const { end = window.end } = window.speech.at(-1) ?? {};
  const segment = {
    ...{ start, end, text, tokens, words: [] },
    ...{ temperature: 0, avgLogprob: 0, compressionRatio: 1, noSpeechProb: 0 },
  };
  return { segments: [segment], dropped: [], logprobs: [[]], rest: null, readTo: window.end };
}
