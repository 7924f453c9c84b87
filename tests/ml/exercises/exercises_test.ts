import assert from "node:assert/strict";
import { EXERCISES, findExercise } from "../../../ml/exercises/exercises.ts";
import { OWN_SOLUTIONS } from "../../../ml/exercises/own_solutions.ts";
import { loadFunction, runChecks, Session } from "../../../ml/exercises/run.ts";
import { Workbench } from "../../../ml/exercises/workbench.ts";
import { PLANTED } from "./solutions.ts";

Deno.test("there is an exercise for each hands-on step, in order", () => {
  const ids = EXERCISES.map(({ id }) => id);
  assert.deepEqual(ids, ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.1", "2.2", "2.3", "3.3"]);
  assert.equal(findExercise("1.3")?.name, "heads");
  assert.equal(findExercise("folder/1.3-heads.ts")?.id, "1.3");
  assert.equal(findExercise("9.9"), undefined);
});

for (const exercise of EXERCISES) {
  const { id, functionName } = exercise;
  const { solution, mistakes } = PLANTED[id];

  Deno.test(`${id}: the project's own implementation passes`, () => {
    const own = OWN_SOLUTIONS[functionName as keyof typeof OWN_SOLUTIONS];
    const report = runChecks(exercise, own, new Workbench());
    assert.equal(report.failed, null);
    assert.equal(report.state, "solved");
  });

  Deno.test(`${id}: a learner's right solution passes`, () => {
    assert.equal(new Session().check(exercise, solution).failed, null);
  });

  Deno.test(`${id}: the starter is reported as not written yet`, () => {
    const report = new Session().check(exercise, exercise.starter);
    assert.equal(report.state, "unwritten");
    assert.match(report.failed!.message, /is not written yet: replace the line that throws/);
  });

  Deno.test(`${id}: five planted mistakes and more are named`, () => {
    assert.ok(mistakes.length >= 5);
    for (const [from, to, says] of mistakes) {
      assert.ok(solution.includes(from), `the solution has no ${from}`);
      const report = new Session().check(exercise, solution.replace(from, to));
      assert.equal(report.state, "failed", `${from} -> ${to} was not noticed`);
      assert.match(report.failed!.message, says);
    }
  });

  Deno.test(`${id}: it has a text, three hints, and imports only what there is`, () => {
    assert.ok(exercise.text.length >= 3 && exercise.text.at(-1)!.startsWith("The picture it makes"));
    assert.ok(exercise.hints.every((hint) => hint.length > 20));
    for (const [, names] of exercise.starter.matchAll(/^import \{(.*)\} from/gm)) {
      for (const name of names.split(",")) assert.ok(exercise.imports.includes(name.trim()), name);
    }
  });
}

Deno.test("what a learner's file throws, lacks or may not do is said plainly", () => {
  const attention = findExercise("1.1")!;
  const message = (source: string) => new Session().check(attention, source).failed!.message;
  assert.match(message("export function attention( {"), /can't be read as TypeScript/);
  assert.match(message("export const other = 1;"), /exports no function attention\(\)/);
  assert.match(
    message(`import { readFileSync } from "node:fs"; readFileSync("x");`),
    /may import only from "streamforge"/,
  );
  assert.match(
    message(`import { attention as a } from "streamforge";\nexport const attention = a;`),
    /"streamforge" has no attention for exercise 1\.1: it has Tensor, masked/,
  );
  assert.match(
    message("\n\nexport function attention() {\n  null.x;\n}"),
    /threw TypeError in line 4 of 1\.1-attention\.ts/,
  );
  assert.match(message("export function attention() { return attention(); }"), /calls itself without end/);
  assert.match(message("export function attention() { throw 5; }"), /it threw 5/);
  assert.match(message("export async function attention() {}"), /is undefined|promise/);
  // a comment to one of compiler and engine alone
  for (const opening of ["<!--", "\n-->", "/*\n*/ -->"]) {
    assert.match(
      message(`let x = 1;\nx ${opening} /*\nimport("x")/*/ x /**/;`),
      /JavaScript may take them for comments|can't be read as TypeScript/,
    );
  }
  assert.match(message("let x = `\n--> a`;"), /JavaScript may take them for comments/);
});

Deno.test("a function that was solved is used by the exercises after it", () => {
  const session = new Session();
  // right in its checks, and counted
  const source = PLANTED["1.1"].solution.replace(
    "const products",
    "(globalThis as any).attentions = ((globalThis as any).attentions ?? 0) + 1;\n  const products",
  );
  assert.equal(session.check(findExercise("1.1")!, source).state, "solved");
  const counter = globalThis as { attentions?: number };
  counter.attentions = 0;
  assert.equal(session.check(findExercise("1.3")!, PLANTED["1.3"].solution).state, "solved");
  assert.ok(counter.attentions > 0);
});

Deno.test("all solutions pass together, each with the learner's functions before it", () => {
  const sources = Object.fromEntries(Object.entries(PLANTED).map(([id, { solution }]) => [id, solution]));
  const reports = [...new Session().checkAll(sources)];
  assert.deepEqual(reports.map(({ state, failed }) => failed?.message ?? state), Array(11).fill("solved"));
});

Deno.test("loadFunction() keeps the line numbers of the learner's file", () => {
  const source =
    "interface Long {\n  a: number;\n  b: string;\n}\n\nexport function attention() {\n  throw new Error('here');\n}\n";
  const learner = loadFunction(findExercise("1.1")!, source, new Workbench());
  assert.match(runChecks(findExercise("1.1")!, learner, new Workbench()).failed!.message, /line 7/);
});
