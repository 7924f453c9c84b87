import assert from "node:assert/strict";
import { cancel, fail, takeBackLostJobs } from "../../jobs/queue.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { finish } from "../../../../src/db/jobs/outcomes.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import { handBack, progress, renew } from "../../../../src/db/jobs/lease.ts";
import { type Job, LostJobError } from "../../../../src/db/jobs/job_rows.ts";
import { testDatabase } from "../../../database.ts";
import { addVideo, claimFor, expire, hurry } from "../rows.ts";

const { sql } = await testDatabase();

Deno.test("a write of an attempt that lost its job changes nothing", async () => {
  const { id } = await addVideo(sql);
  const old = await claimFor(sql, id);
  await expire(sql, old.id);
  await takeBackLostJobs(sql);
  const now = await claimFor(sql, id);
  assert.equal(now.id, old.id);
  assert.equal(now.attempt, old.attempt + 1);

  const before = await getJob(sql, now.id);
  let applied = false;
  const apply = () => Promise.resolve(void (applied = true));
  await assert.rejects(renew(sql, old), LostJobError);
  await assert.rejects(progress(sql, old, { progress: 0.9, stage: "late" }), LostJobError);
  await assert.rejects(fail(sql, old, { message: "late" }), LostJobError);
  await assert.rejects(finish(sql, old, apply), LostJobError);
  assert.equal(await handBack(sql, old), false);
  assert.equal(applied, false);
  assert.deepEqual(await getJob(sql, now.id), before);
  await finish(sql, now, apply);
  assert.equal(applied, true);
});

Deno.test("a lease that was renewed does not run out", async () => {
  const { id } = await addVideo(sql);
  const job = await claimFor(sql, id);
  await expire(sql, job.id);
  await renew(sql, job);
  assert.equal(await takeBackLostJobs(sql), 0);
  await expire(sql, job.id);
  await progress(sql, job, { progress: 0.1, stage: "encoding" });
  assert.equal(await takeBackLostJobs(sql), 0);
});

Deno.test("the shown progress of a job never falls: not within an attempt, nor after a crash, a failure or a stop", async () => {
  const { id } = await addVideo(sql);
  const shownProgress: number[] = [];
  const recordProgress = async (jobId: string) => shownProgress.push((await getJob(sql, jobId)).progress);
  const ends = [
    async (job: Job) => {
      await expire(sql, job.id);
      await takeBackLostJobs(sql);
    },
    (job: Job) => fail(sql, job, { message: "the disk is full" }),
    (job: Job) => handBack(sql, job),
  ];
  for (const end of ends) {
    const job = await claimFor(sql, id);
    await recordProgress(job.id);
    for (const reached of [0.1, 0.3, 0.2, 0.4]) {
      await progress(sql, job, { progress: reached, stage: "encoding" });
      await recordProgress(job.id);
    }
    await end(job);
    await recordProgress(job.id);
    await hurry(sql, job.id);
  }
  const last = await claimFor(sql, id);
  await progress(sql, last, { progress: 0.1, shown: 0.46, stage: "encoding" });
  await recordProgress(last.id);
  assert.deepEqual(shownProgress, shownProgress.toSorted((a, b) => a - b));
  assert.equal(shownProgress.at(-1), 0.46);
  await finish(sql, last);
  const { job } = await enqueue(sql, { kind: "transcode_video", videoId: id });
  assert.equal(job.progress, 0, "a new piece of work begins at 0");
  await cancel(sql, job.id);
});

Deno.test("a returned job can be claimed at once, and counts no failure", async () => {
  const { id } = await addVideo(sql);
  const job = await claimFor(sql, id);
  assert.equal(await handBack(sql, job), true);
  const again = await claimFor(sql, id);
  assert.deepEqual([again.id, again.failures, again.crashes], [job.id, 0, 0]);
});
