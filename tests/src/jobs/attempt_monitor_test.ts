import assert from "node:assert/strict";
import { claim } from "./queue.ts";
import { finish } from "../../../src/db/jobs/outcomes.ts";
import { getJob } from "../../../src/db/jobs/job_queries.ts";
import { JOB_KIND_NAMES, kindOf } from "../../../src/jobs/registry.ts";
import { runAttempt } from "../../../src/jobs/attempt.ts";
import { StalledError } from "../../../src/jobs/attempt_monitor.ts";
import type { AttemptContext } from "../../../src/jobs/context.ts";
import { Background } from "../../../src/media/process/background.ts";
import { run } from "../../../src/media/process/run.ts";
import { testDatabase } from "../../database.ts";
import { addVideo } from "../db/rows.ts";
import { workerContext } from "./worker_fixture.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

const STALL = { heartbeatMs: 100, stallMs: 4000 };

/** Runs one job by `work`, with the limit `STALL` on the time without progress. @returns the job's state afterwards */
async function attempt(work: (attempt: AttemptContext) => Promise<void>, background?: Background): Promise<string> {
  await addVideo(sql);
  const job = (await claim(sql, { kinds: JOB_KIND_NAMES, worker: "test" }))!;
  const planted = kindOf(job).handler;
  kindOf(job).handler = async (attempt) => {
    await work(attempt);
    await finish(sql, job);
  };
  const context = workerContext(sql, dataDir);
  try {
    const mediaTools = { ...context.mediaTools, background };
    await runAttempt({ ...context, mediaTools }, job, new AbortController().signal, STALL);
  } finally {
    kindOf(job).handler = planted;
  }
  return (await getJob(sql, job.id)).state;
}

/** ffmpeg reads 8 s in real time, and reports progress twice a second. */
const readSlowly = async ({ mediaTools, signal }: AttemptContext) => {
  const args = ["-re", "-f", "lavfi", "-i", "anullsrc=d=8", "-progress", "pipe:1", "-f", "null", "-"];
  await run(mediaTools, "ffmpeg", args, {
    ...{ readable: [], wallSeconds: 60, stallSeconds: 60, signal },
    onText: (_text, process) => process.noteProgress(),
  });
};

Deno.test("a job that waits for a progressing ffmpeg does not count as stalled", async () => {
  assert.equal(await attempt(readSlowly), "done");
});

Deno.test("the time in which a job is stopped for another does not count as time without progress", async () => {
  const background = new Background();
  background.giveWay(true);
  try {
    // ffmpeg ends long after the limit on the time without progress, and never reports progress
    const readSilently = async ({ mediaTools, signal }: AttemptContext) => {
      const limits = { readable: [], wallSeconds: 60, stallSeconds: 60, signal };
      await run(mediaTools, "ffmpeg", ["-re", "-f", "lavfi", "-i", "anullsrc=d=8", "-f", "null", "-"], limits);
    };
    assert.equal(await attempt(readSilently, background), "done");
  } finally {
    background.giveWay(false);
  }
});

Deno.test("a job without progress that ignores its signal fails with a StalledError, which ends the process", async () => {
  let end = () => {};
  const hang = () => new Promise<void>((_, reject) => end = () => reject(new Error("over")));
  await assert.rejects(attempt(hang), StalledError);
  end();
});
