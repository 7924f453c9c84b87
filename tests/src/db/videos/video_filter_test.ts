import assert from "node:assert/strict";
import { listFacets, type ListFilter, listTagsAndTopics, listVideos } from "../../../../src/db/videos/video_list.ts";
import { updateVideo } from "../../../../src/db/videos/videos.ts";
import { testDatabase } from "../../../database.ts";
import { addVideo } from "../rows.ts";

const { sql } = await testDatabase();

const reader = { user: "ann", isAdministrator: false };
const OF_TEXT = { language: "en", unavailable: null };

async function make(
  title: string,
  analyses: Record<string, unknown>,
  change: { owner?: string; durationSeconds?: number } = {},
) {
  const { id } = await addVideo(sql, { owner: "ann", title, ...change });
  for (const [kind, result] of Object.entries(analyses)) {
    await sql`
      insert into streamforge.analyses (video_id, kind, state, result)
      values (${id}, ${kind}, 'ready', ${sql.json({ ...OF_TEXT, ...result as object } as never)})`;
  }
  return id;
}

const topics = (...names: string[]) => ({ topics: { topics: names.map((topic) => ({ topic, score: 0.4 })) } });
const flags = [{ start: 0, end: 1, text: "Damn.", category: "strong language", words: ["damn"] }];

await make("short", { ...topics("science", "music"), sentiment: { label: "positive" } }, { durationSeconds: 60 });
const medium = await make("medium", { ...topics("music"), safety: { flags } }, { durationSeconds: 300 });
const long = await make("long", { sentiment: { label: "negative" }, safety: { flags: [] } }, { durationSeconds: 1200 });
await make("unknown", {});
const other = await make("of another", { safety: { flags }, ...topics("science") }, {
  owner: "bob",
  durationSeconds: 10,
});
await updateVideo(sql, other, { visibility: "public" });
await updateVideo(sql, medium, { tags: ["talks"] });
await sql`update streamforge.videos set created_at = now() - interval '3 days' where id = ${medium}`;
await sql`update streamforge.videos set created_at = now() - interval '40 days' where id = ${long}`;

const titles = async (filter: ListFilter, as: typeof reader | null = reader) =>
  (await listVideos(sql, { reader: as, ...filter, sort: "title" })).videos.map(({ title }) => title);

Deno.test("videos are filtered by what was found out about them", async () => {
  assert.deepEqual(await titles({ topic: "music" }), ["medium", "short"]);
  assert.deepEqual(await titles({ topic: "science" }), ["of another", "short"]);
  assert.deepEqual(await titles({ topic: "sport" }), []);
  assert.deepEqual(await titles({ sentiment: "positive" }), ["short"]);
  assert.deepEqual(await titles({ topic: "music", sentiment: "positive", tag: "talks" }), []);
  assert.deepEqual(await titles({ topic: "music", tag: "talks" }), ["medium"]);
});

Deno.test("videos are filtered by length and by when they were added", async () => {
  assert.deepEqual(await titles({ length: "short" }), ["of another", "short"]);
  assert.deepEqual(await titles({ length: "medium" }), ["medium"]);
  assert.deepEqual(await titles({ length: "long" }), ["long"]);
  assert.deepEqual(await titles({ added: "day", length: "medium" }), []);
  assert.deepEqual(await titles({ added: "week", length: "medium" }), ["medium"]);
  assert.deepEqual(await titles({ added: "month", length: "long" }), []);
  assert.deepEqual(await titles({ added: "year", length: "long" }), ["long"]);
});

Deno.test("flags filter the videos of their owner alone; of an administrator all", async () => {
  assert.deepEqual(await titles({ isFlagged: true }), ["medium"]);
  assert.deepEqual(await titles({ isFlagged: true }, null), []);
  assert.deepEqual(await titles({ isFlagged: true }, { user: "root", isAdministrator: true }), [
    "medium",
    "of another",
  ]);
});

Deno.test("the choices have the numbers of videos that the reader may see", async () => {
  const { topics, tags } = await listFacets(sql, { reader });
  assert.deepEqual(topics, [{ value: "music", count: 2 }, { value: "science", count: 2 }]);
  assert.deepEqual(tags, [{ value: "talks", count: 1 }]);
  assert.deepEqual(await listTagsAndTopics(sql, { reader }), { topics, tags }, "the search page shows no other");
  assert.deepEqual((await listFacets(sql, { reader: null })).topics, [{ value: "science", count: 1 }]);
});
