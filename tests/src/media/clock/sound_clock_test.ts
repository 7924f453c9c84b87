import assert from "node:assert/strict";
import { SoundClock } from "../../../../src/media/clock/sound_clock.ts";

/** The corrections of blocks of 100 ms each, at 1000 Hz. */
function corrections(seconds: number[]): number[] {
  const clock = new SoundClock(1000);
  return seconds.map((time, i) => clock.place(time, 100, seconds[i + 1]));
}

Deno.test("SoundClock begins at time 0: inserts silence before late sound, and drops earlier samples", () => {
  assert.deepEqual(corrections([0.05, 0.15]), [50, 0]);
  assert.deepEqual(corrections([-0.25, -0.15, -0.05, 0.05]), [-100, -100, -50, 0]);
});

Deno.test("SoundClock fills a gap at once and cuts an overlap", () => {
  assert.deepEqual(corrections([0, 0.5, 0.6]), [0, 400, 0]);
  assert.deepEqual(corrections([0, 0.1, 0.2, 0.05, 0.15]), [0, 0, 0, -100, -100]);
});

Deno.test("SoundClock ignores jitter, and guessed times that the next true timestamp corrects", () => {
  assert.deepEqual(corrections([0, 0.16, 0.2, 0.25, 0.4, 0.56, 0.61]), [0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(corrections([0, 0.05, 0.1, 0.15, 0.4, 0.45, 0.6]), [0, 0, 0, 0, 0, 0, 0]);
});

Deno.test("SoundClock follows a drifting clock by the part of the drift that is certain", () => {
  const late = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => 0.1 * i + (i > 0 ? 0.04 : 0) + (i === 3 ? 0.03 : 0));
  assert.deepEqual(corrections(late), [0, 0, 0, 0, 0, 0, 0, 40, 0]);
});

Deno.test("SoundClock ignores a single wrong timestamp, and the ones that ffmpeg derives from it", () => {
  assert.deepEqual(corrections([0, 0.1, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.9]), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
});
