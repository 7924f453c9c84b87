import assert from "node:assert/strict";
import { type Query, transaction } from "../../../../src/db/pool/client.ts";
import { testDatabase } from "../../../database.ts";
import { seedCaptions, seedVideo, startApp } from "../../../routes/harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

for (const [language, cues] of [["en", 40], ["fr", 20], ["en", 33], ["en", 5]] as const) {
  const id = await seedVideo(app, {
    visibility: cues === 33 ? "private" : "public",
    renditions: { source: { shortSide: 180, bytes: new Uint8Array([1]) } },
  });
  await seedCaptions(app, id, {
    language,
    cues: Array.from({ length: cues }, (_, i) => ({
      ...{ id: i + 1, start: 3 * i, end: 3 * i + 2, words: [] },
      text: i % 20 === 7 ? "A rare ocelot." : "An ocelot.",
    })),
  });
}
const numbers = (await sql<{ number: number }[]>`select number from streamforge.search_videos order by 1`)
  .map(({ number }) => number);

interface Asked {
  among: number[];
  terms?: string;
  scope?: string;
  from?: [number: number, trackId: string, part: number];
  most?: number;
}

async function find(
  { among, terms = "ocelot", scope = "p", from = [1e9, "", 0], most = 100 }: Asked,
  query: Query = sql,
) {
  const [number, trackId, part] = from;
  return [
    ...await query<{ number: number; trackId: string; part: number }[]>`
      select * from streamforge.search_find_among(${terms}::text::tsquery, ${scope}::text::tsquery,
        ${number}::text::bigint, ${trackId}, ${part}::text::integer, ${most}::text::integer,
        ${`{${among}}`}::text::bigint[])`,
  ];
}

/** Numbers that no video has make the list long: then the index of the terms is read. */
const NOBODY = Array.from({ length: 200 }, (_, i) => 1_000_000 + i);

Deno.test("a short list of videos finds the same passages as a long one, in the same order", async () => {
  const all = await find({ among: numbers });
  assert.deepEqual(all.map(({ number, part }) => [numbers.indexOf(number), part]), [
    ...[[3, 0], [1, 0], [1, 1], [0, 0], [0, 1], [0, 2]],
  ], "the newest first, without what is private");
  const place = all[2];
  const asked: Asked[] = [
    ...[{ among: numbers }, { among: [numbers[0]] }, { among: [numbers[2]] }, { among: [7_000_000] }],
    { among: numbers, most: 4 },
    { among: numbers, terms: "rare&ocelot" },
    { among: numbers, terms: "badger" },
    { among: numbers, scope: "'o/owner'" },
    { among: numbers, scope: "p&'l/fr'" },
    { among: numbers, from: [place.number, place.trackId, place.part] },
    { among: numbers, from: [numbers[0], "", 0] },
  ];
  for (const one of asked) {
    assert.deepEqual(await find(one), await find({ ...one, among: [...one.among, ...NOBODY] }), JSON.stringify(one));
  }
});

Deno.test("the tracks of a short list are read by their key, without the index of the terms", async () => {
  await transaction(sql, async (tx) => {
    const scansOf = async () => {
      const [{ scans }] = await tx`
        select pg_stat_get_xact_numscans('streamforge.search_passages_terms'::regclass) as scans`;
      return scans;
    };
    const before = await scansOf();
    await find({ among: [numbers[0]] }, tx);
    assert.equal(await scansOf(), before);
    await find({ among: [numbers[0], ...NOBODY] }, tx);
    assert.ok(await scansOf() > before);
  });
});
