import assert from "node:assert/strict";
import { claim } from "../queue.ts";
import { JOB_KIND_NAMES } from "../../../../src/jobs/registry.ts";
import { listRenditions } from "../../../../src/db/videos/renditions.ts";
import { findUpload } from "../../../../src/db/videos/uploads.ts";
import { findAnyVideo, findVideo, hideVideo, undeleteVideo } from "../../../../src/db/videos/videos.ts";
import { NotFoundError, ValidationError } from "../../../../src/core/errors.ts";
import { runJobs } from "../../../../src/jobs/loop.ts";
import { removeDeletedVideos } from "../../../../src/jobs/sweeps/deleted_videos.ts";
import { testDatabase } from "../../../database.ts";
import {
  CountingEngine,
  filesBelow,
  isIdle,
  makeClip,
  untilVideo,
  upload,
  workerContext,
  workUntil,
} from "../worker_fixture.ts";
import { listJobs } from "../../db/rows.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
const clip = await makeClip(`${dataDir}/clip.mp4`);
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));
const filesOf = (id: string) => filesBelow(`${dataDir}/media`).filter((path) => path.includes(id));

/** Puts the end of a hidden video's time into the past. */
async function letPass(id: string): Promise<void> {
  await sql`update streamforge.videos set delete_at = now() - interval '1 second' where id = ${id}`;
}

Deno.test("a deleted video is kept until its time is over, then its rows and files are gone", async () => {
  const context = workerContext(sql, dataDir);
  const kept = await upload(sql, context.storage, clip);
  const { id } = await upload(sql, context.storage, clip);
  await hideVideo(sql, id, 20);
  assert.equal(await removeDeletedVideos(context), 0);
  assert(filesOf(id).length > 0);
  await letPass(id);
  await assert.rejects(undeleteVideo(sql, id), NotFoundError, "too late, even before the sweep");
  assert.equal(await removeDeletedVideos(context), 1);
  assert.deepEqual([await findAnyVideo(sql, id), await listJobs(sql, id), filesOf(id)], [null, [], []]);
  assert.equal(await findUpload(sql, id), null, "nothing is left to sweep");
  assert.equal(await removeDeletedVideos(context), 0);
  assert(await findVideo(sql, kept.id));
  assert(filesOf(kept.id).length > 0);
});

Deno.test("a video that is restored between the search and the removal stays", async () => {
  const context = workerContext(sql, dataDir);
  const { id } = await upload(sql, context.storage, clip);
  await hideVideo(sql, id, 20);
  await undeleteVideo(sql, id);
  assert.equal(await removeDeletedVideos(context), 0);
  assert(await findVideo(sql, id));
});

Deno.test("a waiting job does not start while its video is hidden, and starts when the video is restored", async () => {
  const context = workerContext(sql, dataDir);
  const { id } = await upload(sql, context.storage, clip);
  await hideVideo(sql, id, 20);
  for (let job; (job = await claim(sql, { kinds: JOB_KIND_NAMES, worker: "test" }));) assert.notEqual(job.videoId, id);
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  const video = await undeleteVideo(sql, id);
  assert.deepEqual(video.jobs.map(({ kind, state }) => [kind, state]), [["transcode_video", "queued"]]);
  const done = await untilVideo(sql, id, isIdle);
  stop.abort();
  await working;
  assert.deepEqual([done.state, done.captionStatus], ["ready", "ready"]);
});

Deno.test("a running job continues while its video is hidden, and its results are there when the video is restored", async () => {
  let reached = () => {};
  let goOn = () => {};
  const inside = new Promise<void>((resolve) => reached = resolve);
  const halt = new Promise<void>((resolve) => goOn = resolve);
  const engine = new CountingEngine((second) => {
    if (second !== 1) return;
    reached();
    return halt;
  });
  const context = workerContext(sql, dataDir, engine);
  const { id } = await upload(sql, context.storage, clip);
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  await inside;
  await hideVideo(sql, id, 600);
  assert.equal(await findVideo(sql, id), null);
  goOn();
  let hidden = await findAnyVideo(sql, id);
  while (hidden?.captionStatus !== "ready") {
    await new Promise((resolve) => setTimeout(resolve, 20));
    hidden = await findAnyVideo(sql, id);
  }
  await undeleteVideo(sql, id);
  const video = await untilVideo(sql, id, isIdle);
  stop.abort();
  await working;
  assert.deepEqual([video.error, video.wordCount, video.deleteAt], [null, 4, null]);
  const attempts = (await listJobs(sql, id)).filter(({ kind }) => kind === "caption_video");
  assert.deepEqual(attempts.map(({ attempt, failures, state }) => [attempt, failures, state]), [[1, 0, "done"]]);
  for (const { mp4Key } of await listRenditions(sql, id)) assert(await context.storage.stat(mp4Key), mp4Key);
});

Deno.test("a job that fails while its video is hidden deletes none of its files", async () => {
  let reached = () => {};
  let goOn = () => {};
  const inside = new Promise<void>((resolve) => reached = resolve);
  const halt = new Promise<void>((resolve) => goOn = resolve);
  const engine = new CountingEngine(async () => {
    reached();
    await halt;
    throw new ValidationError("the model can't do this");
  });
  const context = workerContext(sql, dataDir, engine);
  const { id } = await upload(sql, context.storage, clip);
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  await inside;
  await hideVideo(sql, id, 600);
  goOn();
  while ((await findAnyVideo(sql, id))?.captionStatus !== "failed") {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await undeleteVideo(sql, id);
  const video = await untilVideo(sql, id, ({ jobs }) => jobs.length === 0);
  stop.abort();
  await working;
  assert.match(video.captionError!, /the model can't do this/);
  assert(await context.storage.stat(video.originalKey!));
  for (const { mp4Key } of await listRenditions(sql, id)) assert(await context.storage.stat(mp4Key), mp4Key);
});

Deno.test("a video that is removed while its job runs leaves nothing, even if the job still writes", async () => {
  let reached = () => {};
  const inside = new Promise<void>((resolve) => reached = resolve);
  const engine = new CountingEngine(async (_second, signal) => {
    reached();
    await new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason)));
  });
  const context = workerContext(sql, dataDir, engine);
  const { id } = await upload(sql, context.storage, clip);
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  await inside;
  await hideVideo(sql, id, 600);
  await letPass(id);
  await removeDeletedVideos(context);
  while (filesOf(id).length > 0 || filesBelow(`${dataDir}/work`).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  stop.abort();
  await working;
  assert.equal(await findAnyVideo(sql, id), null);
  assert.deepEqual(filesOf(id), []);
});

Deno.test("a worker sweeps deleted videos", async () => {
  const context = workerContext(sql, dataDir);
  const { id } = await upload(sql, context.storage, clip);
  await hideVideo(sql, id, 20);
  await letPass(id);
  const other = await upload(sql, context.storage, clip);
  await workUntil(context, other.id, isIdle); // a worker sweeps before its first job
  assert.equal(await findAnyVideo(sql, id), null);
  assert.deepEqual(filesOf(id), []);
});
