import assert from "node:assert/strict";
import {
  createCollection,
  MAX_COLLECTION_VIDEOS,
  MAX_COLLECTIONS,
  removeVideo,
} from "../../../src/db/collections/collections.ts";
import { newId } from "../../../src/core/ids.ts";
import { deleteVideo, hideVideo, updateVideo } from "../../../src/db/videos/videos.ts";
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

const send = (method: string, path: string, as: As, body?: unknown) =>
  app.request(`/api/playlists${path}`, { method, as, body: body === undefined ? undefined : JSON.stringify(body) });
const make = async (as: As, fields: Record<string, unknown> = {}) => {
  const response = await send("POST", "", as, { title: "Talks", ...fields });
  assert.equal(response.status, 201, await response.clone().text());
  return (await response.json()).id as string;
};
const idsOf = async (id: string, as: As) => {
  const list = await (await send("GET", `/${id}`, as)).json();
  assert.equal(list.video_count, list.videos.length);
  return list.videos.map((video: { id: string }) => video.id);
};
const listed = async (as: As, query = "") =>
  (await (await send("GET", query, as)).json()).playlists.map(({ id }: { id: string }) => id);
const mine = (visibility: "private" | "unlisted" | "public", title = "A talk") =>
  seedVideo(app, { title, visibility, owner: TEST_USERS.first_user.id });

Deno.test("a playlist is made, filled, put in order, renamed and deleted; its videos stay", async () => {
  const [a, b, c] = [await mine("public", "a"), await mine("public", "b"), await mine("public", "c")];
  const id = await make("first_user", { title: "  Talks  of 2026 ", video: a });
  for (const video of [b, c, b]) await send("POST", `/${id}/videos`, "first_user", { video });
  assert.deepEqual(await idsOf(id, "first_user"), [a, b, c], "each once");
  await send("PATCH", `/${id}/videos/${c}`, "first_user", { before: a });
  assert.deepEqual(await idsOf(id, "first_user"), [c, a, b]);
  await send("PATCH", `/${id}/videos/${c}`, "first_user", { before: null });
  await send("PATCH", `/${id}/videos/${b}`, "first_user", { before: b });
  assert.deepEqual(await idsOf(id, "first_user"), [a, b, c]);
  const d = await mine("public", "d");
  await send("POST", `/${id}/videos`, "first_user", { video: d, before: b });
  assert.deepEqual(await idsOf(id, "first_user"), [a, d, b, c]);
  assert.equal((await send("DELETE", `/${id}/videos/${d}`, "first_user")).status, 204);
  await deleteVideo(sql, b);
  assert.deepEqual(await idsOf(id, "first_user"), [a, c]);
  const changed = await (await send("PATCH", `/${id}`, "first_user", { title: "Other", visibility: "public" })).json();
  assert.deepEqual([changed.title, changed.visibility, changed.can_edit], ["Other", "public", true]);
  assert.equal((await send("DELETE", `/${id}`, "first_user")).status, 204);
  await problemOf(await send("GET", `/${id}`, "first_user"), 404);
  assert.equal((await app.request(`/api/videos/${a}`)).status, 200);
});

Deno.test("two moves at once leave an order with each video once", async () => {
  const videos: string[] = [];
  const id = await make("first_user");
  for (const title of "abcdef") {
    videos.push(await mine("public", title));
    await send("POST", `/${id}/videos`, "first_user", { video: videos.at(-1) });
  }
  const moves = videos.map((video, i) =>
    send("PATCH", `/${id}/videos/${video}`, "first_user", { before: videos[(i * 5 + 2) % 6] })
  );
  for (const answer of await Promise.all(moves)) assert.equal(answer.status, 200);
  assert.deepEqual((await idsOf(id, "first_user")).toSorted(), videos.toSorted());
});

Deno.test("a video that is taken out while others move does not come back, and one that is deleted stops nothing", async () => {
  for (let round = 0; round < 5; round++) {
    const videos = [await mine("public", "a"), await mine("public", "b"), await mine("public", "c")];
    const id = await make("first_user", { video: videos[0] });
    for (const video of videos.slice(1)) await send("POST", `/${id}/videos`, "first_user", { video });
    const [moved, taken] = await Promise.all([
      send("PATCH", `/${id}/videos/${videos[2]}`, "first_user", { before: videos[0] }),
      send("DELETE", `/${id}/videos/${videos[1]}`, "first_user"),
    ]);
    assert.deepEqual([moved.status, taken.status], [200, 204]);
    assert.deepEqual(await idsOf(id, "first_user"), [videos[2], videos[0]]);
    const fresh = await mine("public", "d");
    const [deleted, put, over] = await Promise.all([
      deleteVideo(sql, fresh),
      send("POST", `/${id}/videos`, "first_user", { video: fresh }),
      send("PATCH", `/${id}/videos/${videos[2]}`, "first_user", { before: null }),
      deleteVideo(sql, videos[0]),
    ]);
    assert.equal(deleted, true);
    assert.ok([200, 404].includes(put.status), await put.text());
    assert.equal(over.status, 200, await over.text());
    assert.deepEqual(await idsOf(id, "first_user"), [videos[2]]);
  }
});

