import assert from "node:assert/strict";
import { transaction } from "../../../src/db/pool/client.ts";
import { setChapters, setFoundChapters } from "../../../src/db/videos/player_media.ts";
import { findVideo } from "../../../src/db/videos/videos.ts";
import { testDatabase } from "../../database.ts";
import { problemOf, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const RENDITIONS = { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } };

async function seed(): Promise<string> {
  const id = await seedVideo(app, { visibility: "public", renditions: RENDITIONS });
  await sql`update streamforge.videos set duration_seconds = 100 where id = ${id}`;
  return id;
}

async function change(id: string, chapters: unknown, as: "owner" | "anonymous" = "owner"): Promise<Response> {
  return await app.request(`/api/videos/${id}`, { as, method: "PATCH", body: JSON.stringify({ chapters }) });
}

Deno.test("chapters (5.5): PATCH replaces them, each up to the next, and the track has them", async () => {
  const id = await seed();
  const answer = await change(id, [{ start: 0, title: "One" }, { start: 40.5, title: "Two" }]);
  const video = await answer.json();
  assert.equal(answer.status, 200);
  assert.deepEqual(video.chapters, [{ start: 0, end: 40.5, title: "One" }, { start: 40.5, end: 100, title: "Two" }]);
  assert.equal(video.chapters_by, "person");
  const track = await (await app.request(`/api/videos/${id}/chapters.vtt`, { as: "anonymous" })).text();
  assert.match(track, /^WEBVTT[^]*00:00:40\.500 --> 00:01:40\.000\nTwo/);
  assert.deepEqual((await (await change(id, [])).json()).chapters, []);
});

Deno.test("PATCH refuses chapters out of order, after the end, with other fields, and of others than the owner", async () => {
  const id = await seed();
  const title = "One";
  const inOrder = /chapters .*must be a list of at most 500 chapters that begin one after the other/;
  assert.match(await problemOf(await change(id, [{ start: 5, title }, { start: 5, title }]), 400), inOrder);
  assert.match(await problemOf(await change(id, [{ start: 100, title }]), 400), /the video ends at 100/);
  assert.match(await problemOf(await change(id, [{ start: -1, title }]), 400), /start/);
  assert.match(await problemOf(await change(id, [{ start: 0, title: "" }]), 400), /title/);
  assert.match(await problemOf(await change(id, [{ start: 0, end: 3, title }]), 400), /end/);
  assert.equal((await change(id, [], "anonymous")).status, 401);
  assert.deepEqual((await findVideo(sql, id))!.chapters, []);
});

Deno.test("found chapters take the place of found ones alone, and a file without chapters keeps them", async () => {
  const id = await seed();
  const chapter = (title: string) => [{ start: 0, end: 100, title }];
  const shown = async () => {
    const { chapters, chaptersBy } = (await findVideo(sql, id))!;
    return [chapters[0]?.title, chaptersBy];
  };
  const found = (title: string) => transaction(sql, (tx) => setFoundChapters(tx, id, chapter(title)));
  await found("found");
  assert.deepEqual(await shown(), ["found", "analysis"]);
  await found("found again");
  assert.deepEqual(await shown(), ["found again", "analysis"]);
  await transaction(sql, (tx) => setChapters(tx, id, []));
  assert.deepEqual(await shown(), ["found again", "analysis"]);
  await transaction(sql, (tx) => setChapters(tx, id, chapter("of the file")));
  await found("found");
  assert.deepEqual(await shown(), ["of the file", "file"]);
  await change(id, [{ start: 0, title: "mine" }]);
  await found("found");
  assert.deepEqual(await shown(), ["mine", "person"]);
});
