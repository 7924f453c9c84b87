import { type Encoded, rowCount, selectRows } from "./encoded.ts";
import { type Attempt, averageLogprob, compressionRatio, judge, leastBad, TEMPERATURES } from "./fallback.ts";
import type { WhisperModel } from "./model.ts";
import type { DecodedRow } from "./types.ts";

export interface FallbackOptions {
  /** Of each row, all of one length; each ends in `<|startoftranscript|>` with language and task. */
  prompts: number[][];
  /** Of each row: seconds before which there is more to hear, so that the first attempt should not end there. */
  leastEnds: number[];
  /** Of each row: what its attempts at higher temperatures depend on besides the audio. */
  seeds: number[];
  /** The first temperature; higher ones follow. */
  temperature: number;
  /** Hypotheses at temperature 0. */
  beamSize: number;
}

/**
 * Decodes a batch of windows. Rows that fail Whisper's tests are decoded again, together, at the next temperature.
 *
 * @returns for each row the first attempt that passed, else the least bad one
 */
export async function decodeWithFallback(
  model: Pick<WhisperModel, "decode" | "decodeBeams" | "tokenizer">,
  encoded: Encoded,
  { prompts, leastEnds, seeds, temperature: first, beamSize }: FallbackOptions,
  signal?: AbortSignal,
): Promise<Attempt[]> {
  const attempts: Attempt[][] = Array.from({ length: rowCount(encoded) }, () => []);
  let pending = attempts.map((_, row) => row);
  for (const temperature of [first, ...TEMPERATURES.filter((t) => t > first)]) {
    signal?.throwIfAborted();
    const rows = selectRows(encoded, pending);
    const pick = <T>(values: T[]) => pending.map((row) => values[row]);
    // Later attempts may end where they like: what is heard to the end may be no speech
    const leastEndSeconds = temperature === first ? pick(leastEnds) : undefined;
    const options = { prompts: pick(prompts), leastEndSeconds };
    const decoded = temperature === 0 && beamSize > 1
      ? await model.decodeBeams(rows, { ...options, beamSize })
      : await model.decode(rows, {
        ...options,
        temperature,
        seeds: pick(seeds).map((seed) => seed + Math.round(temperature * 10)),
      });
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
    isLooped: row.isLooped,
    text,
    avgLogprob: averageLogprob(row.logprobs, row.tokens.length),
    compressionRatio: compressionRatio(text),
    noSpeechProb: row.noSpeechProb,
  };
}
