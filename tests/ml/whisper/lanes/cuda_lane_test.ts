import assert from "node:assert/strict";
import { loadVoiceModel } from "../../../../ml/audio/voice_activity.ts";
import type { AudioWindow } from "../../../../ml/audio/windows.ts";
import { ModelStore } from "../../../../ml/models/store.ts";
import type { Lane } from "../../../../ml/whisper/lanes/lane.ts";
import { type LoadedLanes, loadLanes } from "../../../../ml/whisper/lanes/load_lanes.ts";
import { CudaLane, isOutOfMemory, OUT_OF_MEMORY } from "../../../../ml/whisper/lanes/cuda_lane.ts";
import { transcribe } from "../../../../ml/whisper/transcribe.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { createLog, type Log } from "../../../../src/core/log.ts";
import { joined, pieces, recording, silence, textOf } from "../engine/engine_fixture.ts";
import type { ReadRequest } from "../../../../ml/whisper/decoding/types.ts";

const CUDA_CALL = "/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:121 onnxruntime::CudaCall";
const ARENA = "/onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:376 onnxruntime::BFCArena::AllocateRawInternal";
const NO_ROOM = `Non-zero status code returned while running MatMul node. Status Message: ${ARENA} ` +
  "Failed to allocate memory for requested buffer of size 939524096";
const REQUEST: ReadRequest = {
  ...{
    language: "en",
    task: "transcribe",
    previous: [],
    hotwords: [],
    temperature: 0,
    beamSize: 1,
    wordTimestamps: false,
  },
  isCutAtPauses: true,
};

Deno.test("isOutOfMemory() knows the messages of the arena, CUDA, cuBLAS, cuDNN and C++", () => {
  const messages = [
    NO_ROOM,
    `${ARENA} Available memory of 536870912 is smaller than requested bytes of 1073741824`,
    `${CUDA_CALL} CUDA failure 2: out of memory ; GPU=0 ; hostname=a ; expr=cudaMalloc((void**)&p, size);`,
    `${CUDA_CALL} CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0 ; expr=cublasCreate(&cublas_handle_);`,
    `${CUDA_CALL} CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED ; GPU=0 ; expr=cudnnCreate(&cudnn_handle_);`,
    "CUDNN failure 5003: CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED ; GPU=0",
    "Non-zero status code returned while running Conv node. Status Message: bad allocation",
    "std::bad_alloc",
  ];
  for (const text of messages) assert.ok(isOutOfMemory(new Error(text)), text);
  const others = [
    `${CUDA_CALL} CUDA failure 700: an illegal memory access was encountered ; GPU=0`,
    `${CUDA_CALL} CUDA failure 222: the provided PTX was compiled with an unsupported toolchain`,
    `${CUDA_CALL} CUBLAS failure 13: CUBLAS_STATUS_EXECUTION_FAILED ; GPU=0`,
    "Failed to load shared library",
    "Invalid rank for input: mel Got: 2 Expected: 3",
    "the transcription was aborted",
  ];
  for (const text of others) assert.ok(!isOutOfMemory(new Error(text)), text);
  assert.ok(isOutOfMemory("CUDA_ERROR_OUT_OF_MEMORY"));
});

function windows(count: number): AudioWindow[] {
  return Array.from({ length: count }, (_, i) => ({
    start: 30 * i,
    end: 30 * i + 30,
    samples: Float32Array.of(i),
    speech: [{ start: 30 * i, end: 30 * i + 30 }],
  }));
}

/** A lane with memory for some windows at once, which records its calls. */
class SmallLane implements Lane {
  calls: string[] = [];
  isReleased = false;

  constructor(readonly name: string, public room: number, readonly message = NO_ROOM) {}

  #take(kind: string, windows: AudioWindow[]): void {
    assert.ok(windows.every(({ samples }) => samples.length === 1), "the samples are still there");
    this.calls.push(`${kind} ${windows.map(({ samples }) => samples[0])}`);
    if (windows.length > this.room) throw new Error(this.message);
  }

  detectLanguage(windows: AudioWindow[]) {
    return Promise.resolve().then(() => {
      this.#take("detect", windows);
      return windows.map(({ samples }) => ({ probabilities: samples, noSpeechProb: 0 }));
    });
  }

  read(windows: AudioWindow[]) {
    return Promise.resolve().then(() => {
      this.#take("read", windows);
      const segments = windows.map(({ start, end, samples }) => ({
        ...{ start, end, text: `${this.name} ${samples[0]}`, tokens: [samples[0]], temperature: 0, words: [] },
        ...{ avgLogprob: 0, compressionRatio: 1, noSpeechProb: 0 },
      }));
      const dropped = segments.map((segment) => ({ ...segment, id: 0, rule: "none" }));
      const tokens = segments.flatMap(({ tokens }) => tokens);
      return { segments, dropped, cuts: [], tokens, shouldResetPrompt: false, readTo: windows.at(-1)!.end - 1 };
    });
  }

  release() {
    this.isReleased = true;
    return Promise.resolve();
  }
}

