import assert from "node:assert/strict";
import { NotFoundError, ValidationError } from "../../../../src/core/errors.ts";
import { newId } from "../../../../src/core/ids.ts";
import { queueAnalyses } from "../../../../src/db/analyses/analyses.ts";
import { finish } from "../../../../src/db/jobs/outcomes.ts";
import {
  listRenditions,
  type NewRendition,
  recordRenditions,
  type VideoFacts,
} from "../../../../src/db/videos/renditions.ts";
import { createUpload, extendUpload, findUpload, listExpiredUploads } from "../../../../src/db/videos/uploads.ts";
import { readVideoContents } from "../../../../src/db/videos/video_contents.ts";
import {
  deleteVideo,
  getVideo,
  listVideos,
  OriginalInUseError,
  queueDropOriginal,
  releaseOriginal,
  updateVideo,
} from "../../../../src/db/videos/videos.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { testDatabase } from "../../../database.ts";
import { addVideo, claimFor, listJobs } from "../rows.ts";

const readerOf = (user: string) => ({ user, isAdministrator: false });
const { sql } = await testDatabase();

const FACTS: VideoFacts = { durationSeconds: 9.5, width: 1280, height: 720, hasVideo: true, hasAudio: true };

function rendition(name: NewRendition["name"], shortSide: number): NewRendition {
  const size = { shortSide, width: shortSide * 16 / 9, height: shortSide };
  return {
    name,
    mp4Key: `${name}/video.mp4`,
    hlsKey: null,
    ...size,
    bandwidth: 1e6,
    codecs: "avc1.64001f",
    sizeBytes: 9,
  };
}

async function kindsOf(videoId: string): Promise<string[]> {
  return (await getVideo(sql, videoId)).jobs.map(({ kind }) => kind);
}

Deno.test("a new video waits for its first job", async () => {
  const video = await addVideo(sql, { language: "es", captionLayout: { max_lines: 1 }, sizeBytes: 5_000_000_000 });
  assert.equal(video.state, "processing");
  assert.equal(video.visibility, "unlisted");
  assert.equal(video.captionStatus, "pending");
  assert.equal(video.sizeBytes, 5_000_000_000); // more than 32 bits
  assert.deepEqual(video.captionLayout, { max_lines: 1 });
  assert.deepEqual(video.jobs.map(({ kind, state }) => [kind, state]), [["transcode_video", "queued"]]);
  assert.deepEqual(await getVideo(sql, video.id), video);
  await assert.rejects(getVideo(sql, newId()), NotFoundError);
});

Deno.test("an upload becomes one video, however often it is finished", async () => {
  const uploadId = newId();
  const expiresAt = new Date(Date.now() + 60_000);
  await createUpload(sql, { id: uploadId, owner: "owner", metadata: { title: "A" }, sizeBytes: 3, expiresAt });
  const videos = await Promise.all([
    addVideo(sql, { uploadId }),
    addVideo(sql, { uploadId }),
    addVideo(sql, { uploadId }),
  ]);
  assert.equal(new Set(videos.map(({ id }) => id)).size, 1);
  assert.equal((await findUpload(sql, uploadId))?.videoId, videos[0].id);
  assert.equal((await listJobs(sql, videos[0].id)).length, 1);
});

Deno.test("an upload that is deleted becomes no video, and one that has become a video stays it", async () => {
  const uploadId = newId();
  await assert.rejects(addVideo(sql, { id: uploadId, uploadId }), NotFoundError);
  await assert.rejects(getVideo(sql, uploadId), NotFoundError);
  const video = await addVideo(sql);
  assert.equal((await addVideo(sql, { id: video.id, uploadId: video.id })).id, video.id);
});

Deno.test("an upload that is not continued expires", async () => {
  const id = newId();
  const past = new Date(Date.now() - 1000);
  await createUpload(sql, { id, owner: "owner", metadata: {}, sizeBytes: null, expiresAt: past });
  assert.deepEqual((await listExpiredUploads(sql)).map((upload) => upload.id), [id]);
  await extendUpload(sql, id, new Date(Date.now() + 60_000));
  assert.deepEqual(await listExpiredUploads(sql), []);
});

Deno.test("the first playable rendition queues the captions and the other sizes in its transaction", async () => {
  const { id } = await addVideo(sql);
  const job = await claimFor(sql, id);
  await finish(sql, job, (tx) => recordRenditions(tx, id, [rendition("source", 720)], { facts: FACTS, rest: true }));
  const video = await getVideo(sql, id);
  assert.deepEqual([video.state, video.durationSeconds, video.width], ["ready", 9.5, 1280]);
  assert.deepEqual((await kindsOf(id)).sort(), ["caption_video", "transcode_renditions"]);
  const rest = await claimFor(sql, id, "transcode_renditions");
  await finish(sql, rest, (tx) => recordRenditions(tx, id, [rendition("360p", 360)]));
  assert.deepEqual((await listRenditions(sql, id)).map(({ name }) => name), ["source", "360p"]);
  assert.equal((await readVideoContents(sql, [id])).get(id)?.renditions.length, 2);
});

Deno.test("a video without sound is ready and says so", async () => {
  const { id } = await addVideo(sql);
  const facts = { ...FACTS, hasAudio: false };
  await finish(sql, await claimFor(sql, id), (tx) => recordRenditions(tx, id, [rendition("720p", 720)], { facts }));
  const video = await getVideo(sql, id);
  assert.deepEqual([video.captionStatus, video.captionNote, video.jobs], ["ready", "no sound", []]);
});

