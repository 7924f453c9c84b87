import { NotFoundError } from "../../core/errors.ts";
import { clock } from "../../core/clock_text.ts";
import { EARLIER_FILE, type Notice, NOTICE_CODES } from "../../core/notice.ts";
import type { Job, JobPayload } from "../jobs/job_rows.ts";
import { jobColumns } from "../jobs/job_rows.ts";
import type { AnalysisKind } from "../../core/analyses.ts";
import { renewAnalyses } from "../analyses/analyses.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import { abandonRevisions } from "../tracks/building_revisions.ts";
import { setNotices } from "./audio_tracks.ts";
import { type NewRendition, recordRenditions, type VideoFacts } from "./renditions.ts";
import { rewindBeyond } from "../users/watch_progress.ts";
import { addUnusedObjects, removeUnusedObject } from "./unused_objects.ts";
import { cancelJobs, enqueue } from "./video_jobs.ts";
import { setCaptionStatus } from "./videos.ts";
import type { Video } from "./video_rows.ts";

/** How long the upload of a file may take before a sweep deletes it. */
const RECEIVE_SECONDS = 24 * 3600;
const KIND = "replace_file";

/** A received file that is to replace that of a video. */
export interface NewFile {
  /** Its storage key. */
  key: string;
  sizeBytes: number;
  fileName: string;
  /** The sound track that was asked for, from 1; null: choose it. */
  audioTrack: number | null;
}

/** The file of a job. */
export function newFileOf({ payload }: Pick<Job, "payload">): NewFile {
  return {
    key: String(payload.key),
    sizeBytes: Number(payload.size_bytes),
    fileName: String(payload.file_name),
    audioTrack: payload.audio_track === null ? null : Number(payload.audio_track),
  };
}

/** Notes the key of a file before it is stored: if the server is killed before the job is queued, a sweep deletes it. */
export async function noteNewFile(sql: Query, key: string): Promise<void> {
  await addUnusedObjects(sql, [key], { inSeconds: RECEIVE_SECONDS });
}

/**
 * Queues the job that replaces the file of a video. One that waits or runs is cancelled: the later file counts. A second
 * call with the same file returns the same job.
 *
 * @throws {NotFoundError} if the video or the file is gone
 */
export async function queueReplacement(sql: Sql, videoId: string, file: NewFile): Promise<Job> {
  return await transaction(sql, async (tx) => {
    // one after another: of two that arrive at once, the later must see the job of the earlier
    await tx`select pg_advisory_xact_lock(hashtextextended(${`replace the file of ${videoId}`}, 0))`;
    const [same] = await tx<Job[]>`
      select ${jobColumns(tx)} from streamforge.jobs
      where video_id = ${videoId} and kind = ${KIND} and payload ->> 'key' = ${file.key}`;
    if (same) return same;
    if (!await removeUnusedObject(tx, file.key)) throw new NotFoundError("the new file is gone: send it again");
    const earlier = await cancelJobs(tx, videoId, { kind: KIND });
    await addUnusedObjects(tx, earlier.map((job) => newFileOf(job).key));
    await setNotices(tx, videoId, ["not_replaced"], []);
    const payload: JobPayload = {
      ...{ key: file.key, size_bytes: file.sizeBytes, file_name: file.fileName, audio_track: file.audioTrack },
    };
    const { job } = await enqueue(tx, { kind: KIND, videoId, payload });
    await notify(tx, videoId, "video");
    return job;
  });
}

/** What was made of the new file. */
export interface SwitchedFile {
  file: NewFile;
  facts: VideoFacts;
  rendition: NewRendition;
  /** Whether other sizes or pictures are to be made. */
  rest: boolean;
  /** What its owner should know about it. */
  notices: Notice[];
  /** The kinds that are switched on. */
  analyses: readonly AnalysisKind[];
}

/**
 * Switches a video to a new file. Part of the last transaction of its job. What was made of the earlier file is left to
 * the sweep of unused objects, and its jobs are cancelled. Captions stay; those of the machine are made if there are
 * none yet, or if they were being made.
 */
