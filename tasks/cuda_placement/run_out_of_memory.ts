/** Reads windows of silence on a device without free memory, with it again, and more of them than it has room for. */
import assert from "node:assert/strict";
import type { AudioWindow } from "../../ml/audio/windows.ts";
import { ModelStore } from "../../ml/models/store.ts";
import { useRuntimeLibrary } from "../../ml/onnx/session.ts";
import type { ReadRequest } from "../../ml/whisper/decoding/types.ts";
import { OUT_OF_MEMORY } from "../../ml/whisper/lanes/cuda_lane.ts";
import { loadLanes } from "../../ml/whisper/lanes/load_lanes.ts";
import { createLog } from "../../src/core/log.ts";
import { readConfig } from "../../src/core/settings/config.ts";

const WINDOWS = 64;
const WINDOW_SECONDS = 30;
const SAMPLE_RATE = 16_000;
const REQUEST: ReadRequest = {
  ...{ language: "en", task: "transcribe", previous: [], hotwords: [], temperature: 0, beamSize: 1 },
  ...{ wordTimestamps: false, isCutAtPauses: false },
};

const [library] = Deno.args;
const runtime = { folder: library, cacheDir: library };
useRuntimeLibrary(runtime);
const folder = await new ModelStore(readConfig(Deno.env.toObject()).modelsDir, createLog("warn")).resolve("base");

const { symbols: cudart } = Deno.dlopen(`${library}/libcudart.so.13`, {
  cudaMalloc: { parameters: ["buffer", "usize"], result: "i32" },
  cudaFree: { parameters: ["pointer"], result: "i32" },
  cudaMemGetInfo: { parameters: ["buffer", "buffer"], result: "i32" },
});

/** Takes all memory that is free. @returns gives it back */
function takeAll(): () => void {
  const [free, total, block] = [new BigUint64Array(1), new BigUint64Array(1), new BigUint64Array(1)];
  cudart.cudaMemGetInfo(free, total);
  assert.equal(cudart.cudaMalloc(block, free[0]), 0);
  return () => void cudart.cudaFree(Deno.UnsafePointer.create(block[0]));
}

const events: string[] = [];
const keep = (message: string, { windows }: Record<string, unknown> = {}) =>
  void events.push(`${message}${windows ? `: ${windows}` : ""}`);
const log = { debug() {}, info() {}, warn: keep, error: keep };
const { lanes: [lane], deviceUse } = await loadLanes(
  runtime,
  { folder, cacheDir: library, threads: 2, device: "cuda", precision: "auto", batchWindows: WINDOWS, log },
  { onDeviceChange: ({ device }) => void events.push(`now on ${device}`) },
);
assert.equal(deviceUse.device, "cuda");

/** @returns what happened */
async function read(count: number): Promise<string[]> {
  const windows = Array.from({ length: count }, (_, i): AudioWindow => ({
    ...{ start: i * WINDOW_SECONDS, end: (i + 1) * WINDOW_SECONDS, speech: [] },
    samples: new Float32Array(WINDOW_SECONDS * SAMPLE_RATE),
  }));
  const { readTo } = await lane.read(windows, REQUEST);
  assert.equal(readTo, count * WINDOW_SECONDS);
  await lane.endJob?.();
  console.log(`${count} windows:`, events.join(", ") || "nothing of note");
  return events.splice(0);
}

const giveBack = takeAll();
const without = await read(2);
giveBack();
const again = await read(2);
const many = await read(WINDOWS);
assert.deepEqual(without.slice(-2), [OUT_OF_MEMORY, "now on cpu"]);
assert.deepEqual(again, ["now on cuda"]);
assert.equal(many[0], "out of memory on CUDA: fewer windows are read at once: 32");
assert.ok(!many.includes(OUT_OF_MEMORY));
Deno.exit(0); // without the end of CUDA, for which there are no stand-ins
