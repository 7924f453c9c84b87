import { type AnalysisKind, analysisOf } from "../../core/analyses.ts";
import { newId } from "../../core/ids.ts";
import { type Sql, transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";

const BATCH = 200; // videos: so many rows are locked at a time

/** How many videos lack an analysis that could be made of them. */
export interface MissingAnalysis {
  kind: AnalysisKind;
  /** Videos without a result, whose job does not wait or run. */
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

/** An SQL condition on `streamforge.videos v`. */
function isMissing(sql: Sql, kind: AnalysisKind) {
  const { readsCaptions, readsPicture, job } = analysisOf(kind);
  const hasCaptions = sql`exists (
    select 1 from streamforge.tracks t join streamforge.cues q on q.revision_id = t.current_revision
    where t.video_id = v.id)`;
  const hasParts = readsCaptions
    ? readsPicture ? sql`(v.has_video or ${hasCaptions})` : hasCaptions
    : readsPicture
    ? sql`v.has_video`
    : sql`v.has_audio`;
  return sql`
    v.state = 'ready' and v.caption_status = 'ready' and v.delete_at is null and ${hasParts}
    and not exists (
      select 1 from streamforge.analyses a where a.video_id = v.id and a.kind = ${kind}
        and (a.result is not null or a.state <> 'failed'))
    and not exists (
      select 1 from streamforge.jobs j where j.video_id = v.id and j.kind = ${job} and j.state in ('queued', 'running'))`;
}

/**
 * Queues a kind for all videos that lack it, after all other jobs.
 *
 * @returns how many
 */
export async function queueMissingAnalyses(sql: Sql, kind: AnalysisKind): Promise<number> {
  let queued = 0;
  for (let after = "";;) {
    const last = await transaction(sql, async (tx) => {
      const rows = await tx<{ id: string }[]>`
        select v.id from streamforge.videos v where v.id > ${after} and ${isMissing(sql, kind)}
        order by v.id limit ${BATCH} for no key update skip locked`;
      if (rows.length === 0) return null;
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
      queued += added.length;
      await notify(tx, rows[0].id, "queued"); // once: a worker that is awake claims the others too
      return rows.at(-1)!.id;
    });
    if (last === null) return queued;
    after = last;
  }
}
