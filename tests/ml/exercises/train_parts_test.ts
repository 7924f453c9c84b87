import assert from "node:assert/strict";
import { findExercise } from "../../../ml/exercises/exercises.ts";
import { loadFunction } from "../../../ml/exercises/run.ts";
import { trainParts } from "../../../ml/exercises/train_parts.ts";
import { type Parts, Workbench } from "../../../ml/exercises/workbench.ts";
import { PLANTED } from "./solutions.ts";

const STEPS = 12;

/** The learner's functions of these exercises, without their checks. */
function learners(sources: Record<string, string>): Partial<Parts> {
  const made: Record<string, unknown> = {};
  for (const [id, source] of Object.entries(sources)) {
    const exercise = findExercise(id)!;
    made[exercise.functionName] = loadFunction(exercise, source, new Workbench(made as Partial<Parts>));
  }
  return made as Partial<Parts>;
}

const losses = (parts: Partial<Parts>) => trainParts({ bench: new Workbench(parts), steps: STEPS });
const own = losses({});

function assertSame(actual: number[]): void {
  actual.forEach((loss, i) => assert.ok(Math.abs(loss - own[i]) < 1e-4, `step ${i}: ${loss}, not ${own[i]}`));
}

Deno.test("training teaches the small model something", () => {
  const all = trainParts({ bench: new Workbench(), steps: 60 });
  assert.ok(all.at(-1)! < all[0] * 0.9, `${all[0]} -> ${all.at(-1)}`);
});

for (const id of ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"]) {
  Deno.test(`training with a learner's right ${findExercise(id)!.title.toLowerCase()} gives the same losses`, () => {
    assertSame(losses(learners({ [id]: PLANTED[id].solution })));
  });

  Deno.test(`training with a learner's wrong ${findExercise(id)!.title.toLowerCase()} gives other losses`, () => {
    const [from, to] = PLANTED[id].mistakes.find(([, to]) => id !== "1.2" || to.includes("c / dModel"))!;
    const wrong = losses(learners({ [id]: PLANTED[id].solution.replace(from, to) }));
    assert.ok(wrong.some((loss, i) => Math.abs(loss - own[i]) > 1e-3), "the losses are the same");
  });
}

Deno.test("training with all seven of the learner's parts gives the same losses", () => {
  const solutions = Object.entries(PLANTED).filter(([id]) => id.startsWith("1."));
  assertSame(losses(learners(Object.fromEntries(solutions.map(([id, { solution }]) => [id, solution])))));
});
