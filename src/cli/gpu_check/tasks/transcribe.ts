import { readSpeechClip } from "../../../../ml/audio/speech_clip.ts";
import { changedSpans } from "../../../core/sequence_alignment.ts";
import type { Transcript } from "../../../core/types.ts";
import type { Finding } from "../task.ts";
import { round, type TaskContext } from "./context.ts";
import { collectingLog, openEngine, plain, problemOf, transcribeSamples, wordsOf } from "./speech.ts";

/** float16 rounds: a word of twenty may differ, and a word may begin some frames of 20 ms earlier or later. */
const MAX_CHANGED_SHARE = 0.05;
const MAX_MEAN_SHIFT_SECONDS = 0.06;

/** Transcribes a clip in float16 on the device and in float32 on the CPU, and compares tokens, words and times. */
export async function transcribeTask(context: TaskContext): Promise<Finding> {
  const samples = await readSpeechClip();
  const read = async (options: { device: "cuda" | "cpu"; precision: "float16" | "float32"; beamSize: number }) => {
    const log = collectingLog();
    const engine = openEngine(context, { ...options, log });
    try {
      const { transcript } = await transcribeSamples(engine, samples, { beamSize: options.beamSize });
      return { transcript, problem: problemOf(engine, transcript, options.device) };
    } finally {
      await engine.close();
    }
  };
  const results: Finding[] = [];
  for (const beamSize of [1, 5]) {
    const half = await read({ device: context.device, precision: "float16", beamSize });
    if (half.problem) return { state: "failed", summary: half.problem, advice: ["see the part cuda"] };
    const exact = await read({ device: "cpu", precision: "float32", beamSize });
    const result = compareTranscripts(half.transcript, exact.transcript);
    context.report.data(beamSize === 1 ? "greedy" : "beams", result.data);
    context.report.line(`${beamSize === 1 ? "greedy" : `${beamSize} beams`}: ${result.summary}`);
    results.push(result);
  }
  const failed = results.find(({ state }) => state !== "ok");
  const where = `${context.device === "cuda" ? "CUDA" : "the CPU"} in float16`;
  return failed
    ? { state: "failed", summary: `${where} does not write what the CPU writes in float32` }
    : { state: "ok", summary: `${where} writes what the CPU writes in float32` };
}

/** Compares a transcript with the exact one. */
export function compareTranscripts(half: Transcript, exact: Transcript): Finding {
  const tokensOf = ({ segments }: Transcript) => segments.flatMap(({ tokens }) => tokens);
  const [tokens, exactTokens] = [tokensOf(half), tokensOf(exact)];
  const [words, exactWords] = [wordsOf(half), wordsOf(exact)];
  const changed = (a: readonly string[], b: readonly string[]) =>
    changedSpans(a, b).reduce((sum, { aStart, aEnd, bStart, bEnd }) => sum + Math.max(aEnd - aStart, bEnd - bStart), 0);
  const changedTokens = changed(tokens.map(String), exactTokens.map(String));
  const changedWords = changed(words.map(plain), exactWords.map(plain));
  const shifts = words.length === exactWords.length && changedWords === 0
    ? words.map(({ start, end }, i) =>
      Math.max(Math.abs(start - exactWords[i].start), Math.abs(end - exactWords[i].end))
    )
    : [];
  const meanShift = shifts.length > 0 ? shifts.reduce((a, b) => a + b, 0) / shifts.length : null;
  const maxShift = shifts.length > 0 ? Math.max(...shifts) : null;
  const isRight = exactWords.length > 0 && changedWords <= MAX_CHANGED_SHARE * exactWords.length &&
    (meanShift ?? 0) <= MAX_MEAN_SHIFT_SECONDS;
  const times = meanShift === null
    ? "times are not compared"
    : `their times differ by ${round(meanShift, 3)} s on average and ${round(maxShift!, 3)} s at most`;
  return {
    state: isRight ? "ok" : "failed",
    summary: `${changedTokens} of ${exactTokens.length} tokens and ${changedWords} of ${exactWords.length} words ` +
      `differ; ${times}`,
    data: {
      changedTokens,
      tokens: exactTokens.length,
      changedWords,
      words: exactWords.length,
      meanShiftSeconds: meanShift,
      maxShiftSeconds: maxShift,
      text: words.map(({ word }) => word).join("").trim(),
      exactText: exactWords.map(({ word }) => word).join("").trim(),
    },
  };
}
