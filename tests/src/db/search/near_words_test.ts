import assert from "node:assert/strict";
import { newId } from "../../../../src/core/ids.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { correctQuery, editDistance, hasTrigrams } from "../../../../src/db/search/near_words.ts";
import { deleteVideo, updateVideo } from "../../../../src/db/videos/videos.ts";
import type { Visibility } from "../../../../src/core/types.ts";
import { testDatabase } from "../../../database.ts";
import { seedCaptions, seedVideo, startApp } from "../../../routes/harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

async function withSpeech(
  text: string,
  { visibility = "public" as Visibility, language = "en", title = "A talk" } = {},
) {
  const id = await seedVideo(app, {
    ...{ visibility, title },
    renditions: { source: { shortSide: 180, bytes: new Uint8Array([1]) } },
  });
  await seedCaptions(app, id, { language, cues: [{ id: 1, start: 0, end: 2, text, words: [] }] });
  return id;
}
const correct = (query: string, options: Partial<Parameters<typeof correctQuery>[2]> = {}) =>
  correctQuery(sql, query, { reader: null, ...options });

Deno.test("editDistance() counts letters that are inserted, left out, replaced or changed places", () => {
  for (
    const [a, b, n] of [["", "abc", 3], ["spectrogam", "spectrogram", 1], ["hosue", "house", 1], ["cat", "dog", 3]]
  ) {
    assert.equal(editDistance(a as string, b as string), n);
    assert.equal(editDistance(b as string, a as string), n);
  }
});

Deno.test("a mistyped word is replaced by the nearest that was said; one that was said stays", async () => {
  await withSpeech("The Spectrogram of a house, and its spectra.");
  assert.equal(await correct("spectrogam"), "spectrogram");
  assert.equal(await correct("the  SPECTORGRAM, hosue!"), "the  spectrogram, house!");
  assert.equal(await correct("spectrogram houses"), null);
  assert.equal(await correct('"spectrogam"'), null, "a phrase is what it is");
  assert.equal(await correct("spk 12345 xyz"), null);
});

Deno.test("up to three mistyped words are replaced, wherever they stand; of more none is", async () => {
  await withSpeech("Many gardens have a fountain beside the pavilion under chestnut trees.");
  assert.equal(
    await correct("gardens have the pavillon beside chestnut trees under fountian"),
    "gardens have the pavilion beside chestnut trees under fountain",
  );
  assert.equal(await correct("gardns fountian pavillon"), "gardens fountain pavilion");
  assert.equal(await correct("gardns fountian pavillon chesnut"), null);
});

Deno.test("a suggestion that takes too long is left out", async () => {
  await withSpeech("A hippopotamus.");
  await sql`
    create or replace function streamforge.search_near_words(word text, most integer) returns setof text
    language sql stable as $$ select 'hippopotamus' from pg_sleep(20) $$`;
  const startMs = performance.now();
  assert.equal(await correct("hipopotamus hippopotamos"), null);
  assert.ok(performance.now() - startMs < 10_000);
  await sql`select streamforge.search_use_trigrams()`;
  assert.equal(await correct("hipopotamus"), "hippopotamus");
});

Deno.test("of a private word another form shows only where the reader finds its stem", async () => {
  await withSpeech("The zeppelin lands.");
  await withSpeech("Zeppelins and quagmires.", { visibility: "private", title: "Confidential" });
  assert.equal(await correct("quagmirse"), null);
  assert.equal(await correct("zepelins"), "zeppelins");
});

Deno.test("titles and tags have words too, and words keep their accents", async () => {
  const id = await withSpeech("Mañana.", { title: "Photosynthese für Anfänger", language: "de" });
  await updateVideo(sql, id, { tags: ["chlorophyll"] });
  assert.equal(await correct("fotosynthese"), "photosynthese");
  assert.equal(await correct("anfanegr"), "anfänger");
  assert.equal(await correct("clorophyl"), "chlorophyll");
});

Deno.test("a language alone is searched for what is said in it", async () => {
  await withSpeech("Schmetterlinge fliegen.", { language: "de" });
  assert.equal(await correct("schmeterlinge", { language: "de" }), "schmetterlinge");
  assert.equal(await correct("schmeterlinge", { language: "en" }), null);
});

Deno.test("scripts without spaces are left as they are", async () => {
  await withSpeech("東京タワーはどこですか", { language: "ja" });
  assert.equal(await correct("東京タワア"), null);
});

Deno.test("words of what a reader may not find are never suggested", async () => {
  const id = await withSpeech("The merger with Zephyrcorp.", { visibility: "private", title: "Confidential" });
  const owner = { user: "owner", isAdministrator: true };
  const other = { user: "somebody", isAdministrator: false };
  for (const query of ["zephyrcrop", "confidental"]) {
    assert.notEqual(await correct(query, { reader: owner }), null, query);
    for (const reader of [null, other]) assert.equal(await correct(query, { reader }), null, query);
  }
  await updateVideo(sql, id, { visibility: "public" });
  assert.equal(await correct("zephyrcrop"), "zephyrcorp");
  await updateVideo(sql, id, { visibility: "unlisted" });
  assert.equal(await correct("zephyrcrop"), null);
  await updateVideo(sql, id, { visibility: "public" });
  await deleteVideo(sql, id);
  for (const reader of [null, other, owner]) assert.equal(await correct("zephyrcrop", { reader }), null);
});

Deno.test("without the extension the search goes on, and uses it once it can be made", async () => {
  await withSpeech("A kaleidoscope.");
  await sql`drop extension pg_trgm cascade`;
  assert.equal(await hasTrigrams(sql), false);
  assert.equal(await correct("kaleidoscpe"), null);
  const role = `r_${newId().replaceAll("-", "$")}`;
  await sql`create role ${sql(role)}`;
  await sql`grant usage on schema streamforge to ${sql(role)}`;
  const mayMake = (as: string | null) =>
    transaction(sql, async (tx) => {
      if (as) await tx`set local role ${tx(as)}`;
      return (await tx<{ made: boolean }[]>`select streamforge.search_use_trigrams() as made`)[0].made;
    });
  assert.equal(await mayMake(role), false, "a role without rights");
  assert.equal(await mayMake(null), true);
  assert.equal(await correct("kaleidoscpe"), "kaleidoscope");
  await sql`drop owned by ${sql(role)}`;
  await sql`drop role ${sql(role)}`;
});
