import assert from "node:assert/strict";
import { newId } from "../../../src/core/ids.ts";
import { listTracks } from "../../../src/db/tracks/tracks.ts";
import { testDatabase } from "../../database.ts";
import { type As, problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
/** Two web servers on one database. */
const [one, two] = [await startApp(sql), await startApp(sql)];
Deno.test.afterAll(async () => {
  for (const app of [one, two]) await app.close();
});

async function seed() {
  const id = await seedVideo(one, { renditions: { "720p": { shortSide: 720, bytes: new Uint8Array(10) } } });
  await seedCaptions(one, id);
  const [track] = await listTracks(sql, id);
  return { id, track: track.id, editor: `/api/videos/${id}/tracks/${track.id}/editors/${newId()}` };
}

const put = (path: string, cue_start: number | null, as: As = "owner") =>
  one.request(path, { as, method: "PUT", body: JSON.stringify({ cue_start }) });

/** Reads an event stream until a text has come. @returns all that has come */
async function readUntil(response: Response, wanted: RegExp): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!wanted.test(text)) {
    const { value, done } = await reader.read();
    assert.ok(!done, `the stream ended: ${text}`);
    text += value;
  }
  await reader.cancel();
  return text;
}

Deno.test("who edits a track is told on every web server, as it happens, until they leave", async () => {
  const { id, track, editor } = await seed();
  const events = async () => await two.request(`/api/videos/${id}/events`, { as: "owner" });
  const arrives = readUntil(await events(), /event: editors\ndata: \{"editors":\[\{/);
  assert.equal((await put(editor, 4.5)).status, 204);
  assert.match(await arrives, new RegExp(`"track":"${track}","name":"[^"]+","cue_start":4.5`));
  const moves = readUntil(await events(), /"cue_start":9/);
  await put(editor, 9);
  await moves;
  const leaves = readUntil(await events(), /\{"editors":\[\]\}/);
  assert.equal((await one.request(editor, { as: "owner", method: "DELETE" })).status, 204);
  await leaves;
});

Deno.test("an editor that was closed without a word is forgotten after 15 s", async () => {
  const { id, editor } = await seed();
  await put(editor, null);
  const list = async () => (await (await two.request(`/api/videos/${id}/editors`, { as: "owner" })).json()).editors;
  assert.equal((await list()).length, 1);
  await sql`update streamforge.editors set seen_at = now() - interval '16 s'`;
  assert.deepEqual(await list(), []);
});

Deno.test("viewers who may not change a video are not told who edits it, and tell nothing", async () => {
  const { id, editor } = await seed();
  await sql`update streamforge.videos set visibility = 'public' where id = ${id}`;
  await put(editor, 4.5);
  const text = await readUntil(await two.request(`/api/videos/${id}/events`), /event: captions[\s\S]*\n\n/);
  assert.doesNotMatch(text, /editors/);
  await problemOf(await put(editor, 1, "anonymous"), 401);
  await problemOf(await two.request(`/api/videos/${id}/editors`), 401);
});

Deno.test("wrong places and ids of editors are refused", async () => {
  const { id, track, editor } = await seed();
  assert.match(await problemOf(await put(editor, -1), 422), /cue_start is -1/);
  await problemOf(await put(`/api/videos/${id}/tracks/${track}/editors/short`, 1), 404);
  await problemOf(await put(`/api/videos/${id}/tracks/${newId()}/editors/${newId()}`, 1), 404);
});
