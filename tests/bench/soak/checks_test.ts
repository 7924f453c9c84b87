/** Each of the soak's checks reports its planted fault, and none reports a fault in a correct state. */
import assert from "node:assert/strict";
import { findFileFaults, recordFileFaults } from "../../../bench/soak/check_files.ts";
import { checkRows, matchVideos } from "../../../bench/soak/check_rows.ts";
import { checkVideos, judge, type VideoState } from "../../../bench/soak/check_videos.ts";
import { Client } from "../../../bench/soak/client.ts";
import type { Clip } from "../../../bench/soak/clips.ts";
import { Ledger, type Upload } from "../../../bench/soak/ledger.ts";
import { newId } from "../../../src/core/ids.ts";
import { testDatabase } from "../../database.ts";
import { probe } from "../../../src/media/probe.ts";
import { remux } from "../../../src/media/transcode.ts";
import { emptyFolder, fixture, tools } from "../../media_fixtures.ts";
import { CUES, seedCaptions, seedVideo, startApp, type TestApp, TOKEN } from "../../routes/harness.ts";

const { sql } = await testDatabase();
const SAID = "Hello there and welcome. How are you?";
const CLIP: Clip = {
  ...{ path: "", kind: "sound.m4a", fileName: "talk.m4a", text: SAID, seconds: 2, hasPicture: false },
  renditions: ["source"],
};

interface World {
  app: TestApp;
  ledger: Ledger;
  upload: Upload;
  videoId: string;
}

/** An uploaded and captioned video, and the soak's record of it. */
async function withVideo(use: (world: World) => Promise<void>): Promise<void> {
  await sql`truncate streamforge.videos, streamforge.uploads, streamforge.transcriptions cascade`;
  const app = await startApp(sql);
  const ledger = new Ledger();
  const upload = ledger.add(CLIP, "tus", "tus 1");
  const files = await renditionFiles();
  const hls = { "index.m3u8": new TextDecoder().decode(files.get("index.m3u8")) };
  const source = { shortSide: 180, bytes: files.get("video.mp4")!, hls };
  upload.videoId = await seedVideo(app, { title: "tus 1", renditions: { source } });
  for (const [name, bytes] of files) {
    if (!name.endsWith(".m4s") && !name.startsWith("init")) continue;
    await app.storage.put(`videos/${upload.videoId}/source/1/${name}`, new Blob([bytes.slice()]).stream());
  }
  upload.state = "accepted";
  const cues = CUES.map((cue, i) => ({ ...cue, text: i === 0 ? "Hello there and welcome." : cue.text }));
  await seedCaptions(app, upload.videoId, { cues });
  try {
    await use({ app, ledger, upload, videoId: upload.videoId });
  } finally {
    await app.close();
  }
}

/** The files of a rendition by name, as the product writes them. */
async function renditionFiles(): Promise<Map<string, Uint8Array>> {
  const input = await fixture("talk.mp4");
  const outDir = await emptyFolder();
  const options = { input, info: await probe(tools, input), outDir, onProgress: () => {} };
  const { folder, names } = await remux(tools, options);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await Deno.readFile(`${folder}/${name}`)] as const)),
  );
}

async function checkAll({ app, ledger }: World): Promise<string[]> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.app.fetch);
  try {
    const client = new Client(`http://127.0.0.1:${server.addr.port}`, TOKEN);
    await checkVideos(client, ledger, await matchVideos(sql, ledger));
    await checkRows(sql, ledger);
    recordFileFaults(ledger, await findFileFaults(sql, app.dataDir));
  } finally {
    await server.shutdown();
  }
  return ledger.violations.map(({ counter, message }) => `${counter}: ${message}`);
}

/** Plants a fault, and expects a violation with these words, alone or among others. */
function notices(fault: string, expected: RegExp, plant: (world: World) => Promise<void> | void) {
  Deno.test(`the soak notices ${fault}`, async () => {
    await withVideo(async (world) => {
      await plant(world);
      const violations = await checkAll(world);
      assert.ok(violations.some((offence) => expected.test(offence)), violations.join("\n") || "nothing was noticed");
    });
  });
}

Deno.test("the soak finds no violations in a correct state", async () => {
  await withVideo(async (world) => assert.deepEqual(await checkAll(world), []));
});

