import assert from "node:assert/strict";
import { ValidationError } from "../../../../src/core/errors.ts";
import { newId } from "../../../../src/core/ids.ts";
import { finishRevision, startRevision } from "../../../../src/db/tracks/building_revisions.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { fail } from "../../jobs/queue.ts";
import { finish } from "../../../../src/db/jobs/outcomes.ts";
import { recordRenditions } from "../../../../src/db/videos/renditions.ts";
import { listFacets, type ListFilter, listVideos } from "../../../../src/db/videos/video_list.ts";
import { hideVideo, updateVideo } from "../../../../src/db/videos/videos.ts";
import { testDatabase } from "../../../database.ts";
import { addVideo, claimFor } from "../rows.ts";

const readerOf = (user: string) => ({ user, isAdministrator: false });
const { sql } = await testDatabase();

const titles = async (owner: string, filter: ListFilter) =>
  (await listVideos(sql, { reader: readerOf(owner), ...filter })).videos.map(({ title }) => title);

/** All pages of two, one after another. */
async function walk(owner: string, filter: ListFilter): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listVideos>> = await listVideos(sql, {
      reader: readerOf(owner),
      limit: 2,
      cursor,
      ...filter,
    });
    found.push(...page.videos.map(({ title }) => title));
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}

/** A video that can be played, whose captions are still queued. */
async function ready(id: string): Promise<void> {
  const facts = { durationSeconds: 1, width: null, height: null, hasVideo: false, hasAudio: true };
  await finish(sql, await claimFor(sql, id), (tx) => recordRenditions(tx, id, [], { facts }));
  await enqueue(sql, { kind: "caption_video", videoId: id });
}

async function caption(id: string, language: string, note: string | null = null): Promise<void> {
  await ready(id);
  const job = await claimFor(sql, id, "caption_video");
  const { revision } = await startRevision(sql, job, { language, model: "base" });
  const keys = { srtKey: "s", vttKey: "v", transcriptKey: "t" };
  await finish(
    sql,
    job,
    (tx) => finishRevision(tx, revision, { language, languageProbability: 1, wordCount: 1, note, ...keys }),
  );
}

Deno.test("lists are sorted by date, title, length and size, up and down, and page by page alike", async () => {
  const owner = newId();
  const rows: [string, number | null, number][] = [
    ["zebra", 10.25, 300],
    ["Äpfel", null, 100],
    ["apple", 0.1, 9_000_000_000],
    ["Zoo", 10.25, 20],
    ["éclair", 3600, 100],
  ];
  for (const [title, durationSeconds, sizeBytes] of rows) {
    await addVideo(sql, { owner, title, durationSeconds, sizeBytes });
  }
  const orders: [ListFilter, string[]][] = [
    [{}, ["éclair", "Zoo", "apple", "Äpfel", "zebra"]],
    [{ sort: "created", order: "asc" }, ["zebra", "Äpfel", "apple", "Zoo", "éclair"]],
    [{ sort: "title" }, ["Äpfel", "apple", "éclair", "zebra", "Zoo"]],
    [{ sort: "title", order: "desc" }, ["Zoo", "zebra", "éclair", "apple", "Äpfel"]],
  ];
  for (const [filter, expected] of orders) {
    assert.deepEqual(await titles(owner, filter), expected);
    assert.deepEqual(await walk(owner, filter), expected);
  }
  const lengths = await walk(owner, { sort: "duration" });
  assert.deepEqual([lengths[0], lengths[3], lengths[4]], ["éclair", "apple", "Äpfel"]);
  assert.deepEqual(await walk(owner, { sort: "duration", order: "asc" }), lengths.toReversed());
  const sizes = await walk(owner, { sort: "size" });
  assert.deepEqual(sizes.slice(0, 2), ["apple", "zebra"]);
  assert.equal(sizes.at(-1), "Zoo");
  assert.deepEqual(await walk(owner, { sort: "size", order: "asc" }), sizes.toReversed());
});

Deno.test("titles that are longer than the sort key are listed once each, page by page", async () => {
  const owner = newId();
  for (let i = 0; i < 5; i++) await addVideo(sql, { owner, title: `${"🎬é".repeat(200)}${i}` });
  assert.equal(new Set(await walk(owner, { sort: "title" })).size, 5);
});

