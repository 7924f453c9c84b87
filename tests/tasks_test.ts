import assert from "node:assert/strict";
import { areaOf, byArea, choose, failedFiles, kindOf, modelsOf, readReport, runTests } from "../tasks/test.ts";

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="3" failures="1" errors="0" time="4.5">
    <testsuite name="./tests/src/db/a_test.ts" tests="2" disabled="0" errors="0" failures="0">
        <testcase name="two workers that claim &amp; &quot;hold&quot;" classname="./tests/src/db/a_test.ts" time="1.250" line="1" col="6"></testcase>
        <testcase name="a lease &lt; 1 s" classname="./tests/src/db/a_test.ts" time="0.750" line="9" col="6"></testcase>
    </testsuite>
    <testsuite name="./tests/routes/web/page/a_test.ts" tests="1" disabled="0" errors="0" failures="1">
        <testcase name="keys" classname="./tests/routes/web/page/a_test.ts" time="2.500" line="1" col="6">
            <failure message="Uncaught Error">Error: no</failure>
        </testcase>
    </testsuite>
</testsuites>`;

Deno.test("readReport() reads the files, names and seconds of a JUnit report, failed tests too", () => {
  const results = readReport(REPORT);
  assert.deepEqual(results.map(({ name }) => name), ['two workers that claim & "hold"', "a lease < 1 s", "keys"]);
  assert.deepEqual(results[2], {
    file: "tests/routes/web/page/a_test.ts",
    name: "keys",
    seconds: 2.5,
    outcome: "failed",
  });
  assert.deepEqual(byArea(results), [["tests/routes/web/page", 2.5], ["tests/src/db", 2]]);
});

Deno.test("failedFiles() are those with a failed test, and those that could not be loaded", () => {
  const [passed, failed, unloaded] = ["tests/src/db/a_test.ts", "tests/routes/web/page/a_test.ts", "tests/b_test.ts"];
  assert.deepEqual(failedFiles([passed, failed, unloaded], readReport(REPORT)), [failed, unloaded]);
});

Deno.test("a test that fails beside others runs once more by itself, and one that fails there too is counted", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text);
    await file("deno.json", "{}");
    await file("good_test.ts", `Deno.test("good", () => {});`);
    await file(
      "busy_test.ts",
      `Deno.test("at the second try", () => {
         try { Deno.mkdirSync("${folder}/tried"); } catch { return; }
         throw new Error("the machine is busy");
       });`,
    );
    const run = (...files: string[]) => runTests(files, ["--quiet"], { folder, stdout: "null" });
    const { code, results, mended } = await run("good_test.ts", "busy_test.ts");
    assert.deepEqual([code, results.map(({ outcome }) => outcome)], [0, ["passed", "passed"]]);
    assert.deepEqual(mended.map(({ name }) => name), ["at the second try"]);
    await file("broken_test.ts", `Deno.test("never", () => { throw new Error("no"); });`);
    await file("unloaded_test.ts", `throw new Error("no");`);
    const broken = await run("good_test.ts", "broken_test.ts");
    assert.notEqual(broken.code, 0);
    assert.deepEqual(broken.results.map(({ name, outcome }) => [name, outcome]), [["good", "passed"], [
      "never",
      "failed",
    ]]);
    assert.notEqual((await run("good_test.ts", "unloaded_test.ts")).code, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a test that never ends is ended and reported as failed, with the tests of other files", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/deno.json`, "{}");
    await Deno.writeTextFile(`${folder}/good_test.ts`, `Deno.test("good", () => {});`);
    await Deno.writeTextFile(
      `${folder}/hanging_test.ts`,
      `Deno.test("first", () => {});
       Deno.test("hangs", async () => { for (;;) await new Promise((resolve) => setTimeout(resolve, 20)); });`,
    );
    const files = ["good_test.ts", "hanging_test.ts"];
    const { code, results } = await runTests(files, ["--quiet"], { folder, stdout: "null", limitSeconds: 1 });
    assert.notEqual(code, 0);
    assert.deepEqual(results.map(({ name, outcome }) => `${name} ${outcome}`), [
      ...["good passed", "first passed", "hangs failed"],
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("readReport() reads the report of this Deno", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      `${folder}/one_test.ts`,
      `Deno.test("it's <one>", () => {}); Deno.test.ignore("two", () => {});`,
    );
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--quiet", "--no-config", `--junit-path=${folder}/report.xml`, "one_test.ts"],
      cwd: folder,
      stdout: "null",
    }).output();
    assert.ok(success);
    const [result, ...others] = readReport(await Deno.readTextFile(`${folder}/report.xml`));
    assert.deepEqual([result.file, result.name, result.outcome], ["one_test.ts", "it's <one>", "passed"]);
    assert.deepEqual(others.map(({ name, outcome }) => [name, outcome]), [["two", "ignored"]]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("areaOf() is the second folder below tests, and for pages the third", () => {
  assert.equal(areaOf("tests/main_test.ts"), "tests");
  assert.equal(areaOf("tests/ml/whisper/decoding/model_batches_test.ts"), "tests/ml/whisper");
  assert.equal(areaOf("tests/routes/api/tracks_test.ts"), "tests/routes/api");
  assert.equal(areaOf("tests/routes/web/whole_test.ts"), "tests/routes/web");
});

Deno.test("kindOf() follows the helpers that a test imports", () => {
  const sources: Record<string, string> = {
    "tests/a_test.ts": 'import { served } from "./helper.ts";',
    "tests/helper.ts": 'import { testDatabase } from "./database.ts";',
    "tests/database.ts": "",
    "tests/b_test.ts": 'import { inTab } from "./browser.ts"; import { x } from "./helper.ts";',
    "tests/browser.ts": "",
    "tests/c_test.ts": 'import { cues } from "../src/captions/mod.ts";',
  };
  const read = (path: string) => sources[path] ?? "";
  assert.deepEqual(["a", "b", "c"].map((name) => kindOf(`tests/${name}_test.ts`, read)), ["db", "browser", "unit"]);
});

Deno.test("choose() takes files, folders and parts of paths, and refuses names that match no test", () => {
  const files = ["tests/main_test.ts", "tests/src/db/pool/watch_test.ts", "tests/src/db/jobs/jobs_test.ts"];
  assert.deepEqual(choose(files, [], null), [...files].sort());
  assert.deepEqual(choose(files, ["./tests/src/db/"], null), [files[2], files[1]]);
  assert.deepEqual(choose(files, ["watch", "main_test.ts"], null), [files[0], files[1]]);
  assert.throws(() => choose(files, ["nothing"], null), /no test file's path contains "nothing"/);
});

Deno.test("modelsOf() names the models that a test and its helpers name, and base for a server without a setting", () => {
  const sources: Record<string, string> = {
    "tests/a_test.ts": 'import { engine } from "./engine_fixture.ts"; engine("tiny.en");',
    "tests/engine_fixture.ts": "",
    "tests/b_test.ts": 'import { serveWhole } from "./serve_whole.ts";',
    "tests/serve_whole.ts": "",
    "tests/c_test.ts": 'const name = "base";',
  };
  const read = (path: string) => sources[path] ?? "";
  assert.deepEqual(["a", "b", "c"].map((name) => modelsOf(`tests/${name}_test.ts`, read)), [["tiny.en"], ["base"], []]);
});
