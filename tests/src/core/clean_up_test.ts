/** The responses of requests whose rows the database refuses to delete afterwards. */
import assert from "node:assert/strict";
import { sweepUploads } from "../../../src/uploads/finish.ts";
import { testDatabase } from "../../database.ts";
import { fixture } from "../../media_fixtures.ts";
import { problemOf, seedVideo, startApp } from "../../routes/harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());
const clip = await Deno.readFile(await fixture("talk.mp4"));
const notMedia = new TextEncoder().encode("this is text");

/** While `work` runs, deleting a row of these tables fails as a statement that took too long. */
async function withoutDeletes<T>(tables: string[], work: () => Promise<T>): Promise<T> {
  await sql`
    create or replace function streamforge.refuse() returns trigger language plpgsql as
    $$ begin raise exception 'refused by the test' using errcode = '57014'; end $$`;
  const each = (statement: (table: string) => string) =>
    Promise.all(tables.map((table) => sql.unsafe(statement(`streamforge.${table}`))));
  await each((table) => `create trigger refuse before delete on ${table} execute function streamforge.refuse()`);
  try {
    return await work();
  } finally {
    await each((table) => `drop trigger refuse on ${table}`);
  }
}

const post = (body: Uint8Array) =>
  app.request("/api/videos?title=A%20talk", { method: "POST", as: "owner", body: body as BodyInit });

async function uploadRows(): Promise<number> {
  const [{ count }] = await sql<{ count: number }[]>`select count(*) from streamforge.uploads`;
  return count;
}

Deno.test("an uploaded video is 201 even if the row of its upload can't be deleted; a sweep deletes it", async () => {
  const response = await withoutDeletes(["uploads"], () => post(clip));
  const video = await response.json();
  assert.equal(response.status, 201, JSON.stringify(video));
  const shown = await (await app.request(`/api/videos/${video.id}`, { as: "owner" })).json();
  assert.deepEqual(video, shown);
  await sql`update streamforge.uploads set expires_at = now() - interval '1 second'`;
  await sweepUploads(app);
  assert.equal(await uploadRows(), 0);
  assert(await app.storage.stat(`videos/${video.id}/original`), "the video stays");
});

Deno.test("a file that is not media is 415 even if the row of its upload can't be deleted", async () => {
  const response = await withoutDeletes(["uploads"], () => post(notMedia));
  await problemOf(response, 415);
  await sql`delete from streamforge.uploads`;
});

Deno.test("a resumable upload that is not media is 415 even if its row can't be deleted", async () => {
  const tus = { "Tus-Resumable": "1.0.0" };
  const made = await app.request("/api/uploads", {
    method: "POST",
    as: "owner",
    headers: { ...tus, "Upload-Length": String(notMedia.length) },
  });
  const headers = { ...tus, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" };
  const path = made.headers.get("Location")!;
  const response = await withoutDeletes(
    ["uploads"],
    () => app.request(path, { method: "PATCH", as: "owner", headers, body: notMedia }),
  );
  assert.equal(response.status, 415, await response.text());
  await sql`delete from streamforge.uploads`;
});

Deno.test("a transcription of a file that is not media is 400 even if its row can't be deleted", async () => {
  const body = new FormData();
  body.set("file", new File([notMedia], "talk.mp3"));
  body.set("model", "whisper-1");
  const response = await withoutDeletes(
    ["transcriptions"],
    () => app.request("/v1/audio/transcriptions", { method: "POST", as: "owner", body }),
  );
  const { error } = await response.json();
  assert.deepEqual([response.status, error.param], [400, "file"]);
});

Deno.test("a deleted video is 204 even if its files can't be deleted, and the row that names them stays", async () => {
  const id = await seedVideo(app);
  const { deletePrefix } = app.storage;
  app.storage.deletePrefix = () => Promise.reject(Object.assign(new Error("read-only"), { code: "EROFS" }));
  const response = await app.request(`/api/videos/${id}`, { method: "DELETE", as: "owner" });
  app.storage.deletePrefix = deletePrefix;
  assert.equal(response.status, 204);
  assert.equal((await app.request(`/api/videos/${id}`)).status, 404);
  assert.equal(await uploadRows(), 1);
});