export async function switchFile(
  tx: Transaction,
  job: Job & { videoId: string },
  { file, facts, rendition, rest, notices, analyses }: SwitchedFile,
): Promise<void> {
  const { videoId } = job;
  const cancelled = await cancelJobs(tx, videoId, { but: job.id }); // jobs before the video: see `enqueue`
  for (const { id } of cancelled) await abandonRevisions(tx, id);
  const [before] = await tx<(EarlierObjects & Pick<Video, "durationSeconds" | "captionStatus">)[]>`
    select original_key, thumbnail_key, audio_report_key, storyboard, poster_candidates, duration_seconds, caption_status
    from streamforge.videos where id = ${videoId} for update`;
  await addUnusedObjects(tx, await releaseObjects(tx, videoId, before));
  const captions = await captionsOf(tx, videoId);
  await tx`
    update streamforge.videos
    set original_key = ${file.key}, size_bytes = ${file.sizeBytes}, file_name = ${file.fileName},
      file_version = file_version + 1, asked_audio_track = ${file.audioTrack}, caption_audio_track = null,
      storyboard = null, audio_report_key = null, poster_candidates = null,
      poster = case when poster ->> 'by' = 'person' then poster end -- a person's choice stays
    where id = ${videoId}`;
  await recordRenditions(tx, videoId, [rendition], { facts, rest, keepsCaptions: true });
  if (facts.durationSeconds) await rewindBeyond(tx, videoId, facts.durationSeconds);
  const earlier = captions.all ? [earlierFileNotice(before.durationSeconds, facts.durationSeconds)] : [];
  await setNotices(tx, videoId, NOTICE_CODES, [...notices, ...earlier]);
  const interrupted = cancelled.find(({ kind }) => kind === "caption_video");
  if (facts.hasAudio && (interrupted || !captions.machine)) {
    const { audio_track: _, ...payload } = interrupted?.payload ?? {}; // the tracks are others now
    await enqueue(tx, { kind: "caption_video", videoId, payload });
  } else if (!captions.all || before.captionStatus !== "ready") {
    await setCaptionStatus(tx, videoId, { status: "ready", note: captions.all ? null : "no sound" });
  }
  if (facts.hasAudio && before.audioReportKey !== null) await enqueue(tx, { kind: "inspect_audio", videoId });
  await renewAnalyses(tx, videoId, { hasAudio: facts.hasAudio, hasVideo: facts.hasVideo, kinds: analyses });
}

type EarlierObjects = Pick<
  Video,
  "originalKey" | "thumbnailKey" | "audioReportKey" | "storyboard" | "posterCandidates"
>;

/** Deletes the rows of what was made of a file. @returns the keys of their objects and its own */
async function releaseObjects(
  tx: Transaction,
  videoId: string,
  video: EarlierObjects,
): Promise<string[]> {
  const renditions = await tx<{ key: string }[]>`
    delete from streamforge.renditions where video_id = ${videoId} returning mp4_key as key`;
  const windows = await tx<{ key: string }[]>`
    delete from streamforge.attention_windows where video_id = ${videoId} returning storage_key as key`;
  const exports = await tx<{ key: string }[]>`
    delete from streamforge.exports where video_id = ${videoId} returning storage_key as key`;
  const folders = [video.audioReportKey, video.storyboard?.folder, video.posterCandidates?.folder].map((folder) =>
    folder && `${folder}/`
  );
  return [
    ...renditions.map(({ key }) => key.slice(0, key.lastIndexOf("/") + 1)),
    ...[...windows, ...exports].map(({ key }) => key),
    ...[video.originalKey, video.thumbnailKey, ...folders].filter((key) => typeof key === "string"),
  ];
}

/** Whether a video has captions with cues, and whether the machine's track has. */
async function captionsOf(tx: Transaction, videoId: string): Promise<{ all: boolean; machine: boolean }> {
  const [{ all, machine }] = await tx<{ all: boolean | null; machine: boolean | null }[]>`
    select bool_or(true) as all, bool_or(t.name = '') as machine
    from streamforge.tracks t join streamforge.revisions r on r.id = t.current_revision and r.state = 'finished'
    where t.video_id = ${videoId} and exists (select 1 from streamforge.cues q where q.revision_id = r.id)`;
  return { all: all ?? false, machine: machine ?? false };
}

/** Says that captions are of an earlier file, and how much longer or shorter the new one is. */
function earlierFileNotice(beforeSeconds: number | null, seconds: number | null): Notice {
  const text = "The captions were made from the earlier file of this video.";
  const difference = (seconds ?? 0) - (beforeSeconds ?? 0);
  if (beforeSeconds === null || seconds === null || Math.abs(difference) < 0.5) return { code: EARLIER_FILE, text };
  const times = `it lasted ${clock(Math.round(beforeSeconds))}, the new one lasts ${clock(Math.round(seconds))}`;
  return { code: EARLIER_FILE, text: `${text} Its length was another: ${times}.` };
}

/** Tells the owner that a file could not take the place of the earlier one, and leaves it to the sweep. */
export async function refuseNewFile(tx: Transaction, job: Job & { videoId: string }, reason: string): Promise<void> {
  await addUnusedObjects(tx, [newFileOf(job).key]);
  const text = `The file could not be replaced: ${reason}. The earlier one is still in its place.`;
  await setNotices(tx, job.videoId, ["not_replaced"], [{ code: "not_replaced", text }]);
  await notify(tx, job.videoId, "video");
}
