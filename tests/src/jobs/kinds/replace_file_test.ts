import assert from "node:assert/strict";
import { newId } from "../../../../src/core/ids.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import { readCues, readEditedCues } from "../../../../src/db/tracks/cues.ts";
import { saveRevision } from "../../../../src/db/tracks/revisions.ts";
import { currentTracks, getTrack } from "../../../../src/db/tracks/tracks.ts";
import { listRenditions } from "../../../../src/db/videos/renditions.ts";
import { newFileOf, noteNewFile, queueReplacement } from "../../../../src/db/videos/replace_file.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { findVideo, getVideo, type Video } from "../../../../src/db/videos/videos.ts";
import { probe } from "../../../../src/media/probe.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { removeUnusedObjects } from "../../../../src/jobs/sweeps/unused_objects.ts";
import { saveWithFiles } from "../../../../src/revisions/revision_writer.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { tools } from "../../../media_fixtures.ts";
import { cancel } from "../queue.ts";
import {
  CountingEngine,
  filesBelow,
  isIdle,
  makeClip,
  untilVideo,
  upload,
  whileWorking,
  workerContext,
  workUntil,
} from "../worker_fixture.ts";

const { sql } = await testDatabase();
const base = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(base, { recursive: true }));
const first = await makeClip(`${base}/first.mp4`);
const second = await makeClip(`${base}/second.mkv`, [
  ...["-f", "lavfi", "-i", "testsrc=size=800x600:rate=10:duration=7", "-f", "lavfi", "-i", "sine=duration=7"],
  ...["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"],
]);

/** A video with everything made of its first file. */
async function prepared(context: WorkerContext): Promise<Video> {
  const { id } = await upload(sql, context.storage, first);
  return await workUntil(context, id, isIdle);
}

/** Does what the route does. */
async function send({ storage }: WorkerContext, id: string, path: string, more: { audioTrack?: number } = {}) {
  const key = `videos/${id}/file-${newId()}`;
  await noteNewFile(sql, key);
  const { size } = await storage.put(key, (await Deno.open(path)).readable);
  const audioTrack = more.audioTrack ?? null;
  return await queueReplacement(sql, id, { key, sizeBytes: size, fileName: "second.mkv", audioTrack });
}

async function cuesOf(id: string): Promise<string[]> {
  const [track] = await currentTracks(sql, id);
  return (await readCues(sql, track.revisionId)).map(({ text }) => text);
}

const codes = ({ notices }: Video) => notices.map(({ code }) => code);
const freshContext = async (engine?: CountingEngine) =>
  workerContext(sql, await Deno.makeTempDir({ dir: base }), engine);

