import assert from "node:assert/strict";
import { cancel, claim, fail, interrupt } from "../../jobs/queue.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { finish, MAX_INTERRUPTIONS } from "../../../../src/db/jobs/outcomes.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import { progress } from "../../../../src/db/jobs/lease.ts";
import { type Job, LostJobError } from "../../../../src/db/jobs/job_rows.ts";
import { getVideo } from "../../../../src/db/videos/videos.ts";
import { testDatabase } from "../../../database.ts";
import { addVideo, claimFor, hurry } from "../rows.ts";

const { sql } = await testDatabase();

async function claimNow(id: string): Promise<Job> {
  await sql`update streamforge.jobs set run_at = now() where id = ${id}`;
  const job = await claim(sql, { kinds: ["transcode_video", "caption_video"], worker: "test" });
  assert.equal(job?.id, id);
  return job!;
}

async function newJob(): Promise<{ job: Job; videoId: string }> {
  await sql`delete from streamforge.jobs`;
  const { id: videoId } = await addVideo(sql);
  const job = await claim(sql, { kinds: ["transcode_video"], worker: "test" });
  return { job: job!, videoId };
}

Deno.test("the writes of a job's end are committed together with it or not at all", async () => {
  const { id } = await addVideo(sql);
  const job = await claimFor(sql, id);
  const failing = finish(sql, job, async (tx) => {
    await tx`update streamforge.videos set title = 'half' where id = ${id}`;
    throw new Error("planted");
  });
  await assert.rejects(failing, /planted/);
  assert.equal((await getVideo(sql, id)).title, "A talk");
  assert.equal((await getJob(sql, job.id)).state, "running");
});

Deno.test("after three failures, with a pause before each try, the job is dead and its video says what to do", async () => {
  const { id } = await addVideo(sql);
  for (let failures = 1; failures <= 3; failures++) {
    const job = await claimFor(sql, id);
    const state = await fail(sql, job, { message: "the disk is full" });
    assert.equal(state, failures < 3 ? "queued" : "dead");
    if (failures < 3) {
      assert.equal(await claim(sql, { kinds: ["transcode_video"], worker: "test" }), null); // it waits
      await hurry(sql, job.id);
    }
  }
  const video = await getVideo(sql, id);
  assert.equal(video.state, "failed");
  assert.match(video.error!, /the disk is full.*Upload it again/);
  assert.equal(video.captionStatus, "failed");
  assert.deepEqual(video.jobs, []);
});

Deno.test("a permanent failure is final at once", async () => {
  const { id } = await addVideo(sql);
  assert.equal(await fail(sql, await claimFor(sql, id), { message: "no stream", permanent: true }), "dead");
  assert.equal((await getVideo(sql, id)).state, "failed");
});

Deno.test("a cancelled job is lost to its worker and can be queued again", async () => {
  const { id } = await addVideo(sql);
  const { job } = await enqueue(sql, { kind: "caption_video", videoId: id });
  const held = await claimFor(sql, id, "caption_video");
  assert.equal(await cancel(sql, job.id), true);
  assert.equal(await cancel(sql, job.id), false);
  await assert.rejects(finish(sql, held), LostJobError);
  const video = await getVideo(sql, id);
  assert.equal(video.captionStatus, "failed");
  assert.match(video.captionError!, /cancelled.*Generate them again/);
  assert.equal((await enqueue(sql, { kind: "caption_video", videoId: id })).created, true);
});

Deno.test("ten interruptions without progress end a job, and the file is not blamed", async () => {
  let { job, videoId } = await newJob();
  for (let i = 1; i < MAX_INTERRUPTIONS; i++) {
    assert.equal(await interrupt(sql, job, "ffmpeg was killed (SIGKILL)"), "queued");
    const waiting = await getJob(sql, job.id);
    assert.deepEqual([waiting.failures, waiting.crashes, waiting.interruptions], [0, 0, i]);
    assert.ok(waiting.runAt.getTime() > Date.now() - 1000);
    job = await claimNow(job.id);
  }
  assert.equal(await interrupt(sql, job, "ffmpeg was killed (SIGKILL)"), "dead");
  const video = await getVideo(sql, videoId);
  assert.equal(video.state, "failed");
  assert.match(video.error!, /ffmpeg was killed \(SIGKILL\) \(10 times\)\. The file is not to blame: try again\./);
  assert.doesNotMatch(video.error! + video.captionError, /upload it again/i);
});

Deno.test("progress resets interruptions, and failures are counted separately", async () => {
  let { job } = await newJob();
  for (let i = 0; i < 3 * MAX_INTERRUPTIONS; i++) {
    await progress(sql, job, { progress: (i + 1) * 0.02, stage: "encoding" });
    assert.equal(await interrupt(sql, job, "ffmpeg was killed"), "queued");
    job = await claimNow(job.id);
  }
  assert.equal(await fail(sql, job, { message: "ffmpeg crashed" }), "queued");
  job = await claimNow(job.id);
  assert.equal(await fail(sql, job, { message: "ffmpeg crashed" }), "queued");
  job = await claimNow(job.id);
  assert.equal(await fail(sql, job, { message: "ffmpeg crashed" }), "dead");
});
