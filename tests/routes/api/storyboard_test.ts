import assert from "node:assert/strict";
import { transaction } from "../../../src/db/pool/client.ts";
import { setChapters, setStoryboard } from "../../../src/db/videos/player_media.ts";
import { testDatabase } from "../../database.ts";
import { problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const media = { source: { shortSide: 180, bytes: new Uint8Array([1, 2, 3]) } };
const layout = { every: 2, count: 7, width: 160, height: 90, columns: 3, rows: 2 };

async function withStoryboard(visibility: "private" | "unlisted" = "unlisted"): Promise<string> {
  const id = await seedVideo(app, { visibility, renditions: media }); // 12.5 s
  const folder = `videos/${id}/storyboard/1-1`;
  for (const sheet of [0, 1]) await app.storage.putText(`${folder}/sheet_${sheet}.jpg`, `sheet ${sheet}`);
  await transaction(sql, (tx) => setStoryboard(tx, id, { folder, ...layout }));
  return id;
}

Deno.test("GET storyboard.vtt gives the sheet and the area on it for every moment", async () => {
  const id = await withStoryboard();
  const response = await app.request(`/api/videos/${id}/storyboard.vtt`);
  assert.equal(response.headers.get("Content-Type"), "text/vtt; charset=utf-8");
  const text = await response.text();
  const cues = [...text.matchAll(/(\S+) --> (\S+)\n(.+)\n/g)].map(([, from, to, place]) => [from, to, place]);
  assert.equal(cues.length, 7);
  assert.deepEqual(cues[0], ["00:00:00.000", "00:00:02.000", "storyboard.jpg?sheet=0#xywh=0,0,160,90"]);
  assert.deepEqual(cues[4], ["00:00:08.000", "00:00:10.000", "storyboard.jpg?sheet=0#xywh=160,90,160,90"]);
  assert.deepEqual(cues[6], ["00:00:12.000", "00:00:12.500", "storyboard.jpg?sheet=1#xywh=0,0,160,90"]);
  for (const place of new Set(cues.map(([, , place]) => place.split("#")[0]))) {
    const sheet = await app.request(new URL(place, `http://localhost/api/videos/${id}/storyboard.vtt`).href);
    assert.equal(sheet.headers.get("Content-Type"), "image/jpeg");
    assert.equal(await sheet.text(), `sheet ${place.at(-1)}`);
  }
  const { storyboard_url } = await (await app.request(`/api/videos/${id}`)).json();
  assert.equal(storyboard_url, `/api/videos/${id}/storyboard.vtt`);
});

Deno.test("everyone who may watch the video may see its storyboard, and a missing sheet is 404", async () => {
  const hidden = await withStoryboard("private");
  for (const file of ["storyboard.vtt", "storyboard.jpg", "chapters.vtt"]) {
    await problemOf(await app.request(`/api/videos/${hidden}/${file}`), 404);
    const own = await app.request(`/api/videos/${hidden}/${file}`, { as: "owner" });
    assert.equal(own.status, 200);
    assert.equal(own.headers.get("Access-Control-Allow-Origin"), null);
    await own.body?.cancel();
  }
  const id = await withStoryboard();
  for (const sheet of ["2", "-1", "x", "../0", "0.5", "1e0"]) {
    await problemOf(await app.request(`/api/videos/${id}/storyboard.jpg?sheet=${encodeURIComponent(sheet)}`), 404);
  }
  const without = await seedVideo(app, { renditions: media });
  await problemOf(await app.request(`/api/videos/${without}/storyboard.vtt`), 404);
  const shared = await app.request(`/api/videos/${id}/storyboard.vtt`);
  assert.equal(shared.headers.get("Access-Control-Allow-Origin"), "*");
  assert.equal((await app.request(`/api/videos/${id}/storyboard.vtt`, { method: "POST", as: "owner" })).status, 405);
});

Deno.test("GET chapters.vtt is a track of the chapters, and their titles are escaped", async () => {
  const id = await seedVideo(app, { renditions: media });
  const empty = await app.request(`/api/videos/${id}/chapters.vtt`);
  assert.equal(await empty.text(), "WEBVTT\n\n");
  const chapters = [{ start: 0, end: 4.5, title: "One" }, { start: 4.5, end: 12.5, title: "<b>Two</b> --> & three" }];
  await transaction(sql, (tx) => setChapters(tx, id, chapters));
  const text = await (await app.request(`/api/videos/${id}/chapters.vtt`)).text();
  assert.match(text, /00:00:00\.000 --> 00:00:04\.500\nOne\n/);
  assert.match(text, /00:00:04\.500 --> 00:00:12\.500\n&lt;b&gt;Two&lt;\/b&gt; --&gt; &amp; three\n/);
  assert.deepEqual((await (await app.request(`/api/videos/${id}`)).json()).chapters, chapters);
  const html = await (await app.request(`/videos/${id}`)).text();
  assert.doesNotMatch(html, /<b>Two/);
});

Deno.test("the master playlist has no captions for a page that shows them itself", async () => {
  const hls = { "index.m3u8": "#EXTM3U\n" };
  const id = await seedVideo(app, { renditions: { source: { ...media.source, hls } } });
  await seedCaptions(app, id);
  const master = async (query: string) => await (await app.request(`/api/stream/${id}/master.m3u8${query}`)).text();
  assert.match(await master(""), /SUBTITLES/);
  const without = await master("?subtitles=none");
  assert.doesNotMatch(without, /SUBTITLES/i);
  assert.match(without, /^hls\/source\/index\.m3u8$/m);
});
