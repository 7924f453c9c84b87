import { newId } from "../src/core/ids.ts";
import type { Sql } from "../src/db/pool/client.ts";
import { readSearch } from "../src/db/search/search.ts";
import { type BenchQuery, LANGUAGES_SPOKEN, SyntheticSpeech } from "./search_text.ts";

export interface LibrarySize {
  videos: number;
  /** Of each video. */
  cues: number;
}

const VIDEOS_PER_STATEMENT = 50; // videos in one statement
const PARALLEL_INDEXERS = 2;

export async function isFilled(sql: Sql, { videos }: LibrarySize): Promise<boolean> {
  const [{ n }] = await sql<{ n: number }[]>`select count(*) as n from streamforge.search_videos`;
  if (n !== 0 && n !== videos) throw new Error(`the folder holds ${n} videos and not ${videos}: name another one`);
  return n === videos;
}

/**
 * Writes videos, tracks, revisions and cues, and their search passages as the triggers would. Builds the index last.
 */
export async function fillLibrary(sql: Sql, size: LibrarySize, log: (line: string) => void): Promise<void> {
  const start = performance.now();
  const elapsed = () => `${Math.round((performance.now() - start) / 1000)} s`;
  await sql`alter table streamforge.tracks disable trigger user`;
  const [index] = await sql<{ indexdef: string }[]>`
    select indexdef from pg_indexes where schemaname = 'streamforge' and indexname = 'search_passages_terms'`;
  await sql`drop index streamforge.search_passages_terms`;
  const speech = new SyntheticSpeech(1);
  for (let first = 0; first < size.videos; first += VIDEOS_PER_STATEMENT) {
    const videos = Math.min(VIDEOS_PER_STATEMENT, size.videos - first);
    await writeVideos(sql, Array.from({ length: videos }, (_, i) => makeVideo(speech, size.cues, first + i)));
  }
  log(`${size.videos} videos with ${size.cues} cues each were written after ${elapsed()}`);
  const tracks = (await sql<{ id: string }[]>`select id from streamforge.tracks order by created_at`).map(({ id }) =>
    id
  );
  await Promise.all(Array.from({ length: PARALLEL_INDEXERS }, async (_, first) => {
    for (let i = first; i < tracks.length; i += PARALLEL_INDEXERS) {
      await sql`select streamforge.search_index(${tracks[i]})`;
    }
  }));
  log(`their passages after ${elapsed()}`);
  await sql.begin(async (tx) => {
    await tx`set local maintenance_work_mem = '512MB'`;
    await tx.unsafe(index.indexdef);
  });
  await sql`alter table streamforge.tracks enable trigger user`;
  await sql`vacuum analyze`;
  const [sizes] = await sql<Record<string, string>[]>`
    select pg_size_pretty(pg_database_size(current_database())) as whole,
      pg_size_pretty(pg_table_size('streamforge.cues')) as cues,
      pg_size_pretty(pg_table_size('streamforge.search_passages')) as passages,
      pg_size_pretty(pg_relation_size('streamforge.search_passages_terms')) as index`;
  log(`the index after ${elapsed()}; on the disk: ${JSON.stringify(sizes)}`);
}

function makeVideo(speech: SyntheticSpeech, cues: number, n: number) {
  const language = speech.pick(LANGUAGES_SPOKEN);
  const subject = speech.subject();
  return {
    ...{ id: newId(), track: newId(), revision: newId(), language, title: speech.title() },
    visibility: speech.pick(["public", "public", "public", "unlisted", "private"]),
    created: new Date(Date.UTC(2026, 0, 1) + n * 600_000).toISOString(),
    cues: Array.from({ length: cues }, (_, i) => ({ p: i + 1, s: i * 4, t: speech.cue(language, subject) })),
  };
}

async function writeVideos(sql: Sql, videos: ReturnType<typeof makeVideo>[]): Promise<void> {
  const rows = sql.json(videos);
  await sql.begin(async (tx) => {
    await tx`
      insert into streamforge.videos (id, owner, title, visibility, state, file_name, size_bytes, duration_seconds,
        language, caption_status, created_at)
      select id, 'owner', title, visibility, 'ready', 'talk.mp4', 1, 800, language, 'ready', created
      from json_to_recordset(${rows}::json)
        as v (id text, title text, visibility text, language text, created timestamptz)`;
    await tx`
      insert into streamforge.tracks (id, video_id, language, created_at)
      select track, id, language, created
      from json_to_recordset(${rows}::json) as v (id text, track text, language text, created timestamptz)`;
    await tx`
      insert into streamforge.revisions (id, track_id, source, state)
      select revision, track, 'auto', 'finished'
      from json_to_recordset(${rows}::json) as v (track text, revision text)`;
    await tx`
      insert into streamforge.cues (revision_id, position, start_seconds, end_seconds, text)
      select revision, p, s, s + 3.8, t
      from json_to_recordset(${rows}::json) as v (revision text, cues json),
        json_to_recordset(v.cues) as c (p integer, s double precision, t text)`;
    await tx`
      update streamforge.tracks t set current_revision = v.revision
      from json_to_recordset(${rows}::json) as v (track text, revision text) where t.id = v.track`;
  });
}

/** Measures how long it takes to make another revision current, with triggers and index. @returns ms */
export async function timeOneRevision(sql: Sql): Promise<number> {
  const [{ id, revision }] = await sql<{ id: string; revision: string }[]>`
    select id, current_revision as revision from streamforge.tracks where language = 'en' order by created_at limit 1`;
  const next = newId();
  await sql.begin(async (tx) => {
    await tx`insert into streamforge.revisions (id, track_id, source, state) values (${next}, ${id}, 'edited', 'finished')`;
    await tx`insert into streamforge.cues select ${next}, position, start_seconds, end_seconds, text, words
      from streamforge.cues where revision_id = ${revision}`;
  });
  const start = performance.now();
  await sql`update streamforge.tracks set current_revision = ${next} where id = ${id}`;
  return Math.round(performance.now() - start);
}

/** Prints Postgres's plan of a query over all videos. */
export async function explainSlowest(
  sql: Sql,
  { path, isOwner }: BenchQuery,
  log: (line: string) => void,
): Promise<void> {
  const parameters = new URL(path, "http://localhost").searchParams;
  const { terms } = await readSearch(sql, parameters.get("q")!, parameters.get("language"));
  log(`terms: ${terms}`);
  for (const level of ["/0/624", ""]) {
    const scope = `'p${level}'${isOwner ? `|'o/owner${level}'` : ""}`;
    const plan = await sql.begin(async (tx) => {
      await tx`set local enable_seqscan = off`;
      return await tx<{ queryPlan: string }[]>`
        explain (analyze, buffers) select p.number, p.track_id, p.part, p.revision_id, p.stemmer, p.sequence
        from streamforge.search_passages p
        where p.terms @@ ${terms}::text::tsquery and p.scope @@ ${scope}::text::tsquery and p.number <= 10000
        order by p.number desc, p.track_id, p.part limit 48`;
    });
    log(`\nin the scope ${scope}:`);
    for (const row of plan) log(Object.values(row)[0] as string);
  }
}
