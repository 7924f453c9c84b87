import assert from "node:assert/strict";
import { claim, updateSpaceWaits } from "../../jobs/queue.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import { progress } from "../../../../src/db/jobs/lease.ts";
import type { Job } from "../../../../src/db/jobs/job_rows.ts";
import { getVideo } from "../../../../src/db/videos/videos.ts";
import { park, WAITING_FOR_SPACE } from "../../../../src/db/jobs/space_waits.ts";
import { readCaptionState } from "../../../../src/db/tracks/caption_state.ts";
import { testDatabase } from "../../../database.ts";
import { addVideo } from "../rows.ts";

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

Deno.test("a job without enough space waits for more than it had, says so, and counts no failure", async () => {
  const { job, videoId } = await newJob();
  assert.equal(await park(sql, job, 5000), true);
  const waiting = await getJob(sql, job.id);
  assert.deepEqual([waiting.state, waiting.stage], ["queued", WAITING_FOR_SPACE]);
  assert.deepEqual([waiting.failures, waiting.crashes, waiting.interruptions], [0, 0, 0]);
  assert.equal(
    (await readCaptionState(sql, videoId)).stage,
    WAITING_FOR_SPACE,
    "the captions wait for the video, and the video for space",
  );
  await sql`update streamforge.jobs set run_at = now()`;
  assert.equal(await claim(sql, { kinds: ["transcode_video"], worker: "test" }), null);
  assert.deepEqual(await updateSpaceWaits(sql, 5000), []);
  assert.deepEqual((await updateSpaceWaits(sql, 5001)).map(({ id }) => id), [job.id]);
  assert.equal((await claim(sql, { kinds: ["transcode_video"], worker: "test" }))?.id, job.id);
  assert.equal((await getJob(sql, job.id)).stage, null);
  assert.equal((await getVideo(sql, videoId)).state, "processing");
});

Deno.test("on a full disk waiting jobs wait for space, except those that free some", async () => {
  const { job, videoId } = await newJob();
  await enqueue(sql, { kind: "caption_video", videoId });
  await enqueue(sql, { kind: "drop_original", videoId });
  await updateSpaceWaits(sql, -1);
  assert.equal((await readCaptionState(sql, videoId)).stage, WAITING_FOR_SPACE);
  assert.equal((await getJob(sql, job.id)).stage, null, "a running job continues");
  assert.equal(await claim(sql, { kinds: ["caption_video"], worker: "test" }), null);
  assert.equal((await claim(sql, { kinds: ["drop_original"], worker: "test" }))?.kind, "drop_original");
  assert.deepEqual((await updateSpaceWaits(sql, 1)).map(({ kind }) => kind), ["caption_video"]);
  assert.equal((await claim(sql, { kinds: ["caption_video"], worker: "test" }))?.kind, "caption_video");
});

Deno.test("a job that finds no space again and again waits longer each time, until it progresses", async () => {
  let { job } = await newJob();
  const waits: number[] = [];
  const parkOnce = async () => {
    await park(sql, job, 0);
    const [{ seconds }] = await sql<{ seconds: number }[]>`
      select extract(epoch from run_at - now())::float8 as seconds from streamforge.jobs where id = ${job.id}`;
    waits.push(Math.round(seconds / 5) * 5);
    await sql`update streamforge.jobs set run_at = now()`;
    await updateSpaceWaits(sql, 1);
    job = await claimNow(job.id);
  };
  for (let i = 0; i < 9; i++) await parkOnce();
  assert.deepEqual(waits, [5, 10, 20, 40, 80, 160, 320, 600, 600]);
  await progress(sql, job, { progress: 0.5, stage: "encoding" });
  await parkOnce();
  assert.equal(waits.at(-1), 5);
});

Deno.test("if the disk can't be measured, jobs that wait for space continue, and a fraction of a byte is no error", async () => {
  const { job } = await newJob();
  for (const spareBytes of [Infinity, 5000.5]) {
    await sql`update streamforge.jobs set state = 'queued', needs_bytes = 10, run_at = now() where id = ${job.id}`;
    assert.deepEqual((await updateSpaceWaits(sql, spareBytes)).map(({ id }) => id), [job.id]);
  }
});
