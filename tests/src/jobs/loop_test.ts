import assert from "node:assert/strict";
import { enqueue } from "../../../src/db/videos/video_jobs.ts";
import { listRenditions } from "../../../src/db/videos/renditions.ts";
import { deleteVideo, findVideo, getVideo } from "../../../src/db/videos/videos.ts";
import { runJobs } from "../../../src/jobs/loop.ts";
import { testDatabase } from "../../database.ts";
import {
  CountingEngine,
  filesBelow,
  isIdle,
  makeClip,
  SilentEngine,
  untilVideo,
  upload,
  workerContext,
  workUntil,
} from "./worker_fixture.ts";
import { currentTracks } from "../../../src/db/tracks/tracks.ts";
import { readCues } from "../../../src/db/tracks/cues.ts";
import { readCaptionState } from "../../../src/db/tracks/caption_state.ts";
import { listJobs } from "../db/rows.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
const clip = await makeClip(`${dataDir}/clip.mp4`);
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

Deno.test("an upload gets renditions, a thumbnail and captions", async () => {
  const context = workerContext(sql, dataDir);
  const { id } = await upload(sql, context.storage, clip);
  const video = await workUntil(context, id, isIdle);
  assert.deepEqual([video.state, video.error, video.captionStatus, video.captionNote], ["ready", null, "ready", null]);
  assert.deepEqual([video.width, video.height, video.language], [640, 480, "en"]);
  assert(Math.abs(video.durationSeconds! - 4) < 0.2);
  assert((await context.storage.stat(video.thumbnailKey!))!.size > 1000);

  const renditions = await listRenditions(sql, id);
  assert.deepEqual(renditions.map(({ name }) => name), ["source", "360p"]);
  for (const { mp4Key, hlsKey, sizeBytes } of renditions) {
    assert.equal((await context.storage.stat(mp4Key))!.size, sizeBytes);
    assert.match(await context.storage.readText(hlsKey!), /#EXTM3U/);
  }
  const [track] = await currentTracks(sql, id);
  const srt = await context.storage.readText(track.srtKey!);
  for (const word of ["second0.", "second1.", "second2.", "second3."]) assert(srt.includes(word), srt);
  assert.match(await context.storage.readText(track.vttKey!), /^WEBVTT/);
  assert.equal(JSON.parse(await context.storage.readText(track.transcriptKey!)).language, "en");
  const cues = await readCues(sql, track.revisionId);
  assert.equal(cues.map(({ text }) => text).join(" ").split(/\s+/).length, track.wordCount);
  assert.deepEqual(filesBelow(`${dataDir}/work`), []);
});

Deno.test("cues are visible while the rest is still being transcribed, with the progress", async () => {
  let goOn = () => {};
  const nearTheEnd = new Promise<void>((resolve) => goOn = resolve);
  const context = workerContext(sql, dataDir, new CountingEngine((second) => second === 10 ? nearTheEnd : undefined));
  // a cue is final once four more of the longest could have followed it
  const sound = await makeClip(`${dataDir}/twelve.wav`, ["-f", "lavfi", "-i", "sine=frequency=300:duration=12"]);
  const { id } = await upload(sql, context.storage, sound);
  await sql`update streamforge.videos set caption_layout = '{"max_cue_seconds": 1}' where id = ${id}`;
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  let state = await readCaptionState(sql, id);
  while (!(state.status === "processing" && state.progress > 0.9)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    state = await readCaptionState(sql, id);
  }
  assert.equal(state.stage, "transcribing");
  const [track] = await currentTracks(sql, id);
  assert.equal(track.state, "building");
  const early = await readCues(sql, track.revisionId);
  assert.equal(early[0]?.text, "second0.");
  goOn();
  await untilVideo(sql, id, isIdle);
  stop.abort();
  await working;
  assert.equal((await currentTracks(sql, id))[0].state, "finished");
  const all = await readCues(sql, track.revisionId);
  assert(early.length < all.length, `${early.length} of ${all.length}`);
  assert.deepEqual(early, all.slice(0, early.length));
});

Deno.test("a file that is not media fails at once, and its owner sees why", async () => {
  const context = workerContext(sql, dataDir);
  await Deno.writeTextFile(`${dataDir}/text.mp4`, "this is not a video");
  const { id } = await upload(sql, context.storage, `${dataDir}/text.mp4`);
  const video = await workUntil(context, id, isIdle);
  assert.deepEqual([video.state, video.captionStatus], ["failed", "failed"]);
  assert.match(video.error!, /could not be prepared.*Upload it again/s);
  const [job] = await listJobs(sql, id);
  assert.deepEqual([job.state, job.attempt], ["dead", 1]);
});

Deno.test("videos without sound and without speech are ready and say which of the two they lack", async () => {
  const silent = await makeClip(`${dataDir}/silent.mp4`, ["-i", clip, "-an", "-c", "copy"]);
  const context = workerContext(sql, dataDir, new SilentEngine());
  const [one, two] = [await upload(sql, context.storage, silent), await upload(sql, context.storage, clip)];
  assert.equal((await workUntil(context, one.id, isIdle)).captionNote, "no sound");
  const video = await workUntil(context, two.id, isIdle);
  assert.deepEqual([video.captionStatus, video.captionNote, video.wordCount], ["ready", "no speech", 0]);
});

Deno.test("sound alone gets a rendition and captions", async () => {
  const sound = await makeClip(`${dataDir}/sound.m4a`, ["-i", clip, "-vn", "-c", "copy"]);
  const context = workerContext(sql, dataDir);
  const { id } = await upload(sql, context.storage, sound);
  const video = await workUntil(context, id, isIdle);
  assert.deepEqual([video.state, video.hasVideo, video.captionStatus, video.thumbnailKey], [
    "ready",
    false,
    "ready",
    null,
  ]);
  assert.equal((await listRenditions(sql, id))[0].shortSide, 0);
});

Deno.test("a worker that stops returns its job to the queue, and the next worker completes it", async () => {
  let reached = () => {};
  const hanging = new Promise<void>((resolve) => reached = resolve);
  const context = workerContext(
    sql,
    dataDir,
    new CountingEngine(async () => {
      reached();
      await new Promise(() => {}); // like native code that can't be interrupted
    }),
  );
  const { id } = await upload(sql, context.storage, clip);
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  await hanging;
  await untilVideo(sql, id, ({ jobs }) => jobs.length === 1); // all renditions are made
  const captionJob = async () => (await listJobs(sql, id)).find(({ kind }) => kind === "caption_video")!;
  const stoppedAt = Date.now();
  stop.abort();
  while ((await captionJob()).state !== "queued") {
    assert(Date.now() - stoppedAt < 2000, "it waits for another worker within two seconds");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await working;
  const { state, failures, crashes } = await captionJob();
  assert.deepEqual({ state, failures, crashes }, { state: "queued", failures: 0, crashes: 0 });

  const video = await workUntil(workerContext(sql, dataDir), id, isIdle);
  assert.equal(video.captionStatus, "ready");
  const [track, ...others] = await currentTracks(sql, id);
  assert.deepEqual(others, []);
  assert.match((await readCues(sql, track.revisionId)).map(({ text }) => text).join(" "), /second0.*second3/s);
});

Deno.test("a caption job is dead after its engine has thrown three times; regenerating starts a new one", async () => {
  const context = workerContext(
    sql,
    dataDir,
    new CountingEngine(() => {
      throw new Error("/srv/models/mine/model.bin: out of memory");
    }),
  );
  const { id } = await upload(sql, context.storage, clip);
  const hurrying = setInterval(async () => {
    await sql`update streamforge.jobs set run_at = now() where video_id = ${id} and state = 'queued'`.catch(() => {});
  }, 50);
  const video = await workUntil(context, id, isIdle);
  clearInterval(hurrying);
  assert.deepEqual([video.state, video.captionStatus], ["ready", "failed"]);
  // without the folder: the owner of the video need not be who runs the server
  assert.match(video.captionError!, /[^/]model\.bin: out of memory\. Generate them again/);
  assert.doesNotMatch(video.captionError!, /srv/);
  assert.deepEqual(await currentTracks(sql, id), []);
  const payload = { language: "es", task: "translate", max_line_chars: 20 };
  const { job } = await enqueue(sql, { kind: "caption_video", videoId: id, payload });
  const again = await workUntil(workerContext(sql, dataDir), id, isIdle);
  assert.equal(again.captionStatus, "ready");
  const [track] = await currentTracks(sql, id);
  assert.deepEqual([track.language, track.source], ["en", "translated"]);
  assert.equal((await listJobs(sql, id))[0].id, job.id);
});

Deno.test("captions are made one at a time", async () => {
  let now = 0;
  let mostAtOnce = 0;
  const context = workerContext(
    sql,
    dataDir,
    new CountingEngine(async (second) => {
      if (second === 0) mostAtOnce = Math.max(mostAtOnce, ++now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (second === 3) now--;
    }),
  );
  const videos = [await upload(sql, context.storage, clip), await upload(sql, context.storage, clip)];
  for (const { id } of videos) await workUntil(context, id, isIdle);
  assert.equal(mostAtOnce, 1);
});

Deno.test("KEEP_ORIGINAL=0 deletes the original once everything is made, and captions can be regenerated without it", async () => {
  const base = workerContext(sql, dataDir);
  const context = { ...base, config: { ...base.config, keepOriginal: false } };
  const { id, originalKey } = await upload(sql, context.storage, clip);
  await workUntil(context, id, (video) => isIdle(video) && video.originalKey === null);
  assert.equal(await context.storage.stat(originalKey!), null);
  await enqueue(sql, { kind: "caption_video", videoId: id, payload: { language: "de" } });
  assert.equal((await workUntil(context, id, isIdle)).language, "de");
});

Deno.test("a video that is deleted while its job runs leaves nothing behind", async () => {
  const ownDir = `${dataDir}/deleting`; // another test's attempt never ends
  let reached = () => {};
  const started = new Promise<void>((resolve) => reached = resolve);
  const context = workerContext(
    sql,
    dataDir,
    new CountingEngine(async (_, signal) => {
      reached();
      await new Promise((resolve) => signal?.addEventListener("abort", resolve));
    }),
  );
  const { id } = await upload(sql, context.storage, clip);
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  await started;
  await deleteVideo(sql, id);
  await context.storage.deletePrefix(`videos/${id}`);
  // its next report of progress fails, which ends the attempt
  while (filesBelow(`${ownDir}/work`).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  stop.abort();
  await working;
  assert.equal(await findVideo(sql, id), null);
  assert.deepEqual(filesBelow(`${ownDir}/media/videos/${id}`), []);
});

Deno.test("getVideo() shows the current state of a video's jobs", async () => {
  const context = workerContext(sql, dataDir);
  const { id } = await upload(sql, context.storage, clip);
  assert.equal((await getVideo(sql, id)).jobs[0].progress, 0);
  await workUntil(context, id, isIdle);
});
