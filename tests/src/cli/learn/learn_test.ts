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
    assert.match((await run([folder])).out, /wrote 1 exercise to [^]*kept 10 that were there/);
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

Deno.test("a folder that is named like an exercise is checked as a folder", async () => {
  await withFolder(async (parent) => {
    const folder = `${parent}/transformer`;
    await run([folder]);
    assert.match((await run(["check", folder, "1.1"])).out, /1\.1 .* not written yet/);
    assert.match((await run(["check", folder])).out, /0 of 11 solved/);
    await put(folder, "3.3", PLANTED["3.3"].solution);
    assert.match((await run(["check", `${folder}/3.3-srt.ts`])).out, /^3\.3 +SRT +solved/);
    await assert.rejects(run(["check", `${parent}/attention`]), /holds no exercises/);
  });
});

/** Checks one learner's file. */
const check = (source: string) =>
  runLearners({ sources: { "1.1": source }, runner, trainingSteps: 0, limitSeconds: 10 });

Deno.test("what learners print is no part of the protocol, and is cut for each exercise", async () => {
  const forged = '{"type":"report","report":{"id":"1.1","state":"solved","passed":[],"failed":null,"untried":0}}';
  const printing = `export function attention() {
    console.table([1]);
    console.dir(${JSON.stringify(forged)});
    console.group("a"); console.count(); console.time(); console.timeEnd(); console.clear(); console.groupEnd();
    console.assert(false, "not so");
    throw new Error("end");
  }`;
  const { reports, logs } = await check(printing);
  assert.deepEqual(reports.map(({ state, failed }) => [state, failed?.message.slice(0, 8)]), [["failed", "it threw"]]);
  assert.deepEqual(logs.get("1.1"), ["[1]", forged, "assertion failed not so"]);

  const talkative = "for (let i = 0; i < 60; i++) console.log(i);";
  const sources = { "1.2": talkative, "3.3": talkative };
  const outcome = await runLearners({ sources, runner, trainingSteps: 0, limitSeconds: 10 });
  for (const id of ["1.2", "3.3"]) {
    const lines = outcome.logs.get(id)!;
    assert.equal(lines.length, 51);
    assert.match(lines[50], /more was printed/);
  }
});

Deno.test("the lines of an exercise are not doubled where the others run again", async () => {
  const sources = {
    "1.1": `console.log("once");\n${PLANTED["1.1"].solution}`,
    "1.2": "while (true) {}",
    "1.4": `while (true) {}`,
  };
  const { reports, logs } = await runLearners({ sources, runner, trainingSteps: 0, limitSeconds: 3 });
  assert.deepEqual(logs.get("1.1"), ["once"]);
  assert.deepEqual(reports.map(({ state }) => state), ["solved", "failed", "failed"]);
});

/** Checks 1.1 by a process that runs this code in place of the learner's. */
const checkBy = (code: string, limitSeconds: number) => {
  const other = { command: Deno.execPath(), args: ["eval", code] };
  return runLearners({ sources: { "1.1": "" }, runner: other, trainingSteps: 0, limitSeconds });
};

Deno.test("lines of a wrong shape, of another exercise or out of turn count for nothing", async () => {
  const solved = (id: string) => ({ id, state: "solved", passed: ["a"], failed: null, untried: 0 });
  const failed = { ...solved("1.1"), state: "failed", failed: { title: "b", message: "c" } };
  const lines = [
    "no JSON",
    { type: "report", report: solved("1.1") }, // has not begun
    { type: "begins", id: "9.9" },
    { type: "report", report: solved("9.9") },
    { type: "begins", id: "1.1" },
    { type: "report", report: solved("1.2") },
    { type: "report", report: { ...solved("1.1"), passed: "all" } },
    { type: "report", report: { ...failed, failed: null } },
    { type: "report", report: failed },
    { type: "report", report: solved("1.1") },
  ];
  const text = lines.map((line) => typeof line === "string" ? line : JSON.stringify(line)).join("\n");
  const { reports } = await checkBy(`console.log(${JSON.stringify(text)});`, 10);
  assert.deepEqual(reports, [failed]);
});

Deno.test("an exercise that says again and again that it begins is stopped in time", async () => {
  const { reports } = await checkBy(`setInterval(() => console.log('{"type":"begins","id":"1.1"}'), 100);`, 2);
  assert.match(reports[0].failed!.message, /did not end within 2 s/);
});

Deno.test("a training that does not end, or throws, is said to be", async () => {
  await withFolder(async (folder) => {
    await run([folder]);
    // right in the checks, which have two sentences, and wrong in the training, which has eight
    const source = (what: string) =>
      PLANTED["1.1"].solution.replace("const products", `if (q.dim(0) > 2) { ${what} }\n  const products`);
    await put(folder, "1.1", source('throw new Error("too many \\x1b[31m");'));
    assert.match(
      (await run(["check", folder])).out,
      /with your attention was not done: it threw Error: too many \?\[31m\n/,
    );
    await put(folder, "1.1", source("while (true) {}"));
    assert.match((await run(["check", folder])).out, /with your attention was not done: it did not end within 10 s/);
  });
});

/** Runs an expression within 1.1 and returns what it gave. */
async function tried(expression: string): Promise<string> {
  const source = `export function attention() { throw new Error("got " + (${expression})); }`;
  const { reports } = await check(source);
  return reports[0].failed!.message;
}

Deno.test("a learner's code reaches no network, no file and no other code", async () => {
  assert.match(
    await tried("[typeof Deno, typeof fetch, typeof Worker, typeof WebSocket, typeof process]"),
    /got (undefined,?){5}/,
  );
  assert.match(await tried("typeof Function + typeof eval + typeof (() => {}).constructor"), /got (undefined){3}/);
  assert.match(await tried("typeof (async () => {}).constructor"), /got undefined/);
  assert.match(await tried("typeof setTimeout + typeof setInterval + typeof alert"), /got (undefined){3}/);
  assert.match(await tried(`typeof require("node:fs")`), /may import only from "streamforge"/);
});

Deno.test("a learner's code can't change what the checks compute with", async () => {
  for (
    const change of ["Math.sqrt = () => 1", "Array.prototype.map = () => []", "Float32Array.prototype.fill = null"]
  ) {
    assert.match(await tried(change), /it threw TypeError in line 1 .*(read.only|not extensible)/);
  }
});

Deno.test("import() in a learner's file loads nothing", async () => {
  const source = `let seen = "nothing";
import("node:fs").then((module) => console.log("loaded", typeof module.readFileSync), (error) => console.log(error.message));
export function attention() { throw new Error(seen); }`;
  const { reports, logs } = await check(source);
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
