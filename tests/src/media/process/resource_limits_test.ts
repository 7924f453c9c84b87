import assert from "node:assert/strict";
import { ConfigError, MediaError, ToolError } from "../../../../src/core/errors.ts";
import { probe } from "../../../../src/media/probe.ts";
import { limited, resourceLimits } from "../../../../src/media/process/resource_limits.ts";
import { run } from "../../../../src/media/process/run.ts";
import { chooseSandbox, findSandbox } from "../../../../src/media/process/sandbox.ts";
import { findProgram } from "../../../../src/media/process/tools.ts";
import { emptyFolder, tools } from "../../../media_fixtures.ts";

const ffmpeg = await findProgram("ffmpeg");
const BARE = { readable: [], wallSeconds: 60, stallSeconds: 60 };

/** Runs a program in the place of ffmpeg, in each sandbox that works here, and without one. */
async function inEachSandbox(text: string, writableDir?: string): Promise<Record<string, string>> {
  const program = `${await emptyFolder()}/ffmpeg`;
  await Deno.writeTextFile(program, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const printed: Record<string, string> = {};
  for (const names of [[], ["no-bwrap"], ["no-bwrap", "no-setpriv"]]) {
    const sandbox = await findSandbox(ffmpeg, ...names);
    const options = { ...BARE, sandbox, writableDir };
    const { stdout } = await run({ ...tools, ffmpegPath: program }, "ffmpeg", [], options);
    printed[sandbox.name] = stdout.trim();
  }
  return printed;
}

Deno.test("limits on memory, CPU time, files, core dumps and processes hold with a sandbox and without", async () => {
  const printed = await inEachSandbox("cat /proc/self/limits || ulimit -a");
  assert.ok("none" in printed);
  for (const [sandbox, text] of Object.entries(printed)) {
    for (const name of ["data size", "cpu time", "file size", "core file size", "processes"]) {
      const line = text.split("\n").find((line) => line.toLowerCase().includes(`max ${name}`)) ?? "";
      assert.match(line, /\s\d+\s+\d+\s/, `${sandbox}: ${name} in ${text}`);
    }
    assert.match(text, /Max file size\s+0\s+0\s/, "nothing to write to");
  }
});

Deno.test("a program that takes more memory than its limit fails, in each sandbox and without", async () => {
  const limits = { ...await resourceLimits(BARE), memoryBytes: 64 * 2 ** 20 };
  for (const names of [[], ["no-bwrap", "no-setpriv"]]) {
    const sandbox = await findSandbox(ffmpeg, ...names);
    const greedy = 'text=$(head -c 300000000 /dev/zero | tr "\\0" a); echo ${#text}';
    const [file, ...args] = limited(await sandbox.wrap(["/bin/sh", "-c", greedy], BARE), limits);
    const { stdout } = await new Deno.Command(file, { args, stdout: "piped", stderr: "null" }).output();
    assert.equal(new TextDecoder().decode(stdout), "", sandbox.name);
  }
});

Deno.test("an encoder gets more memory than a reader, one on a GPU no limit, and files follow the input's size", async () => {
  const folder = await emptyFolder();
  await Deno.writeTextFile(`${folder}/large`, "");
  await Deno.truncate(`${folder}/large`, 40 * 2 ** 30); // sparse
  const access = { ...BARE, readable: [`${folder}/large`] };
  const reading = await resourceLimits(access, 2);
  const encoding = await resourceLimits({ ...access, writableDir: folder }, 2);
  assert.ok(encoding.memoryBytes! > reading.memoryBytes!);
  assert.deepEqual([reading.fileBytes, encoding.fileBytes], [0, 80 * 2 ** 30]);
  assert.equal(reading.cpuSeconds, 180);
  assert.equal((await resourceLimits({ ...access, writableDir: folder, usesGpu: true })).memoryBytes, null);
});

Deno.test("a WAV at 1 Hz is refused by its rate, before gigabytes are taken to resample it", async () => {
  const path = `${await emptyFolder()}/slow.wav`;
  const header = new DataView(new ArrayBuffer(44));
  const text = (at: number, value: string) => [...value].forEach((c, i) => header.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF"), header.setUint32(4, 8036, true), text(8, "WAVEfmt "), header.setUint32(16, 16, true);
  header.setUint16(20, 1, true), header.setUint16(22, 1, true), header.setUint32(24, 1, true);
  header.setUint32(28, 2, true), header.setUint16(32, 2, true), header.setUint16(34, 16, true);
  text(36, "data"), header.setUint32(40, 8000, true);
  await Deno.writeFile(path, new Uint8Array([...new Uint8Array(header.buffer), ...new Uint8Array(8000)]));
  await assert.rejects(probe(tools, path), (error) => {
    return error instanceof MediaError && /has 1 samples a second: 1000 to 768000 are accepted/.test(error.message);
  });
});

Deno.test("SANDBOX=off uses none, and require nothing but bubblewrap", async () => {
  const off = await chooseSandbox(ffmpeg, "off");
  assert.deepEqual([off.name, off.reason], ["none", "SANDBOX is off"]);
  const real = await findSandbox(ffmpeg);
  if (real.name === "bubblewrap") assert.equal((await chooseSandbox(ffmpeg, "require")).name, "bubblewrap");
  // a program that no sandbox starts
  const broken = `${await emptyFolder()}/ffmpeg`;
  await Deno.writeTextFile(broken, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  await assert.rejects(chooseSandbox(broken, "require"), (error) => {
    return error instanceof ConfigError && /^SANDBOX is "require", and bubblewrap does not work/.test(error.message);
  });
  const required = { ...tools, ffmpegPath: broken, sandbox: "require" as const };
  await assert.rejects(run(required, "ffmpeg", [], BARE), ToolError);
});
