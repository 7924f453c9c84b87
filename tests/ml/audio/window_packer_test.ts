import assert from "node:assert/strict";
import fc from "fast-check";
import { SpeechSpanFinder } from "../../../ml/audio/speech_spans.ts";
import { type FrameWindow, WINDOW_FRAMES, WindowPacker } from "../../../ml/audio/window_packer.ts";

/** Probabilities from runs of frames: speech and silence in turns. */
function probabilities(runs: [speechFrames: number, silenceFrames: number][]): Float32Array {
  return Float32Array.from(runs.flatMap(([speech, silence]) => [
    ...new Array(speech).fill(0.9),
    ...new Array(silence).fill(0.05),
  ]));
}

function pack(all: Float32Array, pieceFrames = all.length || 1): FrameWindow[] {
  const packer = new WindowPacker();
  const windows: FrameWindow[] = [];
  for (let i = 0; i < all.length; i += pieceFrames) windows.push(...packer.push(all.subarray(i, i + pieceFrames)));
  return [...windows, ...packer.end()];
}

const seconds = (n: number) => Math.round(n / 0.032);

Deno.test("SpeechSpanFinder starts a span at 0.5, ends it below 0.35 and bridges short silences", () => {
  const values = [0.1, 0.4, 0.6, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.6, 0.1, 0.1, 0.6, 0.1, 0.1, 0.1, 0.1, 0.1, 0.9];
  const spans = new SpeechSpanFinder();
  assert.deepEqual(spans.push(Float32Array.from(values)), [{ start: 2, end: 13 }]);
  assert.deepEqual(spans.current, { start: 18, end: 19 });
});

Deno.test("SpeechSpanFinder takes another threshold, and ends speech below 0.7 of it", () => {
  const values = Float32Array.from([
    0.1,
    0.25,
    0.3,
    0.3,
    0.22,
    0.2,
    0.2,
    0.2,
    0.2,
    0.2,
    0.1,
    0.7,
    0.9,
    0.9,
    0.65,
    0.65,
    0.9,
  ]);
  const spansAbove = (threshold?: number) => {
    const spans = new SpeechSpanFinder(threshold);
    return [...spans.push(values), ...spans.end()];
  };
  assert.deepEqual(spansAbove(), [{ start: 11, end: 17 }]);
  assert.deepEqual(spansAbove(0.3), [{ start: 2, end: 5 }, { start: 11, end: 17 }]);
  assert.deepEqual(spansAbove(0.24), [{ start: 1, end: 17 }]);
  assert.deepEqual(spansAbove(0.95), []);
});

Deno.test("SpeechSpanFinder refuses a threshold outside 0 to 1", () => {
  for (const threshold of [0, 1, -0.1, 50, NaN]) {
    assert.throws(() => new SpeechSpanFinder(threshold), /the voice threshold is .*: it must be above 0 and below 1/);
  }
});

Deno.test("WindowPacker finds less speech if the threshold is higher", () => {
  const all = new Float32Array(400).fill(0.1).fill(0.6, 50, 100).fill(0.9, 250, 300);
  const spansAt = (threshold: number) => {
    const packer = new WindowPacker(threshold);
    return [...packer.push(all), ...packer.end()].flatMap(({ speech }) => speech);
  };
  assert.deepEqual(spansAt(0.5), [{ start: 50, end: 100 }, { start: 250, end: 300 }]);
  assert.deepEqual(spansAt(0.8), [{ start: 250, end: 300 }]);
});

Deno.test("SpeechSpanFinder leaves out a click", () => {
  const spans = new SpeechSpanFinder();
  assert.deepEqual(spans.push(probabilities([[2, 20], [10, 20]])), [{ start: 22, end: 32 }]);
});

Deno.test("WindowPacker: windows cover all speech, in order, disjoint, none above 30 s", () => {
  const run = fc.tuple(fc.integer({ min: 3, max: 1500 }), fc.integer({ min: 5, max: 400 }));
  fc.assert(fc.property(fc.array(run, { maxLength: 40 }), fc.integer({ min: 1, max: 4000 }), (runs, piece) => {
    const all = probabilities(runs);
    const windows = pack(all, piece);
    let last = 0;
    const covered = new Uint8Array(all.length);
    for (const { start, end, speech, after } of windows) {
      if (after) {
        assert.ok(after.start === end && after.end > end && after.end - start <= WINDOW_FRAMES);
        assert.ok(speech.at(-1)!.end === end);
      }
      assert.ok(start >= last && end > start && end - start <= WINDOW_FRAMES && end <= all.length);
      last = end;
      covered.fill(1, start, end);
      let inner = start;
      for (const span of speech) {
        assert.ok(span.start >= inner && span.end > span.start && span.end <= end);
        inner = span.end;
      }
    }
    all.forEach((p, frame) => assert.ok(p < 0.5 || covered[frame], `speech at ${frame} is in no window`));
  }));
});

Deno.test("WindowPacker gives the same windows for any chunk sizes", () => {
  // Between 0.35 and 0.5 speech neither starts nor ends
  const run = fc.tuple(fc.constantFrom(0.05, 0.2, 0.4, 0.45, 0.6, 0.9), fc.integer({ min: 1, max: 200 }));
  fc.assert(fc.property(fc.array(run, { maxLength: 60 }), fc.integer({ min: 1, max: 1000 }), (runs, piece) => {
    const all = Float32Array.from(runs.flatMap(([probability, frames]) => new Array(frames).fill(probability)));
    assert.deepEqual(pack(all, piece), pack(all));
  }));
});

Deno.test("WindowPacker cuts at the long pause rather than at the last one", () => {
  // 22 s of speech, 0.9 s of silence, 5 s, 0.2 s of silence, 20 s
  const all = probabilities([[seconds(22), seconds(0.9)], [seconds(5), seconds(0.2)], [seconds(20), 100]]);
  const [first, second] = pack(all);
  assert.equal(first.speech.length, 1);
  assert.equal(second.speech.length, 2);
});

Deno.test("WindowPacker leaves long silences out and keeps short ones in", () => {
  const all = probabilities([[seconds(3), seconds(4.5)], [seconds(3), seconds(8)], [seconds(3), seconds(60)]]);
  const windows = pack(all);
  assert.deepEqual(windows.map((window) => window.speech.length), [2, 1]);
  const covered = windows.reduce((sum, window) => sum + window.end - window.start, 0);
  assert.ok(covered < seconds(15.5));
});

Deno.test("WindowPacker cuts speech without a pause at its least probable frames, in the last third", () => {
  const all = new Float32Array(2000).fill(0.9);
  all.fill(0.55, 500, 503); // too early
  all.fill(0.6, 799, 802);
  const [first, second] = pack(all);
  assert.equal(first.end, 800);
  assert.equal(second.start, 800);
});

Deno.test("WindowPacker adds the speech after a cut within speech, as far as 30 s hold it, and none at a pause", () => {
  const all = new Float32Array(2000).fill(0.9);
  all.fill(0.6, 799, 802).fill(0.6, 1709, 1712);
  const [first, second, last] = pack(all);
  assert.deepEqual(first.after, { start: 800, end: 847 }); // 1.5 s
  assert.deepEqual(second.after, { start: 1710, end: 1737 }); // up to 30 s from 800 on
  assert.equal(last.after, null);
  const [atPause] = pack(probabilities([[seconds(20), seconds(1)], [seconds(20), 100]]));
  assert.equal(atPause.after, null);
});

Deno.test("WindowPacker has no window for silence", () => {
  assert.deepEqual(pack(new Float32Array(5000)), []);
  assert.deepEqual(pack(new Float32Array(0)), []);
});
