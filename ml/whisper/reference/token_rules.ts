import type { CheckpointConfig } from "../../models/tensors.ts";
import { logSumExp } from "../../transformer/loss.ts";
import type { SpecialTokens } from "../dimensions.ts";

const MAX_INITIAL_TIME = 50; // 1 s, in steps of 0.02 s: a transcript begins within it

/**
 * Forbids tokens by SuppressBlank, SuppressTokens and ApplyTimestampRules of openai/whisper decoding.py, in plain
 * statements. `token_rules_graph.ts` has the same rules as a graph.
 *
 * @param logits of the next token, (nVocab); changed in place
 * @param written the tokens so far, without the prompt
 * @returns `logits`, with minus infinity where a token is forbidden
 */
export function allowedLogits(
  logits: Float32Array,
  written: readonly number[],
  { endOfText, timestampBegin }: SpecialTokens,
  { suppressIds, suppressIdsBegin }: Pick<CheckpointConfig, "suppressIds" | "suppressIdsBegin">,
): Float32Array {
  const isTime = (token: number | undefined) => token !== undefined && token >= timestampBegin;
  const forbid = (from: number, to = logits.length) => logits.fill(-Infinity, from, to);
  for (const id of suppressIds) logits[id] = -Infinity;
  forbid(endOfText + 1, timestampBegin); // special tokens
  if (written.length === 0) {
    for (const id of suppressIdsBegin) logits[id] = -Infinity;
    forbid(0, timestampBegin);
    forbid(timestampBegin + MAX_INITIAL_TIME + 1);
  }
  // Timestamps come in pairs, the end of a segment and the start of the next; the first of all is single
  const lastIsTime = isTime(written.at(-1));
  const isPair = lastIsTime && (written.length < 2 || isTime(written.at(-2)));
  const isOpen = lastIsTime && !isPair;
  if (isPair) forbid(timestampBegin);
  if (isOpen) forbid(0, endOfText);
  // Timestamps rise; only the start of a segment may equal the end of the one before
  const lastTime = written.findLast(isTime);
  if (lastTime !== undefined) forbid(timestampBegin, isOpen ? lastTime : lastTime + 1);
  // If all timestamps together are likelier than the likeliest text token, the next token is a timestamp
  const anyTime = logSumExp(logits, timestampBegin, logits.length - timestampBegin);
  if (anyTime > logits.subarray(0, timestampBegin).reduce((a, b) => Math.max(a, b))) forbid(0, timestampBegin);
  return logits;
}
