/** The search by meaning, with the real weights: `new ModelStore(` in tests/ml/text/model.ts finds "all-minilm-l6-v2-int8". */
import assert from "node:assert/strict";
import { passagesOf } from "../../../ml/text/passages.ts";
import { sentencesOf } from "../../../ml/text/sentences.ts";
import { UnavailableError } from "../../../src/core/errors.ts";
import type { Visibility } from "../../../src/core/types.ts";
import { findAnalyzedCaptions } from "../../../src/db/analyses/analyzed_captions.ts";
import { transaction } from "../../../src/db/pool/client.ts";
import { storePassages } from "../../../src/db/search/meaning.ts";
import { deleteVideo, updateVideo } from "../../../src/db/videos/videos.ts";
import { testDatabase } from "../../database.ts";
import { openEncoder } from "../../ml/text/model.ts";
import { type As, problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const encoder = await openEncoder();
let failure: Error | null = null;
const app = await startApp(sql, {
  embedQuery: (query) => failure ? Promise.reject(failure) : encoder.embed(query),
});
Deno.test.afterAll(async () => {
  await encoder.close();
  await app.close();
});

const ROUTER = [
  "Today I set up the new router on my home network.",
  "First connect the cable to the port on the back.",
  "If nothing works any more, press the small button for ten seconds.",
  "Then all lamps go off and come back one by one.",
  "A guest network keeps the phones of visitors apart.",
];

async function withMeaning(texts: readonly string[], visibility: Visibility = "public"): Promise<string> {
  const id = await seedVideo(app, {
    renditions: { source: { shortSide: 180, bytes: new Uint8Array([1]) } },
    visibility,
  });
  const cues = texts.map((text, i) => ({ id: i + 1, start: 4 * i, end: 4 * i + 3.9, text, words: [] }));
  await seedCaptions(app, id, { cues });
  const captions = (await findAnalyzedCaptions(sql, id))!;
  const passages = await Promise.all(
    passagesOf(sentencesOf(cues)).map(async ({ start, end, text }) => ({
      firstPosition: cues.find((cue) => cue.end > start)!.id,
      lastPosition: cues.findLast((cue) => cue.start < end)!.id,
      vector: await encoder.embed(text),
    })),
  );
  await transaction(sql, (tx) => storePassages(tx, id, captions, passages));
  return id;
}

interface Found {
  moments: { video: { id: string }; text: string; start: number; found_by: string[]; similarity: number | null }[];
  notice: string | null;
  next_cursor: string | null;
}

async function search(q: string, { as = "anonymous", ...more }: { as?: As; mode?: string; language?: string } = {}) {
  const response = await app.request(`/api/search?${new URLSearchParams({ q, ...more })}`, { as });
  assert.equal(response.status, 200, await response.clone().text());
  return await response.json() as Found;
}
const videosOf = ({ moments }: Found) => [...new Set(moments.map(({ video }) => video.id))];

Deno.test("a question finds what is said in other words, and the words alone do not", async () => {
  const id = await withMeaning(ROUTER);
  const question = "how do I reset it to factory settings";
  const [first] = (await search(question)).moments;
  assert.deepEqual([first.video.id, first.found_by], [id, ["meaning"]]);
  assert.match(first.text, /press the small button for ten seconds/);
  assert.ok(first.similarity! > 0.25 && first.similarity! < 1);
  assert.deepEqual((await search(question, { mode: "words" })).moments, []);
  const both = (await search("press button ten seconds")).moments[0];
  assert.deepEqual([both.text, both.found_by], [ROUTER[2], ["words", "meaning"]], "the words' moment, which is marked");
  assert.deepEqual((await search("press button ten seconds", { mode: "meaning" })).moments[0].found_by, ["meaning"]);
  assert.deepEqual((await search('"small button"')).moments.map(({ found_by }) => found_by), [["words"]]);
  await deleteVideo(sql, id, {});
});

Deno.test("nobody finds by meaning what they may not see", async () => {
  const question = "how do I reset it to factory settings";
  const ids = {
    hidden: await withMeaning(ROUTER, "public"),
    private: await withMeaning(ROUTER, "private"),
    unlisted: await withMeaning(ROUTER, "unlisted"),
    public: await withMeaning(ROUTER, "public"),
  };
  await sql`update streamforge.videos set delete_at = now() + interval '1 hour' where id = ${ids.hidden}`;
  assert.deepEqual(videosOf(await search(question, { mode: "meaning" })), [ids.public]);
  const ofOwner = videosOf(await search(question, { mode: "meaning", as: "owner" }));
  assert.deepEqual(ofOwner.sort(), [ids.private, ids.unlisted, ids.public].sort());
  await updateVideo(sql, ids.public, { visibility: "private" });
  assert.deepEqual(videosOf(await search(question, { mode: "meaning" })), []);
  for (const id of Object.values(ids)) await deleteVideo(sql, id, {});
});

Deno.test("a language filter holds for the meaning too, and others than English have none", async () => {
  const id = await withMeaning(ROUTER);
  assert.deepEqual(videosOf(await search("how to reset it", { mode: "meaning", language: "en" })), [id]);
  const french = await search("how to reset it", { mode: "meaning", language: "fr" });
  assert.deepEqual([french.moments, french.notice], [[], "the search by meaning knows only captions in English"]);
  assert.equal((await search("how to reset it", { language: "fr" })).notice, null, "words have been compared");
  await deleteVideo(sql, id, {});
});

Deno.test("without the model the words are searched, and the answer says why; the reason is for administrators", async () => {
  const id = await withMeaning(ROUTER);
  failure = new UnavailableError("pip ended with 1: pull the model", { cause: new Error("pip") });
  try {
    const found = await search("button");
    assert.deepEqual(found.moments.map(({ found_by }) => found_by), [["words"]]);
    assert.equal(found.notice, "the search by meaning is not available now");
    assert.equal((await search("button", { as: "owner" })).notice, "pip ended with 1: pull the model");
    assert.equal((await search("button", { mode: "words" })).notice, null);
  } finally {
    failure = null;
  }
  await deleteVideo(sql, id, {});
});

Deno.test("an unknown mode is refused", async () => {
  assert.match(await problemOf(await app.request("/api/search?q=a&mode=magic"), 400), /mode is "magic": it must be/);
});