Deno.test("the original is deleted once, after the last job that needs it", async () => {
  const { id, originalKey } = await addVideo(sql);
  const first = await claimFor(sql, id);
  await finish(sql, first, (tx) => recordRenditions(tx, id, [rendition("source", 720)], { facts: FACTS, rest: true }));
  const captions = await claimFor(sql, id, "caption_video");
  const rest = await claimFor(sql, id, "transcode_renditions");
  await finish(sql, rest, (tx) => queueDropOriginal(tx, id, rest.id));
  assert.deepEqual(await kindsOf(id), ["caption_video"]); // the captions still need it
  await finish(sql, captions, async (tx) => {
    await tx`update streamforge.videos set caption_status = 'ready' where id = ${id}`;
    await queueDropOriginal(tx, id, captions.id);
  });
  assert.deepEqual(await kindsOf(id), ["drop_original"]);
  const drop = await claimFor(sql, id, "drop_original");
  const released = await transaction(sql, (tx) => releaseOriginal(tx, id, drop.id));
  assert.equal(released, originalKey);
  assert.equal((await getVideo(sql, id)).originalKey, null);
  assert.deepEqual([...await sql`select key from streamforge.unused_objects where key = ${originalKey}`], [
    { key: originalKey },
  ]);
});

Deno.test("the deletion of the original waits for an analysis that reads the sound, not for those that wait or read text", async () => {
  const { id, originalKey } = await addVideo(sql);
  const first = await claimFor(sql, id);
  await finish(sql, first, async (tx) => {
    await recordRenditions(tx, id, [rendition("720p", 720)], { facts: FACTS });
    await queueAnalyses(tx, id, ["sound_quality", "topics"]);
  });
  const captions = await claimFor(sql, id, "caption_video");
  const sound = await claimFor(sql, id, "analyze_sound");
  await claimFor(sql, id, "analyze_topics");
  await finish(sql, captions, async (tx) => {
    await tx`update streamforge.videos set caption_status = 'ready' where id = ${id}`;
    await queueDropOriginal(tx, id, captions.id);
  });
  const drop = await claimFor(sql, id, "drop_original"); // so it goes however an analysis ends
  const release = () => transaction(sql, (tx) => releaseOriginal(tx, id, drop.id));
  await assert.rejects(release, OriginalInUseError);
  await sql`update streamforge.jobs set state = 'queued', lease_until = null where id = ${sound.id}`;
  assert.equal(await release(), originalKey);
});

Deno.test("lists are paged, the newest first, and show other people only public videos", async () => {
  const owner = newId();
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) {
    ids.unshift((await addVideo(sql, { owner, visibility: i % 2 ? "public" : "private" })).id);
  }
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listVideos>> = await listVideos(sql, {
      reader: readerOf(owner),
      limit: 2,
      cursor,
    });
    assert(page.videos.length <= 2);
    seen.push(...page.videos.filter((video) => video.owner === owner).map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor);
  assert.deepEqual(seen, ids);
  const listedFor = async (reader: { user: string; isAdministrator: boolean } | null) => {
    const { videos } = await listVideos(sql, { reader });
    return videos.filter((video) => video.owner === owner).map(({ id }) => id);
  };
  assert.deepEqual(await listedFor(null), [ids[1], ids[3]]);
  assert.deepEqual(await listedFor(readerOf("another")), [ids[1], ids[3]]);
  assert.deepEqual(await listedFor({ user: "another", isAdministrator: true }), ids);
  await assert.rejects(listVideos(sql, { reader: null, cursor: "x'; drop table" }), ValidationError);
});

Deno.test("videos of the same time are neither lost nor repeated between pages", async () => {
  const owner = newId();
  for (let i = 0; i < 5; i++) await addVideo(sql, { owner });
  await sql`update streamforge.videos set created_at = '2030-01-01 00:00:00.123456Z' where owner = ${owner}`;
  const one = await listVideos(sql, { reader: readerOf(owner), limit: 3 });
  const two = await listVideos(sql, { reader: readerOf(owner), limit: 100, cursor: one.nextCursor });
  const own = [...one.videos, ...two.videos].filter((video) => video.owner === owner).map(({ id }) => id);
  assert.equal(own.length, 5);
  assert.equal(new Set(own).size, 5);
  assert.equal(two.nextCursor, null);
});

Deno.test("updateVideo() changes only the given fields", async () => {
  const { id } = await addVideo(sql, { language: "es" });
  const video = await updateVideo(sql, id, { title: "Another", visibility: "public" });
  assert.deepEqual([video.title, video.visibility, video.askedLanguage], ["Another", "public", "es"]);
  assert.equal((await updateVideo(sql, id, { language: null })).askedLanguage, null);
  await assert.rejects(updateVideo(sql, newId(), { title: "x" }), NotFoundError);
});

Deno.test("deleting a video deletes all its rows", async () => {
  const { id } = await addVideo(sql);
  await finish(
    sql,
    await claimFor(sql, id),
    (tx) => recordRenditions(tx, id, [rendition("720p", 720)], { facts: FACTS }),
  );
  assert.equal(await deleteVideo(sql, id), true);
  assert.deepEqual(await listRenditions(sql, id), []);
  assert.deepEqual(await listJobs(sql, id), []);
});