Deno.test("a new file takes the place of the earlier one; captions and edits stay, all else is made again", async () => {
  const context = await freshContext();
  const before = await prepared(context);
  const { id } = before;
  await enqueue(sql, { kind: "inspect_audio", videoId: id });
  await workUntil(context, id, isIdle);
  const [track] = await currentTracks(sql, id);
  const edited = (await readEditedCues(sql, track.revisionId)).map((cue, i) =>
    i === 0 ? { ...cue, text: "Mine.", words: [], isEdited: true } : cue
  );
  await saveWithFiles({ sql, storage: context.storage, log: quietLog }, before, {
    ...{ source: "edited", author: "owner", note: null, baseRevision: track.revisionId, cues: edited, language: "en" },
  }, async (revision) => {
    await saveRevision(sql, { videoId: id, trackId: track.id, revision });
  });
  const captions = await cuesOf(id);
  const filesBefore = filesBelow(`${context.config.dataDir}/media/videos/${id}`);
  const reported = await getVideo(sql, id);

  const job = await send(context, id, second);
  const after = await workUntil(context, id, (video) => video.fileVersion === 2 && isIdle(video));
  assert.deepEqual([after.title, after.createdAt, after.fileName], [before.title, before.createdAt, "second.mkv"]);
  assert.deepEqual([after.state, after.error, after.captionStatus, after.height], ["ready", null, "ready", 600]);
  assert.equal(Math.round(after.durationSeconds!), 7);
  assert.equal(after.sizeBytes, (await Deno.stat(second)).size);
  assert.deepEqual(await cuesOf(id), captions);
  assert.equal((await getTrack(sql, id, track.id)).id, track.id);
  assert.deepEqual(codes(after), ["earlier_file"]);
  assert.match(after.notices[0].text, /earlier file.*it lasted 0:04, the new one lasts 0:07/);
  assert.equal(after.originalKey, newFileOf(job).key);
  assert.notEqual(after.audioReportKey, null, "the audio report is made again");
  assert.notEqual(after.audioReportKey, reported.audioReportKey);
  assert.notEqual(after.storyboard!.folder, before.storyboard!.folder);
  const renditions = await listRenditions(sql, id);
  assert.deepEqual(renditions.map(({ name }) => name), ["source", "360p"]);
  for (const { mp4Key } of renditions) {
    await context.storage.withLocalFile(mp4Key, async (path) => {
      assert.equal(Math.round((await probe(tools, path)).durationSeconds!), 7);
    });
  }

  // of the earlier file nothing is left but its captions
  await removeUnusedObjects(context);
  const files = filesBelow(`${context.config.dataDir}/media/videos/${id}`);
  assert.deepEqual(filesBefore.filter((path) => files.includes(path) && !path.includes("/captions/")), []);
  assert.equal((await sql`select key from streamforge.unused_objects`).length, 0);

  // made again, the captions are those of the new file, with the edited line
  await enqueue(sql, { kind: "caption_video", videoId: id });
  const remade = await workUntil(context, id, isIdle);
  assert.deepEqual(codes(remade), []);
  const lines = (await cuesOf(id)).join(" ");
  assert.match(lines, /^Mine\./);
  assert.match(lines, /second6/);
});

Deno.test("a file that can't be played leaves the video as it was, and its owner reads why", async () => {
  const context = await freshContext();
  const before = await prepared(context);
  const { id } = before;
  const files = filesBelow(`${context.config.dataDir}/media`);
  await Deno.writeTextFile(`${base}/text.mp4`, "no media");
  const job = await send(context, id, `${base}/text.mp4`);
  const after = await workUntil(context, id, (video) => isIdle(video) && video.notices.length > 0);
  assert.equal((await getJob(sql, job.id)).state, "dead");
  assert.match(after.notices[0].text, /^The file could not be replaced: .*\. The earlier one is still in its place\.$/);
  const { notices: _, updatedAt: __, ...rest } = after;
  const { notices: _n, updatedAt: _u, ...restBefore } = before;
  assert.deepEqual(rest, restBefore);
  await removeUnusedObjects(context);
  assert.deepEqual(filesBelow(`${context.config.dataDir}/media`), files);
  // the next try takes the message away
  await send(context, id, second);
  assert.deepEqual(codes(await workUntil(context, id, (v) => v.fileVersion === 2 && isIdle(v))), ["earlier_file"]);
});

Deno.test("a file is replaced while jobs run: they are lost, write nothing, and captions are of the new file", async () => {
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const engine = new CountingEngine(async (second, signal) => {
    if (second !== 1) return;
    begun.resolve();
    signal?.addEventListener("abort", () => held.resolve());
    await held.promise;
  });
  const context = await freshContext(engine);
  const { id } = await upload(sql, context.storage, first);
  await whileWorking(context, async () => {
    await begun.promise;
    const captioning = (await findVideo(sql, id))!.jobs.find(({ kind }) => kind === "caption_video")!;
    await send(context, id, second);
    await untilVideo(sql, id, (video) => video.fileVersion === 2);
    held.resolve();
    const after = await untilVideo(sql, id, isIdle);
    assert.equal((await getJob(sql, captioning.id)).state, "cancelled");
    assert.deepEqual([after.captionStatus, codes(after)], ["ready", []]);
    assert.match((await cuesOf(id)).join(" "), /second6/);
  });
  await removeUnusedObjects(context);
  const [building] = await sql<{ count: number }[]>`
    select count(*) from streamforge.revisions r join streamforge.tracks t on t.id = r.track_id
    where t.video_id = ${id} and r.state = 'building'`;
  assert.equal(building.count, 0);
});

