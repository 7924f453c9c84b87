import assert from "node:assert/strict";
import { Random } from "../../../bench/soak/random.ts";
import { centre } from "../../../ml/speakers/cluster.ts";
import { groupVoices } from "../../../ml/speakers/group_voices.ts";
import type { VoiceWindow } from "../../../ml/speakers/voice_windows.ts";

const random = new Random(3);

/** A window of 1.5 s from `start` of the voice with this number. */
function windowOf(voice: number, start: number, seconds = 1.5): VoiceWindow {
  const values = Float32Array.from({ length: 16 }, () => 0.3 * (random.next() - 0.5));
  values[voice] += 1;
  return { start, end: start + seconds, vector: centre([values], [1]) };
}

Deno.test("speakers: the speech of a speaker without pauses is one span, and the first to speak is number 0", () => {
  const windows = [5, 5, 2, 2, 5].map((voice, i) => windowOf(voice, 1.5 * i));
  assert.deepEqual(groupVoices(windows), [
    { speaker: 0, start: 0, end: 3 },
    { speaker: 1, start: 3, end: 6 },
    { speaker: 0, start: 6, end: 7.5 },
  ]);
});

Deno.test("speakers: a short stretch goes to who speaks around it, and one that tells nothing makes no speaker", () => {
  const windows = [
    ...[windowOf(1, 0), windowOf(1, 1.5), { start: 3, end: 3.2, vector: null }, windowOf(1, 3.4)],
    ...[windowOf(9, 5, 0.5), windowOf(1, 5.6), windowOf(4, 8), windowOf(4, 9.5)],
  ];
  const spans = groupVoices(windows);
  assert.deepEqual(spans.map(({ speaker }) => speaker), [0, 1]);
  assert.deepEqual([spans[0].start, spans[0].end], [0, 7.1]);
});

Deno.test("speakers: nobody, and only stretches that tell nothing", () => {
  assert.deepEqual(groupVoices([]), []);
  assert.deepEqual(groupVoices([{ start: 1, end: 1.2, vector: null }]), [{ speaker: 0, start: 1, end: 1.2 }]);
});

Deno.test("speakers: at most ten are told apart", () => {
  const windows = Array.from({ length: 60 }, (_, i) => windowOf(i % 15, 1.5 * i));
  assert.equal(new Set(groupVoices(windows).map(({ speaker }) => speaker)).size, 10);
});

Deno.test("speakers: of a long recording a part makes the speakers, and all of it is given to them", () => {
  const windows = Array.from({ length: 4000 }, (_, i) => windowOf(Math.floor(i / 40) % 3, 1.5 * i));
  const spans = groupVoices(windows);
  assert.equal(spans.length, 100);
  assert.equal(spans.at(-1)!.end, 6000);
  assert.equal(new Set(spans.map(({ speaker }) => speaker)).size, 3);
});
