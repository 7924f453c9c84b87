import type { TranscribeOptions } from "../../../src/core/types.ts";
import type { ModelDimensions } from "../dimensions.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";

/**
 * The text tokens that a window is told as what was said before it, as faster-whisper's `get_prompt` puts them together:
 * hotwords, then the text before, of which the end is kept. At most half of what the decoder can hold.
 *
 * @param before text tokens
 */
export function previousTokens(
  tokenizer: WhisperTokenizer,
  { nTextCtx }: Pick<ModelDimensions, "nTextCtx">,
  { hotwords }: Pick<TranscribeOptions, "hotwords">,
  before: number[],
): number[] {
  const most = Math.floor(nTextCtx / 2) - 1;
  const expected = tokensOf(tokenizer, hotwords).slice(0, Math.floor(most / 2));
  const room = most - expected.length;
  return [...expected, ...before.slice(Math.max(0, before.length - room))];
}

/** The tokens of a text as if it had been spoken; none where there is no text. */
export function tokensOf(tokenizer: WhisperTokenizer, text: string | undefined): number[] {
  return text?.trim() ? tokenizer.encode(` ${text.trim()}`) : [];
}
