import { type Encoded, rowCount, selectRows } from "./encoded.ts";
import { type Attempt, averageLogprob, compressionRatio, judge, leastBad, TEMPERATURES } from "./fallback.ts";
import type { DecodedRow, WhisperModel } from "./model.ts";

/**
 * Decodes a batch of windows. Rows that fail Whisper's tests are decoded again, together, at the next temperature.
 *
 * @param prompt ends in `<|startoftranscript|>` with language and task
 * @param leastEnds seconds of each row before which there is more to hear, so that the first attempt should not end there
 * @returns for each row the first attempt that passed, else the least bad one
 */
export async function decodeWithFallback(
  model: Pick<WhisperModel, "decode" | "tokenizer">,
  encoded: Encoded,
  prompt: number[],
  leastEnds: number[],
  signal?: AbortSignal,
): Promise<Attempt[]> {
  const attempts: Attempt[][] = Array.from({ length: rowCount(encoded) }, () => []);
  let pending = attempts.map((_, row) => row);
  for (const temperature of TEMPERATURES) {
    signal?.throwIfAborted();
    // Later attempts may end where they like: what is heard to the end may be no speech
    const leastEndSeconds = temperature === 0 ? leastEnds : undefined;
    const options = { prompt, temperature, seed: Math.round(temperature * 10), leastEndSeconds };
    const decoded = await model.decode(selectRows(encoded, pending), options);
    decoded.forEach((row, i) => attempts[pending[i]].push(attemptOf(row, temperature, model)));
    pending = pending.filter((row) => ["repetition", "unlikely"].includes(judge(attempts[row].at(-1)!)));
    if (pending.length === 0) break;
  }
  const isFailed = new Set(pending);
  return attempts.map((tried, row) => isFailed.has(row) ? leastBad(tried) : tried.at(-1)!);
}

function attemptOf(row: DecodedRow, temperature: number, { tokenizer }: Pick<WhisperModel, "tokenizer">): Attempt {
  const text = tokenizer.decode(row.tokens).trim();
  return {
    temperature,
    tokens: row.tokens,
    logprobs: row.logprobs,
    isEnded: row.isEnded,
    text,
    avgLogprob: averageLogprob(row.logprobs, row.tokens.length),
    compressionRatio: compressionRatio(text),
    noSpeechProb: row.noSpeechProb,
  };
}
