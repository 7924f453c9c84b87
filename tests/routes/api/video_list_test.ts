import assert from "node:assert/strict";
import { newId } from "../../../src/core/ids.ts";
import { createUpload, findUpload } from "../../../src/db/videos/uploads.ts";
import { findAnyVideo, findVideo } from "../../../src/db/videos/videos.ts";
import { sweepUploads } from "../../../src/uploads/finish.ts";
import { removeDeletedVideos } from "../../../src/jobs/sweeps/deleted_videos.ts";
import { quietLog, testDatabase } from "../../database.ts";
import { type As, problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";
import { listJobs } from "../../src/db/rows.ts";

const { sql } = await testDatabase();
const test = await startApp(sql);
Deno.test.afterAll(() => test.close());

const media = { source: { shortSide: 180, bytes: new Uint8Array([1, 2, 3]) } };
const patch = (id: string, body: unknown) =>
  test.request(`/api/videos/${id}`, { method: "PATCH", as: "owner", body: JSON.stringify(body) });
const remove = (id: string, query = "", as: As = "owner") =>
  test.request(`/api/videos/${id}${query}`, { method: "DELETE", as });
const undelete = (id: string, as: As = "owner") => test.request(`/api/videos/${id}/undelete`, { method: "POST", as });
const get = async (path: string) => await (await test.request(path, { as: "owner" })).json();

Deno.test("PATCH sets tags: in lower case, each once, in order; and other viewers see them", async () => {
  const id = await seedVideo(test, { visibility: "public" });
  assert.deepEqual((await get(`/api/videos/${id}`)).tags, []);
  const changed = await (await patch(id, { tags: ["Talks", " machine   learning ", "talks", "ÜBER"] })).json();
  assert.deepEqual(changed.tags, ["talks", "machine learning", "über"]);
  assert.deepEqual((await (await test.request(`/api/videos/${id}`)).json()).tags, changed.tags);
  assert.deepEqual((await (await patch(id, { title: "x" })).json()).tags, changed.tags, "they stay");
  assert.deepEqual((await (await patch(id, { tags: [] })).json()).tags, []);
});

Deno.test("wrong tags are 400, and the message names the wrong one", async () => {
  const id = await seedVideo(test);
  const wrong: [unknown, RegExp][] = [
    ["talks", /^tags is "talks": it must be a list of at most 20 texts/],
    [null, /^tags is null/],
    [["ok", 7], /^a tag is 7: it must be text of 1 to 40 characters/],
    [[""], /^a tag is ""/],
    [["x".repeat(41)], /^a tag is "x+"/],
    [["a,b"], /^a tag is "a,b".*without a comma/],
    [["\u200b"], /^a tag is .*one of them visible/],
    [Array.from({ length: 21 }, (_, i) => `tag ${i}`), /^tags is "21 tags"/],
  ];
  for (const [tags, expected] of wrong) assert.match(await problemOf(await patch(id, { tags }), 400), expected);
  assert.equal((await patch(id, { tags: Array.from({ length: 20 }, (_, i) => `${i}${"🎬".repeat(38)}`) })).status, 200);
});

Deno.test("GET /api/videos sorts, filters and searches, and its cursor continues the same list", async () => {
  const owned = await testDatabase();
  const app = await startApp(owned.sql);
  Deno.test.afterAll(() => app.close());
  for (const title of ["Beta", "álpha", "Gamma", "delta"]) await seedVideo(app, { title, renditions: media });
  const ids = Object.fromEntries(
    (await (await app.request("/api/videos", { as: "owner" })).json()).videos.map((
      v: { title: string; id: string },
    ) => [
      v.title,
      v.id,
    ]),
  );
  const send = (id: string, body: unknown) =>
    app.request(`/api/videos/${id}`, { method: "PATCH", as: "owner", body: JSON.stringify(body) });
  await send(ids.Beta, { tags: ["greek"] });
  await seedCaptions(app, ids.Gamma, { language: "de" });
  const list = async (query: string) => {
    const response = await app.request(`/api/videos${query}`, { as: "owner" });
    assert.equal(response.status, 200, query);
    const { videos, next_cursor } = await response.json();
    return { titles: videos.map((v: { title: string }) => v.title).join(), cursor: next_cursor as string | null };
  };
  assert.equal((await list("?sort=title")).titles, "álpha,Beta,delta,Gamma");
  assert.equal((await list("?sort=title&order=desc")).titles, "Gamma,delta,Beta,álpha");
  assert.equal((await list("?order=asc")).titles, "Beta,álpha,Gamma,delta");
  assert.equal((await list("?tag=Greek")).titles, "Beta");
  assert.equal((await list("?q=ALPH")).titles, "álpha");
  assert.equal((await list("?q=greek+BETA")).titles, "Beta");
  assert.equal((await list("?language=german")).titles, "Gamma");
  assert.equal((await list("?status=captioned")).titles, "Gamma");
  assert.equal((await list("?status=&language=&tag=&q=&sort=&order=&cursor=")).titles, "delta,Gamma,álpha,Beta");
  const first = await list("?sort=title&limit=3&q=a");
  const second = await list(`?sort=title&limit=3&q=a&cursor=${encodeURIComponent(first.cursor!)}`);
  assert.deepEqual([first.titles, second], ["álpha,Beta,delta", { titles: "Gamma", cursor: null }]);
});

Deno.test("wrong values of a list are 400, and the message names them", async () => {
  const wrong: [string, RegExp][] = [
    ["sort=name", /^sort is "name": it must be one of created, title, duration, size/],
    ["order=up", /^order is "up": it must be one of asc, desc/],
    ["status=done", /^status is "done": it must be one of processing, captioned, failed/],
    ["language=klingon", /^language is "klingon"/],
    [`tag=${"x".repeat(41)}`, /^a tag is "x+"/],
    [`q=${"x".repeat(201)}`, /^q is "x+\.\.\.: it must be text of at most 200 characters/],
    ["cursor=x", /^cursor is "x"/],
    ["sort=title&cursor=created.desc.AAAAAAAAAAAAAAAAAAAAAA.2030-01-01T00:00:00.000000Z", /sorted by title, asc/],
  ];
  for (const [query, expected] of wrong) {
    assert.match(await problemOf(await test.request(`/api/videos?${query}`), 400), expected);
    assert.equal((await test.request(`/?${query}`, { headers: { Accept: "text/html" } })).status, 400, query);
  }
});

Deno.test("a running job has its start time", async () => {
  const id = await seedVideo(test);
  assert.equal((await get(`/api/videos/${id}`)).jobs[0].started_at, null);
  await sql`update streamforge.jobs set state = 'running', started_at = now(), lease_until = now() where video_id = ${id}`;
  const { started_at } = (await get(`/api/videos/${id}`)).jobs[0];
  assert(Math.abs(Date.parse(started_at) - Date.now()) < 60_000, started_at);
});

Deno.test("DELETE with undo_seconds hides a video everywhere, and undelete restores it completely", async () => {
  const id = await seedVideo(test, { title: "Regretted", visibility: "public", renditions: media });
  await seedCaptions(test, id);
  await patch(id, { tags: ["kept"] });
  const before = await get(`/api/videos/${id}`);
  const files = (await test.files()).filter((path) => path.includes(id));
  const jobs = await listJobs(sql, id);

  const answer = await remove(id, "?undo_seconds=20");
  assert.equal(answer.status, 202);
  const { delete_at, undelete_url } = await answer.json();
  assert(Math.abs(Date.parse(delete_at) - Date.now() - 20_000) < 10_000, delete_at);
  assert.equal(undelete_url, `/api/videos/${id}/undelete`);
  for (const path of ["", "/captions.vtt", "/captions/status", "/events"]) {
    await problemOf(await test.request(`/api/videos/${id}${path}`, { as: "owner" }), 404);
  }
  await problemOf(await test.request(`/api/stream/${id}/source`, { as: "owner" }), 404);
  assert.equal((await test.request(`/videos/${id}`, { as: "browser", headers: { Accept: "text/html" } })).status, 404);
  assert.equal((await test.request(`/library/cards/${id}`, { as: "browser" })).status, 204);
  for (const as of ["owner", "anonymous"] as const) {
    const list = await (await test.request("/api/videos?limit=100", { as })).json();
    assert(!list.videos.some((video: { id: string }) => video.id === id));
  }
  await problemOf(await patch(id, { title: "x" }), 404);
  await problemOf(await remove(id, "?undo_seconds=20"), 404);
  assert.deepEqual((await test.files()).filter((path) => path.includes(id)), files);

  await problemOf(await undelete(id, "anonymous"), 401);
  const back = await undelete(id);
  assert.equal(back.status, 200);
  assert.deepEqual(await back.json(), before);
  assert.deepEqual(await get(`/api/videos/${id}`), before);
  assert.deepEqual(await listJobs(sql, id), jobs);
  assert.match(await (await test.request(`/api/videos/${id}/captions.vtt`)).text(), /How are you/);
  await problemOf(await undelete(id), 404);
});

Deno.test("a hidden video is removed after its time; a wrong undo_seconds is 400 and deletes nothing", async () => {
  const id = await seedVideo(test, { renditions: media });
  for (const seconds of ["0", "3601", "-1", "1.5", "", "soon"]) {
    const detail = await problemOf(await remove(id, `?undo_seconds=${seconds}`), 400);
    assert.equal(detail, `undo_seconds is ${JSON.stringify(seconds)}: it must be a whole number from 1 to 3600`);
  }
  assert(await findVideo(sql, id));
  await remove(id, "?undo_seconds=1");
  await sql`update streamforge.videos set delete_at = now() where id = ${id}`;
  await problemOf(await undelete(id), 404);
  await removeDeletedVideos({ ...test, log: quietLog });
  assert.equal(await findAnyVideo(sql, id), null);
  assert(!(await test.files()).some((path) => path.includes(id)));
  await problemOf(await undelete(id), 404);
  await problemOf(await undelete("x"), 404);
  await problemOf(await undelete(newId()), 404);
});

Deno.test("an expired upload deletes no file of its hidden video", async () => {
  const id = await seedVideo(test, { renditions: media });
  await createUpload(sql, { id, owner: "owner", metadata: {}, sizeBytes: 3, expiresAt: new Date(Date.now() - 1000) });
  await remove(id, "?undo_seconds=60");
  await sweepUploads(test);
  assert.equal(await findUpload(sql, id), null);
  assert.equal((await undelete(id)).status, 200);
  assert.equal((await test.request(`/api/stream/${id}/source`)).status, 200);
  assert(await test.storage.stat(`videos/${id}/original`));
});
