import type { TranscribeOptions } from "../../../src/core/types.ts";
import type { ModelDimensions } from "../dimensions.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";
import type { ReadRequest } from "./types.ts";

/**
 * The context of a window, as faster-whisper's `get_prompt` builds it: hotwords, then the end of the text before the
 * window. At most half of the decoder's context.
 *
 * @param before text tokens
 */
export function contextTokens(
  tokenizer: WhisperTokenizer,
  { nTextCtx }: Pick<ModelDimensions, "nTextCtx">,
  { hotwords }: Pick<TranscribeOptions, "hotwords">,
  before: number[],
): Pick<ReadRequest, "previous" | "hotwords"> {
  const maxTokens = Math.floor(nTextCtx / 2) - 1;
  const hotwordTokens = encodeText(tokenizer, hotwords).slice(0, Math.floor(maxTokens / 2));
  const maxBefore = maxTokens - hotwordTokens.length;
  return {
    previous: [...hotwordTokens, ...before.slice(Math.max(0, before.length - maxBefore))],
    hotwords: hotwordTokens,
  };
}

/** The tokens of a text, with the space that Whisper writes before spoken text; none for no text. */
export function encodeText(tokenizer: WhisperTokenizer, text: string | undefined): number[] {
  return text?.trim() ? tokenizer.encode(` ${text.trim()}`) : [];
}
