import assert from "node:assert/strict";
import ts from "typescript";
import { exerciseFile } from "../../../../ml/exercises/exercise.ts";
import { EXERCISES, findExercise } from "../../../../ml/exercises/exercises.ts";
import { learn } from "../../../../src/cli/learn/learn.ts";
import { runLearners } from "../../../../src/cli/learn/run_learners.ts";
import { RUNNER_COMMAND } from "../../../../src/cli/learn/runner_protocol.ts";
import { programArgs } from "../../../../src/jobs/supervision/program_args.ts";
import { PLANTED } from "../../../ml/exercises/solutions.ts";
import { withFolder } from "../../../temporary_folder.ts";
import { Screen } from "../screen.ts";

const runner = { command: Deno.execPath(), args: programArgs(RUNNER_COMMAND) };

async function run(args: string[]): Promise<{ code: number; out: string }> {
  const terminal = new Screen();
  const code = await learn(args, { runner, terminal, limitSeconds: 10 });
  return { code, out: terminal.stdout };
}

const put = (folder: string, id: string, text: string) =>
  Deno.writeTextFile(`${folder}/${exerciseFile(findExercise(id)!)}`, text);

Deno.test("learn DIR writes the exercises, and never over what a learner wrote", async () => {
  await withFolder(async (folder) => {
    assert.match((await run([folder])).out, /wrote 11 exercises/);
    await put(folder, "1.1", "// mine\n");
    await Deno.remove(`${folder}/${exerciseFile(EXERCISES[1])}`);
    assert.match((await run([folder])).out, /wrote 1 exercises[^]*kept 10 that were there/);
    assert.equal(await Deno.readTextFile(`${folder}/1.1-attention.ts`), "// mine\n");
    assert.match(await Deno.readTextFile(`${folder}/README.md`), /learn check/);
  });
});

Deno.test("learn check names mistakes, stops endless loops, goes on after them, and trains with what is solved", async () => {
  await withFolder(async (folder) => {
    await run([folder]);
    const wrong = PLANTED["1.2"].solution.replace("c % 2 === 0 ?", "c % 2 === 1 ?");
    await put(
      folder,
      "1.1",
      PLANTED["1.1"].solution.replace("const products", 'console.log("seen");\n  const products'),
    );
    await put(folder, "1.2", wrong);
    await put(folder, "1.4", PLANTED["1.4"].solution.replace("const hidden", "while (true) {}\n  const hidden"));
    const { code, out } = await run(["check", folder]);
    assert.equal(code, 1);
    assert.match(out, /1\.1 +Attention +solved\n +\| seen/);
    assert.match(out, /1\.2 [^]*passed: there is a row [^]*sines and cosines are swapped[^]*not tried: 1 more/);
    assert.match(out, /1\.3 .* not written yet/);
    assert.match(out, /1\.4 [^]*did not end within 10 s and was stopped/);
    assert.match(out, /3\.3 .* not written yet/);
    assert.match(out, /with your attention learned [^]*loss with yours +(\S+) -> (\S+)\n.*alone \1 -> \2/);
    assert.match(out, /1 of 11 solved\nnext: 1\.2/);
  });
});

Deno.test("learn check EXERCISE tries one, and --hint and --solution help", async () => {
  await withFolder(async (folder) => {
    await run([folder]);
    await put(folder, "3.3", PLANTED["3.3"].solution);
    const solved = await run(["check", folder, "3.3"]);
    assert.equal(solved.code, 0);
    assert.match(solved.out, /^3\.3 +SRT +solved\nall solved/);
    for (const nth of [1, 2, 3, 3]) {
      const { out } = await run(["check", folder, "1.1", "--hint"]);
      assert.match(out, new RegExp(`hint ${nth} of 3 for 1\\.1`));
      assert.ok(out.includes(findExercise("1.1")!.hints[nth - 1]));
    }
    const { out } = await run(["check", folder, "3.3", "--solution"]);
    assert.match(
      out,
      /yours[^]*function time[^]*StreamForge's: src\/captions\/files\/srt\.ts[^]*export function writeSrt/,
    );
  });
});

Deno.test("learn refuses what it can't do, with a reason", async () => {
  await withFolder(async (folder) => {
    await assert.rejects(run(["check", folder]), /holds no exercises: streamforge learn/);
    await assert.rejects(run([]), /use: streamforge learn DIR/);
    await run([folder]);
    await assert.rejects(run(["check", folder, "9.9"]), /there is no exercise "9\.9"/);
    await assert.rejects(run(["check", folder, "--solution"]), /--solution needs an exercise/);
  });
});

/** Runs an expression within 1.1 and returns what it gave. */
async function tried(expression: string): Promise<string> {
  const source = `export function attention() { throw new Error("got " + (${expression})); }`;
  const { reports } = await runLearners({ sources: { "1.1": source }, runner, trainingSteps: 0, limitSeconds: 10 });
  return reports[0].failed!.message;
}

Deno.test("a learner's code reaches no network, no file and no other code", async () => {
  assert.match(
    await tried("[typeof Deno, typeof fetch, typeof Worker, typeof WebSocket, typeof process]"),
    /got (undefined,?){5}/,
  );
  assert.match(await tried("typeof Function + typeof eval + typeof (() => {}).constructor"), /got (undefined){3}/);
  assert.match(await tried("typeof (async () => {}).constructor"), /got undefined/);
  assert.match(await tried(`typeof require("node:fs")`), /may import only from "streamforge"/);
});

Deno.test("import() in a learner's file loads nothing", async () => {
  const source = `let seen = "nothing";
import("node:fs").then((module) => console.log("loaded", typeof module.readFileSync), (error) => console.log(error.message));
export function attention() { throw new Error(seen); }`;
  const { reports, logs } = await runLearners({
    sources: { "1.1": source },
    runner,
    trainingSteps: 0,
    limitSeconds: 10,
  });
  assert.match(reports[0].failed!.message, /nothing/);
  assert.equal(logs.size, 0);
});

Deno.test("an editor finds no fault of types in starters and solutions", async () => {
  await withFolder(async (folder) => {
    await run([folder]);
    const faults = () => {
      const { config } = ts.readConfigFile(`${folder}/tsconfig.json`, ts.sys.readFile);
      const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
      const program = ts.createProgram(fileNames, options);
      assert.equal(fileNames.length, 12);
      return ts.getPreEmitDiagnostics(program).map(({ messageText, file }) =>
        `${file?.fileName.split("/").at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`
      );
    };
    assert.deepEqual(faults(), []);
    for (const [id, { solution }] of Object.entries(PLANTED)) await put(folder, id, solution);
    assert.deepEqual(faults(), []);
  });
});
