import { type AnalysisKind, analysisOf } from "../../core/analyses.ts";
import { newId } from "../../core/ids.ts";
import { type Query, type Sql, transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import { haveReadableCaptions } from "./analyzed_captions.ts";

const BATCH = 200; // videos: so many rows are locked at a time

/** How many videos lack an analysis that could be made of them. */
export interface MissingAnalysis {
  kind: AnalysisKind;
  /** Videos without a result (of the sound: with a quick look at most), whose job does not wait or run. */
  missing: number;
  /** Jobs of this kind that wait or run. */
  queued: number;
}

/** Counts what the videos of all owners lack, kind by kind: those from before a kind was there, and failed ones. */
export async function countMissingAnalyses(sql: Sql, kinds: readonly AnalysisKind[]): Promise<MissingAnalysis[]> {
  const counts: MissingAnalysis[] = [];
  for (const kind of kinds) {
    const [row] = await sql<{ missing: number; queued: number }[]>`
      select (select count(*)::integer from streamforge.videos v where ${isMissing(sql, kind)}) as missing,
        (select count(*)::integer from streamforge.jobs
          where kind = ${analysisOf(kind).job} and state in ('queued', 'running')) as queued`;
    counts.push({ kind, ...row });
  }
  return counts;
}

/**
 * An SQL condition on `streamforge.videos v`. While captions are made nothing is missing, since their end queues all; a
 * quick look at the sound is no measurement.
 */
function isMissing(sql: Query, kind: AnalysisKind) {
  const { readsCaptions, readsPicture, job } = analysisOf(kind);
  const hasParts = readsCaptions
    ? readsPicture ? sql`(v.has_video or ${haveReadableCaptions(sql, kind)})` : haveReadableCaptions(sql, kind)
    : readsPicture
    ? sql`v.has_video`
    : sql`v.has_audio`;
  return sql`
    v.state = 'ready' and v.caption_status not in ('pending', 'processing') and v.delete_at is null and ${hasParts}
    and not exists (
      select 1 from streamforge.analyses a where a.video_id = v.id and a.kind = ${kind}
        and ((a.result is not null and a.result -> 'quick_look_seconds' is null)
          or (a.result is null and a.state <> 'failed')))
    and not exists (
      select 1 from streamforge.jobs j where j.video_id = v.id and j.kind = ${job} and j.state in ('queued', 'running'))`;
}

/**
 * Queues a kind for all videos that lack it, after all other jobs. Those that are being changed come last, one by one.
 *
 * @returns how many
 */
export async function queueMissingAnalyses(sql: Sql, kind: AnalysisKind): Promise<number> {
  let queued = 0;
  for (const waits of [false, true]) {
    for (let after: string | null = ""; after !== null;) {
      const next: { last: string | null; added: number } = await queueAfter(sql, kind, { after, waits });
      queued += next.added;
      after = next.last;
    }
  }
  return queued;
}

/**
 * Queues a kind for some of the videos that lack it.
 *
 * @param options.after the id before them
 * @param options.waits for the lock of a video; else locked ones are passed over
 * @returns the last one's id, null if there was none; how many
 */
async function queueAfter(
  sql: Sql,
  kind: AnalysisKind,
  { after, waits }: { after: string; waits: boolean },
): Promise<{ last: string | null; added: number }> {
  return await transaction(sql, async (tx) => {
    const rows = await tx<{ id: string }[]>`
      select v.id from streamforge.videos v where v.id > ${after} and ${isMissing(tx, kind)}
      order by v.id limit ${waits ? 1 : BATCH} for no key update ${waits ? tx`` : tx`skip locked`}`;
    if (rows.length === 0) return { last: null, added: 0 };
    const jobs = tx.json(rows.map(({ id }) => ({ id: newId(), video_id: id })));
    const added = await tx`
      insert into streamforge.jobs (id, kind, video_id, payload)
      select id, ${analysisOf(kind).job}::text, video_id, '{"later": true}'::jsonb
      from jsonb_to_recordset(${jobs}) as new(id text, video_id text)
      on conflict (video_id, kind) where state in ('queued', 'running') do nothing returning 1`;
    await tx`
      insert into streamforge.analyses (video_id, kind)
      select video_id, ${kind} from jsonb_to_recordset(${jobs}) as new(video_id text)
      on conflict (video_id, kind) do update set state = 'pending', error = null, updated_at = now()`;
    await notify(tx, rows[0].id, "queued"); // once: a worker that is awake claims the others too
    return { last: rows.at(-1)!.id, added: added.length };
  });
}
