import type { TranscribeOptions } from "../../src/core/types.ts";
import type { ModelDimensions } from "./dimensions.ts";
import type { WhisperTokenizer } from "./tokenizer.ts";

/**
 * The text tokens that a window is told as what was said before it, as faster-whisper's `get_prompt` puts them together:
 * hotwords, then the text before, of which the end is kept. At most half of what the decoder can hold.
 *
 * @param before of the window before; null for the first one, and where windows are read side by side: those get the initial prompt
 */
export function previousTokens(
  tokenizer: WhisperTokenizer,
  { nTextCtx }: Pick<ModelDimensions, "nTextCtx">,
  { initialPrompt, hotwords }: Pick<TranscribeOptions, "initialPrompt" | "hotwords">,
  before: number[] | null,
): number[] {
  const encode = (text: string | undefined) => text?.trim() ? tokenizer.encode(` ${text.trim()}`) : [];
  const most = Math.floor(nTextCtx / 2) - 1;
  const expected = encode(hotwords).slice(0, Math.floor(most / 2));
  const said = before ?? encode(initialPrompt);
  const room = most - expected.length;
  return [...expected, ...said.slice(Math.max(0, said.length - room))];
}