Deno.test("a video that could not be prepared is mended by a new file, and gets captions", async () => {
  const context = await freshContext();
  await Deno.writeTextFile(`${base}/broken.mp4`, "no media");
  const { id } = await upload(sql, context.storage, `${base}/broken.mp4`);
  await workUntil(context, id, ({ state }) => state === "failed");
  await send(context, id, second);
  const after = await workUntil(context, id, (video) => video.state === "ready" && isIdle(video));
  assert.deepEqual([after.error, after.captionStatus, codes(after)], [null, "ready", []]);
  assert.match((await cuesOf(id)).join(" "), /second6/);
});

Deno.test("of two new files the later one counts, also if the first is being prepared", async () => {
  const context = await freshContext();
  const { id } = await prepared(context);
  await sql`
    insert into streamforge.watch_progress (viewer, video_id, position_seconds, is_watched)
    values ('a', ${id}, 3, false), ('b', ${id}, 6.9, true)`;
  const one = await send(context, id, first);
  const two = await send(context, id, second);
  assert.equal((await getJob(sql, one.id)).state, "cancelled");
  const again = await queueReplacement(sql, id, newFileOf(two));
  assert.equal(again.id, two.id, "a repeated call whose answer was lost");
  const after = await workUntil(context, id, (video) => video.fileVersion > 1 && isIdle(video));
  assert.deepEqual([after.fileVersion, after.originalKey], [2, newFileOf(two).key]);
  const places = await sql<{ at: number; isWatched: boolean }[]>`
    select position_seconds as at, is_watched from streamforge.watch_progress where video_id = ${id} order by viewer`;
  assert.deepEqual(
    places.map(({ at, isWatched }) => [at, isWatched]),
    [[3, false], [0, true]],
    "6.9 s is the end of 7 s",
  );
  await removeUnusedObjects(context);
  assert.equal(await context.storage.stat(newFileOf(one).key), null);
  assert(await context.storage.stat(newFileOf(two).key));
});

Deno.test("a cancelled replacement leaves the video, and its file goes", async () => {
  const context = await freshContext();
  const { id } = await prepared(context);
  const job = await send(context, id, second);
  await cancel(sql, job.id);
  await removeUnusedObjects(context);
  assert.equal(await context.storage.stat(newFileOf(job).key), null);
  const video = await getVideo(sql, id);
  assert.deepEqual([video.fileVersion, codes(video)], [1, ["not_replaced"]]);
  assert(await context.storage.stat(video.originalKey!));
});

Deno.test("a silent new file keeps the captions; with KEEP_ORIGINAL=0 the new original goes too", async () => {
  const context = await freshContext();
  context.config.keepOriginal = false;
  const { id } = await prepared(context);
  assert.equal((await getVideo(sql, id)).originalKey, null);
  const mute = await makeClip(`${base}/mute.mp4`, [
    ...["-f", "lavfi", "-i", "testsrc=size=320x240:rate=10:duration=3", "-pix_fmt", "yuv420p"],
  ]);
  const job = await send(context, id, mute);
  const after = await workUntil(context, id, (video) => video.fileVersion === 2 && isIdle(video));
  assert.deepEqual([after.hasAudio, after.captionNote, codes(after)], [false, null, ["earlier_file"]]);
  assert.equal((await cuesOf(id)).length > 0, true);
  assert.equal(after.originalKey, null);
  assert.equal(await context.storage.stat(newFileOf(job).key), null);
});

Deno.test("a file whose upload was cut off by the end of the server goes after a day", async () => {
  const context = await freshContext();
  const { id } = await upload(sql, context.storage, first);
  const key = `videos/${id}/file-${newId()}`;
  await noteNewFile(sql, key);
  await context.storage.putText(key, "half");
  await removeUnusedObjects(context);
  assert(await context.storage.stat(key));
  await sql`update streamforge.unused_objects set due_at = due_at - interval '1 day' where key = ${key}`;
  await removeUnusedObjects(context);
  assert.equal(await context.storage.stat(key), null);
  await assert.rejects(
    queueReplacement(sql, id, { key, sizeBytes: 4, fileName: "", audioTrack: null }),
    /the new file is gone: send it again/,
  );
});
