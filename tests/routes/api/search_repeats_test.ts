import assert from "node:assert/strict";
import { newId } from "../../../src/core/ids.ts";
import { transaction } from "../../../src/db/pool/client.ts";
import { captionFiles } from "../../../src/storage/object_keys.ts";
import { testDatabase } from "../../database.ts";
import { seedCaptions, seedVideo, startApp } from "../harness.ts";
import { addFileTracks } from "../../../src/db/tracks/file_tracks.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const media = { source: { shortSide: 180, bytes: new Uint8Array([1, 2, 3]) } };
type Said = [number, string][];
const cuesOf = (said: Said) =>
  said.map(([start, text], i) => ({ id: i + 1, start, end: start + 2, text, words: [], isEdited: false }));

/** A public video with automatic captions in English and tracks from its file. */
async function film(
  automatic: Said,
  ...tracks: { said: Said; language?: string; isForced?: boolean }[]
): Promise<string> {
  const id = await seedVideo(app, { renditions: media, visibility: "public" });
  await seedCaptions(app, id, { language: "en", cues: cuesOf(automatic) });
  const added = tracks.map(({ said, language = "en", isForced = false }, i) => {
    const revision = newId();
    const about = { author: null, note: null, baseRevision: null, wordCount: 1, ...captionFiles(id, revision) };
    return {
      ...{
        streamIndex: i + 2,
        language,
        title: null,
        isForced,
        isHearingImpaired: false,
        isCommentary: false,
        isDefault: false,
      },
      revision: { id: revision, source: "uploaded" as const, cues: cuesOf(said), ...about },
    };
  });
  await transaction(sql, (tx) => addFileTracks(tx, id, added));
  return id;
}

async function search(q: string, more: Record<string, string> = {}) {
  const response = await app.request(`/api/search?${new URLSearchParams({ q, ...more })}`);
  assert.equal(response.status, 200);
  const { moments, next_cursor } = await response.json();
  const found: string[] = moments.map(({ language, start, text }: { language: string; start: number; text: string }) =>
    `${language} ${start} ${text}`
  );
  return { found, cursor: next_cursor as string | null };
}

Deno.test("a moment of a video is one result per language: from the track that viewers see, else from another", async () => {
  await film(
    [[0, "a lynx was hear"], [10, "the second lynx"], [20, "and a badger"], [30, "lynx, said nobody else"]],
    { said: [[0.4, "A lynx was here."], [9, "The second"], [11.5, "lynx."], [20, "And a bat jar."]] },
    { said: [[0.4, "Ein Lynx war hier."]], language: "de" },
    { said: [[0.4, "LYNX STREET"], [50, "LYNX LANE"]], isForced: true },
  );
  assert.deepEqual((await search("lynx")).found.toSorted(), [
    ...["de 0.4 Ein Lynx war hier.", "en 0.4 A lynx was here.", "en 11.5 lynx."],
    ...["en 30 lynx, said nobody else", "en 50 LYNX LANE"],
  ]);
  assert.deepEqual((await search("badger")).found, ["en 20 and a badger"], "only the automatic one has the word");
  assert.deepEqual((await search('"lynx was hear"')).found, ["en 0 a lynx was hear"], "and only it the phrase");
});

Deno.test("pages give each moment once, whichever track comes first and wherever a page ends", async () => {
  const times = Array.from({ length: 45 }, (_, i) => i * 5);
  for (let n = 0; n < 4; n++) { // the ids, which order the tracks, are random
    await film(
      times.map((at): [number, string] => [at, `okapi ${at}`]),
      { said: times.filter((at) => at % 3 !== 0).map((at): [number, string] => [at + 0.3, `Okapi ${at}!`]) },
    );
  }
  for (const limit of ["1", "7", "100"]) {
    const all: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await search("okapi", { limit, ...(cursor === null ? {} : { cursor }) });
      all.push(...page.found);
      cursor = page.cursor;
    } while (cursor !== null);
    assert.equal(all.length, 4 * times.length, limit);
    const texts = times.map((at) => at % 3 === 0 ? `en ${at} okapi ${at}` : `en ${at + 0.3} Okapi ${at}!`);
    assert.deepEqual([...new Set(all)].toSorted(), texts.toSorted(), limit);
  }
});
