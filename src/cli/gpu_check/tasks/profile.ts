import { readProfile } from "../../../../ml/onnx/profile.ts";
import { Session } from "../../../../ml/onnx/session.ts";
import { isOutOfMemory } from "../../../../ml/whisper/lanes/cuda_lane.ts";
import { decoderFeeds } from "../../../../ml/whisper/measure/measure_shape.ts";
import { writeRandomGraphs } from "../../../../ml/whisper/measure/random_model.ts";
import { type ShapeName, SHAPES } from "../../../../ml/whisper/measure/shapes.ts";
import type { Finding } from "../task.ts";
import { round, tableLines, type TaskContext } from "./context.ts";
import { sampleDevice } from "./device_sampler.ts";

const CUDA_PLAN: { shape: ShapeName; windows: number; steps: number }[] = [
  { shape: "base", windows: 32, steps: 20 },
  { shape: "large-v3", windows: 32, steps: 20 },
];
const CPU_PLAN: typeof CUDA_PLAN = [{ shape: "tiny", windows: 1, steps: 2 }];
/** The first run chooses algorithms and takes the device's memory. */
const WARM_UP_RUNS = 1;
/** How long the decode is repeated without a profile, while nvidia-smi samples how busy the device is; its steps. */
const CUDA_BUSY = { seconds: 3, steps: 100 };
const CPU_BUSY = { seconds: 0, steps: 2 };

/**
 * Profiles the decode loop. ONNX Runtime's profile has the time of each launch on the host; the device works beside
 * it, so what share of the time a kernel runs is taken from nvidia-smi.
 */
export async function profileTask(context: TaskContext): Promise<Finding> {
  const { device, report } = context;
  const plan = device === "cuda" ? CUDA_PLAN : CPU_PLAN;
  const found: string[] = [];
  for (const { shape, windows, steps } of plan) {
    const folder = `${context.workDir}/${shape}`;
    await Deno.mkdir(folder);
    await writeRandomGraphs(folder, SHAPES[shape], "float16");
    try {
      const { summary, result } = await profileDecode(folder, shape, { windows, steps }, context);
      report.data(shape, result);
      found.push(summary);
    } catch (error) {
      if (!isOutOfMemory(error) || found.length === 0) throw error;
      found.push(`${shape} does not fit into the memory`);
    }
    await Deno.remove(folder, { recursive: true });
  }
  return { state: "ok", summary: found.join("; ") };
}

async function profileDecode(
  folder: string,
  shape: ShapeName,
  { windows, steps }: { windows: number; steps: number },
  { device, config, report }: TaskContext,
) {
  const d = SHAPES[shape];
  const options = { threads: config.whisperThreads, device };
  const encoder = await Session.create(`${folder}/encoder.onnx`, options);
  const mel = new Float32Array(windows * d.nMels * 2 * d.nAudioCtx);
  const encoded = await encoder.run({ mel: { type: "float32", dims: [windows, d.nMels, 2 * d.nAudioCtx], data: mel } });
  await encoder.release();
  const feeds = (steps: number) => decoderFeeds(d, encoded, { beamSize: 1, windows, steps });
  const profiled = await Session.create(`${folder}/decoder.onnx`, { ...options, profilePrefix: `${folder}/profile` });
  for (let run = 0; run <= WARM_UP_RUNS; run++) {
    const { tokens } = await profiled.run(feeds(steps));
    const [written] = tokens.dims;
    if (written < steps) throw new Error(`the decode of ${shape} ended after ${written} of ${steps} steps`);
  }
  profiled.endProfiling();
  await profiled.release();
  const name = [...Deno.readDirSync(folder)].find(({ name }) => name.startsWith("profile"))!.name;
  const profile = readProfile(await Deno.readTextFile(`${folder}/${name}`), { skippedRuns: WARM_UP_RUNS });
  const busy = device === "cuda" ? CUDA_BUSY : CPU_BUSY;
  const busyPercent = await busyShare(`${folder}/decoder.onnx`, feeds(busy.steps), { ...options, ...busy });
  const share = (seconds: number) => `${Math.round(100 * seconds / profile.runSeconds)} %`;
  const perStep = (count: number) => round(count / steps, 0);
  const { launches, copies, cpu, betweenSeconds } = profile;
  report.line(
    `${shape}, ${windows} windows: ${round(1000 * profile.runSeconds / steps)} ms a step with the profile on`,
  );
  for (
    const line of tableLines([
      ["", "a step", "share of the time"],
      ["launches of kernels", String(perStep(launches.count)), share(launches.seconds)],
      ["copies to and from the host", String(perStep(copies.count)), share(copies.seconds)],
      ["operators on the CPU", String(perStep(cpu.count)), share(cpu.seconds)],
      ["between them", "", share(betweenSeconds)],
    ])
  ) report.line(`  ${line}`);
  for (const { operator, count, seconds } of profile.slowest.slice(0, 6)) {
    report.line(`  ${operator}: ${perStep(count)} a step, ${share(seconds)}`);
  }
  const busyText = busyPercent === null ? "" : `, the device is busy ${busyPercent} % of the time`;
  return {
    result: { windows, steps, busyPercent, ...profile },
    summary: `${shape}: ${perStep(launches.count)} launches, ${perStep(copies.count)} copies and ` +
      `${perStep(cpu.count)} operators on the CPU a step${busyText}`,
  };
}

/** Decodes again and again. @returns the share of time in which a kernel ran, in percent; null if it is not known */
async function busyShare(
  model: string,
  feeds: Parameters<Session["run"]>[0],
  { seconds, ...options }: { threads: number; device: "cuda" | "cpu"; seconds: number },
): Promise<number | null> {
  const session = await Session.create(model, options);
  try {
    await session.run(feeds);
    const sampler = sampleDevice();
    const endMs = performance.now() + seconds * 1000;
    do await session.run(feeds); while (performance.now() < endMs);
    const { busyPercent } = await sampler.stop();
    return options.device === "cuda" ? busyPercent : null;
  } finally {
    await session.release();
  }
}
