import assert from "node:assert/strict";
import { claim } from "../../jobs/queue.ts";
import type { Query } from "../../../../src/db/pool/client.ts";
import { testDatabase } from "../../../database.ts";
import { addVideo } from "../rows.ts";

const { sql } = await testDatabase();

Deno.test("two workers that claim at once get different jobs", async () => {
  for (let i = 0; i < 8; i++) await addVideo(sql);
  const jobs = await Promise.all(
    Array.from({ length: 10 }, (_, i) => claim(sql, { kinds: ["transcode_video"], worker: `worker ${i}` })),
  );
  const ids = jobs.filter((job) => job !== null).map((job) => job.id);
  assert.equal(ids.length, 8);
  assert.equal(new Set(ids).size, 8);
});

Deno.test("claim() takes only the requested kinds", async () => {
  await addVideo(sql);
  assert.equal(await claim(sql, { kinds: ["caption_video"], worker: "test" }), null);
  assert.equal(await claim(sql, { kinds: [], worker: "test" }), null);
});

Deno.test("claim() goes by priority, then by time, and takes jobs for later after all others", async () => {
  await sql`delete from streamforge.jobs`;
  const [first, second] = [await addVideo(sql), await addVideo(sql)];
  await sql`delete from streamforge.jobs`;
  const add = async (id: string, kind: string, videoId: string, minutesAgo: number, later = false) =>
    void await sql`
      insert into streamforge.jobs (id, kind, video_id, payload, run_at)
      values (${id}, ${kind}, ${videoId}, ${sql.json(later ? { later: true } : {})},
        now() - make_interval(mins => ${minutesAgo}))`;
  await add("later", "transcode_video", first.id, 60, true);
  await add("topics", "analyze_topics", first.id, 50);
  await add("tags", "analyze_tags", first.id, 55);
  await add("renditions", "transcode_renditions", first.id, 30);
  await add("video", "transcode_video", second.id, 1);
  await add("future", "caption_video", second.id, -60);
  const kinds = ["analyze_tags", "analyze_topics", "caption_video", "transcode_renditions", "transcode_video"];
  const claimed: (string | undefined)[] = [];
  for (let i = 0; i < 6; i++) claimed.push((await claim(sql, { kinds, worker: "test" }))?.id);
  assert.deepEqual(claimed, ["video", "renditions", "tags", "topics", "later", undefined]);
});

Deno.test("claim() reads few of the jobs that wait", async () => {
  await sql`delete from streamforge.jobs`;
  await sql`
    insert into streamforge.jobs (id, kind, payload, run_at)
    select 'many ' || i, 'analyze_topics', '{"later": true}', now() - make_interval(secs => i)
    from generate_series(1, 5000) i`;
  await sql`analyze streamforge.jobs`;
  await sql.begin(async (tx) => {
    await tx`set local plan_cache_mode = force_generic_plan`; // what a connection uses after some claims
    const before = await rowsRead(tx);
    assert.equal((await claim(tx, { kinds: ["analyze_tags", "analyze_topics"], worker: "test" }))?.id, "many 5000");
    const rows = await rowsRead(tx) - before;
    assert(rows < 500, `${rows} rows were read`);
  });
});

/** How many rows of the table this transaction has read so far. */
async function rowsRead(tx: Query): Promise<number> {
  const [{ rows }] = await tx<{ rows: number }[]>`
    select pg_stat_get_xact_tuples_returned(oid) + pg_stat_get_xact_tuples_fetched(oid) + coalesce((
      select sum(pg_stat_get_xact_tuples_fetched(indexrelid)) from pg_index where indrelid = c.oid), 0) as rows
    from pg_class c where oid = 'streamforge.jobs'::regclass`;
  return Number(rows);
}
