import assert from "node:assert/strict";
import { migrate } from "../../../../src/db/pool/migrate.ts";
import { findMoments, readSearch } from "../../../../src/db/search/search.ts";
import { readDraft } from "../../../../src/db/tracks/drafts.ts";
import { listRevisions } from "../../../../src/db/tracks/revisions.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { currentTracks } from "../../../../src/db/tracks/tracks.ts";
import { readCues } from "../../../../src/db/tracks/cues.ts";
import { migrationsBefore } from "./migrations_before.ts";

const VIDEO = "A".repeat(22);

const { sql } = await testDatabase({ migrated: false });

async function find(query: string) {
  const { moments } = await findMoments(sql, await readSearch(sql, query), {
    reader: { user: "owner", isAdministrator: false },
  });
  return moments.map(({ trackId, text }) => ({ trackId, text }));
}

Deno.test("0026 renames the tables of tracks, revisions and drafts and keeps their rows and their search", async () => {
  await migrate(sql, quietLog, await migrationsBefore("0026"));
  await sql`
    insert into streamforge.videos (id, owner, title, file_name, size_bytes, visibility, language)
    values (${VIDEO}, 'owner', 'A talk', 'talk.mp4', 1000, 'private', 'en')`;
  await sql`insert into streamforge.captions (id, video_id, language) values ('track', ${VIDEO}, 'en')`;
  await sql`
    insert into streamforge.caption_revisions (id, caption_id, source, state, model, word_count, finished_at)
    values ('first', 'track', 'auto', 'finished', 'small', 3, now())`;
  await sql`insert into streamforge.cues (revision_id, position, start_seconds, end_seconds, text)
    values ('first', 1, 0, 2, 'the quick foxes')`;
  await sql`update streamforge.captions set current_revision = 'first' where id = 'track'`;
  await sql`insert into streamforge.caption_drafts (caption_id, author, base_revision, cues, version)
    values ('track', 'owner', 'first', '[{"text": "slow"}]', 4)`;
  await sql`insert into streamforge.pending_captions (revision_id, video_id) values ('second', ${VIDEO})`;

  assert((await migrate(sql, quietLog)).includes("0026_tracks.sql"));

  const [track] = await currentTracks(sql, VIDEO);
  assert.deepEqual([track.id, track.revisionId, track.model, track.wordCount], ["track", "first", "small", 3]);
  assert.deepEqual((await readCues(sql, "first")).map(({ text }) => text), ["the quick foxes"]);
  assert.deepEqual((await listRevisions(sql, "track")).map(({ id, trackId }) => ({ id, trackId })), [
    { id: "first", trackId: "track" },
  ]);
  const draft = await readDraft(sql, "track", "owner");
  assert.deepEqual([draft?.version, draft?.cues], [4, [{ text: "slow" }]]);
  const pending = await sql`select revision_id, video_id from streamforge.pending_revisions`;
  assert.deepEqual([...pending], [{ revisionId: "second", videoId: VIDEO }]);
  assert.deepEqual(await find("fox"), [{ trackId: "track", text: "the quick foxes" }]);

  // the triggers still update the passages when another revision becomes current and when the video's owner changes
  await sql.begin(async (tx) => {
    await tx`insert into streamforge.revisions (id, track_id, source, state) values ('second', 'track', 'edited', 'finished')`;
    await tx`insert into streamforge.cues (revision_id, position, start_seconds, end_seconds, text)
      values ('second', 1, 0, 2, 'a lazy dog')`;
    await tx`update streamforge.tracks set current_revision = 'second' where id = 'track'`;
  });
  assert.deepEqual(await find("fox"), []);
  assert.deepEqual(await find("dogs"), [{ trackId: "track", text: "a lazy dog" }]);
  await sql`update streamforge.videos set owner = 'another' where id = ${VIDEO}`;
  assert.deepEqual(await find("dogs"), []);
});

Deno.test("no constraint, index or function has a name from before 0026", async () => {
  await migrate(sql, quietLog);
  const names = await sql<{ name: string }[]>`
    select conname as name from pg_constraint where connamespace = 'streamforge'::regnamespace
    union all select relname from pg_class where relnamespace = 'streamforge'::regnamespace
    union all select attname from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'streamforge'::regnamespace and c.relkind = 'r'`;
  const old = /^captions|^caption_(revisions|drafts)|^pending_captions|caption_id/;
  assert.deepEqual(names.filter(({ name }) => old.test(name)), []);
  const functions = await sql<{ name: string }[]>`
    select proname as name from pg_proc where pronamespace = 'streamforge'::regnamespace
      and prosrc ~ 'streamforge[.](captions|caption_revisions|caption_drafts|pending_captions)'`;
  assert.deepEqual([...functions], []);
});
