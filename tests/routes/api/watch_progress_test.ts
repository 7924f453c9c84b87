import assert from "node:assert/strict";
import { progressAt, watchedShare } from "../../../src/core/watch_progress.ts";
import { newId } from "../../../src/core/ids.ts";
import { writeProgress } from "../../../src/db/users/watch_progress.ts";
import { deleteVideo, updateVideo } from "../../../src/db/videos/videos.ts";
import { testDatabase } from "../../database.ts";
import { supabaseTokens, TEST_USERS } from "../../supabase_tokens.ts";
import { type As, problemOf, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const supabase = await supabaseTokens();
const app = await startApp(sql, { supabase });
Deno.test.afterAll(async () => {
  await app.close();
  await supabase.close();
});

const media = { source: { shortSide: 180, bytes: new Uint8Array([1, 2, 3]) } }; // 12.5 s, as seedVideo says
const send = (id: string, method: string, as: As, position?: unknown) =>
  app.request(`/api/videos/${id}/progress`, {
    method,
    as,
    body: position === undefined ? undefined : JSON.stringify({ position }),
  });
const read = async (id: string, as: As) => await (await send(id, "GET", as)).json();
const listOf = async (as: As, query = "") =>
  (await (await app.request(`/api/progress${query}`, { as })).json()).progress
    .map(({ video_id }: { video_id: string }) => video_id);

Deno.test("what is left before 5 % or 5 s has not begun, and from 95 % on it is watched and begins anew", () => {
  assert.equal(progressAt(4.9, 3600), null);
  assert.deepEqual(progressAt(5, 3600), { position: 5, isWatched: false });
  assert.equal(progressAt(0.9, 20), null);
  assert.deepEqual(progressAt(1, 20), { position: 1, isWatched: false });
  assert.deepEqual(progressAt(94.9, 100), { position: 94.9, isWatched: false });
  assert.deepEqual(progressAt(95, 100), { position: 0, isWatched: true });
  assert.deepEqual(progressAt(7, null), { position: 7, isWatched: false }, "a length that is not known yet");
  assert.deepEqual([
    watchedShare({ position: 25, isWatched: true }, 100),
    watchedShare({ position: 0, isWatched: true }, 100),
    watchedShare({ position: 0, isWatched: false }, 100),
  ], [0.25, 1, 0]);
});

Deno.test("each account has its own place in a video, and nobody else's", async () => {
  const id = await seedVideo(app, { visibility: "public", renditions: media });
  assert.deepEqual(await read(id, "first_user"), { video_id: id, position: 0, is_watched: false, updated_at: null });
  const kept = await (await send(id, "PUT", "first_user", 6.25)).json();
  assert.deepEqual([kept.position, kept.is_watched], [6.25, false]);
  assert.equal((await read(id, "first_user")).position, 6.25);
  for (const as of ["second_user", "owner"] as const) {
    assert.equal((await read(id, as)).position, 0, as);
    assert.deepEqual(await listOf(as), [], as);
  }
  assert.equal((await send(id, "PUT", "owner", 3)).status, 200);
  assert.equal((await read(id, "browser")).position, 3, "the owner's token and browser are one account");
  assert.equal((await read(id, "first_user")).position, 6.25);
});

Deno.test("a video that was watched stays watched when it is begun again, until it is forgotten", async () => {
  const id = await seedVideo(app, { visibility: "public", renditions: media });
  assert.equal((await send(id, "PUT", "first_user", 0.2)).status, 204, "not begun");
  assert.equal((await read(id, "first_user")).updated_at, null);
  const end = await (await send(id, "PUT", "first_user", 12.4)).json();
  assert.deepEqual([end.position, end.is_watched], [0, true]);
  assert.equal((await listOf("first_user", "?state=begun")).includes(id), false);
  await send(id, "PUT", "first_user", 4);
  const again = await read(id, "first_user");
  assert.deepEqual([again.position, again.is_watched], [4, true]);
  assert.equal((await listOf("first_user", "?state=begun"))[0], id);
  const rewound = await send(id, "PUT", "first_user", 0);
  assert.equal(rewound.status, 200, "who goes back to the beginning has not left it at 4 s");
  assert.deepEqual(await rewound.json(), await read(id, "first_user"));
  const { position, is_watched } = await read(id, "first_user");
  assert.deepEqual([position, is_watched], [0, true]);
  await send(id, "PUT", "first_user", 11);
  await sql`update streamforge.videos set duration_seconds = 11.5 where id = ${id}`; // a shorter file
  assert.equal((await read(id, "first_user")).position, 0, "a place behind 95 % is the beginning");
  assert.equal((await listOf("first_user", "?state=begun")).includes(id), false);
  assert.equal((await send(id, "DELETE", "first_user")).status, 204);
  assert.equal((await read(id, "first_user")).updated_at, null);
});

Deno.test("a place in a video that is gone meanwhile is refused as of a missing one", async () => {
  const whose = { viewer: TEST_USERS.first_user.id, videoId: newId() };
  await assert.rejects(writeProgress(sql, whose, { position: 5, isWatched: false }), /no such video/);
});

Deno.test("anonymous viewers, hidden videos and wrong values are refused with a reason", async () => {
  const id = await seedVideo(app, { visibility: "public", renditions: media });
  const hidden = await seedVideo(app, { visibility: "private", renditions: media });
  for (const method of ["GET", "PUT", "DELETE"]) {
    const position = method === "PUT" ? 3 : undefined;
    assert.match(await problemOf(await send(id, method, "anonymous", position), 401), /sign in/);
  }
  assert.match(await problemOf(await app.request("/api/progress"), 401), /sign in/);
  assert.match(await problemOf(await send(hidden, "PUT", "first_user", 3), 404), /no such video/);
  for (const wrong of [-1, "3", null, 1e9]) {
    assert.match(await problemOf(await send(id, "PUT", "first_user", wrong), 400), /^position is .*a number from 0 to/);
  }
  const body = JSON.stringify({ position: 3, viewer: TEST_USERS.second_user.id });
  const other = await app.request(`/api/videos/${id}/progress`, { method: "PUT", as: "first_user", body });
  assert.match(await problemOf(other, 400), /viewer/);
  assert.match(await problemOf(await app.request("/api/progress?state=new", { as: "owner" }), 400), /all, begun/);
});

Deno.test("the list has the latest first, and only what one may still see; a deleted video is forgotten", async () => {
  await app.request("/api/progress", { method: "DELETE", as: "second_user" });
  const ids = [];
  for (let i = 0; i < 3; i++) {
    ids.push(await seedVideo(app, { visibility: "unlisted", renditions: media }));
    await send(ids[i], "PUT", "second_user", 5 + i);
  }
  assert.deepEqual(await listOf("second_user"), ids.toReversed());
  assert.deepEqual(await listOf("second_user", "?limit=1"), [ids[2]]);
  await updateVideo(sql, ids[1], { visibility: "private" });
  assert.deepEqual(await listOf("second_user"), [ids[2], ids[0]]);
  await deleteVideo(sql, ids[2]);
  assert.deepEqual(await listOf("second_user"), [ids[0]]);
  const [{ count }] = await sql`select count(*)::int from streamforge.watch_progress where video_id = ${ids[2]}`;
  assert.equal(count, 0);
  assert.equal((await app.request("/api/progress", { method: "DELETE", as: "second_user" })).status, 204);
  assert.deepEqual(await listOf("second_user"), []);
});

Deno.test("lists and the search keep what one has watched, or has not", async () => {
  const [seen, begun, fresh] = [
    await seedVideo(app, { title: "progressive seen", visibility: "public", renditions: media }),
    await seedVideo(app, { title: "progressive begun", visibility: "public", renditions: media }),
    await seedVideo(app, { title: "progressive fresh", visibility: "public", renditions: media }),
  ];
  await send(seen, "PUT", "first_user", 12.5);
  await send(begun, "PUT", "first_user", 5);
  const found = async (watched: string, as: As) => {
    const page = await (await app.request(`/api/videos?q=progressive&watched=${watched}`, { as })).json();
    return page.videos.map(({ id }: { id: string }) => id);
  };
  assert.deepEqual(await found("yes", "first_user"), [seen]);
  assert.deepEqual(await found("no", "first_user"), [fresh, begun]);
  assert.deepEqual(await found("yes", "second_user"), []);
  assert.deepEqual(await found("yes", "anonymous"), []);
  assert.deepEqual((await found("no", "anonymous")).length, 3);
  const search = await (await app.request("/api/search?q=progressive&watched=yes", { as: "first_user" })).json();
  assert.deepEqual(search.videos.map(({ id }: { id: string }) => id), [seen]);
  assert.match(await problemOf(await app.request("/api/videos?watched=maybe"), 400), /yes, no/);
});