notices("a rendition whose file is gone", /^lost: .*source does not play/, async ({ app, videoId }) => {
  await app.storage.delete(`videos/${videoId}/source/1/video.mp4`);
});
notices(
  "a row that names a file that is gone",
  /^lost: video .* names a file that is gone/,
  async ({ app, videoId }) => {
    await app.storage.delete(`videos/${videoId}/original`);
  },
);
notices("a segment that is gone", /^lost: .*master.m3u8 does not play/, async ({ app, videoId }) => {
  await app.storage.delete(`videos/${videoId}/source/1/seg_00000.m4s`);
});
notices("a rendition that was cut off", /^lost: .*source does not play/, async ({ app, videoId }) => {
  const path = `${app.dataDir}/media/videos/${videoId}/source/1/video.mp4`;
  await Deno.truncate(path, Math.floor((await Deno.stat(path)).size / 3));
});
notices("an accepted video that is gone", /^lost: .*was accepted and is not there/, async ({ videoId }) => {
  await sql`delete from streamforge.videos where id = ${videoId}`;
});
notices("a rendition that was never made", /^lost: .*has no source/, async ({ videoId }) => {
  await sql`update streamforge.renditions set name = '360p' where video_id = ${videoId}`;
});
notices("captions of other words", /^lost: .*the captions are/, async () => {
  await sql`update streamforge.cues set text = 'something that nobody ever said in it'`;
});
notices("a saved word that is no longer there", /^lost: .*mark7x is no longer in the captions/, ({ upload }) => {
  upload.edits.push({ track: "none", revision: newId(), mark: "mark7x" });
});
notices("a job that was never done", /^lost: caption_video .* is not done: queued/, async () => {
  await sql`update streamforge.jobs set state = 'queued' where kind = 'caption_video'`;
});
notices("a second video of one upload", /^duplicates: .*is 2 videos/, async ({ app }) => {
  await seedVideo(app, { title: "tus 1" });
});
notices("a job that was done twice", /^duplicates: transcode_video .* was done 2 times/, async ({ videoId }) => {
  await sql`insert into streamforge.jobs (id, kind, video_id, state) values (${newId()}, 'transcode_video', ${videoId}, 'done')`;
});
notices("a cue that is there twice", /^duplicates: a cue is there twice/, async () => {
  await sql`insert into streamforge.cues (revision_id, position, start_seconds, end_seconds, text)
    select revision_id, position + 10, start_seconds, end_seconds, text from streamforge.cues where position = 1`;
});
notices("a second result of one captions job", /^duplicates: a job wrote 2 finished revisions/, async () => {
  await sql`insert into streamforge.revisions (id, track_id, source, state, job_id)
    select ${newId()}, track_id, source, state, job_id from streamforge.revisions`;
});
notices("a file in storage that no row knows", /^orphans: .*media\/videos\/.*\/360p\/x\/video\.mp4/, async (world) => {
  await world.app.storage.putText(`videos/${world.videoId}/360p/x/video.mp4`, "left over");
});
notices("a half-written object", /^orphans: .*media\/\.incoming\/half/, async ({ app }) => {
  await Deno.writeTextFile(`${app.dataDir}/media/.incoming/half`, "left over");
});
notices("a part of an upload that no row knows", /^orphans: .*uploads\/part/, async ({ app }) => {
  await Deno.writeTextFile(`${app.dataDir}/uploads/part`, "left over");
});
notices("a working folder that was left", /^orphans: .*work\/attempt\/lock/, async ({ app }) => {
  await Deno.mkdir(`${app.dataDir}/work/attempt`, { recursive: true });
  await Deno.writeTextFile(`${app.dataDir}/work/attempt/lock`, "");
});
notices("a deleted video that is still there", /^orphans: .*was deleted and is still there/, ({ upload }) => {
  upload.deletion = "deleted";
});
notices("a revision that nobody builds", /^orphans: a revision of captions is being built/, async () => {
  await sql`update streamforge.revisions set state = 'building'`;
});
notices("a job that was given up for a good file", /^wrongVerdicts: .*failed for good: killed/, async () => {
  await sql`update streamforge.jobs set state = 'dead', error = 'killed' where kind = 'caption_video'`;
});
notices("a good video that failed", /^wrongVerdicts: .*failed for good: damaged/, async ({ videoId }) => {
  await sql`update streamforge.videos set state = 'failed', error = 'damaged' where id = ${videoId}`;
});
notices("no media that was taken for a video", /^wrongVerdicts: .*is no media/, ({ upload }) => {
  upload.clip = { ...CLIP, text: null };
});

Deno.test("files of an existing upload row are no orphans, both before the video exists and after it was deleted", async () => {
  await withVideo(async (world) => {
    const [waiting, deleted] = [newId(), newId()];
    for (const id of [waiting, deleted]) {
      await sql`insert into streamforge.uploads (id, owner, expires_at) values (${id}, 'owner', now())`;
    }
    await Deno.writeTextFile(`${world.app.dataDir}/uploads/${waiting}`, "half");
    await Deno.writeTextFile(`${world.app.dataDir}/uploads/${waiting}.json`, "{}");
    await world.app.storage.putText(`videos/${deleted}/original`, "abc");
    assert.deepEqual(await checkAll(world), []);
  });
});

Deno.test("judge() requires the pictures of a film, and accepts the failure of a bad file", () => {
  const video: VideoState = {
    ...{ state: "ready", error: null, caption_status: "ready", caption_error: null },
    ...{ thumbnail_url: null, storyboard_url: null, renditions: [{ name: "source" }] },
  };
  const messages = (clip: Partial<Clip>, change: Partial<VideoState> = {}) =>
    judge({ clip: { ...CLIP, ...clip } }, { ...video, ...change }).map(({ counter, message }) =>
      `${counter}: ${message}`
    );
  assert.deepEqual(messages({}), []);
  const film = ["lost: has no thumbnail", "lost: has no pictures along the seek bar"];
  assert.deepEqual(messages({ hasPicture: true }), film);
  assert.deepEqual(messages({ text: null }, { state: "failed" }), []);
  assert.deepEqual(messages({}, { caption_status: "failed", caption_error: "x" }), [
    "wrongVerdicts: has no captions: x",
  ]);
});