Deno.test("a move holds the playlist: who takes a video out waits for its end", async () => {
  const videos = [await mine("public", "a"), await mine("public", "b")];
  const id = await make("first_user", { video: videos[0] });
  await send("POST", `/${id}/videos`, "first_user", { video: videos[1] });
  let isTaken = false;
  let taking: Promise<void> | undefined;
  await sql.begin(async (tx) => {
    await tx`select 1 from streamforge.collections where id = ${id} for update`;
    taking = removeVideo(sql, id, videos[0]).then(() => {
      isTaken = true;
    });
    await new Promise((done) => setTimeout(done, 200));
    const [{ count }] = await tx`
      select count(*)::int from streamforge.collection_videos where collection_id = ${id}`;
    assert.deepEqual([count, isTaken], [2, false]);
  });
  await taking;
  assert.deepEqual(await idsOf(id, "first_user"), [videos[1]]);
});

Deno.test("an answer says when the playlist was changed, and what can't have its first video is not made", async () => {
  const [a, b] = [await mine("public", "a"), await mine("public", "b")];
  const made = await (await send("POST", "", "first_user", { title: "Talks", video: a })).json();
  const added = await (await send("POST", `/${made.id}/videos`, "first_user", { video: b })).json();
  assert.ok(added.updated_at > made.updated_at, added.updated_at);
  const moved = await (await send("PATCH", `/${made.id}/videos/${b}`, "first_user", { before: a })).json();
  assert.ok(moved.updated_at > added.updated_at, moved.updated_at);
  const before = await listed("first_user", "?mine=true");
  const reader = { user: TEST_USERS.first_user.id, isAdministrator: false };
  await assert.rejects(
    createCollection(sql, reader, { title: "x", visibility: "private", video: newId() }),
    /no such video/,
  );
  assert.deepEqual(await listed("first_user", "?mine=true"), before);
});

Deno.test("a private playlist is its owner's, an unlisted one is for who has its link, a public one is listed", async () => {
  const lists = {
    private: await make("first_user", { visibility: "private" }),
    unlisted: await make("first_user", { visibility: "unlisted" }),
    public: await make("first_user", { visibility: "public" }),
  };
  const all = Object.values(lists);
  const seen = async (as: As) => {
    const listedIds = await listed(as);
    return await Promise.all(all.map(async (id) => [
      (await send("GET", `/${id}`, as)).status,
      listedIds.includes(id),
    ]));
  };
  assert.deepEqual(await seen("first_user"), [[200, true], [200, true], [200, true]]);
  for (const as of ["second_user", "anonymous"] as const) {
    assert.deepEqual(await seen(as), [[404, false], [200, false], [200, true]], as);
  }
  assert.deepEqual(await seen("owner"), [[200, false], [200, false], [200, true]], "an administrator opens all");
  assert.deepEqual((await listed("second_user", "?mine=true")).filter((id: string) => all.includes(id)), []);
  for (const [method, path, body] of [["PATCH", "", { title: "Taken" }], ["DELETE", "", undefined]] as const) {
    await problemOf(await send(method, `/${lists.public}${path}`, "second_user", body), 403);
    await problemOf(await send(method, `/${lists.public}${path}`, "anonymous", body), 401);
    await problemOf(await send(method, `/${lists.private}${path}`, "second_user", body), 404);
  }
  const { owner } = await (await send("GET", `/${lists.public}`, "second_user")).json();
  assert.equal(owner, null, "whose it is is for administrators");
});

Deno.test("a playlist shows only the videos that who asks may watch", async () => {
  const own = { private: await mine("private"), unlisted: await mine("unlisted"), public: await mine("public") };
  const others = await seedVideo(app, { visibility: "unlisted", owner: TEST_USERS.second_user.id });
  const id = await make("first_user", { visibility: "public" });
  for (const video of [...Object.values(own), others]) {
    assert.equal((await send("POST", `/${id}/videos`, "first_user", { video })).status, 200);
  }
  assert.deepEqual(await idsOf(id, "first_user"), [own.private, own.unlisted, own.public, others]);
  assert.deepEqual(
    await idsOf(id, "anonymous"),
    [own.unlisted, own.public],
    "another's unlisted video is not passed on",
  );
  assert.deepEqual(await idsOf(id, "second_user"), [own.unlisted, own.public, others]);
  assert.equal((await idsOf(id, "owner")).length, 4);
  await updateVideo(sql, others, { visibility: "private" });
  assert.deepEqual(await idsOf(id, "first_user"), [own.private, own.unlisted, own.public]);
  await hideVideo(sql, own.public, 60);
  assert.deepEqual(await idsOf(id, "anonymous"), [own.unlisted]);
  const [shown] = (await (await send("GET", "", "anonymous")).json()).playlists
    .filter((list: { id: string }) => list.id === id);
  assert.deepEqual([shown.video_count, shown.has_video, shown.can_edit], [1, false, false]);
});

