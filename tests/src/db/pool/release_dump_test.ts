import assert from "node:assert/strict";
import { findMoments, readSearch } from "../../../../src/db/search/search.ts";
import { finish } from "../../../../src/db/jobs/outcomes.ts";
import { connect } from "../../../../src/db/pool/client.ts";
import { migrate } from "../../../../src/db/pool/migrate.ts";
import { readStorageIdentity } from "../../../../src/db/pool/storage_identity.ts";
import { readCaptionState } from "../../../../src/db/tracks/caption_state.ts";
import { readCues, readEditedCues } from "../../../../src/db/tracks/cues.ts";
import { readDraft } from "../../../../src/db/tracks/drafts.ts";
import { stalePendingRevisions } from "../../../../src/db/tracks/pending_revisions.ts";
import { listRevisions } from "../../../../src/db/tracks/revisions.ts";
import { currentTracks } from "../../../../src/db/tracks/tracks.ts";
import { readSegments } from "../../../../src/db/transcriptions/transcriptions.ts";
import { listAttention } from "../../../../src/db/videos/attention.ts";
import { listRenditions } from "../../../../src/db/videos/renditions.ts";
import { findUpload } from "../../../../src/db/videos/uploads.ts";
import { getVideo, listVideos } from "../../../../src/db/videos/videos.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { claimFor } from "../rows.ts";

// Made by tests/data/make_release_dump.ts
const DUMP = new URL("../../../data/release-0.1.0.sql", import.meta.url);

const { sql, database } = await testDatabase({ migrated: false });
await restore(DUMP);
const countsBefore = await countRows();
await migrate(sql, quietLog);

/** Restores a dump over a separate connection, because a dump changes the session's settings. */
async function restore(dump: URL): Promise<void> {
  const connection = connect(database, { max: 1, statementSeconds: 0 });
  await connection.unsafe(await Deno.readTextFile(dump));
  await connection.end();
}

/** The number of rows of each table except the list of migrations. */
async function countRows(): Promise<Map<string, number>> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'streamforge' and table_name <> 'migrations'`;
  const counts = new Map<string, number>();
  for (const { name } of tables) {
    const [{ count }] = await sql<{ count: number }[]>`select count(*) from ${sql(`streamforge.${name}`)}`;
    counts.set(name, count);
  }
  return counts;
}

async function videoByTitle(title: string) {
  const { videos } = await listVideos(sql, { reader: { user: "owner", isAdministrator: true } });
  return videos.find((video) => video.title === title)!;
}

Deno.test("a database of 0.1.0 keeps all rows in all migrations, and every table of the dump has rows", async () => {
  const counts = await countRows();
  for (const [name, count] of countsBefore) {
    assert.ok(count > 0, `${name} has no row in the dump`);
    assert.equal(counts.get(name), count, name);
  }
  assert.deepEqual(await migrate(sql, quietLog), []);
});

Deno.test("a video of 0.1.0 is read with its captions, edits and files", async () => {
  const { id } = await videoByTitle("A talk about foxes");
  const video = await getVideo(sql, id);
  assert.deepEqual([video.state, video.language, video.wordCount, video.durationSeconds], ["ready", "en", 9, 4.5]);
  assert.deepEqual(video.tags, ["nature", "Été"]);
  assert.deepEqual(video.chapters, [{ start: 0, end: 4, title: "Beginning" }]);
  assert.equal(video.storyboard?.folder, `videos/${id}/storyboard/1`);
  assert.equal(video.audioReportKey, `videos/${id}/hearing/1`);
  assert.equal((await readCaptionState(sql, id)).status, "ready");
  assert.deepEqual((await listRenditions(sql, id)).map(({ name, shortSide }) => [name, shortSide]), [["720p", 720]]);

  const tracks = await currentTracks(sql, id);
  assert.deepEqual(tracks.map(({ language, kind, name, source }) => [language, kind, name, source]), [
    ["de", "captions", "Aus der Datei", "uploaded"],
    ["en", "subtitles", "", "edited"],
  ]);
  const [, english] = tracks;
  assert.deepEqual((await readEditedCues(sql, english.revisionId)).map(({ text, isEdited }) => [text, isEdited]), [
    ["the quick brown foxes", true],
    ["jump over the lazy dog", true],
  ]);
  const [edited, machine] = await listRevisions(sql, english.id);
  assert.deepEqual([edited.id, edited.baseRevision, machine.source], [english.revisionId, machine.id, "auto"]);
  assert.deepEqual((await readCues(sql, machine.id)).map(({ start, end, text }) => ({ start, end, text })), [
    { start: 0, end: 1.5, text: "the quick foxes" },
    { start: 2, end: 3.5, text: "jump over the lazy dog" },
  ]);
  assert.deepEqual((await readDraft(sql, english.id, "owner"))?.cues, [{ start: 0, end: 2, text: "the slow foxes" }]);
  const [attention] = await listAttention(sql, id, machine.id);
  assert.equal(attention.storageKey, `videos/${id}/attention/1.bin`);
  assert.deepEqual((await stalePendingRevisions(sql, 0)).map(({ videoId }) => videoId), [id]);
});

Deno.test("search finds the speech of a video of 0.1.0, and its waiting job can be claimed", async () => {
  const { moments } = await findMoments(sql, await readSearch(sql, "brown fox"), { reader: null });
  assert.deepEqual(moments.map(({ text }) => text), ["the quick brown foxes"]);

  const waiting = await videoByTitle("Waiting for its first job");
  assert.equal(waiting.state, "processing");
  const job = await claimFor(sql, waiting.id);
  await finish(sql, job);
});

Deno.test("transcriptions, uploads and the storage's identity of 0.1.0 are read", async () => {
  const [{ id }] = await sql<{ id: string }[]>`select id from streamforge.transcriptions`;
  assert.deepEqual((await readSegments(sql, id)).map(({ text, tokens }) => ({ text, tokens })), [
    { text: " Hello.", tokens: [2425, 13] },
  ]);
  const [upload] = await sql<{ id: string }[]>`select id from streamforge.uploads where size_bytes is not null`;
  assert.deepEqual((await findUpload(sql, upload.id))?.metadata, { filename: "lecture.mp4" });
  assert.equal((await readStorageIdentity(sql))?.place, "example:/srv/streamforge/media");
});
