import { type Encoded, rowCount, selectRows } from "./encoded.ts";
import {
  type Attempt,
  averageLogprob,
  bestFailedAttempt,
  compressionRatio,
  isFailed,
  isRepetitionSaid,
  shouldTryHotter,
  TEMPERATURES,
} from "./attempt.ts";
import type { WhisperModel } from "./model.ts";
import type { DecodedRow } from "./types.ts";

export interface FallbackOptions {
  /** One for each row, all of one length; each ends in `<|startoftranscript|>` with its language and task. */
  prompts: number[][];
  /** For each row, seconds before which the first attempt must not end: there is more speech. */
  leastEndSeconds: number[];
  /** For each row, the seconds of speech in its window. */
  speechSeconds: number[];
  /** For each row, the seed of its attempts above temperature 0. */
  seeds: number[];
  /** The first temperature; higher ones follow. */
  temperature: number;
  /** Beams at temperature 0. */
  beamSize: number;
}

/**
 * Decodes a batch of windows. Rows that fail Whisper's tests are decoded again, together, at the next temperature, as
 * long as that may help.
 *
 * @returns for each row the first attempt that passed, else the best of the failed ones
 */
export async function decodeWithFallback(
  model: Pick<WhisperModel, "decode" | "decodeBeams" | "tokenizer">,
  encoded: Encoded,
  { prompts, leastEndSeconds, speechSeconds, seeds, temperature: firstTemperature, beamSize }: FallbackOptions,
  signal?: AbortSignal,
): Promise<Attempt[]> {
  const attempts: Attempt[][] = Array.from({ length: rowCount(encoded) }, () => []);
  let pending = attempts.map((_, row) => row);
  for (const temperature of [firstTemperature, ...TEMPERATURES.filter((t) => t > firstTemperature)]) {
    signal?.throwIfAborted();
    const rows = selectRows(encoded, pending);
    const pick = <T>(values: T[]) => pending.map((row) => values[row]);
    // Later attempts may end anywhere: the rest of the window may be no speech
    const isFirst = temperature === firstTemperature;
    const options = { prompts: pick(prompts), leastEndSeconds: isFirst ? pick(leastEndSeconds) : undefined };
    const decoded = temperature === 0 && beamSize > 1
      ? await model.decodeBeams(rows, { ...options, beamSize })
      : await model.decode(rows, {
        ...options,
        temperature,
        seeds: pick(seeds).map((seed) => seed + Math.round(temperature * 10)),
      });
    decoded.forEach((row, i) => {
      const attempt = toAttempt(row, temperature, model);
      attempt.isRepetitionSaid = isRepetitionSaid(attempt, speechSeconds[pending[i]]);
      attempts[pending[i]].push(attempt);
    });
    pending = pending.filter((row) => shouldTryHotter(attempts[row].at(-1)!));
    if (pending.length === 0) break;
  }
  return attempts.map((tried) => {
    const last = tried.at(-1)!;
    return isFailed(last) ? { ...bestFailedAttempt(tried), isLastResort: true } : last;
  });
}

function toAttempt(row: DecodedRow, temperature: number, { tokenizer }: Pick<WhisperModel, "tokenizer">): Attempt {
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
