import assert from "node:assert/strict";
import { supervise, type SuperviseOptions, untilStdinCloses } from "../../../../src/jobs/supervision/supervise.ts";
import { quietLog } from "../../../database.ts";

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!await isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

function superviseScript(script: string, args: string[] = [], options: Partial<SuperviseOptions> = {}) {
  const stop = new AbortController();
  const endedPids: string[] = [];
  const log = { ...quietLog, error: () => {} };
  const ended = supervise({
    name: "worker",
    command: "/bin/sh",
    args: ["-c", script, ...args],
    log,
    signal: stop.signal,
    onEnd: (pid) => Promise.resolve(void endedPids.push(String(pid))),
    ...options,
  });
  return { endedPids, stop: () => stop.abort(), ended };
}

async function lines(file: string): Promise<string[]> {
  return (await Deno.readTextFile(file).catch(() => "")).split("\n").filter((line) => line !== "");
}

async function isRunning(pid: number): Promise<boolean> {
  return await Deno.readTextFile(`/proc/${pid}/stat`).then((stat) => !/\) [ZX] /.test(stat), () => false);
}

Deno.test("a worker that exits or crashes is started again", async () => {
  const file = await Deno.makeTempFile();
  const { endedPids, stop, ended } = superviseScript(
    'echo $$ >> "$0"; if [ "$(wc -l < "$0")" = 1 ]; then exit 3; else kill -SEGV $$; fi',
    [file],
  );
  await until(async () => (await lines(file)).length >= 3);
  stop();
  await ended;
  const pids = await lines(file);
  assert.equal(new Set(pids).size, pids.length);
  assert.deepEqual(endedPids.slice(0, 2), pids.slice(0, 2));
});

Deno.test("a worker that is asked to end is not started again", async () => {
  const file = await Deno.makeTempFile();
  const { stop, ended } = superviseScript(
    'trap \'echo asked >> "$0"; exit 0\' TERM; echo up >> "$0"; while :; do sleep 0.05; done',
    [file],
  );
  await until(async () => (await lines(file)).length === 1);
  stop();
  await ended;
  assert.deepEqual(await lines(file), ["up", "asked"]);
});

Deno.test("a worker leads its own process group, which Ctrl-C does not reach", async () => {
  const file = await Deno.makeTempFile();
  const { stop, ended } = superviseScript('echo $$ $(cut -d " " -f 5 /proc/$$/stat) >> "$0"; exec sleep 60', [file]);
  await until(async () => (await lines(file)).length === 1);
  stop();
  await ended;
  const [pid, group] = (await lines(file))[0].split(" ");
  assert.equal(group, pid);
});

Deno.test("a program that can't be started is retried until supervision stops", async () => {
  const stop = new AbortController();
  let failures = 0;
  const log = { ...quietLog, error: () => void (++failures === 2 && stop.abort()) };
  await supervise({ name: "worker", command: "/nonexistent", args: [], log, signal: stop.signal });
  assert.equal(failures, 2);
});

Deno.test("a worker whose server was killed ends itself", async () => {
  const parent = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", new URL("parent.ts", import.meta.url).pathname],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const out = parent.stdout.getReader(); // the child inherits it
  const { value } = await out.read();
  const pid = Number(/child (\d+)/.exec(new TextDecoder().decode(value))![1]);
  assert.equal(await isRunning(pid), true);
  parent.kill("SIGKILL");
  await parent.status;
  await until(async () => !await isRunning(pid));
  await out.cancel();
});

Deno.test("a process whose end is final is not started again, and its exit code is passed on", async () => {
  const file = await Deno.makeTempFile();
  const isFinal = ({ code, starts }: { code: number; starts: number }) => starts === 2 && code === 7;
  const { ended } = superviseScript(
    'echo "$STREAMFORGE_SUPERVISED" >> "$0"; exit 7',
    [file],
    { isFinal, longestPauseMs: 10 },
  );
  assert.equal(await ended, 7);
  assert.deepEqual(await lines(file), ["1", "2"], "it gets the number of its start");
});

Deno.test("a process that ignores the request to end is killed", async () => {
  const file = await Deno.makeTempFile();
  const { stop, ended } = superviseScript(
    'trap "" TERM; echo up >> "$0"; while :; do sleep 0.05; done',
    [file],
    { graceMs: 100 },
  );
  await until(async () => (await lines(file)).length === 1);
  stop();
  assert.equal(await ended, 128 + 9);
});

Deno.test("an unsupervised process does not end with its stdin", () => {
  assert.equal(untilStdinCloses().aborted, false);
});
