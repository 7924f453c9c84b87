import { type AnalysisKind, analysisOfJob, canBeMade } from "../../core/analyses.ts";
import type { Cue } from "../../core/types.ts";
import { recordAnalysis, removeTextAnalyses, setAnalysisFailed, startAnalysis } from "../../db/analyses/analyses.ts";
import { type AnalyzedCaptions, findAnalyzedCaptions } from "../../db/analyses/analyzed_captions.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { type Job, videoIdOf } from "../../db/jobs/job_rows.ts";
import type { DeadEnd } from "../../db/jobs/queue_rules.ts";
import type { Transaction } from "../../db/pool/client.ts";
import { readCues } from "../../db/tracks/cues.ts";
import { getVideo, queueDropOriginal, type Video } from "../../db/videos/videos.ts";
import type { AttemptContext } from "../context.ts";

/** The captions changed while they were read: the analysis is made again. */
class ChangedCaptionsError extends Error {}

/** The captions of a video, for an analysis. */
export interface CaptionText extends AnalyzedCaptions {
  /** At least one. */
  cues: Cue[];
}

/** What an analysis found out. */
export interface Finding {
  /** As the kind's schema in `src/schemas/analysis.ts`. */
  result: unknown;
  /** The model or rule, with its version. */
  madeBy: string;
  /** What else changes in the transaction that stores it. */
  record?(tx: Transaction): Promise<void>;
}

/** Makes an analysis that does not read captions, and stores it as the end of the job. */
export async function runAnalysis(
  attempt: AttemptContext,
  kind: AnalysisKind,
  make: (video: Video) => Promise<Finding>,
): Promise<void> {
  const video = await begin(attempt, kind);
  const since = performance.now();
  await store(attempt, kind, { ...await make(video), seconds: secondsSince(since), revisionId: null });
}

/**
 * As `runAnalysis`, of the captions of `findAnalyzedCaptions`. If they change meanwhile, the analysis is made again. If they
 * have no cue, what was made of earlier ones is removed.
 *
 * @param options.withoutCaptions what to make where there are none, of a kind that is not of captions alone
 */
export async function runCaptionAnalysis(
  attempt: AttemptContext,
  kind: AnalysisKind,
  make: (captions: CaptionText, video: Video) => Promise<Finding>,
  { withoutCaptions }: { withoutCaptions?: (video: Video) => Promise<Finding> } = {},
): Promise<void> {
  const video = await begin(attempt, kind);
  for (;;) {
    attempt.signal.throwIfAborted();
    const since = performance.now();
    const captions = await readCaptions(attempt, video.id, kind);
    try {
      if (!captions && !withoutCaptions) return await endWithoutText(attempt);
      const finding = captions ? await make(captions, video) : await withoutCaptions!(video);
      const revisionId = captions?.revisionId ?? null;
      await store(attempt, kind, { ...finding, seconds: secondsSince(since), revisionId });
      return;
    } catch (error) {
      if (!(error instanceof ChangedCaptionsError)) throw error;
    }
  }
}

async function begin({ sql, job, giveWay }: AttemptContext, kind: AnalysisKind): Promise<Video> {
  const videoId = videoIdOf(job);
  await startAnalysis(sql, job, videoId, kind);
  const video = await getVideo(sql, videoId); // now that it is known to run, its file stays: releaseOriginal
  await giveWay();
  return video;
}

async function readCaptions({ sql }: AttemptContext, videoId: string, kind: AnalysisKind): Promise<CaptionText | null> {
  const captions = await findAnalyzedCaptions(sql, videoId, kind);
  const cues = captions ? await readCues(sql, captions.revisionId) : [];
  return captions && cues.length > 0 ? { ...captions, cues } : null;
}

async function endWithoutText({ sql, job, config }: AttemptContext): Promise<void> {
  await finish(sql, job, async (tx) => {
    const kinds = config.analyses ?? [];
    if (!await removeTextAnalyses(tx, videoIdOf(job), { kinds })) throw new ChangedCaptionsError();
  });
}

async function store(
  { sql, job, config }: AttemptContext,
  kind: AnalysisKind,
  made: Finding & { seconds: number; revisionId: string | null },
): Promise<void> {
  const videoId = videoIdOf(job);
  await finish(sql, job, async (tx) => {
    if (!await recordAnalysis(tx, videoId, kind, made)) throw new ChangedCaptionsError();
    await made.record?.(tx);
    if (!config.keepOriginal) await queueDropOriginal(tx, videoId, job.id);
  });
}

function secondsSince(milliseconds: number): number {
  return Math.round(performance.now() - milliseconds) / 1000;
}

/** Records for the owner that an analysis could not be made. */
export async function reportFailedAnalysis(tx: Transaction, job: Job, { reason }: DeadEnd): Promise<void> {
  const kind = analysisOfJob(job.kind);
  if (kind && job.videoId) await setAnalysisFailed(tx, job.videoId, kind, reason);
}

/** The kinds to make once captions are finished, or are known not to come. */
export function analysesAfterCaptions(
  kinds: readonly AnalysisKind[],
  cueCount: number,
  { hasAudio, hasVideo }: Pick<Video, "hasAudio" | "hasVideo">,
): AnalysisKind[] {
  return kinds.filter((kind) => canBeMade(kind, { hasCaptions: cueCount > 0, hasAudio, hasVideo }));
}
