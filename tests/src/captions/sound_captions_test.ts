import assert from "node:assert/strict";
import type { Cue } from "../../../src/core/types.ts";
import { nameSounds } from "../../../src/captions/sound_captions.ts";

const cue = (start: number, end: number, text: string): Cue => ({ id: 0, start, end, text, words: [] });
const music = (start: number, end: number) => ({ label: "music" as const, start, end });

function named(cues: Cue[], sounds: ReturnType<typeof music>[], language = "en") {
  return nameSounds(cues, sounds, language, (made) => made);
}

Deno.test("nameSounds() names music for its first five seconds, between the cues and in the track's language", () => {
  const cues = [cue(10, 12, "Hello."), cue(40, 42, "Goodbye.")];
  const result = named(cues, [music(0, 9.75), music(12.25, 39.75), music(42.25, 60)], "es");
  assert.deepEqual(result.map(({ id, start, end, text }) => [id, start, end, text]), [
    [1, 0, 5, "[música]"],
    [2, 10, 12, "Hello."],
    [3, 12.25, 17.25, "[música]"],
    [4, 40, 42, "Goodbye."],
    [5, 42.25, 47.25, "[música]"],
  ]);
});

Deno.test("nameSounds() never covers a cue, makes none that is too short, and adds nothing the second time", () => {
  const cues = [cue(0, 4, "Added later."), cue(6, 8, "Here too."), cue(8.5, 9, "And here.")];
  const once = named(cues, [music(2, 20), music(7, 9.5)]);
  assert.deepEqual(once.map(({ text }) => text), ["Added later.", "[music]", "Here too.", "And here."]);
  assert.ok(once[1].start > 4 && once[1].end < 6, JSON.stringify(once[1]));
  assert.deepEqual(named(once, [music(2, 20), music(7, 9.5)]), once);
});
