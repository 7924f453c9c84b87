import assert from "node:assert/strict";
import { supervise } from "../../../../src/jobs/supervision/supervise.ts";
import { quietLog } from "../../../database.ts";

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!await isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function pidsIn(file: string): Promise<number[]> {
  const text = await Deno.readTextFile(file).catch(() => "");
  return text.split("\n").filter((line) => line !== "").map(Number);
}

const script = new URL("live_process.ts", import.meta.url).pathname;
const argsOf = (file: string, what: string) => ["run", "-A", "--quiet", "--no-check", script, file, what];

/** A supervised process that sends signs of life; it counts as hung after 2 s without one. */
async function withLiving(what: string, use: (file: string, messages: string[]) => Promise<void>): Promise<void> {
  const file = await Deno.makeTempFile();
  const stop = new AbortController();
  const messages: string[] = [];
  const ended = supervise({
    name: "server",
    command: Deno.execPath(),
    args: argsOf(file, what),
    log: { ...quietLog, error: (message) => void messages.push(message) },
    signal: stop.signal,
    liveness: { ticks: 20, tickMs: 100 },
  });
  try {
    await use(file, messages);
  } finally {
    stop.abort();
    await ended;
    await Deno.remove(file);
  }
}

Deno.test("a stopped process, which hangs without ending, is killed and started again", async () => {
  await withLiving("wait", async (file, messages) => {
    await until(async () => (await pidsIn(file)).length === 1);
    const [pid] = await pidsIn(file);
    Deno.kill(pid, "SIGSTOP");
    await until(async () => (await pidsIn(file)).length === 2);
    assert.deepEqual(messages.slice(0, 2), [
      "the server process hangs; killing it",
      "the server process has ended; starting it again",
    ]);
    assert.equal(await Deno.stat(`/proc/${pid}`).catch(() => null), null);
  });
});

Deno.test("a process whose event loop is blocked is killed and started again", async () => {
  await withLiving("block", async (file) => {
    await until(async () => (await pidsIn(file)).length === 2);
  });
});

Deno.test("a process that stood still together with its supervisor, as on a sleeping machine, is not killed", async () => {
  const file = await Deno.makeTempFile();
  const watch = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", new URL("parent.ts", import.meta.url).pathname, "life", script, file],
    stdin: "null",
  }).spawn();
  await until(async () => (await pidsIn(file)).length === 1);
  const [pid] = await pidsIn(file);
  for (let sleep = 0; sleep < 2; sleep++) {
    for (const each of [watch.pid, pid]) Deno.kill(each, "SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, 3000)); // longer than the allowed 2 s
    Deno.kill(watch.pid, "SIGCONT");
    await new Promise((resolve) => setTimeout(resolve, 300)); // the supervisor continues first
    Deno.kill(pid, "SIGCONT");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  assert.deepEqual(await pidsIn(file), [pid]);
  Deno.kill(pid, "SIGSTOP"); // it is still supervised
  await until(async () => (await pidsIn(file)).length === 2);
  watch.kill("SIGKILL");
  await watch.status;
  await Deno.remove(file);
});