function cudaLaneOf(cuda: Lane, { batchWindows = 8, cpuBatchWindows = 2, cpuRoom = 2 } = {}) {
  const cpuLanes: SmallLane[] = [];
  const fallbacks: (string | null)[] = [];
  const warnings: string[] = [];
  let partsRead = 0;
  const log: Log = { debug() {}, info() {}, warn: (message) => warnings.push(message), error() {} };
  const lane = new CudaLane(cuda, {
    batchWindows,
    cpuBatchWindows,
    loadCpuLane: () => {
      cpuLanes.push(new SmallLane("cpu", cpuRoom));
      return Promise.resolve(cpuLanes.at(-1)!);
    },
    log,
    onFallback: (reason) => fallbacks.push(reason),
    onPartRead: () => partsRead++,
  });
  return { lane, cpuLanes, fallbacks, warnings, partsRead: () => partsRead };
}

Deno.test("with enough memory all windows are read at once", async () => {
  const cuda = new SmallLane("cuda", 8);
  const { lane, fallbacks, warnings } = cudaLaneOf(cuda);
  const read = await lane.read(windows(8), REQUEST);
  assert.deepEqual(cuda.calls, ["read 0,1,2,3,4,5,6,7"]);
  assert.deepEqual(read, await cuda.read(windows(8)));
  assert.deepEqual([fallbacks, warnings], [[], []]);
});

Deno.test("if memory runs out, windows are read in halves, in order, and the number is kept", async () => {
  const cuda = new SmallLane("cuda", 3);
  const { lane, cpuLanes, fallbacks, warnings } = cudaLaneOf(cuda);
  const { segments, dropped, tokens, readTo } = await lane.read(windows(7), REQUEST);
  assert.deepEqual(cuda.calls, ["read 0,1,2,3,4,5,6", "read 0,1,2", "read 3,4,5", "read 6"]);
  assert.deepEqual(segments.map(({ text }) => text), [0, 1, 2, 3, 4, 5, 6].map((i) => `cuda ${i}`));
  assert.deepEqual(dropped.map(({ start }) => start), [0, 30, 60, 90, 120, 150, 180]);
  assert.deepEqual([tokens, readTo], [[6], 209]);
  cuda.calls = [];
  assert.equal((await lane.detectLanguage(windows(5))).length, 5);
  assert.deepEqual(cuda.calls, ["detect 0,1,2", "detect 3,4"]);
  assert.deepEqual([lane.batchWindows, cpuLanes.length, fallbacks], [3, 0, []]);
  assert.deepEqual(warnings, ["out of memory on CUDA: fewer windows are read at once"]);
});

Deno.test("if one window does not fit, the CPU reads the rest of the job, and the next job tries CUDA again", async () => {
  const cuda = new SmallLane("cuda", 2);
  const { lane, cpuLanes, fallbacks, warnings, partsRead } = cudaLaneOf(cuda);
  await lane.read(windows(2), REQUEST);
  cuda.room = 0;
  const { segments } = await lane.read(windows(5), REQUEST);
  assert.deepEqual(segments.map(({ text }) => text), [0, 1, 2, 3, 4].map((i) => `cpu ${i}`));
  assert.deepEqual(cpuLanes[0].calls, ["read 0,1", "read 2,3", "read 4"]);
  assert.equal(partsRead(), 4);
  assert.deepEqual(fallbacks, [OUT_OF_MEMORY]);

  // The rest of the job stays on the CPU, although CUDA has memory again
  cuda.room = 8;
  cuda.calls = [];
  await lane.detectLanguage(windows(1));
  await lane.read(windows(3), REQUEST);
  assert.deepEqual(cuda.calls, []);
  assert.deepEqual(cpuLanes[0].calls.slice(3), ["detect 0", "read 0,1", "read 2"]);
  assert.equal(warnings.filter((message) => message === OUT_OF_MEMORY).length, 1);

  await lane.endJob();
  assert.ok(cpuLanes[0].isReleased);
  assert.deepEqual(fallbacks, [OUT_OF_MEMORY]); // until CUDA has read again
  assert.equal(lane.batchWindows, 8);
  await lane.read(windows(8), REQUEST);
  assert.deepEqual(cuda.calls, ["read 0,1,2,3,4,5,6,7"]);
  assert.deepEqual(fallbacks, [OUT_OF_MEMORY, null]);
  assert.equal(cpuLanes.length, 1);
});

