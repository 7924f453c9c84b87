/**
 * Playback with STORAGE_REDIRECT=1 on a real S3 server.
 */
import assert from "node:assert/strict";
import { MediaRedirects } from "../../../src/storage/redirects.ts";
import { setStoryboard } from "../../../src/db/videos/player_media.ts";
import { transaction } from "../../../src/db/pool/client.ts";
import { testDatabase } from "../../database.ts";
import { ffmpeg, fixture } from "../../media_fixtures.ts";
import { s3Env, s3Server } from "../../s3_server.ts";
import { seedReal } from "../web/player/player_page.ts";
import { problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const store = await s3Server();
const bucket = await store.newBucket();
const app = await startApp(sql, { env: { ...s3Env(bucket), STORAGE_REDIRECT: "1" } });
Deno.test.afterAll(async () => {
  await app.close();
  await store.stop();
});

const bytes = new Uint8Array(1000).map((_, i) => i % 251);

async function seed(visibility: "private" | "unlisted" = "unlisted"): Promise<string> {
  const hls = {
    "index.m3u8": "#EXTM3U\n#EXTINF:6,\nseg_00000.m4s\n",
    "seg_00000.m4s": "a segment",
    "init.mp4": "head",
  };
  const id = await seedVideo(app, { visibility, renditions: { "720p": { shortSide: 720, bytes, hls } } });
  await app.storage.putText(`videos/${id}/sheets/sheet_0.jpg`, "a sheet");
  await app.storage.putText(`videos/${id}/thumbnail.jpg`, "a picture");
  await sql`update streamforge.videos set thumbnail_key = ${`videos/${id}/thumbnail.jpg`} where id = ${id}`;
  const layout = { every: 5, count: 1, columns: 1, rows: 1, width: 160, height: 90 };
  await transaction(sql, (tx) => setStoryboard(tx, id, { folder: `videos/${id}/sheets`, ...layout }));
  return id;
}

const paths = (id: string) => ({
  [`/api/stream/${id}/720p`]: "video/mp4",
  [`/api/stream/${id}/hls/720p/seg_00000.m4s`]: "video/iso.segment",
  [`/api/stream/${id}/hls/720p/init.mp4`]: "video/mp4",
  [`/api/stream/${id}/thumbnail.jpg`]: "image/jpeg",
  [`/api/videos/${id}/storyboard.jpg?sheet=0`]: "image/jpeg",
});

Deno.test("media and pictures are redirected to the store, which answers with their type and with ranges", async () => {
  const id = await seed();
  for (const [path, type] of Object.entries(paths(id))) {
    const response = await app.request(path);
    assert.equal(response.status, 307, path);
    assert.equal(response.headers.get("Cache-Control"), "no-store");
    assert.equal(response.headers.get("Access-Control-Allow-Origin"), "*");
    const url = response.headers.get("Location")!;
    assert.equal(new URL(url).origin, bucket.endpoint);
    const answer = await fetch(url, { headers: { Range: "bytes=1-3" } });
    assert.deepEqual([answer.status, answer.headers.get("Content-Type")], [206, type]);
    assert.equal((await answer.bytes()).length, 3);
  }
  const mp4 = (await app.request(`/api/stream/${id}/720p`)).headers.get("Location")!;
  const range = await fetch(mp4, { headers: { Range: "bytes=200-299" } });
  assert.equal(range.headers.get("Content-Range"), "bytes 200-299/1000");
  assert.deepEqual(await range.bytes(), bytes.slice(200, 300));
});

Deno.test("playlists, captions and HEAD are answered by the server", async () => {
  const id = await seed();
  await seedCaptions(app, id);
  for (const path of ["master.m3u8", "hls/720p/index.m3u8", "subtitles/en.m3u8", "subtitles/en.vtt"]) {
    const response = await app.request(`/api/stream/${id}/${path}`);
    assert.equal(response.status, 200, path);
    const text = await response.text();
    assert(!text.includes(bucket.endpoint!), "addresses in playlists lead to the server, which checks each");
  }
  const head = await app.request(`/api/stream/${id}/720p`, { method: "HEAD" });
  assert.deepEqual([head.status, head.headers.get("Content-Length")], [200, "1000"]);
});

Deno.test("a URL of a private video is given to its owner only, also after it was public", async () => {
  const id = await seed("private");
  for (const path of Object.keys(paths(id))) {
    await problemOf(await app.request(path), 404);
    assert.equal((await app.request(path, { as: "owner" })).status, 307);
    assert.equal((await app.request(path, { as: "browser" })).headers.get("Access-Control-Allow-Origin"), null);
  }
  const shared = await seed();
  const path = `/api/stream/${shared}/720p`;
  assert.equal((await app.request(path)).status, 307);
  await sql`update streamforge.videos set visibility = 'private' where id = ${shared}`;
  await problemOf(await app.request(path), 404);
});

Deno.test("an expired URL is refused, and so is one for another object or a write", async () => {
  const id = await seed();
  const key = `videos/${id}/720p/1/video.mp4`;
  const url = (await app.storage.signedUrl(key, { seconds: 2, contentType: "video/mp4" }))!;
  assert.equal((await (await fetch(url)).bytes()).length, 1000);
  const other = url.replace("/720p/1/video.mp4", "/thumbnail.jpg");
  for (const [method, address] of [["GET", other], ["DELETE", url], ["PUT", url]]) {
    const refused = await fetch(address, { method });
    assert.equal(refused.status, 403, `${method} ${address}`);
    await refused.body?.cancel();
  }
  await new Promise((done) => setTimeout(done, 3500));
  const late = await fetch(url);
  assert.equal(late.status, 403);
  assert.match(await late.text(), /expired/i);
});

Deno.test("within half of its life everybody gets the same URL, and then another one", async () => {
  let made = 0;
  const redirects = new MediaRedirects(
    { ...app.storage, signedUrl: (key, { seconds }) => Promise.resolve(`https://s/${key}?${seconds}&${made++}`) },
    "https://s",
  );
  const ask = (key: string, seconds = 0.4) => redirects.urlOf({ key, seconds, contentType: "video/mp4" });
  assert.deepEqual([await ask("a"), await ask("a"), await ask("b")], [
    "https://s/a?0.4&0",
    "https://s/a?0.4&0",
    "https://s/b?0.4&1",
  ]);
  await new Promise((done) => setTimeout(done, 250));
  assert.equal(await ask("a"), "https://s/a?0.4&2");
});

/** The MD5 of the decoded picture. @param before options of the input, such as a seek */
async function pictureOf(address: string, before: string[] = []): Promise<string> {
  const raw = ["-map", "0:v", "-c:v", "rawvideo", "-pix_fmt", "yuv420p", "-fps_mode", "passthrough", "-f", "md5"];
  return new TextDecoder().decode(await ffmpeg([...before, "-i", address, ...raw, "pipe:1"])).trim();
}

Deno.test("ffmpeg decodes the same picture from HLS and MP4 over the redirect as from the file, after a seek too", async () => {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.app.fetch);
  try {
    const file = await fixture("talk.mp4");
    const id = await seedReal(app, { source: file });
    const stream = `http://127.0.0.1:${server.addr.port}/api/stream/${id}`;
    const whole = await pictureOf(file);
    assert.match(whole, /^MD5=/);
    assert.equal(await pictureOf(`${stream}/source`), whole);
    assert.equal(await pictureOf(`${stream}/master.m3u8`), whole);
    assert.equal(await pictureOf(`${stream}/source`, ["-ss", "1"]), await pictureOf(file, ["-ss", "1"]));
  } finally {
    await server.shutdown();
  }
});
