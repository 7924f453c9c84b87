import assert from "node:assert/strict";
import { Background } from "../../../../src/media/process/background.ts";
import { planRenditions } from "../../../../src/media/rendition_plan.ts";
import { probe } from "../../../../src/media/probe.ts";
import { transcode } from "../../../../src/media/transcode.ts";
import { emptyFolder, ffmpeg, tools } from "../../../media_fixtures.ts";
import { type RunOptions, start } from "../../../../src/media/process/run.ts";
import { findSandbox } from "../../../../src/media/process/sandbox.ts";
import { findProgram } from "../../../../src/media/process/tools.ts";

const ENDLESS = ["-f", "lavfi", "-i", "testsrc2=s=320x240:r=25", "-c:v", "libx264", "-preset", "ultrafast"];
const LIMITS: RunOptions = { readable: [], wallSeconds: 120, stallSeconds: 120 };

function startEndless(background: Background, limits = LIMITS) {
  const tools = { ffmpegPath: "ffmpeg", ffprobePath: "ffprobe", background };
  return start(tools, "ffmpeg", [...ENDLESS, "-f", "null", "-progress", "pipe:1", "-"], limits);
}

/** The states of a group's ffmpeg processes: T is stopped. In a sandbox ffmpeg is a child of the started process. */
function states(group: number): string[] {
  const found: string[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
      const [state, _parent, itsGroup] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (Number(itsGroup) === group && stat.includes("(ffmpeg)")) found.push(state);
    } catch { /* it has ended */ }
  }
  return found;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const isStopped = (pid: number) => states(pid).length > 0 && states(pid).every((state) => state === "T");
const isRunning = (pid: number) => states(pid).some((state) => state === "R" || state === "S");

Deno.test("background processes are stopped, later ones too, and continue at once when the urgent work ends", async () => {
  const background = new Background();
  const first = await startEndless(background);
  await until(() => isRunning(first.pid));
  background.giveWay(true);
  await until(() => isStopped(first.pid));
  const second = await startEndless(background);
  await until(() => isStopped(second.pid));
  background.giveWay(false);
  await until(() => isRunning(first.pid) && isRunning(second.pid));
  await new Promise((resolve) => setTimeout(resolve, 2500)); // longer than one stop lasts
  assert.deepEqual([isStopped(first.pid), isStopped(second.pid)], [false, false]);
  for (const process of [first, second]) {
    process.kill();
    await assert.rejects(process.finished);
  }
});

Deno.test("background processes still progress, and can be killed while they are stopped", async () => {
  const background = new Background();
  const process = await startEndless(background);
  background.giveWay(true);
  try {
    const frames = new Set<string>();
    for await (const bytes of process.stdout) {
      const frame = /frame=(\d+)/.exec(new TextDecoder().decode(bytes))?.[1];
      if (frame) frames.add(frame);
      if (frames.size >= 3) break;
    }
    await until(() => isStopped(process.pid));
    process.kill();
    await assert.rejects(process.finished);
    await until(() => states(process.pid).length === 0);
  } finally {
    background.giveWay(false);
    process.kill();
  }
});

Deno.test("time limits do not count the time in which a process is stopped", async () => {
  const background = new Background();
  background.giveWay(true);
  const process = await startEndless(background, { ...LIMITS, wallSeconds: 3 });
  await new Promise((resolve) => setTimeout(resolve, 6000));
  await until(() => isStopped(process.pid)); // it has not been ended
  background.giveWay(false);
  await assert.rejects(process.finished, /3 seconds/);
});

Deno.test("without a sandbox, which would end it with its worker, a process is never stopped", async () => {
  const background = new Background();
  const sandbox = await findSandbox(await findProgram("ffmpeg"), "absent-bwrap", "absent-setpriv");
  assert.equal(sandbox.name, "none");
  const process = await startEndless(background, { ...LIMITS, sandbox });
  try {
    await until(() => isRunning(process.pid));
    background.giveWay(true);
    for (let i = 0; i < 40; i++) { // 0.4 s of the 1.9 s that a stop lasts
      await new Promise((resolve) => setTimeout(resolve, 10));
      assert.ok(!isStopped(process.pid));
    }
  } finally {
    background.giveWay(false);
    process.kill();
    await assert.rejects(process.finished);
  }
});

function groupOf(pid: string): number {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]);
  } catch {
    return 0; // it has ended
  }
}

Deno.test("a process that is started while others are stopped still ends with its worker", async () => {
  const script = new URL("start_while_giving_way.ts", import.meta.url).pathname;
  for (let i = 1; i <= 5; i++) {
    const worker = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-check", script],
      stdout: "piped",
    }).spawn();
    const { value } = await worker.stdout.pipeThrough(new TextDecoderStream()).getReader().read();
    await new Promise((resolve) => setTimeout(resolve, 50 * i));
    worker.kill("SIGKILL");
    await worker.status;
    const group = Number(value);
    assert.ok(group > 0, `no pid: ${value}`);
    const left = () => [...Deno.readDirSync("/proc")].filter(({ name }) => groupOf(name) === group);
    const endsAt = Date.now() + 10_000;
    await until(() => left().length === 0 || Date.now() > endsAt);
    const names = left().map(({ name }) => name);
    if (names.length > 0) Deno.kill(-group, "SIGKILL");
    assert.deepEqual(names, [], "processes outlived their worker");
  }
});

/** The states of the ffmpeg processes that read a file. */
function readersOf(path: string): string[] {
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
      const reads = Deno.readTextFileSync(`/proc/${name}/cmdline`).split("\0").includes(`file:${path}`);
      return reads && stat.includes("(ffmpeg)") ? [stat.slice(stat.lastIndexOf(")") + 2, -1)[0]] : [];
    } catch {
      return []; // it has ended
    }
  });
}

Deno.test("the ffmpeg that decodes a rendition's sound is stopped together with the encoder", async () => {
  const input = `${await emptyFolder()}/minute.mkv`; // encoding it takes much longer than a process runs unstopped
  await ffmpeg(
    ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=60", "-f", "lavfi", "-i", "sine=d=60", "-c:v", "mpeg4", "-c:a"]
      .concat(["libopus", input]),
  );
  const info = await probe(tools, input);
  const background = new Background();
  const options = { input, info, outDir: await emptyFolder(), encoder: "libx264" as const };
  let isOver = false;
  const working = transcode({ ...tools, background }, { ...options, renditions: [planRenditions(info).first] })
    .finally(() => isOver = true);
  let areStopped = false;
  try {
    await until(() => isOver || readersOf(input).length > 0);
    background.giveWay(true);
    const endsAt = Date.now() + 60_000;
    await until(() => {
      const states = readersOf(input);
      areStopped ||= states.length === 2 && states.every((state) => state === "T");
      return areStopped || isOver || Date.now() > endsAt;
    });
  } finally {
    background.giveWay(false);
    await working;
  }
  assert(areStopped, "both are stopped at the same time");
});
