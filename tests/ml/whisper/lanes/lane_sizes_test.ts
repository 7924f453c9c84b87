import assert from "node:assert/strict";
import type { ModelDimensions } from "../../../../ml/whisper/dimensions.ts";
import {
  cpuBeamBytes,
  cpuLaneBytes,
  cpuLaneSizes,
  cpuWindowBytes,
  cudaBatchWindows,
  cudaWindowBytes,
  laneThreads,
} from "../../../../ml/whisper/lanes/lane_sizes.ts";

const GB = 1e9;

function whisper(nState: number, layers: number, nMels = 80, nVocab = 51865, nTextLayer = layers): ModelDimensions {
  const nHead = nState / 64;
  return {
    ...{ nMels, nAudioCtx: 1500, nAudioState: nState, nAudioHead: nHead, nAudioLayer: layers },
    ...{ nVocab, nTextCtx: 448, nTextState: nState, nTextHead: nHead, nTextLayer },
  };
}
const TINY = whisper(384, 4, 80, 51864);
const BASE = whisper(512, 6);
const SMALL = whisper(768, 12);
const MEDIUM = whisper(1024, 24);
const LARGE = whisper(1280, 32, 128, 51866);

const onCpu = (d: ModelDimensions, availableBytes: number, threads = 2) =>
  cpuLaneSizes(d, { precision: "int8", threads, availableBytes });

Deno.test("with enough memory the CPU has the preferred lanes and batches", () => {
  assert.deepEqual(onCpu(BASE, 16 * GB), { lanes: 2, batchWindows: 8 });
  assert.deepEqual(onCpu(TINY, 16 * GB, 8), { lanes: 4, batchWindows: 8 });
  assert.deepEqual(onCpu(BASE, 16 * GB, 1), { lanes: 1, batchWindows: 8 });
  assert.deepEqual(onCpu(SMALL, 16 * GB, 8), { lanes: 2, batchWindows: 4 });
  assert.deepEqual(onCpu(MEDIUM, 16 * GB, 8), { lanes: 1, batchWindows: 2 });
  assert.deepEqual(onCpu(LARGE, 32 * GB, 8), { lanes: 1, batchWindows: 2 });
});

Deno.test("the estimated memory of a lane is within 25 % of the measured, and not far below", () => {
  const megabytes = (d: ModelDimensions, windows: number) =>
    Math.round((cpuLaneBytes(d, "int8") + windows * cpuWindowBytes(d, "int8")) / 1e6);
  for (const [found, measured] of [[megabytes(BASE, 1), 248], [megabytes(TINY, 1), 198], [megabytes(TINY, 8), 333]]) {
    assert.ok(found > 0.95 * measured && found < 1.25 * measured, `${found} MB, measured ${measured}`);
  }
  const beams = cpuBeamBytes(BASE, "int8") / 1e6;
  assert.ok(beams > 0.95 * 137 && beams < 1.25 * 137, `${beams} MB, measured 137`);
});

Deno.test("if memory is short, batches shrink first, then there are fewer lanes, and the reserve stays free", () => {
  assert.deepEqual(onCpu(BASE, 0.9 * GB), { lanes: 1, batchWindows: 7 });
  assert.deepEqual(onCpu(SMALL, 1.2 * GB), { lanes: 1, batchWindows: 1 });
  for (const d of [TINY, BASE, SMALL, MEDIUM, LARGE]) {
    let before = { lanes: 0, batchWindows: 0 };
    for (let bytes = 0; bytes <= 40 * GB; bytes += 0.05 * GB) {
      const sizes = onCpu(d, bytes, 4);
      assert.ok(sizes.lanes >= before.lanes, "more memory never means fewer lanes");
      assert.ok(sizes.lanes > before.lanes || sizes.batchWindows >= before.batchWindows);
      assert.ok(sizes.lanes >= 1 && sizes.batchWindows >= 1);
      const needed = sizes.lanes * (cpuLaneBytes(d, "int8") + sizes.batchWindows * cpuWindowBytes(d, "int8")) +
        sizes.lanes * cpuBeamBytes(d, "int8");
      const isLeast = sizes.lanes === 1 && sizes.batchWindows === 1;
      assert.ok(isLeast || bytes - needed >= 300e6, `${bytes} bytes: ${sizes.lanes} x ${sizes.batchWindows}`);
      before = sizes;
    }
  }
});

