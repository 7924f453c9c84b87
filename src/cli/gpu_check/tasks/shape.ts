import { availableBytes, freeDeviceBytes } from "../../../../ml/onnx/free_memory.ts";
import type { Precision } from "../../../../ml/whisper/graphs/graph_builder.ts";
import { type BatchMeasure, measureShape, type TooLarge } from "../../../../ml/whisper/measure/measure_shape.ts";
import { writeRandomGraphs } from "../../../../ml/whisper/measure/random_model.ts";
import { parameterCount, type ShapeName, SHAPES } from "../../../../ml/whisper/measure/shapes.ts";
import { formatBytes } from "../../terminal.ts";
import type { Finding } from "../task.ts";
import { round, type TaskContext } from "./context.ts";
import { type DeviceUsage, sampleDevice } from "./device_sampler.ts";

/** Tokens for a window: about what a window of fluent speech has. */
const CUDA_STEPS = 100;
const CPU_STEPS = 2;
/** The largest batch first: if the time ends, the figure that matters is there. */
const CUDA_BATCHES = [32, 8, 1, 16, 4, 2].flatMap((windows) => [1, 5].map((beamSize) => ({ windows, beamSize })));
const CPU_BATCHES = [2, 1].flatMap((windows) => [1, 5].map((beamSize) => ({ windows, beamSize })));
/** Of as many layers as the shape has, on the CPU: they are all alike, and 32 of them take minutes. */
const CPU_LAYERS = 1;
/** On the CPU ONNX Runtime computes float16 graphs in float32 and holds the weights in both. */
const CPU_BYTES_PER_WEIGHT = 8;

/**
 * Measures a shape with random weights: the time to load, and batches greedy and with 5 beams. On the CPU it goes
 * through the same steps with one layer.
 */
export async function shapeTask(shape: ShapeName, context: TaskContext): Promise<Finding> {
  const { device, workDir, config, report } = context;
  const isCuda = device === "cuda";
  const dimensions = isCuda ? SHAPES[shape] : { ...SHAPES[shape], nAudioLayer: CPU_LAYERS, nTextLayer: CPU_LAYERS };
  const needed = CPU_BYTES_PER_WEIGHT * parameterCount(dimensions);
  if (!isCuda && availableBytes() < needed) {
    const summary = `not enough memory: ${formatBytes(availableBytes())} are free, ${formatBytes(needed)} are needed`;
    return { state: "left out", summary };
  }
  const precision: Precision = "float16"; // the graphs of CUDA
  const startMs = performance.now();
  await writeRandomGraphs(workDir, dimensions, precision);
  report.data("writeSeconds", round((performance.now() - startMs) / 1000));
  const loads: Record<string, number> = {};
  const batches: (BatchMeasure & Partial<DeviceUsage>)[] = [];
  const started: Batch[] = [];
  const samplers: ReturnType<typeof sampleDevice>[] = [];
  const tooLarge = await measureShape({
    folder: workDir,
    dimensions,
    device,
    threads: config.whisperThreads,
    steps: isCuda ? CUDA_STEPS : CPU_STEPS,
    batches: isCuda ? CUDA_BATCHES : CPU_BATCHES,
    onLoaded: async (graph, seconds) => {
      loads[graph] = round(seconds);
      report.data("loadSeconds", loads);
      const freeBytes = isCuda ? await freeDeviceBytes() : null;
      if (freeBytes !== null) report.data("freeMibAfterLoads", Math.round(freeBytes / 2 ** 20));
    },
    onStart: (batch) => {
      started.push(batch);
      void samplers.pop()?.stop(); // of a batch that did not fit
      if (isCuda) samplers.push(sampleDevice());
    },
    onBatch: async (batch) => {
      const { peakMib = null, busyPercent = null } = await samplers.pop()?.stop() ?? {};
      const measured = { ...batch, busyPercent, peakMib: isLargest(batch, started) ? peakMib : null };
      batches.push(measured);
      report.data("batches", batches);
      report.data(isCuda ? "bestOnCuda" : "bestOnCpu", bestGreedy(batches));
      report.line(batchLine(measured));
    },
  });
  await samplers.pop()?.stop();
  const finding = judgeShape(batches, tooLarge, { loads, steps: isCuda ? CUDA_STEPS : CPU_STEPS });
  const summary = isCuda ? finding.summary : `with one layer instead of all: ${finding.summary}`;
  return { ...finding, summary, data: { tooLarge } };
}

type Batch = Pick<BatchMeasure, "beamSize" | "windows">;

/** The runtime keeps the memory of earlier batches: a figure is that of its batch if none before was larger. */
export function isLargest(batch: Batch, started: Batch[]): boolean {
  const isWithin = ({ windows, beamSize }: Batch) =>
    windows <= batch.windows && windows * beamSize <= batch.windows * batch.beamSize;
  return started.every(isWithin);
}

function judgeShape(
  batches: BatchMeasure[],
  tooLarge: TooLarge,
  { loads, steps }: { loads: Record<string, number>; steps: number },
): Finding {
  if (batches.length === 0) {
    const what = tooLarge.graphs.length > 0 ? `no room for ${tooLarge.graphs.join(", ")}` : "no batch fits";
    return { state: "left out", summary: `the model does not fit into the memory: ${what}` };
  }
  const short = batches.find((batch) => batch.steps < steps);
  if (short) {
    return { state: "failed", summary: `a decode ended after ${short.steps} steps: the figures are of no use` };
  }
  const loaded = Object.entries(loads).map(([graph, seconds]) => `${graph} ${seconds} s`).join(", ");
  const fit = [
    ...tooLarge.graphs,
    ...tooLarge.batches.map(({ windows, beamSize }) => `${windows} windows with ${beamSize} beams`),
  ].join(", ");
  const best = bestGreedy(batches);
  return {
    state: "ok",
    summary: (best === null ? "measured with beams alone" : `${round(best, 1)} times real time at best, greedy`) +
      `; loaded: ${loaded}${fit ? `; out of memory with ${fit}` : ""}`,
  };
}

function bestGreedy(batches: BatchMeasure[]): number | null {
  const greedy = batches.filter(({ beamSize }) => beamSize === 1).map(({ timesRealTime }) => timesRealTime);
  return greedy.length > 0 ? Math.max(...greedy) : null;
}

function batchLine({ windows, beamSize, encodeSeconds, decodeSeconds, melSeconds, steps, timesRealTime, ...used }:
  & BatchMeasure
  & Partial<DeviceUsage>): string {
  const step = round(1000 * decodeSeconds / Math.max(1, steps), 2);
  return `${String(windows).padStart(2)} windows, ${beamSize === 1 ? "greedy " : `${beamSize} beams`}: ` +
    `${round(timesRealTime, 1)} x; encode ${round(encodeSeconds, 3)} s, ${steps} steps of ${step} ms, ` +
    `log-mel ${round(melSeconds, 3)} s` +
    (used.peakMib ? `; ${used.peakMib} MiB` : "") +
    (used.busyPercent === null || used.busyPercent === undefined ? "" : `; busy ${used.busyPercent} %`);
}
