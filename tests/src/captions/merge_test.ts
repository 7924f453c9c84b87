import assert from "node:assert/strict";
import fc from "fast-check";
import { mergeCues } from "../../../src/captions/merge.ts";
import type { EditedCue } from "../../../src/core/types.ts";

/** A cue whose words share its time evenly. */
function cue(start: number, end: number, text: string, isEdited = false): EditedCue {
  const tokens = text.match(/\S+/g) ?? [];
  const step = (end - start) / Math.max(1, tokens.length);
  const words = tokens.map((token, i) => ({
    word: ` ${token}`,
    start: start + i * step,
    end: start + (i + 1) * step,
    probability: 0.9,
  }));
  return { id: 0, start, end, text, words, isEdited };
}
const shown = (cues: EditedCue[]) => cues.map(({ start, end, text, isEdited }) => [start, end, text, isEdited]);

Deno.test("edited cues stay unchanged and the machine's cues beside them are new", () => {
  const current = [cue(0, 2, "Good evening."), cue(3, 5, "Here is Ms. Meyer.", true), cue(6, 8, "It reigns.")];
  const machine = [cue(0, 2, "Good evening!"), cue(3, 5, "Here is Miss Maya."), cue(6, 8, "It rains.")];
  assert.deepEqual(shown(mergeCues({ current, machine }, "en")), [
    [0, 2, "Good evening!", false],
    [3, 5, "Here is Ms. Meyer.", true],
    [6, 8, "It rains.", false],
  ]);
});

Deno.test("a machine's cue that overlaps an edited one keeps the words outside of it", () => {
  const current = [cue(2, 4, "of the road", true)];
  const machine = [cue(0, 6, "on the side of the road he stood")]; // 8 words, 0.75 s each
  const merged = mergeCues({ current, machine }, "en");
  assert.deepEqual(
    shown(merged),
    [
      [0, 1.916, "on the side", false],
      [2, 4, "of the road", true],
      [4.084, 6, "he stood", false],
    ],
  );
  assert.deepEqual(merged.map(({ id }) => id), [1, 2, 3]);
});

Deno.test("a word of an edited cue that the machine puts just beside it does not appear twice", () => {
  const current = [cue(0, 2, "Nobody knew why.", true)];
  const machine = [cue(1.9, 4, "why. The road was closed.")];
  assert.deepEqual(mergeCues({ current, machine }, "en").map(({ text }) => text), [
    "Nobody knew why.",
    "The road was closed.",
  ]);
});

Deno.test("a machine's cue that a person deleted stays deleted", () => {
  const earlier = [cue(0, 2, "Uh."), cue(3, 5, "Good evening."), cue(6, 8, "Thanks for watching!")];
  const current = [cue(3, 5, "Good evening, all.", true)];
  const machine = [cue(0, 1.9, "Um."), cue(3, 5, "Good evening."), cue(6.1, 8, "Thank you."), cue(9, 10, "New.")];
  assert.deepEqual(mergeCues({ current, earlier, machine }, "en").map(({ text }) => text), [
    "Good evening, all.",
    "New.",
  ]);
});

const times = fc.integer({ min: 0, max: 30_000 }).map((ms) => ms / 1000);
const texts = fc.array(fc.constantFrom("the", "rain", "in", "Spain.", "stays", "mainly"), {
  minLength: 1,
  maxLength: 9,
})
  .map((words) => words.join(" "));
/** In order and without overlaps, as the machine writes them. */
const tidy = fc.array(fc.record({ at: times, text: texts, edited: fc.boolean() }), { maxLength: 10 }).map((list) => {
  const starts = [...new Set(list.map(({ at }) => at))].sort((a, b) => a - b);
  return starts.flatMap((start, i) => {
    const end = Math.min(start + 4, (starts[i + 1] ?? Infinity) - 0.084);
    return end - start > 0.1 ? [cue(start, Math.round(end * 1000) / 1000, list[i].text, list[i].edited)] : [];
  });
});

Deno.test("property: a merge neither loses nor changes an edited cue", () => {
  fc.assert(
    fc.property(tidy, tidy, tidy, (current, earlier, machine) => {
      const merged = mergeCues({ current, earlier, machine: machine.map((m) => ({ ...m, isEdited: false })) }, "en");
      const bare = (cues: EditedCue[]) => cues.filter(({ isEdited }) => isEdited).map((cue) => ({ ...cue, id: 0 }));
      assert.deepEqual(bare(merged), bare(current));
    }),
    { numRuns: 500 },
  );
});

Deno.test("property: no two cues of a merge overlap, and each has a duration", () => {
  fc.assert(
    fc.property(tidy, tidy, (current, machine) => {
      const merged = mergeCues({ current, machine: machine.map((m) => ({ ...m, isEdited: false })) }, "en");
      merged.forEach(({ start, end, text }, i) => {
        assert.ok(end > start && text.trim() !== "");
        if (i > 0) assert.ok(start >= merged[i - 1].end, `${merged[i - 1].end} to ${start}`);
      });
    }),
    { numRuns: 500 },
  );
});

Deno.test("property: without edits the merge gives the machine's cues unchanged", () => {
  fc.assert(fc.property(tidy, (cues) => {
    const machine = cues.map((cue) => ({ ...cue, isEdited: false }));
    assert.deepEqual(mergeCues({ current: [], machine }, "en").map((cue) => ({ ...cue, id: 0 })), machine);
  }));
});