Deno.test("an error of another kind is thrown, and so is one on the CPU", async () => {
  const broken = cudaLaneOf(new SmallLane("cuda", 0, "CUDA failure 700: an illegal memory access was encountered"));
  await assert.rejects(broken.lane.read(windows(2), REQUEST), /illegal memory access/);
  assert.equal(broken.cpuLanes.length, 0);

  const both = cudaLaneOf(new SmallLane("cuda", 0), { cpuRoom: 0 });
  await assert.rejects(both.lane.read(windows(2), REQUEST), /Failed to allocate memory/);
  assert.equal(both.cpuLanes.length, 1);
});

Deno.test("an aborted job does not move to the CPU", async () => {
  const { lane, cpuLanes } = cudaLaneOf(new SmallLane("cuda", 0));
  await assert.rejects(lane.read(windows(2), REQUEST, AbortSignal.abort(new Error("enough"))), /enough/);
  const abort = new AbortController();
  const cuda = new SmallLane("cuda", 0);
  const late = cudaLaneOf({
    detectLanguage: (windows) => cuda.detectLanguage(windows),
    read: (windows) => (abort.abort(), cuda.read(windows)),
    release: () => cuda.release(),
  });
  await assert.rejects(late.lane.read(windows(1), REQUEST, abort.signal), /Failed to allocate/);
  assert.equal(cpuLanes.length + late.cpuLanes.length, 0);
});

Deno.test("endJob() waits for running calls, and release() frees both lanes", async () => {
  const cuda = new SmallLane("cuda", 0);
  const { lane, cpuLanes } = cudaLaneOf(cuda);
  const reading = lane.read(windows(6), REQUEST);
  await Promise.all([lane.endJob(), reading]);
  assert.deepEqual([cpuLanes[0].calls.length, cpuLanes[0].isReleased], [3, true]);
  await lane.read(windows(1), REQUEST);
  await lane.release();
  assert.deepEqual([cpuLanes.length, cpuLanes[1].isReleased, cuda.isReleased], [2, true, true]);
});

Deno.test("a transcription with memory for one window, then for none, has the same text as with enough", async () => {
  const config = readConfig(Deno.env.toObject());
  const log = createLog("error");
  const folder = await new ModelStore(config.modelsDir, log).resolve("tiny.en");
  const speech = await recording("sentence.flac");
  const audio = joined(speech, silence(25), speech, silence(25), speech);
  const library = { folder: null, cacheDir: config.cacheDir };
  const options = { folder, cacheDir: config.cacheDir, threads: 1, device: "cpu", precision: "auto", log } as const;
  const loaded = await loadLanes(library, options);
  const voiceModel = await loadVoiceModel(1);
  try {
    assert.deepEqual(loaded.deviceUse, { device: "cpu", precision: "int8", lanes: 1, fallbackReason: null });
    const [whole] = loaded.lanes;
    const run = (models: LoadedLanes) => transcribe({ ...models, voiceModel }, pieces(audio), {}, {});
    const right = await run(loaded);
    assert.ok(right.segments.length >= 3);

    let room = 1;
    let onCpu = 0;
    const fallbacks: (string | null)[] = [];
    const narrow: Lane = {
      detectLanguage: (windows, signal) => whole.detectLanguage(windows, signal),
      read: (windows, request, signal) =>
        windows.length > room ? Promise.reject(new Error(NO_ROOM)) : whole.read(windows, request, signal),
      release: () => whole.release(),
    };
    const lane = new CudaLane(narrow, {
      batchWindows: 8,
      cpuBatchWindows: 8,
      loadCpuLane: () => Promise.resolve({ ...narrow, read: whole.read, release: () => Promise.resolve(void onCpu++) }),
      log,
      onFallback: (reason) => fallbacks.push(reason),
    });
    const models = { ...loaded, lanes: [lane] };
    assert.equal(textOf((await run(models)).segments), textOf(right.segments));
    assert.deepEqual([lane.batchWindows, fallbacks], [1, []]);
    room = 0;
    assert.equal(textOf((await run(models)).segments), textOf(right.segments));
    assert.deepEqual([onCpu, fallbacks], [1, [OUT_OF_MEMORY]]); // the CPU lane of the job was released
    room = 1;
    assert.equal(textOf((await run(models)).segments), textOf(right.segments));
    assert.deepEqual([onCpu, fallbacks], [1, [OUT_OF_MEMORY, null]]);
  } finally {
    await Promise.all(loaded.lanes.map((lane) => lane.release()));
    await voiceModel.release();
  }
});
