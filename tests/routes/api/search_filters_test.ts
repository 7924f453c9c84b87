import assert from "node:assert/strict";
import { findAnalyzedCaptions } from "../../../src/db/analyses/analyzed_captions.ts";
import { transaction } from "../../../src/db/pool/client.ts";
import { storePassages } from "../../../src/db/search/meaning.ts";
import { updateVideo } from "../../../src/db/videos/videos.ts";
import { testDatabase } from "../../database.ts";
import { type As, problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const direction = Float32Array.from({ length: 384 }, (_, i) => i === 0 ? 1 : 0);
const app = await startApp(sql, { embedQuery: () => Promise.resolve(direction) });
Deno.test.afterAll(() => app.close());

/** A public video in which "ocelot" is said in each cue, with a passage. */
async function make(
  title: string,
  { topic, flagged = false, cues = 1 }: { topic?: string; flagged?: boolean; cues?: number } = {},
) {
  const id = await seedVideo(app, {
    ...{ title, visibility: "public" },
    renditions: { source: { shortSide: 180, bytes: new Uint8Array([1]) } },
  });
  await seedCaptions(app, id, {
    cues: Array.from(
      { length: cues },
      (_, i) => ({ id: i + 1, start: 3 * i, end: 3 * i + 2, text: `Ocelot ${i}.`, words: [] }),
    ),
  });
  const rows = { topics: topic && { topics: [{ topic, score: 0.4 }] }, safety: flagged && { flags: [{}] } };
  for (const [kind, result] of Object.entries(rows).filter(([, result]) => result)) {
    await sql`
      insert into streamforge.analyses (video_id, kind, state, result)
      values (${id}, ${kind}, 'ready', ${sql.json(result as never)})`;
  }
  const captions = (await findAnalyzedCaptions(sql, id))!;
  const passage = { firstPosition: 1, lastPosition: 1, vector: direction };
  await transaction(sql, (tx) => storePassages(tx, id, captions, [passage]));
  return id;
}

const science = await make("ocelot one", { topic: "science", cues: 30 });
const music = await make("ocelot two", { topic: "music", flagged: true });
await make("ocelot three");
await updateVideo(sql, music, { tags: ["cats"] });

interface Results {
  moments: { video: { id: string }; text: string }[];
  videos: { id: string }[];
  next_cursor: string | null;
}

async function search(fields: Record<string, string>, as: As = "anonymous"): Promise<Results> {
  const response = await app.request(`/api/search?${new URLSearchParams({ q: "ocelot", ...fields })}`, { as });
  assert.equal(response.status, 200, await response.clone().text());
  return await response.json();
}
const idsOf = ({ moments, videos }: Results) =>
  [...new Set([...moments.map(({ video }) => video.id), ...videos.map(({ id }) => id)])].sort();

for (const mode of ["words", "meaning", "both"]) {
  Deno.test(`the search by ${mode} keeps to the filters of videos`, async () => {
    assert.equal(idsOf(await search({ mode })).length, 3);
    assert.deepEqual(idsOf(await search({ mode, topic: "science" })), [science]);
    assert.deepEqual(idsOf(await search({ mode, tag: "cats" })), [music]);
    assert.deepEqual(idsOf(await search({ mode, topic: "science", tag: "cats" })), []);
    assert.deepEqual(idsOf(await search({ mode, flagged: "true" })), [], "flags are for the owner");
    assert.deepEqual(idsOf(await search({ mode, flagged: "true" }, "owner")), [music]);
    const page = await app.request("/search?q=ocelot&flagged=true", { as: "browser" });
    assert.match(await page.text(), /With flagged sentences or pictures/);
  });
}

Deno.test("pages of a filtered search neither repeat nor miss a moment", async () => {
  const texts: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Results = await search({ mode: "words", topic: "science", limit: "7", ...(cursor && { cursor }) });
    texts.push(...page.moments.map(({ text }) => text));
    cursor = page.next_cursor;
  } while (cursor);
  assert.deepEqual(texts, Array.from({ length: 30 }, (_, i) => `Ocelot ${i}.`));
});

Deno.test("filters are refused with what would be right", async () => {
  for (const path of ["/api/search?q=a&", "/api/videos?"]) {
    assert.match(
      await problemOf(await app.request(`${path}topic=knitting`), 400),
      /topic is "knitting": it must be one of technology/,
    );
    assert.match(
      await problemOf(await app.request(`${path}length=tiny`), 400),
      /length is "tiny": it must be one of short/,
    );
    assert.match(
      await problemOf(await app.request(`${path}flagged=maybe`), 400),
      /flagged is "maybe": it must be true or false/,
    );
  }
});
