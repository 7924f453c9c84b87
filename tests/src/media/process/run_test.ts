import assert from "node:assert/strict";
import { MediaError, ToolError } from "../../../../src/core/errors.ts";
import { run, type RunOptions, start } from "../../../../src/media/process/run.ts";
import { findSandbox, type Sandbox } from "../../../../src/media/process/sandbox.ts";
import { findProgram, type MediaTools } from "../../../../src/media/process/tools.ts";
import { textFixture, tools } from "../../../media_fixtures.ts";

const limits: RunOptions = { readable: [], wallSeconds: 60, stallSeconds: 60 };
/** A minute in real time, with progress every half second. */
const MINUTE = ["-re", "-f", "lavfi", "-i", "anullsrc=d=60", "-progress", "pipe:1", "-f", "null", "-"];

const ffmpegPath = await findProgram("ffmpeg");
/** The sandboxes that work on this machine. */
const sandboxes = new Map<string, Sandbox>();
for (const names of [["bwrap", "setpriv"], ["absent-bwrap", "setpriv"], ["absent-bwrap", "absent-setpriv"]]) {
  const sandbox = await findSandbox(ffmpegPath, ...names);
  sandboxes.set(sandbox.name, sandbox);
}

/** The processes of a group, from `/proc`. */
async function group(id: number): Promise<number[]> {
  const pids: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    const stat = /^\d+$/.test(name) ? await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "") : "";
    const [state, _parent, pgrp] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(pgrp) === id && state !== "Z") pids.push(Number(name));
  }
  return pids;
}

async function until(check: () => Promise<boolean>): Promise<void> {
  for (let i = 0; !await check(); i++) {
    assert.ok(i < 200, "it did not happen within 10 s");
    await new Promise((done) => setTimeout(done, 50));
  }
}

for (const [name, sandbox] of sandboxes) {
  Deno.test(`an abort kills the whole process group (sandbox: ${name})`, async () => {
    const abort = new AbortController();
    const process = await start(tools, "ffmpeg", MINUTE, { ...limits, signal: abort.signal, sandbox });
    const reader = process.stdout.getReader();
    await reader.read(); // ffmpeg itself runs by now
    assert.ok((await group(process.pid)).length >= (name === "bubblewrap" ? 2 : 1));
    abort.abort(new Error("the job was cancelled"));
    await assert.rejects(process.finished, /the job was cancelled/);
    await reader.cancel();
    await until(async () => (await group(process.pid)).length === 0);
  });
}

for (const [name, sandbox] of sandboxes) {
  if (sandbox.name === "none") continue;
  Deno.test(`ffmpeg dies with the program that started it (sandbox: ${name})`, async () => {
    const at = (path: string) =>
      JSON.stringify(new URL(`../../../../src/media/process/${path}.ts`, import.meta.url).href);
    const bubblewrap = name === "bubblewrap" ? "bwrap" : "absent-bwrap";
    const code = `const { start } = await import(${at("run")}); const { findSandbox } = await import(${at("sandbox")});
      const sandbox = await findSandbox(${JSON.stringify(ffmpegPath)}, "${bubblewrap}");
      const options = { readable: [], wallSeconds: 60, stallSeconds: 60, sandbox };
      const process = await start(${JSON.stringify(tools)}, "ffmpeg", ${JSON.stringify(MINUTE)}, options);
      await process.stdout.getReader().read();
      console.log(process.pid);
      await process.finished;`;
    const args = ["eval", "--no-check", code];
    const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" }).spawn();
    const reader = child.stdout.getReader();
    const pid = Number(new TextDecoder().decode((await reader.read()).value));
    assert.ok((await group(pid)).length > 0);
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    await until(async () => (await group(pid)).length === 0);
  });
}

Deno.test("a command without progress is stopped, and so is one that takes too long", async () => {
  const silent = MINUTE.filter((word) => word !== "-progress" && word !== "pipe:1");
  await assert.rejects(run(tools, "ffmpeg", silent, { ...limits, stallSeconds: 0.3 }), (error: Error) => {
    return error instanceof ToolError && error.end.kind === "noProgress" &&
      /made no progress for 0.3 seconds/.test(error.message);
  });
  await assert.rejects(run(tools, "ffmpeg", MINUTE, { ...limits, wallSeconds: 0.3 }), (error: Error) => {
    return error instanceof ToolError && error.end.kind === "timeLimit" &&
      /was not done after 0.3 seconds/.test(error.message);
  });
});

Deno.test("nothing is started if the signal is already aborted", async () => {
  const signal = AbortSignal.abort(new Error("too late"));
  await assert.rejects(run(tools, "ffmpeg", MINUTE, { ...limits, signal }), /too late/);
});

Deno.test("ffmpeg gets none of the environment", async () => {
  Deno.env.set("STREAMFORGE_TEST_SECRET", "hunter2");
  const process = await start(tools, "ffmpeg", MINUTE, limits);
  const reader = process.stdout.getReader();
  await reader.read();
  const pids = await group(process.pid);
  const all = await Promise.all(pids.map((pid) => Deno.readTextFile(`/proc/${pid}/environ`)));
  process.kill();
  await assert.rejects(process.finished);
  await reader.cancel();
  Deno.env.delete("STREAMFORGE_TEST_SECRET");
  assert.ok(all.length > 0 && all.some((environment) => environment.includes("LC_ALL=C.UTF-8")));
  assert.ok(all.every((environment) => !environment.includes("hunter2") && !environment.includes("PATH=")));
});

Deno.test("a failure keeps ffmpeg's last line, without the server's paths", async () => {
  const path = await textFixture("words.mkv", "these are only words");
  const args = ["-i", `file:${path}`, "-f", "null", "-"];
  const { code, stderr } = await run(tools, "ffmpeg", args, { ...limits, readable: [path] });
  assert.notEqual(code, 0);
  assert.match(stderr.lastLine, /^the file: Invalid data/);
  assert.ok(stderr.error("it could not be read") instanceof MediaError);
});

Deno.test("the error for a missing program names it and says what to do", async () => {
  for (const path of ["no-such-ffmpeg", "/nowhere/ffmpeg", "/etc/passwd"]) {
    const missing: MediaTools = { ffmpegPath: path, ffprobePath: path };
    await assert.rejects(run(missing, "ffmpeg", [], limits), (error: Error) => {
      return error instanceof ToolError && error.message.includes(path) && error.message.includes("FFMPEG_PATH");
    });
  }
});
