/** The command as its user runs it, on a machine without a GPU. */
import assert from "node:assert/strict";
import { ModelStore } from "../../../../ml/models/store.ts";
import { delay } from "../../../../src/core/async.ts";
import { gpuCheck, type GpuCheckDeps } from "../../../../src/cli/gpu_check/gpu_check.ts";
import { createLog } from "../../../../src/core/log.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import type { Report } from "../../../../src/cli/gpu_check/report.ts";
import { Screen } from "../screen.ts";
import { programCommand } from "../../../program.ts";
import { withFolder } from "../../../temporary_folder.ts";

const root = new URL("../../../../", import.meta.url).pathname;

function command(options: string[], env: Record<string, string> = {}): Deno.Command {
  const { command, args } = programCommand("gpu-check", ...options);
  return new Deno.Command(command, { args, env, stdout: "piped", stderr: "piped" });
}

async function start(args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await command(args, env).output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("without a GPU the report says of each part what is missing, and the exit code is 3", async () => {
  await withFolder(async (folder) => {
    const { code, text } = await start(["--out", `${folder}/report`]);
    assert.equal(code, 3, text);
    assert.match(text, /^absent +driver: there is no NVIDIA driver/m);
    assert.match(text, /^absent +device: no CUDA device: .*libcuda\.so\.1/m);
    assert.match(text, /^absent +provider: .*ONNXRUNTIME_DIR is not set/m);
    assert.match(text, /-> python3 -m pip download --no-deps onnxruntime-gpu==/);
    assert.match(text, /^absent +libraries: missing of CUDA \d+ and cuDNN 9: .*libcudnn\.so\.9/m);
    assert.match(text, /^- +cuda: it needs provider and libraries/m);
    assert.match(text, /^verdict: no NVIDIA GPU can be used here: there is no NVIDIA driver; absent: driver, /m);
    const report: Report = JSON.parse(await Deno.readTextFile(`${folder}/report/gpu-report.json`));
    assert.equal(report.exitCode, 3);
    assert.equal(report.device, null);
    assert.equal(report.parts.length, 18);
    assert.ok(report.parts.every(({ summary }) => summary !== ""));
    const written = await Deno.readTextFile(`${folder}/report/gpu-report.txt`);
    assert.match(written, /verdict: no NVIDIA GPU/);
    for (const { name, summary } of report.parts) assert.ok(written.includes(`${name}: ${summary}`), name);
  });
});

Deno.test("without a GPU it says why NVENC and NVDEC do not work, and which weights are not here", async () => {
  await withFolder(async (folder) => {
    const options = { MODELS_DIR: folder, HF_ENDPOINT: "http://127.0.0.1:9" }; // nobody listens there
    const { code, text } = await start(["--only", "video,models,engine", "--out", folder], options);
    assert.equal(code, 3, text);
    assert.match(text, /^absent +video: neither NVENC nor NVDEC works/m);
    assert.match(text, /^ +NVENC does not work \(\S.*\)$/m);
    assert.match(text, /^ +NVDEC does not work \(\S.*\)$/m);
    assert.match(text, /^- +models: it needs a GPU that works; the weights of small, medium, large-v3 are not here$/m);
    assert.match(text, /^- +engine: it needs a GPU that works$/m);
  });
});

const CPU_PARTS = ["transcribe", "operators", "profile", "engine", "memory", "jobs", "shape-medium", "models"];

Deno.test("with --device cpu the parts run the same code on the CPU, and say that this shows nothing of a GPU", async () => {
  const log = createLog("error");
  const { modelsDir } = readConfig(Deno.env.toObject());
  for (const name of ["tiny.en", "base"]) await new ModelStore(modelsDir, log).resolve(name);
  await withFolder(async (folder) => {
    const args = ["--device", "cpu", "--only", CPU_PARTS.join(","), "--minutes", "60", "--out", folder];
    const { code, text } = await start(args);
    assert.equal(code, 0, text);
    for (const name of CPU_PARTS) assert.match(text, new RegExp(`^ok +${name}: `, "m"), name);
    assert.match(text, /^ +greedy: \d+ of \d+ tokens and [01] of 22 words differ; /m);
    assert.match(text, /^ +5 beams: \d+ of \d+ tokens and [01] of 22 words differ; /m);
    assert.match(text, /^ok +operators: .* the CPU, not CUDA, computes \d+ of \d+ operators: in encoder /m);
    assert.match(text, /^ok +profile: tiny: 0 launches, 0 copies and [1-9]\d* operators on the CPU a step/m);
    assert.match(text, /^ok +memory: ran out of memory by a request that is too large, \d+ of 4\d words differ;/m);
    assert.match(text, /^ok +shape-medium: with one layer instead of all: .*loaded: encoder .*, decoder .*, beams /m);
    assert.match(text, /^ok +models: tiny\.en, base transcribed the clip on cpu/m);
    assert.match(text, /verdict: the code, on the CPU and in small sizes: this shows nothing of a GPU/);
    const report: Report = JSON.parse(await Deno.readTextFile(`${folder}/gpu-report.json`));
    const dataOf = (name: string) => report.parts.find((part) => part.name === name)!.data;
    const profile = dataOf("profile").tiny as { runSeconds: number; steps: number };
    assert.ok(profile.runSeconds > 0 && profile.steps === 2);
    assert.match(String(dataOf("memory").refusal), /bad_alloc|Failed to allocate/);
    assert.deepEqual([dataOf("memory").blocksMib, dataOf("memory").warnings], [8, []]);
    assert.deepEqual((dataOf("jobs").afterJobs as unknown[]).length, 3);
    assert.deepEqual((dataOf("shape-medium").batches as { windows: number }[]).map(({ windows }) => windows), [
      ...[2, 2, 1, 1],
    ]);
  });
});

Deno.test("parts for which no time is left are named", async () => {
  await withFolder(async (folder) => {
    const args = ["--device", "cpu", "--only", "shape-base,video", "--minutes", "0.05", "--out", folder];
    const { code, text } = await start(args);
    assert.equal(code, 1, text);
    assert.match(text, /^- +shape-base: no time was left$/m);
    assert.match(text, /^- +video: no time was left$/m);
    assert.match(text, /^verdict: .*nothing was proven.*; left out: shape-base, video$/m);
  });
});

Deno.test("a check that is stopped leaves its report, no process and no files", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/tmp`);
    const args = ["--device", "cpu", "--only", "shape-base", "--minutes", "60", "--out", folder];
    const child = command(args, { TMPDIR: `${folder}/tmp` }).spawn();
    const ended = child.output();
    const readReport = async (): Promise<Report | null> =>
      await Deno.readTextFile(`${folder}/gpu-report.json`).then(JSON.parse, () => null);
    const hasPart = async (name: string) => (await readReport())?.parts.some((part) => part.name === name) ?? false;
    while (!await hasPart("libraries")) {
      assert.equal(await Promise.race([ended.then(() => "ended"), delay(50)]), undefined);
    }
    assert.match((await readReport())!.verdict, /^the check has not ended yet/);
    child.kill("SIGTERM");
    const { code, stdout } = await ended;
    assert.equal(code, 1);
    assert.match(new TextDecoder().decode(stdout), /^verdict: the check was ended by SIGTERM; /m);
    const { parts, exitCode } = (await readReport())!;
    assert.equal(exitCode, 1);
    assert.ok(["cut", "left out"].includes(parts.find(({ name }) => name === "shape-base")!.state));
    assert.deepEqual([...Deno.readDirSync(`${folder}/tmp`)].filter(({ name }) => name.startsWith("gpu-check-")), []);
  });
});

Deno.test("a folder that can't be written is refused before the first part", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const { code, text } = await start(["--out", `${folder}/file/report`]);
    assert.equal(code, 1);
    assert.match(text, /--out is ".*file\/report": the report can't be written there: /);
    assert.doesNotMatch(text, /driver:/);
  });
});

Deno.test("a part's process ends with its parent and after its time, even while it computes", async () => {
  const limit = `${root}src/cli/gpu_check/tasks/process_limit.ts`;
  const compute = (seconds: number) =>
    `const { limitProcess } = await import("file://${limit}"); await limitProcess(${seconds}); ` +
    `console.log(Deno.pid); while (true);`;
  const deno = (seconds: number) => ["eval", "--quiet", "--config", `${root}deno.json`, compute(seconds)];
  const late = await new Deno.Command(Deno.execPath(), { args: deno(0) }).output();
  assert.equal(late.signal, "SIGKILL", new TextDecoder().decode(late.stderr));
  // the shell ends with the first line, and standard output with the process that it leaves
  const script = `mkfifo "$0"; "$@" >"$0" & read -r pid <"$0"; echo "$pid"`;
  await withFolder(async (folder) => {
    const args = ["-c", script, `${folder}/pipe`, Deno.execPath(), ...deno(600)];
    const { stdout } = await new Deno.Command("sh", { args }).output();
    const pid = Number(new TextDecoder().decode(stdout));
    assert.ok(pid > 0);
    const isRunning = async () => {
      const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
      return stat !== "" && !/\) Z/.test(stat);
    };
    while (await isRunning()) await delay(100);
  });
});

Deno.test("wrong arguments are refused with what they may be", async () => {
  const cases: [args: string[], message: RegExp][] = [
    [["--minutes", "0"], /--minutes is "0": it must be a number above 0 and up to 120/],
    [["--minutes", "soon"], /--minutes is "soon": it must be a number/],
    [["--device", "rocm"], /--device is "rocm": it must be auto, cuda or cpu/],
    [["--only", "shapes"], /--only is "shapes": it must name some of driver, .*shape-large-v3/],
    [["--only", ","], /--only is ",": it must name some of/],
    [["talk.mp4"], /gpu-check takes no "talk\.mp4"/],
    [["--fast"], /Unknown option '--fast'/],
  ];
  const deps = { terminal: new Screen() } as unknown as GpuCheckDeps; // arguments are read first
  for (const [args, message] of cases) await assert.rejects(gpuCheck(args, deps), message);
  const screen = new Screen();
  assert.equal(await gpuCheck(["--help"], { ...deps, terminal: screen }), 0);
  assert.match(screen.stdout, /^usage: streamforge gpu-check/);
});
