import { ANALYSIS_KINDS, type AnalysisKind, analysisOf, canBeMade, isAnalysisKind } from "../../core/analyses.ts";
import { ANALYSIS_RESULTS } from "../../schemas/analysis.ts";
import type { Query, Sql, Transaction } from "../pool/client.ts";
import { transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import { type Fence, hold } from "../jobs/job_rows.ts";
import { removeFoundChapters } from "../videos/player_media.ts";
import { enqueue } from "../videos/video_jobs.ts";
import { captionsByKind, findAnalyzedCaptions, findReadableCaptions } from "./analyzed_captions.ts";

const PICTURE_KINDS = ANALYSIS_KINDS.filter((kind) => analysisOf(kind).readsPicture);
const TEXT_KINDS = ANALYSIS_KINDS.filter((kind) => analysisOf(kind).readsCaptions);

export type AnalysisState = "pending" | "processing" | "ready" | "failed";

/** An analysis of a video, or how far it is. */
export interface Analysis {
  videoId: string;
  kind: AnalysisKind;
  state: AnalysisState;
  /**
   * As the kind's schema in `src/schemas/analysis.ts`; the last one while another is made; null before the first, and
   * where another version of the program made it in another shape.
   */
  result: unknown;
  /** The model or rule that made `result`, with its version. */
  madeBy: string | null;
  /** What `result` took. */
  seconds: number | null;
  /** The revision of the captions that `result` is of; null: it is not of captions. */
  revisionId: string | null;
  /** Why the last try failed, or why the job waits. */
  error: string | null;
  updatedAt: Date;
  /** Whether the captions have a newer revision than `result` is of. */
  isOutdated: boolean;
}

/** Reads the analyses of a video, in the order of `ANALYSIS_NAMES`; those that were never asked for are left out. */
export async function listAnalyses(sql: Query, videoId: string): Promise<Analysis[]> {
  const rows = await sql<Omit<Analysis, "isOutdated">[]>`
    select video_id, kind, state, result, made_by, seconds, revision_id, error, updated_at
    from streamforge.analyses where video_id = ${videoId}`;
  const kept = rows.filter(({ kind }) => isAnalysisKind(kind)); // another version may know others
  const isOfCaptions = kept.some(({ revisionId }) => revisionId !== null);
  const captionsOf = isOfCaptions ? await captionsByKind(sql, videoId) : () => null;
  return kept.map((row) => ({
    ...row,
    // another version may have stored another shape
    result: ANALYSIS_RESULTS[row.kind].safeParse(row.result).success ? row.result : null,
    isOutdated: row.revisionId !== null && row.revisionId !== captionsOf(row.kind)?.revisionId,
  }))
    .toSorted((a, b) => ANALYSIS_KINDS.indexOf(a.kind) - ANALYSIS_KINDS.indexOf(b.kind));
}

/** As `enqueue`; a job that somebody asked for, or that was to run after all others, is the same one. */
async function enqueueUnlessQueued(
  tx: Transaction,
  videoId: string,
  kind: AnalysisKind,
): Promise<{ created: boolean }> {
  const { job } = analysisOf(kind);
  const present = await tx`
    update streamforge.jobs set payload = payload - 'later'
    where video_id = ${videoId} and kind = ${job} and state in ('queued', 'running') and payload ?| array['asked', 'later']
    returning 1`;
  return present.length > 0 ? { created: false } : await enqueue(tx, { kind: job, videoId });
}

/** Queues the jobs of these kinds, where none waits or runs. What there is of them stays until they are done. */
export async function queueAnalyses(tx: Transaction, videoId: string, kinds: readonly AnalysisKind[]): Promise<void> {
  for (const kind of kinds) {
    const { created } = await enqueueUnlessQueued(tx, videoId, kind);
    if (!created) { // its row may have gone with the captions that it was of
      await tx`
        insert into streamforge.analyses (video_id, kind) values (${videoId}, ${kind}) on conflict do nothing`;
      continue;
    }
    await tx`
      insert into streamforge.analyses (video_id, kind) values (${videoId}, ${kind})
      on conflict (video_id, kind)
      do update set state = 'pending', error = null, outdated_at = null, updated_at = now()`;
  }
  if (kinds.length > 0) await announce(tx, videoId);
}

/** Somebody asks for a queued analysis now: it waits no more, and tries again what has failed just before. */
export async function hurryAnalysis(sql: Query, videoId: string, kind: AnalysisKind): Promise<void> {
  await sql`
    update streamforge.jobs set run_at = least(run_at, now()), payload = payload - 'later' || '{"asked": true}'
    where video_id = ${videoId} and kind = ${analysisOf(kind).job} and state = 'queued'`;
}

/** Notes that an attempt works on it. @throws {LostJobError} */
export async function startAnalysis(sql: Sql, fence: Fence, videoId: string, kind: AnalysisKind): Promise<void> {
  await transaction(sql, async (tx) => {
    await hold(tx, fence);
    await announce(tx, videoId);
    await tx`
      insert into streamforge.analyses (video_id, kind, state) values (${videoId}, ${kind}, 'processing')
      on conflict (video_id, kind) do update set state = 'processing', error = null, updated_at = now()`;
  });
}

/** What a job found out. */
export interface AnalysisResult {
  result: unknown;
  madeBy: string;
  seconds: number;
  /** The revision that was read; null for a kind that reads no captions. */
  revisionId: string | null;
}

/**
 * Stores a result. Part of the last transaction of its job.
 *
 * @returns false if the captions have another revision since: then nothing is stored
 */
export async function recordAnalysis(
  tx: Transaction,
  videoId: string,
  kind: AnalysisKind,
  { result, madeBy, seconds, revisionId }: AnalysisResult,
): Promise<boolean> {
  await tx`select 1 from streamforge.videos where id = ${videoId} for no key update`; // as who switches captions
  if (revisionId !== null && (await findAnalyzedCaptions(tx, videoId, kind))?.revisionId !== revisionId) return false;
  await tx`
    insert into streamforge.analyses (video_id, kind, state, result, made_by, seconds, revision_id)
    values (${videoId}, ${kind}, 'ready', ${tx.json(result as never)}, ${madeBy}, ${seconds}, ${revisionId})
    on conflict (video_id, kind) do update
    set state = 'ready', result = excluded.result, made_by = excluded.made_by, seconds = excluded.seconds,
      revision_id = excluded.revision_id, outdated_at = null, error = null, updated_at = now()`;
  await announce(tx, videoId);
  return true;
}

/** Records why an analysis could not be made; an earlier result stays. */
export async function setAnalysisFailed(
  tx: Transaction,
  videoId: string,
  kind: AnalysisKind,
  error: string,
): Promise<void> {
  await announce(tx, videoId); // first, so that rows are locked in the order of all transactions
  await tx`
    update streamforge.analyses set state = 'failed', error = ${error}, outdated_at = null, updated_at = now()
    where video_id = ${videoId} and kind = ${kind}`;
}

/** Records why the job of an analysis waits. Part of the transaction that postpones it. */
export async function setAnalysisWaiting(
  tx: Transaction,
  videoId: string,
  kind: AnalysisKind,
  reason: string,
): Promise<void> {
  await announce(tx, videoId);
  await tx`
    update streamforge.analyses set state = 'pending', error = ${reason}, updated_at = now()
    where video_id = ${videoId} and kind = ${kind}`;
}

/**
 * Removes what was made of captions, found chapters included, if the video has no captions with a cue any more: it
 * quotes what its owner took away. What also looks at the picture is made anew of that alone.
 *
 * @param options.kinds those that are switched on: others are not made anew
 * @param options.removed kinds whose rows are deleted already
 * @returns whether there are no such captions
 */
export async function removeTextAnalyses(
  tx: Transaction,
  videoId: string,
  { kinds, removed = [] }: { kinds: readonly AnalysisKind[]; removed?: readonly AnalysisKind[] },
): Promise<boolean> {
  await tx`select 1 from streamforge.videos where id = ${videoId} for no key update`; // as who switches captions
  if (await findReadableCaptions(tx, videoId)) return false;
  const rows = await tx<{ kind: AnalysisKind }[]>`
    delete from streamforge.analyses
    where video_id = ${videoId} and kind in ${tx(TEXT_KINDS)} and (revision_id is not null or kind not in ${
    tx(PICTURE_KINDS)
  })
    returning kind`;
  const hasVideo = await hasPicture(tx, videoId);
  const again = [...removed, ...rows.map(({ kind }) => kind)]
    .filter((kind) => kinds.includes(kind) && canBeMade(kind, { hasCaptions: false, hasAudio: false, hasVideo }));
  await queueAnalyses(tx, videoId, again);
  await removeFoundChapters(tx, videoId);
  await announce(tx, videoId);
  return true;
}

/**
 * Queues again what is of the sound or the picture, and what had not ended, after the file of a video was replaced and its jobs
 * cancelled. Results of the earlier file are removed.
 *
 * @param options.kinds those that are switched on: others are not made anew
 */
export async function renewAnalyses(
  tx: Transaction,
  videoId: string,
  { kinds: on, ...file }: { hasAudio: boolean; hasVideo: boolean; kinds: readonly AnalysisKind[] },
): Promise<void> {
  const rows = await tx<{ kind: string; state: AnalysisState }[]>`
    select kind, state from streamforge.analyses where video_id = ${videoId}`;
  const kinds = rows.filter(({ kind }) => isAnalysisKind(kind)) as { kind: AnalysisKind; state: AnalysisState }[];
  const ofFile = kinds.map(({ kind }) => kind).filter((kind) =>
    !TEXT_KINDS.includes(kind) || PICTURE_KINDS.includes(kind)
  );
  for (const kind of ofFile) {
    await tx`delete from streamforge.analyses where video_id = ${videoId} and kind = ${kind}`;
  }
  const open = kinds.filter(({ kind, state }) => !ofFile.includes(kind) && state !== "ready" && state !== "failed");
  const hasCaptions = await findReadableCaptions(tx, videoId) !== null;
  const again = [
    ...ofFile.filter((kind) => canBeMade(kind, { ...file, hasCaptions })),
    ...open.map(({ kind }) => kind),
  ];
  await queueAnalyses(tx, videoId, again.filter((kind) => on.includes(kind)));
  for (const { kind } of open.filter(({ kind }) => !on.includes(kind))) { // their jobs are cancelled
    await tx`
      delete from streamforge.analyses where video_id = ${videoId} and kind = ${kind} and result is null`;
    await tx`
      update streamforge.analyses set state = 'ready', error = null where video_id = ${videoId} and kind = ${kind}`;
  }
}

/**
 * Queues the analyses of captions that have changed and then stayed as they are; those of captions that are empty now are
 * removed, also of kinds that are switched off.
 *
 * @param options.kinds those that are switched on
 * @param options.stillSeconds how long captions must have stayed: a person who edits saves often
 * @returns how many
 */
export async function queueOutdatedAnalyses(
  sql: Sql,
  { kinds, stillSeconds }: { kinds: readonly AnalysisKind[]; stillSeconds: number },
): Promise<number> {
  const isOn = (kind: AnalysisKind) => kinds.includes(kind);
  const switchedOn: string[] = [...TEXT_KINDS.filter(isOn), ""]; // a list in SQL has at least one
  const isDue = sql`outdated_at < now() - make_interval(secs => ${stillSeconds})`;
  // "infinity": was looked at while its kind was switched off
  const rows = await sql<{ videoId: string; kind: AnalysisKind; revisionId: string }[]>`
    select video_id, kind, revision_id from streamforge.analyses
    where (${isDue} and kind in ${sql(TEXT_KINDS)})
      or (outdated_at = 'infinity' and kind in ${sql(switchedOn)})
    order by outdated_at limit 100`;
  let queued = 0;
  for (const { videoId, kind, revisionId } of rows) {
    const captions = await findReadableCaptions(sql, videoId, kind);
    const isChanged = captions !== null && captions.revisionId !== revisionId; // else another track was
    await transaction(sql, async (tx) => {
      if (captions === null && await removeTextAnalyses(tx, videoId, { kinds })) return;
      if (isChanged && isOn(kind)) await queueAnalyses(tx, videoId, [kind]);
      await tx`
        update streamforge.analyses set outdated_at = ${isChanged && !isOn(kind) ? sql`'infinity'` : null}
        where video_id = ${videoId} and kind = ${kind} and (${isDue} or outdated_at = 'infinity')`;
    });
    if (isChanged && isOn(kind)) queued++;
  }
  return queued;
}

async function hasPicture(tx: Transaction, videoId: string): Promise<boolean> {
  const [video] = await tx<{ hasVideo: boolean }[]>`
    select has_video from streamforge.videos where id = ${videoId} and state = 'ready'`;
  return video?.hasVideo ?? false;
}

/**
 * Moves what was made of a revision to another one with the same words. The passages of `meaning` name cues, which may
 * be others now: they are made again.
 */
export async function keepAnalyses(
  tx: Transaction,
  videoId: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await tx`
    update streamforge.analyses set revision_id = ${to}, outdated_at = null
    where video_id = ${videoId} and revision_id = ${from} and kind <> 'meaning'`;
}

/** Pages hear of a change of the video's row. */
async function announce(tx: Transaction, videoId: string): Promise<void> {
  await tx`update streamforge.videos set updated_at = now() where id = ${videoId}`;
  await notify(tx, videoId, "video");
}