Deno.test("a malformed cursor, or one of another order, is refused with a sentence", async () => {
  const owner = newId();
  for (let i = 0; i < 3; i++) await addVideo(sql, { owner });
  const { nextCursor } = await listVideos(sql, { reader: readerOf(owner), limit: 2 });
  await assert.rejects(
    listVideos(sql, { reader: readerOf(owner), sort: "title", cursor: nextCursor }),
    (error: Error) => {
      assert(error instanceof ValidationError);
      assert.match(error.message, /^cursor is "created\.desc\..*sorted by title, asc$/);
      return true;
    },
  );
  const id = newId();
  const wrong = [
    "x",
    `created.desc.${id}.now()`,
    `created.desc.${id}.9999-99-99T00:00:00.000000Z`,
    `size.desc.${id}.1e9`,
  ]
    .concat([`duration.desc.${id}.NaN`, `title.asc.${id}.%00`, `title.asc.${id}.%E0%A4`, `size.desc.x.1`]);
  for (const cursor of wrong) {
    const [sort, order] = cursor.split(".") as [ListFilter["sort"], ListFilter["order"]];
    const filter = order ? { sort, order } : {};
    await assert.rejects(listVideos(sql, { reader: readerOf(owner), cursor, ...filter }), ValidationError, cursor);
  }
});

Deno.test("search requires every word, in titles or tags, whatever the accents and case", async () => {
  const owner = newId();
  const make = async (title: string, tags: string[] = []) => {
    const { id } = await addVideo(sql, { owner, title });
    await updateVideo(sql, id, { tags });
  };
  await make("Café in Köln", ["travel"]);
  await make("100% pure_code", ["lectures"]);
  await make("ПРИВЕТ мир", []);
  await make("A cafe elsewhere", ["travel", "döner"]);
  const found = async (text: string) => (await titles(owner, { text, sort: "title" })).join("|");
  assert.equal(await found("CAFE"), "A cafe elsewhere|Café in Köln");
  assert.equal(await found("café  KOLN"), "Café in Köln");
  assert.equal(await found("cafe travel döner"), "A cafe elsewhere");
  assert.equal(await found("привет"), "ПРИВЕТ мир");
  assert.equal(await found("100%"), "100% pure_code", "no pattern");
  assert.equal(await found("e_c"), "100% pure_code", "no pattern");
  assert.equal(await found("' or true --"), "");
});

Deno.test("lists are filtered by tag, language and status", async () => {
  const owner = newId();
  const make = async (title: string) => (await addVideo(sql, { owner, title })).id;
  await make("new");
  const broken = await make("broken");
  await fail(sql, await claimFor(sql, broken), { message: "no", permanent: true });
  const again = await make("tried again");
  await fail(sql, await claimFor(sql, again), { message: "no", permanent: true });
  await enqueue(sql, { kind: "transcode_video", videoId: again });
  const waiting = await make("waits for captions");
  await ready(waiting);
  const uncaptioned = await make("captions failed");
  await ready(uncaptioned);
  await fail(sql, await claimFor(sql, uncaptioned, "caption_video"), { message: "no", permanent: true });
  const spanish = await make("spanish");
  await caption(spanish, "es");
  const mute = await make("nothing said");
  await caption(mute, "en", "no speech");
  const smaller = await make("captioned, sizes to come");
  await caption(smaller, "en");
  await enqueue(sql, { kind: "transcode_renditions", videoId: smaller });
  const sizeless = await make("captioned, sizes failed");
  await caption(sizeless, "en");
  await enqueue(sql, { kind: "transcode_renditions", videoId: sizeless });
  await fail(sql, await claimFor(sql, sizeless, "transcode_renditions"), { message: "no", permanent: true });

  const named = async (filter: ListFilter) => (await titles(owner, { ...filter, sort: "title" })).join("|");
  assert.equal(
    await named({ status: "processing" }),
    "captioned, sizes to come|new|tried again|waits for captions",
  );
  assert.equal(
    await named({ status: "captioned" }),
    "captioned, sizes failed|captioned, sizes to come|spanish",
  );
  assert.equal(await named({ status: "failed" }), "broken|captioned, sizes failed|captions failed");
  assert.equal(await named({ language: "es" }), "spanish");
  assert.equal(await named({ language: "de" }), "");

  await updateVideo(sql, spanish, { tags: ["talks", "viajes"] });
  await updateVideo(sql, smaller, { tags: ["talks"] });
  assert.equal(await named({ tag: "talks" }), "captioned, sizes to come|spanish");
  assert.equal(await named({ tag: "talks", language: "es", text: "span", status: "captioned" }), "spanish");
  assert.equal(await named({ tag: "talk" }), "");
  const facets = async () => {
    const { languages, tags } = await listFacets(sql, { reader: readerOf(owner) });
    return [languages, tags].map((list) => list.map(({ value, count }) => `${value} ${count}`).join());
  };
  assert.deepEqual(await facets(), ["en 3,es 1", "talks 2,viajes 1"]);
  await hideVideo(sql, spanish, 20);
  assert.deepEqual(await facets(), ["en 3", "talks 1"]);
});

Deno.test("tags keep their order, quotes and commas of arrays", async () => {
  const { id } = await addVideo(sql);
  const tags = ['say "hi"', "back\\slash", "{curly}", "null", "ünï", "a b"];
  assert.deepEqual((await updateVideo(sql, id, { tags })).tags, tags);
  assert.deepEqual((await updateVideo(sql, id, { title: "other" })).tags, tags);
  assert.deepEqual((await updateVideo(sql, id, { tags: [] })).tags, []);
});
