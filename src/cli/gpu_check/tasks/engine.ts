import type { Finding } from "../task.ts";
import { round, tableLines, type TaskContext } from "./context.ts";
import { collectingLog, openEngine, problemOf, repeatedClip, transcribeSamples, wordsOf } from "./speech.ts";
import { type DeviceUsage, sampleDevice } from "./device_sampler.ts";

/** Values of WHISPER_LANES and WHISPER_BATCH to compare; null is the default. */
const CUDA_SETTINGS = [
  { lanes: 1, batchWindows: null },
  { lanes: 2, batchWindows: null },
  { lanes: 1, batchWindows: 64 },
  { lanes: 4, batchWindows: 16 },
];
const CPU_SETTINGS = [{ lanes: 1, batchWindows: null }, { lanes: 2, batchWindows: 1 }];
const CUDA_CLIPS = 150; // 30 minutes
const CPU_CLIPS = 2;

/**
 * Measures the whole path from sound to words with real weights: voice activity, log-mel, encoder, decoder, word times.
 * Lanes side by side share the device; each has a thread for the work on the processor.
 */
export async function engineTask(context: TaskContext): Promise<Finding> {
  const isCuda = context.device === "cuda";
  const samples = await repeatedClip(isCuda ? CUDA_CLIPS : CPU_CLIPS);
  const results: EngineResult[] = [];
  for (const settings of isCuda ? CUDA_SETTINGS : CPU_SETTINGS) {
    results.push(await measureEngine(context, settings, samples));
    context.report.data("settings", results);
    context.report.table(tableLines([
      ["lanes", "batch", "real time", "words", "device memory", "device busy", ""],
      ...results.map(resultCells),
    ]));
  }
  const failed = results.find(({ problem }) => problem !== null);
  if (failed) return { state: "failed", summary: `with ${settingsText(failed)}: ${failed.problem}` };
  const best = results.reduce((a, b) => b.timesRealTime > a.timesRealTime ? b : a);
  return {
    state: "ok",
    summary: `${round(best.timesRealTime, 1)} times real time with word times, with ${settingsText(best)}`,
    data: { best },
  };
}

interface EngineResult extends Partial<DeviceUsage> {
  /** As many as were loaded: fewer than asked for where memory is short. */
  lanes: number;
  lanesAsked: number;
  batchWindows: number | null;
  timesRealTime: number;
  words: number;
  /** Why the figures say nothing of the device. */
  problem: string | null;
  warnings: string[];
}

async function measureEngine(
  context: TaskContext,
  settings: { lanes: number; batchWindows: number | null },
  samples: Float32Array,
): Promise<EngineResult> {
  const log = collectingLog();
  const engine = openEngine(context, { ...settings, log });
  try {
    await transcribeSamples(engine, samples.subarray(0, 16_000 * 12)); // loads the model
    const sampler = context.device === "cuda" ? sampleDevice() : null;
    const { transcript, timesRealTime } = await transcribeSamples(engine, samples).catch(async (error) => {
      await sampler?.stop();
      throw error;
    });
    return {
      ...await sampler?.stop(),
      ...{ lanes: engine.status.lanes, lanesAsked: settings.lanes, batchWindows: settings.batchWindows },
      ...{ timesRealTime, words: wordsOf(transcript).length, warnings: log.warnings },
      problem: problemOf(engine, transcript, context.device),
    };
  } finally {
    await engine.close();
  }
}

function settingsText({ lanes, batchWindows }: EngineResult): string {
  return `WHISPER_LANES=${lanes}${batchWindows === null ? "" : ` and WHISPER_BATCH=${batchWindows}`}`;
}

function resultCells(result: EngineResult): string[] {
  const { lanes, lanesAsked, batchWindows, timesRealTime, words, peakMib, busyPercent, problem, warnings } = result;
  return [
    lanes === lanesAsked ? String(lanes) : `${lanes} of ${lanesAsked}`,
    batchWindows === null ? "default" : String(batchWindows),
    `${round(timesRealTime, 1)} x`,
    String(words),
    peakMib ? `${peakMib} MiB` : "-",
    busyPercent === null || busyPercent === undefined ? "-" : `${busyPercent} %`,
    problem ?? warnings.join("; "),
  ];
}

/** Transcribes the same sound three times with one engine: from the second to the third the memory must not grow. */
export async function jobsTask(context: TaskContext): Promise<Finding> {
  const isCuda = context.device === "cuda";
  const samples = await repeatedClip(isCuda ? 60 : 1);
  const engine = openEngine(context, { log: collectingLog() });
  const used: { deviceMib: number | null; processMib: number }[] = [];
  try {
    for (let job = 0; job < 3; job++) {
      const sampler = isCuda ? sampleDevice() : null;
      const { transcript } = await transcribeSamples(engine, samples);
      const problem = problemOf(engine, transcript, context.device);
      if (problem) {
        await sampler?.stop();
        return { state: "failed", summary: `job ${job + 1}: ${problem}` };
      }
      await new Promise((resolve) => setTimeout(resolve, 500)); // one more sample, after the job
      const { lastMib = null } = await sampler?.stop() ?? {};
      used.push({ deviceMib: lastMib, processMib: Math.round(Deno.memoryUsage().rss / 2 ** 20) });
      context.report.data("afterJobs", used);
    }
  } finally {
    await engine.close();
  }
  const of = (values: (number | null)[], limitMib: number) => {
    const [, second, third] = values;
    return second === null || third === null
      ? null
      : { growthMib: third - second, isGrowth: third - second > limitMib };
  };
  const device = of(used.map(({ deviceMib }) => deviceMib), 64);
  const process = of(used.map(({ processMib }) => processMib), 256)!; // the garbage collector leaves more or less
  const texts = [
    device ? `${device.growthMib} MiB on the device` : "unknown on the device",
    `${process.growthMib} MiB in the process`,
  ];
  const isGrowth = device?.isGrowth || process.isGrowth;
  return {
    state: isGrowth ? "failed" : "ok",
    summary: `from the second job to the third the memory grew by ${texts.join(" and ")}`,
    advice: isGrowth ? ["memory that a job leaves behind is a fault of StreamForge: please report it"] : [],
  };
}
