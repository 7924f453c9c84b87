import assert from "node:assert/strict";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import type { Job } from "../../../../src/db/jobs/job_rows.ts";
import { takeBackLostJobs } from "../queue.ts";
import { runJobs } from "../../../../src/jobs/loop.ts";
import { expireLeasesOfDeadWorkers } from "../../../../src/jobs/sweeps/dead_workers.ts";
import { workerName } from "../../../../src/core/worker_name.ts";
import { testDatabase } from "../../../database.ts";
import { withFolder } from "../../../temporary_folder.ts";
import { addVideo, claimFor, expire } from "../../db/rows.ts";
import { workerContext } from "../worker_fixture.ts";

const { sql } = await testDatabase();

const SCRIPT = new URL("named_worker.ts", import.meta.url).pathname;
const CONFIG = new URL("../../../../deno.json", import.meta.url).pathname;
const ARGS = ["run", "-A", "--quiet", "--no-check", "--config", CONFIG, SCRIPT];

/** Starts a process that prints its worker's name. */
async function startNamed(command: string, args: string[]): Promise<{ child: Deno.ChildProcess; worker: string }> {
  const child = new Deno.Command(command, { args, stdin: "null", stdout: "piped", stderr: "null" }).spawn();
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) return { child, worker: text.trim() };
  throw new Error(`${command} said no name`);
}

/** A job that this worker holds, with a lease that was just renewed. */
async function jobOf(worker: string): Promise<Job> {
  const { id } = await addVideo(sql);
  const job = await claimFor(sql, id);
  await sql`update streamforge.jobs set worker = ${worker} where id = ${job.id}`;
  return job;
}

/** Starts a process, kills it, and returns its worker's name. */
async function nameOfKilled(): Promise<string> {
  const { child, worker } = await startNamed(Deno.execPath(), ARGS);
  child.kill("SIGKILL");
  await child.status;
  return worker;
}

async function stateAfterSweep({ id }: Job): Promise<[state: string, attempt: number, crashes: number]> {
  await expireLeasesOfDeadWorkers({ sql });
  await takeBackLostJobs(sql);
  const { state, attempt, crashes } = await getJob(sql, id);
  return [state, attempt, crashes];
}

Deno.test("the job of a killed process is queued at once, and counts as one whose lease ran out", async () => {
  const { child, worker } = await startNamed(Deno.execPath(), ARGS);
  const job = await jobOf(worker);
  assert.deepEqual(await stateAfterSweep(job), ["running", 1, 0]); // the process still runs
  child.kill("SIGKILL");
  await child.status;
  assert.deepEqual(await stateAfterSweep(job), ["queued", 1, 1]);
});

Deno.test("a worker that starts takes back the jobs of a killed one", async () => {
  const [left, late] = [await jobOf(await nameOfKilled()), await jobOf("elsewhere/1/a")];
  await expire(sql, late.id);
  await withFolder(async (dataDir) => {
    const context = workerContext(sql, dataDir);
    const stop = new AbortController();
    const config = { ...context.config, workConcurrency: 0 }; // it claims nothing
    const working = runJobs({ ...context, config, signal: stop.signal });
    while ((await getJob(sql, late.id)).state === "running") await new Promise((go) => setTimeout(go, 20));
    stop.abort();
    await working;
  });
  assert.equal((await getJob(sql, left.id)).state, "queued");
});

Deno.test("a killed process counts as gone even if its parent has not waited for it", async () => {
  // the shell becomes a program that waits for no child
  const { child, worker } = await startNamed("sh", ["-c", '"$@" & exec sleep 600', "sh", Deno.execPath(), ...ARGS]);
  try {
    const job = await jobOf(worker);
    assert.equal((await stateAfterSweep(job))[0], "running");
    const pid = Number(worker.split("/")[1]);
    assert.notEqual(pid, child.pid);
    Deno.kill(pid, "SIGKILL");
    while (!/\) Z /.test(await Deno.readTextFile(`/proc/${pid}/stat`))) await new Promise((go) => setTimeout(go, 5));
    assert.equal((await stateAfterSweep(job))[0], "queued");
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
});

Deno.test("a process with the pid of a killed worker is not taken for it", async () => {
  const [host, pid, numbers, start, own] = workerName().split("/");
  const before = [host, pid, numbers, String(Number(start) - 1), own].join("/");
  const [old, mine] = [await jobOf(before), await jobOf(workerName())];
  assert.equal((await stateAfterSweep(old))[0], "queued");
  assert.equal((await stateAfterSweep(mine))[0], "running");
});

Deno.test("workers whose end can't be known keep their leases: other machines, boots and containers, and names without a start", async () => {
  const worker = await nameOfKilled();
  const [host, pid, numbers, start, own] = worker.split("/");
  const [boot, namespace] = numbers.split(".");
  const names = [
    [`${host}2`, pid, numbers, start, own],
    [host.slice(0, -1), pid, numbers, start, own],
    [host, pid, `00000000.${namespace}`, start, own],
    [host, pid, `${boot}.1`, start, own],
    [host, pid, own],
  ];
  for (const name of names) {
    assert.equal((await stateAfterSweep(await jobOf(name.join("/"))))[0], "running", name.join("/"));
  }
  assert.equal((await stateAfterSweep(await jobOf(worker)))[0], "queued");
});
