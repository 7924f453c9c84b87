import type { ExpectedWord } from "../../../src/core/types.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import type { ModelDimensions } from "../dimensions.ts";
import type { WindowResult } from "./extract_segments.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";

const PROMPT_AND_END_TOKENS = 5; // a prompt without timestamps, and the end token

/**
 * The script words of a window as if they had been decoded, so that `addWords` can time them.
 *
 * @returns null where all words have certain times already, or where they are more than the decoder can hold
 */
export function scriptWindow(
  scriptWords: readonly ExpectedWord[],
  window: AudioWindow,
  { tokenizer, dimensions }: { tokenizer: WhisperTokenizer; dimensions: Pick<ModelDimensions, "nTextCtx"> },
): WindowResult | null {
  const words = scriptWords.filter(({ start, end }) => {
    const middle = (start + end) / 2;
    return middle >= window.start && middle < window.end;
  });
  if (words.every(({ isCertain }) => isCertain)) return null;
  const text = words.map(({ word }) => word).join("");
  const tokens = tokenizer.encode(text);
  if (tokens.length + PROMPT_AND_END_TOKENS > dimensions.nTextCtx) return null;
  const { start = window.start } = window.speech.at(0) ?? {};
  const { end = window.end } = window.speech.at(-1) ?? {};
  const segment = {
    ...{ start, end, text, tokens, words: [] },
    ...{ temperature: 0, avgLogprob: 0, compressionRatio: 1, noSpeechProb: 0 },
  };
  return {
    segments: [segment],
    dropped: [],
    logprobs: [[]],
    rest: null,
    readTo: window.end,
    isReadOn: false,
    shouldResetPrompt: false,
    isDoubtful: false,
  };
}
