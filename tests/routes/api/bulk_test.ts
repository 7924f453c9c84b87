import assert from "node:assert/strict";
import { newId } from "../../../src/core/ids.ts";
import { findAnyVideo, findVideo, updateVideo } from "../../../src/db/videos/videos.ts";
import { testDatabase } from "../../database.ts";
import { fixture } from "../../media_fixtures.ts";
import { supabaseTokens, TEST_USERS } from "../../supabase_tokens.ts";
import { type As, problemOf, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const supabase = await supabaseTokens();
const app = await startApp(sql, { supabase });
Deno.test.afterAll(async () => {
  await app.close();
  await supabase.close();
});

const media = { source: { shortSide: 180, bytes: await Deno.readFile(await fixture("talk.mp4")) } };
const send = (as: As, body: unknown) =>
  app.request("/api/videos/bulk", { method: "POST", as, body: JSON.stringify(body) });
/** The status of each video's error, or null. */
const bulk = async (as: As, body: Record<string, unknown>) => {
  const response = await send(as, body);
  assert.equal(response.status, 200, await response.clone().text());
  const { results, failed } = await response.json();
  const statuses = results.map(({ error }: { error: { status: number } | null }) => error?.status ?? null);
  assert.equal(failed, statuses.filter((status: number | null) => status !== null).length);
  assert.deepEqual(results.map(({ id }: { id: string }) => id), [...new Set(body.videos as string[])]);
  return statuses as (number | null)[];
};
const mine = (fields: Parameters<typeof seedVideo>[1] = {}) =>
  seedVideo(app, { owner: TEST_USERS.first_user.id, ...fields });
const video = async (id: string) => (await findVideo(sql, id))!;

Deno.test("tags are added and removed and the visibility is set, of each video once", async () => {
  const [a, b] = [await mine(), await mine()];
  await updateVideo(sql, a, { tags: ["draft", "talk"] });
  const change = { action: "change", add_tags: ["Talk ", "2026"], remove_tags: ["draft"], visibility: "public" };
  assert.deepEqual(await bulk("first_user", { ...change, videos: [a, b, a] }), [null, null]);
  assert.deepEqual([(await video(a)).tags, (await video(b)).tags], [["talk", "2026"], ["talk", "2026"]]);
  assert.deepEqual([(await video(a)).visibility, (await video(b)).visibility], ["public", "public"]);
  await bulk("first_user", { action: "change", remove_tags: ["2026"], videos: [a] });
  assert.deepEqual([(await video(a)).tags, (await video(a)).visibility], [["talk"], "public"]);
});

Deno.test("tags that two requests add at once are all there, and a video never gets too many", async () => {
  const id = await mine();
  const tags = Array.from({ length: 12 }, (_, i) => `tag ${i}`);
  await Promise.all(tags.map((tag) => bulk("first_user", { action: "change", add_tags: [tag], videos: [id] })));
  assert.deepEqual((await video(id)).tags.toSorted(), tags.toSorted());
  const other = await mine();
  const more = Array.from({ length: 9 }, (_, i) => `more ${i}`);
  const answer = await send("first_user", { action: "change", add_tags: more, videos: [id, other] });
  const { results } = await answer.json();
  assert.equal(results[0].error.detail, "it would have 21 tags: a video has 20 at most");
  assert.equal(results[1].error, null);
  assert.deepEqual((await video(other)).tags, more);
});

Deno.test("videos of others are not changed, and private ones are as if there were none", async () => {
  const own = await mine();
  const theirs = await seedVideo(app, { owner: TEST_USERS.second_user.id, visibility: "public", renditions: media });
  const secret = await seedVideo(app, { owner: TEST_USERS.second_user.id, visibility: "private" });
  const videos = [theirs, own, secret, newId(), "../etc"];
  const before = [await video(theirs), await video(secret)];
  for (
    const action of [
      { action: "change", visibility: "unlisted" },
      { action: "change", add_tags: ["mine"], remove_tags: [] },
      { action: "regenerate_captions" },
      { action: "delete" },
    ]
  ) {
    const [of, , ...others] = await bulk("first_user", { ...action, videos });
    assert.deepEqual([of, ...others], [403, 404, 404, 404], action.action);
  }
  assert.deepEqual(await bulk("first_user", { action: "delete", undo_seconds: 60, videos: [theirs] }), [403]);
  await bulk("second_user", { action: "delete", undo_seconds: 60, videos: [theirs] });
  assert.deepEqual(await bulk("first_user", { action: "undelete", videos: [theirs] }), [404]);
  assert.deepEqual(await bulk("second_user", { action: "undelete", videos: [theirs] }), [null]);
  const after = [await video(theirs), await video(secret)];
  const facts = (all: typeof before) =>
    all.map(({ visibility, tags, captionStatus }) => [visibility, tags, captionStatus]);
  assert.deepEqual(facts(after), facts(before));
  assert.equal(await findAnyVideo(sql, own), null, "one's own was deleted beside them");
  assert.deepEqual(await bulk("owner", { action: "change", visibility: "unlisted", videos: [theirs] }), [null]);
  await problemOf(await send("anonymous", { action: "delete", videos: [theirs] }), 401);
});

Deno.test("captions are made again where there is sound; the others say why not", async () => {
  const ready = await mine({ renditions: media });
  const silent = await mine({ renditions: media, hasAudio: false });
  const preparing = await mine();
  await sql`delete from streamforge.jobs where video_id = ${ready}`;
  const videos = [ready, silent, preparing];
  assert.deepEqual(await bulk("first_user", { action: "regenerate_captions", videos }), [null, 409, 409]);
  assert.equal(
    (await sql`select 1 from streamforge.jobs where video_id = ${ready} and kind = 'caption_video'`).length,
    1,
  );
  assert.deepEqual(
    await bulk("first_user", { action: "regenerate_captions", videos: [ready] }),
    [null],
    "the same job",
  );
});

Deno.test("videos are hidden and brought back together, or deleted with their files", async () => {
  const [a, b] = [await mine(), await mine()];
  assert.deepEqual(await bulk("first_user", { action: "delete", undo_seconds: 60, videos: [a, b] }), [null, null]);
  assert.deepEqual([await findVideo(sql, a), await findVideo(sql, b)], [null, null]);
  assert.deepEqual(await bulk("first_user", { action: "undelete", videos: [b, a] }), [null, null]);
  assert.deepEqual(await bulk("first_user", { action: "undelete", videos: [b] }), [404], "it is not deleted");
  assert(await app.storage.stat(`videos/${a}/original`));
  assert.deepEqual(await bulk("first_user", { action: "delete", videos: [a] }), [null]);
  assert.deepEqual([await findAnyVideo(sql, a), await app.storage.stat(`videos/${a}/original`)], [null, null]);
  assert(await findVideo(sql, b));
});

Deno.test("videos go to the end of a playlist that one may change, also those of others that one may watch", async () => {
  const [own, theirs] = [
    await mine(),
    await seedVideo(app, { owner: TEST_USERS.second_user.id, visibility: "public" }),
  ];
  const hidden = await seedVideo(app, { owner: TEST_USERS.second_user.id, visibility: "private" });
  const made = await app.request("/api/playlists", {
    method: "POST",
    as: "first_user",
    body: JSON.stringify({ title: "Talks", visibility: "public" }),
  });
  const { id: playlist } = await made.json();
  const videos = [theirs, hidden, own];
  assert.deepEqual(await bulk("first_user", { action: "add_to_playlist", playlist, videos }), [null, 404, null]);
  const list = await (await app.request(`/api/playlists/${playlist}`, { as: "first_user" })).json();
  assert.deepEqual(list.videos.map(({ id }: { id: string }) => id), [theirs, own]);
  await problemOf(await send("second_user", { action: "add_to_playlist", playlist, videos }), 403);
  await problemOf(await send("first_user", { action: "add_to_playlist", playlist: newId(), videos }), 404);
});

Deno.test("wrong requests are refused before anything is done", async () => {
  const id = await mine();
  for (
    const [body, detail] of [
      [{ action: "burn", videos: [id] }, /action is "burn": it must be one of change/],
      [{ action: "delete" }, /videos is missing: it must be a list of 1 to 200 ids/],
      [{ action: "delete", videos: [] }, /a list of 1 to 200 ids/],
      [{ action: "delete", videos: Array.from({ length: 201 }, newId) }, /a list of 1 to 200 ids/],
      [{ action: "delete", videos: [id], visibility: "public" }, /visibility is not for the action delete/],
      [{ action: "change", videos: [id] }, /the action change needs visibility, add_tags, remove_tags/],
      [{ action: "change", videos: [id], add_tags: ["a,b"] }, /a tag is "a,b"/i],
      [{ action: "add_to_playlist", videos: [id] }, /needs playlist/],
      [{ action: "delete", videos: [id], undo_seconds: 0 }, /undo_seconds is 0/],
      [{ action: "delete", videos: [id], force: true }, /force/],
    ] as const
  ) {
    const said = await problemOf(await send("first_user", body), 400);
    assert.match(said, detail);
  }
  assert(await findVideo(sql, id));
});
