import assert from "node:assert/strict";
import { listAnalyses, queueAnalyses } from "../../../../src/db/analyses/analyses.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { removeUnusedObject } from "../../../../src/db/videos/unused_objects.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { getVideo, releaseOriginal } from "../../../../src/db/videos/videos.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { removeUnusedObjects } from "../../../../src/jobs/sweeps/unused_objects.ts";
import { soundQualitySchema } from "../../../../src/schemas/sound_quality.ts";
import { testDatabase } from "../../../database.ts";
import { problemOf, startApp } from "../../../routes/harness.ts";
import { claimFor } from "../../db/rows.ts";
import { isIdle, makeClip, upload, whileWorking, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
const folder = await Deno.makeTempDir();
Deno.test.afterAll(async () => {
  await app.close();
  await Deno.remove(folder, { recursive: true });
});

const clip = await makeClip(`${folder}/two.mkv`, [
  ...["-f", "lavfi", "-t", "3", "-i", "testsrc2=s=320x240:r=10", "-f", "lavfi", "-t", "3", "-i", "sine=300"],
  ...["-f", "lavfi", "-t", "3", "-i", "sine=600", "-map", "0", "-map", "1", "-map", "2"],
  ...["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"],
]);

/** A finished video with two sound tracks that still has its file, and a worker that will drop it. */
async function setUp() {
  const context = workerContext(sql, app.dataDir);
  const { id } = await upload(sql, context.storage, clip);
  const video = await workUntil(context, id, isIdle);
  const sparing: WorkerContext = { ...context, config: { ...context.config, keepOriginal: false } };
  return { context: sparing, id, video };
}

const regenerate = (id: string, track: number) =>
  app.request(`/api/videos/${id}/captions/regenerate`, {
    method: "POST",
    as: "owner",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ audio_track: track }),
  });

async function untilEnded(id: string) {
  for (;;) {
    const job = await getJob(sql, id);
    if (job.state !== "queued" && job.state !== "running") return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("captions of another track that were asked for before the file goes are made, and then it goes", async () => {
  const { context, id, video } = await setUp();
  const other = video.audioTrack === 1 ? 2 : 1;
  const { job: drop } = await enqueue(sql, { kind: "drop_original", videoId: id }); // first in the queue
  assert.equal((await regenerate(id, other)).status, 202);
  const after = await workUntil(context, id, isIdle);
  assert.deepEqual([after.captionStatus, after.captionError, after.captionAudioTrack], ["ready", null, other]);
  await whileWorking(context, () => untilEnded(drop.id));
  const dropped = await workUntil(context, id, (video) => isIdle(video) && video.originalKey === null);
  assert.equal(await context.storage.stat(video.originalKey!), null);
  assert.equal(dropped.captionAudioTrack, other);
});

Deno.test("once the file has gone, the sound of the track that is left is measured", async () => {
  const { context, id, video } = await setUp();
  await enqueue(sql, { kind: "drop_original", videoId: id });
  await workUntil(context, id, (video) => isIdle(video) && video.originalKey === null);
  const other = video.audioTrack === 1 ? 2 : 1;
  await sql`update streamforge.videos set caption_audio_track = ${other} where id = ${id}`;
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["sound_quality"]));
  await workUntil(context, id, isIdle);
  const [{ state, error, result }] = await listAnalyses(sql, id);
  assert.deepEqual([state, error], ["ready", null]);
  assert.equal(soundQualitySchema.parse(result).confidence, null, "the captions are of the other track");
});

Deno.test("the file waits for any job that may read it, and goes as soon as that has ended", async () => {
  const { context, id, video } = await setUp();
  const { job: drop } = await enqueue(sql, { kind: "drop_original", videoId: id });
  const { job: report } = await enqueue(sql, { kind: "inspect_audio", videoId: id });
  const claimed = await claimFor(sql, id, "inspect_audio"); // another worker has it
  assert.equal(claimed.id, report.id);
  await whileWorking(context, async () => {
    while ((await getJob(sql, drop.id)).error === null) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  assert.deepEqual([(await getJob(sql, drop.id)).state, (await getVideo(sql, id)).originalKey], [
    ...["queued", video.originalKey],
  ]);
  assert(await context.storage.stat(video.originalKey!));
  await sql`update streamforge.jobs set state = 'queued', lease_until = null where id = ${report.id}`;
  const startedMs = Date.now();
  await workUntil(context, id, (video) => video.originalKey === null && isIdle(video));
  assert.equal((await getJob(sql, drop.id)).state, "done");
  assert(Date.now() - startedMs < 50_000, "it did not wait for its next try");
});

Deno.test("a request for another track that meets the deletion of the file is refused, and changes nothing", async () => {
  const { id, video } = await setUp();
  const other = video.audioTrack === 1 ? 2 : 1;
  const { job: drop } = await enqueue(sql, { kind: "drop_original", videoId: id });
  let asked: Promise<Response> | undefined;
  await transaction(sql, async (tx) => {
    await releaseOriginal(tx, id, drop.id);
    asked = regenerate(id, other); // it reads the video as it was, and then waits for the lock
    for (;;) {
      // not by `tx`: within a transaction the activity stays as it was first read
      const [{ waiting }] = await sql<{ waiting: number }[]>`
        select count(*) as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%streamforge.jobs%'`;
      if (waiting > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  assert.match(
    await problemOf(await asked!, 409),
    /original file is no longer there, and only sound track \d was kept/,
  );
  const { captionStatus, jobs } = await getVideo(sql, id);
  assert.deepEqual([captionStatus, jobs.map(({ kind }) => kind)], ["ready", ["drop_original"]]);
});

Deno.test("a file that was taken from its video goes, although the process ended before it was deleted", async () => {
  const { context, id, video } = await setUp();
  const { job: drop } = await enqueue(sql, { kind: "drop_original", videoId: id });
  await transaction(sql, (tx) => releaseOriginal(tx, id, drop.id));
  assert(await context.storage.stat(video.originalKey!));
  await removeUnusedObjects(context);
  assert.equal(await context.storage.stat(video.originalKey!), null);
  assert.equal(await removeUnusedObject(sql, video.originalKey!), false);
});
