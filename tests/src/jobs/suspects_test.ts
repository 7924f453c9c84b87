import assert from "node:assert/strict";
import { expireLeases } from "../../../src/db/jobs/crashes.ts";
import { finish } from "../../../src/db/jobs/outcomes.ts";
import type { Job } from "../../../src/db/jobs/job_rows.ts";
import { findVideo } from "../../../src/db/videos/videos.ts";
import { JOB_KINDS } from "../../../src/jobs/registry.ts";
import { runJobs } from "../../../src/jobs/loop.ts";
import { workerPrefix } from "../../../src/core/worker_name.ts";
import { testDatabase } from "../../database.ts";
import { addVideo, listJobs } from "../db/rows.ts";
import { workerContext } from "./worker_fixture.ts";

const { sql, database } = await testDatabase();
const dataDir = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

const SCRIPT = new URL("crashing_worker.ts", import.meta.url).pathname;
const CONFIG = new URL("../../../deno.json", import.meta.url).pathname;

async function titled(title: string): Promise<string> {
  const { id } = await addVideo(sql);
  await sql`update streamforge.videos set title = ${title} where id = ${id}`;
  return id;
}

async function jobOf(videoId: string): Promise<Job> {
  return (await listJobs(sql, videoId)).at(-1)!;
}

/** Starts worker processes, one after the other, as the server does, until no job of these videos is left. */
async function workThroughCrashes(videoIds: string[], jobsAtOnce: number): Promise<void> {
  const isOpen = (job: Job) => job.state === "queued" || job.state === "running";
  const left = async () => (await Promise.all(videoIds.map(jobOf))).some(isOpen);
  while (await left()) {
    const args = ["run", "-A", "--quiet", "--no-check", "--config", CONFIG, SCRIPT];
    const worker = new Deno.Command(Deno.execPath(), {
      args: [...args, JSON.stringify(database), dataDir, String(jobsAtOnce)],
      stdin: "null",
    }).spawn();
    let hasEnded = false;
    const ended = worker.status.then(() => hasEnded = true);
    while (!hasEnded && await left()) {
      // skips the pause after a crash
      await sql`update streamforge.jobs set run_at = now() where state = 'queued' and run_at > now()`;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (!hasEnded) worker.kill("SIGKILL");
    await ended;
    await expireLeases(sql, workerPrefix(worker.pid));
  }
}

async function assertBlamed(videoId: string): Promise<void> {
  const { state, crashes, error } = await jobOf(videoId);
  assert.deepEqual([state, crashes], ["dead", 5]);
  assert.match(error!, /worker stopped 5 times without getting further, each time while it did nothing but this/);
  assert.match((await findVideo(sql, videoId))!.error!, /stopped 5 times.* the last time at "encoding"/);
}

Deno.test("a job that crashes its process is blamed, and the job that ran beside it is done", async () => {
  const [crashing, healthy] = [await titled("crash"), await titled("work")];
  await workThroughCrashes([crashing, healthy], 2);
  await assertBlamed(crashing);
  const { state, crashes, failures } = await jobOf(healthy);
  assert.deepEqual({ state, crashes, failures }, { state: "done", crashes: 0, failures: 0 });
});

Deno.test("two jobs that crash their process are both blamed, and the job that ran beside them is done", async () => {
  const [one, healthy, two] = [await titled("crash"), await titled("work"), await titled("crash")];
  await workThroughCrashes([one, healthy, two], 3);
  await assertBlamed(one);
  await assertBlamed(two);
  assert.equal((await jobOf(healthy)).state, "done");
});

/** Runs jobs in this process, with a handler that gets the titles of the running jobs. */
async function watchJobs(
  work: (title: string, besides: string[]) => Promise<void>,
  options: { jobsAtOnce: number; aloneSeconds?: number },
  during: () => Promise<void>,
): Promise<void> {
  const planted = JOB_KINDS.transcode_video.handler;
  const running: string[] = [];
  JOB_KINDS.transcode_video.handler = async ({ job }) => {
    const { title } = (await findVideo(sql, job.videoId!))!;
    running.push(title);
    try {
      await work(title, running);
      await finish(sql, job);
    } finally {
      running.splice(running.indexOf(title), 1);
    }
  };
  const stop = new AbortController();
  const { config, ...context } = workerContext(sql, dataDir);
  const { jobsAtOnce, aloneSeconds } = options;
  const more = { config: { ...config, workConcurrency: jobsAtOnce }, aloneSeconds, signal: stop.signal };
  const working = runJobs({ ...context, ...more });
  try {
    await during();
  } finally {
    stop.abort();
    await working;
    JOB_KINDS.transcode_video.handler = planted;
  }
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!await isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

Deno.test("a suspect runs alone, however many other jobs keep coming", async () => {
  const suspect = await titled("suspect");
  await sql`update streamforge.jobs set suspected = 1, run_at = now() + interval '1 s' where video_id = ${suspect}`;
  let besides: string[] | null = null;
  let count = 0;
  await watchJobs(
    async (title, running) => {
      if (title === "suspect") besides = [...running];
      else {
        await titled("other"); // the next job is queued before this one ends
        count++;
      }
      for (let i = 0; i < 10; i++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (title === "suspect") besides!.push(...running);
      }
    },
    { jobsAtOnce: 2 },
    async () => {
      for (let i = 0; i < 3; i++) await titled("other");
      await until(async () => (await jobOf(suspect)).state === "done");
      const before = count;
      await until(() => count > before); // the others continue
    },
  );
  assert.deepEqual(new Set(besides), new Set(["suspect"]));
  await sql`delete from streamforge.videos where title = 'other'`;
});

Deno.test("a long-running suspect delays neither other jobs nor suspects that never crashed alone", async () => {
  const [suspect, innocent, next] = [await titled("suspect"), await titled("innocent"), await titled("crashed alone")];
  await sql`update streamforge.jobs set suspected = 1 where video_id in (${suspect}, ${innocent}, ${next})`;
  await sql`update streamforge.jobs set crashes = 1, run_at = now() + interval '1 s' where video_id = ${next}`;
  await sql`update streamforge.jobs set run_at = now() - interval '1 s' where video_id = ${suspect}`;
  const other = await titled("other");
  let end = () => {};
  const ended = new Promise<void>((resolve) => end = resolve);
  await watchJobs(
    (title) => title === "suspect" ? ended : Promise.resolve(),
    { jobsAtOnce: 2, aloneSeconds: 1 },
    async () => {
      await until(async () => (await jobOf(innocent)).state === "done");
      await until(async () => (await jobOf(other)).state === "done");
      const states = await Promise.all([suspect, next].map(async (id) => (await jobOf(id)).state));
      assert.deepEqual(states, ["running", "queued"]);
      end();
      await until(async () => (await jobOf(next)).state === "done");
    },
  );
  assert.equal((await jobOf(suspect)).state, "done");
});