Deno.test("has_video says which of one's own playlists have a video", async () => {
  const video = await mine("public");
  const [having, other] = [await make("second_user", { video, visibility: "public" }), await make("second_user")];
  const has = async (as: As) =>
    Object.fromEntries(
      (await (await send("GET", `?video=${video}`, as)).json()).playlists
        .map((list: { id: string; has_video: boolean }) => [list.id, list.has_video]),
    );
  const own = await has("second_user");
  assert.deepEqual([own[having], own[other]], [true, false]);
  assert.equal((await has("first_user"))[having], false);
});

Deno.test("wrong values, missing videos and full playlists are refused with a reason", async () => {
  const id = await make("first_user");
  const hidden = await seedVideo(app, { visibility: "private", owner: TEST_USERS.second_user.id });
  const video = await mine("public");
  assert.match(await problemOf(await send("POST", "", "anonymous", { title: "x" }), 401), /sign in/);
  for (const title of ["", " \u200b", "x".repeat(201), 7]) {
    assert.match(await problemOf(await send("POST", "", "first_user", { title }), 400), /^title /, String(title));
  }
  const wrong = await send("POST", "", "first_user", { title: "x", visibility: "secret" });
  assert.match(await problemOf(wrong, 400), /visibility .*one of private, unlisted, public/);
  for (const missing of [hidden, newId(), "none"]) {
    const answer = await send("POST", `/${id}/videos`, "first_user", { video: missing });
    assert.match(await problemOf(answer, 404), /no such video/);
  }
  assert.match(
    await problemOf(await send("PATCH", `/${id}/videos/${video}`, "first_user", { before: null }), 404),
    /not/,
  );
  assert.match(await problemOf(await send("DELETE", `/${id}/videos/${video}`, "first_user"), 404), /does not have/);
  await send("POST", `/${id}/videos`, "first_user", { video });
  const before = await send("PATCH", `/${id}/videos/${video}`, "first_user", { before: newId() });
  assert.match(await problemOf(before, 404), /before/);
  await sql`
    insert into streamforge.videos (id, owner, title, file_name, original_key, size_bytes)
    select lpad(n::text, 22, 'v'), 'owner', 't', 'f', 'full' || n, 1 from generate_series(1, ${
    MAX_COLLECTION_VIDEOS - 1
  }) n`;
  await sql`
    insert into streamforge.collection_videos
    select ${id}, lpad(n::text, 22, 'v'), n + 1 from generate_series(1, ${MAX_COLLECTION_VIDEOS - 1}) n`;
  const full = await send("POST", `/${id}/videos`, "first_user", { video: await mine("public") });
  assert.match(await problemOf(full, 409), /500 videos at most/);
  const [{ last }] = await sql`
    update streamforge.videos set visibility = 'private' where id = lpad('1', 22, 'v') returning id as last`;
  const again = await send("POST", `/${id}/videos`, "first_user", { video: await mine("public") });
  assert.equal(again.status, 200, "what one can't watch any more takes no place");
  assert.equal((await idsOf(id, "first_user")).includes(last), false);
});

Deno.test("own playlists come first, however many are public; of many made at once no more than 200 are kept", async () => {
  await sql`delete from streamforge.collections`;
  const own = await make("second_user");
  const user = TEST_USERS.first_user.id;
  await sql`
    insert into streamforge.collections (id, owner, title, visibility)
    select 'many' || n, ${user}, 't', 'public' from generate_series(1, ${MAX_COLLECTIONS - 3}) n`;
  await sql`
    insert into streamforge.collections (id, owner, title, visibility)
    select 'more' || n, 'owner', 't', 'public' from generate_series(1, ${MAX_COLLECTIONS}) n`;
  const seen = await listed("second_user");
  assert.deepEqual([seen[0], seen.length], [own, MAX_COLLECTIONS + 1]);
  assert.equal((await listed("anonymous")).length, MAX_COLLECTIONS);
  const answers = await Promise.all(Array.from({ length: 9 }, () => send("POST", "", "first_user", { title: "x" })));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [...Array(3).fill(201), ...Array(6).fill(409)]);
  for (const answer of answers) await answer.body?.cancel();
  assert.match(await problemOf(await send("POST", "", "first_user", { title: "x" }), 409), /200 playlists/);
});
