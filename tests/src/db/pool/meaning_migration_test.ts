import assert from "node:assert/strict";
import { queueOutdatedAnalyses } from "../../../../src/db/analyses/analyses.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { migrate } from "../../../../src/db/pool/migrate.ts";
import { storePassages } from "../../../../src/db/search/meaning.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { migrationsBefore } from "./migrations_before.ts";

const { sql } = await testDatabase({ migrated: false });

/** A video with captions whose meaning was read. */
async function addVideo(name: string, passages: number): Promise<string> {
  const id = name.padEnd(22, "A");
  await sql`
    insert into streamforge.videos (id, owner, title, file_name, size_bytes, visibility, language, state)
    values (${id}, 'owner', 'A talk', 'talk.mp4', 1000, 'private', 'en', 'ready')`;
  await sql`insert into streamforge.tracks (id, video_id, language) values (${name}, ${id}, 'en')`;
  await sql`
    insert into streamforge.revisions (id, track_id, source, state, model, word_count, finished_at)
    values (${name}, ${name}, 'auto', 'finished', 'small', 2, now())`;
  await sql`
    insert into streamforge.cues (revision_id, position, start_seconds, end_seconds, text)
    values (${name}, 1, 0, 2, 'An ocelot.')`;
  await sql`update streamforge.tracks set current_revision = ${name} where id = ${name}`;
  await sql`
    insert into streamforge.analyses (video_id, kind, state, result, revision_id)
    values (${id}, 'meaning', 'ready', ${sql.json({ language: "en", unavailable: null, passages })}, ${name})`;
  return id;
}

Deno.test("0062 has passages that were lost made again, and no others", async () => {
  await migrate(sql, quietLog, await migrationsBefore("0062"));
  const [kept, lost] = [await addVideo("kept", 1), await addVideo("lost", 1)];
  await addVideo("none", 0);
  const vector = Float32Array.from({ length: 384 }, (_, i) => i === 0 ? 1 : 0);
  const passage = { firstPosition: 1, lastPosition: 1, vector };
  await transaction(sql, (tx) => storePassages(tx, kept, { trackId: "kept", revisionId: "kept" }, [passage]));

  assert((await migrate(sql, quietLog)).includes("0062_search_repairs.sql"));
  assert.equal(await queueOutdatedAnalyses(sql, { kinds: ["meaning"], stillSeconds: 0 }), 1);
  const jobs = await sql`select video_id from streamforge.jobs where kind = 'analyze_meaning'`;
  assert.deepEqual([...jobs], [{ videoId: lost }]);
});