Deno.test("base runs on a machine of 2 GB beside the system, the database and ffmpeg", () => {
  const { lanes, batchWindows } = onCpu(BASE, 1.2 * GB);
  assert.ok(lanes * (cpuLaneBytes(BASE, "int8") + batchWindows * cpuWindowBytes(BASE, "int8")) < 0.9 * GB);
  assert.ok(lanes * batchWindows >= 8);
});

Deno.test("lanes and batches that are asked for are used as far as memory allows", () => {
  const asked = { lanes: 3, batchWindows: 12 };
  const sizes = (availableBytes: number) =>
    cpuLaneSizes(BASE, { precision: "int8", threads: 2, availableBytes, ...asked });
  assert.deepEqual(sizes(32 * GB), asked);
  const short = sizes(0.9 * GB);
  assert.ok(short.lanes === 1 && short.batchWindows < 12, JSON.stringify(short));
  assert.deepEqual(cpuLaneSizes(BASE, { precision: "int8", threads: 2, availableBytes: 32 * GB, lanes: 4 }), {
    lanes: 4,
    batchWindows: 8,
  });
  assert.equal(cudaBatchWindows(BASE, 140 * GB, { batchWindows: 64 }), 64);
  assert.equal(cudaBatchWindows(BASE, 140 * GB, { batchWindows: 4 }), 4);
  assert.equal(cudaBatchWindows(BASE, null, { batchWindows: 64 }), 64);
  assert.ok(cudaBatchWindows(LARGE, 12 * GB, { batchWindows: 64 }) < 32);
});

Deno.test("float32 needs more memory than int8", () => {
  for (const d of [TINY, BASE, LARGE]) {
    assert.ok(cpuLaneBytes(d, "float32") > 2 * cpuLaneBytes(d, "int8"));
    assert.ok(cpuWindowBytes(d, "float32") > cpuWindowBytes(d, "int8"));
  }
});

Deno.test("on CUDA as many windows are read at once as fit, from 1 to 32, and 8 if the free memory is unknown", () => {
  for (const d of [TINY, BASE, SMALL, MEDIUM, LARGE]) {
    assert.equal(cudaBatchWindows(d, null), 8);
    assert.equal(cudaBatchWindows(d, 0), 1);
    assert.equal(cudaBatchWindows(d, 140 * GB), 32);
    let before = 0;
    for (let bytes = 0; bytes <= 80 * GB; bytes += GB / 4) {
      const windows = cudaBatchWindows(d, bytes);
      assert.ok(windows >= before && Number.isInteger(windows));
      assert.ok(windows === 1 || windows * cudaWindowBytes(d) < bytes, `${windows} windows in ${bytes} bytes`);
      before = windows;
    }
  }
  assert.equal(cudaBatchWindows(BASE, 11 * GB), 32);
  const large = cudaBatchWindows(LARGE, 16 * GB);
  assert.ok(large >= 8 && large < 32, `${large}`);
});

Deno.test("the memory of a window grows with the model", () => {
  const sizes = [TINY, BASE, SMALL, MEDIUM, LARGE].map(cudaWindowBytes);
  assert.deepEqual(sizes, sizes.toSorted((a, b) => a - b));
  // large-v3's keys and values alone: 32 layers of 2 x 1500 x 1280 float16
  assert.ok(sizes.at(-1)! > 32 * 2 * 1500 * 1280 * 2);
  const distilled = whisper(1280, 32, 128, 51866, 2);
  assert.ok(cudaWindowBytes(distilled) < cudaWindowBytes(LARGE));
});

Deno.test("laneThreads() gives the first lane twice its share, for windows that are read by themselves", () => {
  assert.deepEqual(laneThreads(1, 1), [1]);
  assert.deepEqual(laneThreads(2, 2), [2, 1]);
  assert.deepEqual(laneThreads(2, 3), [2, 1, 1]); // more lanes than threads were asked for
  assert.deepEqual(laneThreads(16, 4), [8, 4, 4, 4]);
});
