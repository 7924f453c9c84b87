import { ANALYSIS_KINDS, analysisOf } from "../../core/analyses.ts";
import type { Chapter } from "../../core/player_media.ts";
import { ConflictError, NotFoundError } from "../../core/errors.ts";
import type { CaptionStatus, Visibility } from "../../core/types.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { enqueue } from "./video_jobs.ts";
import { notify } from "../pool/notify.ts";
import { recordVideoEvent } from "../webhooks/events.ts";
import { addUnusedObjects } from "./unused_objects.ts";
import { type StoredLayout, type Video, videoColumns } from "./video_rows.ts";
import { MAX_TAGS } from "../../schemas/video.ts";

export { type ListFilter, listVideos } from "./video_list.ts";
export type { ActiveJob, StoredLayout, Video } from "./video_rows.ts";

export interface NewVideo {
  id: string;
  owner: string;
  title: string;
  visibility?: Visibility;
  fileName: string;
  originalKey: string;
  sizeBytes: number;
  durationSeconds?: number | null;
  width?: number | null;
  height?: number | null;
  hasVideo?: boolean;
  hasAudio?: boolean;
  /** The sound track that was asked for, from 1; null: choose it. */
  audioTrack?: number | null;
  /** null: detect it. */
  language?: string | null;
  /** Words and names to be expected. */
  vocabulary?: string | null;
  captionLayout?: StoredLayout;
  /** The tus upload that becomes this video, marked as done in the same transaction. */
  uploadId?: string;
}

/**
 * Writes a video and its first job in one transaction. If the video exists, or the upload has already become one (the
 * answer to the first call was lost), it changes nothing and returns that video.
 *
 * @throws {NotFoundError} if the upload is deleted, and with it the file
 */
export async function createVideo(sql: Sql, video: NewVideo): Promise<Video> {
  return await transaction(sql, async (tx) => {
    const present = await findAnyVideo(tx, video.id);
    if (present) return present;
    if (video.uploadId !== undefined) {
      const [upload] = await tx<{ videoId: string | null }[]>`
        select video_id from streamforge.uploads where id = ${video.uploadId} for update`;
      if (!upload) throw new NotFoundError("the upload is deleted: upload the file again");
      if (upload.videoId) return await getVideo(tx, upload.videoId);
      await tx`update streamforge.uploads set video_id = ${video.id} where id = ${video.uploadId}`;
    }
    const language = video.language ?? null;
    await tx`
      insert into streamforge.videos (id, owner, title, visibility, file_name, original_key, size_bytes,
        duration_seconds, width, height, has_video, has_audio, asked_audio_track, asked_language, language, vocabulary,
        caption_layout)
      values (${video.id}, ${video.owner}, ${video.title}, ${video.visibility ?? "unlisted"}, ${video.fileName},
        ${video.originalKey}, ${video.sizeBytes}, ${video.durationSeconds ?? null}, ${video.width ?? null},
        ${video.height ?? null}, ${video.hasVideo ?? true}, ${video.hasAudio ?? true}, ${
      video.audioTrack ?? null
    }, ${language},
        ${language}, ${video.vocabulary ?? null}, ${tx.json(video.captionLayout ?? {})})`;
    await enqueue(tx, { kind: "transcode_video", videoId: video.id });
    await notify(tx, video.id, "video");
    return await getVideo(tx, video.id);
  });
}

/**
 * Reads a video for the server's own work, also a hidden one, because its deletion may be undone.
 *
 * @throws {NotFoundError}
 */
export async function getVideo(sql: Query, id: string): Promise<Video> {
  const video = await findAnyVideo(sql, id);
  if (!video) throw new NotFoundError(`there is no video ${id}`);
  return video;
}

/** Lists videos by their ids, in any order, without hidden ones. Who may see them is the caller's business. */
export async function listVideosById(sql: Query, ids: readonly string[]): Promise<Video[]> {
  if (ids.length === 0) return [];
  return [
    ...await sql<Video[]>`
      select ${videoColumns(sql)} from streamforge.videos v where v.id in ${sql([...ids])} and v.delete_at is null`,
  ];
}

/** Reads a video; null if there is none or it is hidden. */
export async function findVideo(sql: Query, id: string): Promise<Video | null> {
  const video = await findAnyVideo(sql, id);
  return video?.deleteAt ? null : video;
}

/** Reads a video, hidden or not: while it has a row, its files must stay. */
export async function findAnyVideo(sql: Query, id: string): Promise<Video | null> {
  const [video] = await sql<Video[]>`select ${videoColumns(sql)} from streamforge.videos v where v.id = ${id}`;
  return video ?? null;
}

export interface VideoChanges {
  title?: string;
  description?: string;
  visibility?: Visibility;
  /** The spoken language, for the next captions. null: detect it. */
  language?: string | null;
  captionLayout?: StoredLayout;
  /** Lower case, each once. */
  tags?: readonly string[];
  /** Added behind those it has, unless it has them; after `removeTags`. */
  addTags?: readonly string[];
  removeTags?: readonly string[];
  /** A person's; in order. */
  chapters?: readonly Chapter[];
}

/** @throws {NotFoundError}; {ConflictError} if `addTags` would make too many tags */
export async function updateVideo(sql: Sql, id: string, changes: VideoChanges): Promise<Video> {
  return await transaction(sql, async (tx) => {
    const { title, description, visibility, language, captionLayout, chapters } = changes;
    const tags = changes.addTags || changes.removeTags ? await editTags(tx, id, changes) : changes.tags;
    const rows = await tx`
      update streamforge.videos set updated_at = now()
        ${title === undefined ? tx`` : tx`, title = ${title}`}
        ${description === undefined ? tx`` : tx`, description = ${description}`}
        ${visibility === undefined ? tx`` : tx`, visibility = ${visibility}`}
        ${
      language === undefined ? tx`` : tx`, asked_language = ${language}, language = coalesce(${language}, language)`
    }
        ${captionLayout === undefined ? tx`` : tx`, caption_layout = ${tx.json(captionLayout)}`}
        ${tags === undefined ? tx`` : tx`, tags = array(select jsonb_array_elements_text(${tx.json(tags)}::jsonb))`}
        ${chapters === undefined ? tx`` : tx`, chapters = ${tx.json(chapters as never)}, chapters_by = 'person'`}
      where id = ${id} returning id`;
    if (rows.length === 0) throw new NotFoundError(`there is no video ${id}`);
    if (language !== undefined) { // other captions may come first now: the sweep looks
      await tx`
        update streamforge.analyses set outdated_at = now() where video_id = ${id} and revision_id is not null`;
    }
    await notify(tx, id, "video");
    return await getVideo(tx, id);
  });
}

/** Locks the video, so that of two requests neither undoes the other, and returns the tags that it will have. */
async function editTags(
  tx: Transaction,
  id: string,
  { addTags = [], removeTags = [] }: Pick<VideoChanges, "addTags" | "removeTags">,
): Promise<string[]> {
  const [video] = await tx<{ tags: string[] }[]>`
    select to_jsonb(tags) as tags from streamforge.videos where id = ${id} for no key update`;
  if (!video) throw new NotFoundError(`there is no video ${id}`);
  const tags = [...new Set([...video.tags.filter((tag) => !removeTags.includes(tag)), ...addTags])];
  if (tags.length > MAX_TAGS && tags.length > video.tags.length) {
    throw new ConflictError(`it would have ${tags.length} tags: a video has ${MAX_TAGS} at most`);
  }
  return tags;
}

/**
 * Deletes a video with everything that refers to it, including its jobs: a running job notices it at its next write.
 * The caller must delete the objects under `videos/<id>/` afterwards.
 *
 * @param options.isDue delete it only if it is hidden and due
 * @returns false if there was no such video
 */
export async function deleteVideo(sql: Sql, id: string, { isDue = false } = {}): Promise<boolean> {
  return await transaction(sql, async (tx) => {
    // jobs before the video, in the order in which workers lock them: no deadlock
    await tx`select 1 from streamforge.jobs where video_id = ${id} for update`;
    const [video] = await tx<{ owner: string }[]>`
      delete from streamforge.videos where id = ${id} ${isDue ? tx`and delete_at <= now()` : tx``} returning owner`;
    if (!video) return false;
    // if the server is killed before it deletes the files, the sweep of expired uploads deletes them
    await tx`
      insert into streamforge.uploads (id, owner, expires_at) values (${id}, ${video.owner}, now())
      on conflict (id) do update set expires_at = now()`;
    await notify(tx, id, "video");
    return true;
  });
}

/**
 * Hides a video. It is deleted after `seconds`, unless `undeleteVideo` is called before. Its running jobs go on, so
 * that undoing loses nothing; its queued jobs are not claimed (`claim`).
 *
 * @returns when it will be deleted
 * @throws {NotFoundError} if there is no such video, or it is hidden already
 */
export async function hideVideo(sql: Sql, id: string, seconds: number): Promise<Date> {
  return await transaction(sql, async (tx) => {
    const [row] = await tx<{ deleteAt: Date }[]>`
      update streamforge.videos set delete_at = now() + make_interval(secs => ${seconds})
      where id = ${id} and delete_at is null returning delete_at`;
    if (!row) throw new NotFoundError(`there is no video ${id}`);
    await notify(tx, id, "video");
    return row.deleteAt;
  });
}

/** Shows a hidden video again. @throws {NotFoundError} if it is due for deletion or deleted */
export async function undeleteVideo(sql: Sql, id: string): Promise<Video> {
  return await transaction(sql, async (tx) => {
    const rows = await tx`
      update streamforge.videos set delete_at = null where id = ${id} and delete_at > now() returning id`;
    if (rows.length === 0) {
      throw new NotFoundError("there is no such deleted video: its time to be brought back is over");
    }
    await notify(tx, id, "video");
    await notify(tx, id, "queued"); // its jobs can be claimed again
    return await getVideo(tx, id);
  });
}

/** Lists the ids of hidden videos that are due for deletion. */
export async function listVideosToDelete(sql: Query, limit = 100): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from streamforge.videos where delete_at <= now() order by delete_at limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** Sets the status of a video's captions, and sets or clears `error` and `note`. */
export async function setCaptionStatus(
  tx: Transaction,
  videoId: string,
  { status, error = null, note = null }: { status: CaptionStatus; error?: string | null; note?: string | null },
): Promise<void> {
  await tx`
    update streamforge.videos
    set caption_status = ${status}, caption_error = ${error}, caption_note = ${note}, updated_at = now()
    where id = ${videoId}`;
  if (status === "ready" || status === "failed") recordVideoEvent(tx, `captions.${status}`, videoId);
  await notify(tx, videoId, "captions");
}

/** Another job waits or runs, which may read the uploaded file. */
export class OriginalInUseError extends Error {
  override name = "OriginalInUseError";
}

/**
 * Takes the uploaded file from a video that needs it no more, and leaves it to the sweep of unused objects. Part of the
 * last transaction of the job that deletes it.
 *
 * @returns the file's key; null if the video has none or is not complete
 * @throws {OriginalInUseError}
 */
export async function releaseOriginal(tx: Transaction, videoId: string, jobId: string): Promise<string | null> {
  const key = await lockOriginal(tx, videoId);
  if (key === null) return null;
  if (await hasOtherJobs(tx, videoId, jobId) || await isSoundBeingAnalyzed(tx, videoId)) {
    throw new OriginalInUseError("another job may read the uploaded file");
  }
  await addUnusedObjects(tx, [key]);
  await tx`update streamforge.videos set original_key = null, updated_at = now() where id = ${videoId}`;
  await notify(tx, videoId, "video");
  return key;
}

/**
 * Queues the deletion of the original if no other job needs it. Must be called at the end of each of the video's jobs.
 */
export async function queueDropOriginal(tx: Transaction, videoId: string, endedJobId: string): Promise<void> {
  if (await lockOriginal(tx, videoId) === null || await hasOtherJobs(tx, videoId, endedJobId)) return;
  const { job } = await enqueue(tx, { kind: "drop_original", videoId });
  // one that found the file in use waits
  await tx`update streamforge.jobs set run_at = now() where id = ${job.id} and state = 'queued'`;
}

/**
 * Locks a video whose file is not needed any more by what was made of it, and returns the file's key; else null. The lock
 * orders two jobs that end at once, and a request that needs the file: the later one sees what the earlier one did.
 */
async function lockOriginal(tx: Transaction, videoId: string): Promise<string | null> {
  const [video] = await tx<{ originalKey: string }[]>`
    select original_key from streamforge.videos
    where id = ${videoId} and state = 'ready' and caption_status = 'ready' and error is null
      and original_key is not null for update`;
  return video?.originalKey ?? null;
}

/** Kinds that need no original: what they read are captions, or sound and picture of a rendition. */
const WITHOUT_ORIGINAL = ["drop_original", ...ANALYSIS_KINDS.map((kind) => analysisOf(kind).job)];
const OF_THE_SOUND = ANALYSIS_KINDS.filter((kind) => !analysisOf(kind).readsCaptions && !analysisOf(kind).readsPicture)
  .map((kind) => analysisOf(kind).job);

/** Whether a job of a video waits or runs that needs its original, but for one. */
async function hasOtherJobs(tx: Transaction, videoId: string, jobId: string): Promise<boolean> {
  const rows = await tx`
    select 1 from streamforge.jobs
    where video_id = ${videoId} and state in ('queued', 'running') and id <> ${jobId}
      and kind not in ${tx(WITHOUT_ORIGINAL)}
    limit 1`;
  return rows.length > 0;
}

/** Whether an analysis runs that may have begun to read the original. */
async function isSoundBeingAnalyzed(tx: Transaction, videoId: string): Promise<boolean> {
  const rows = await tx`
    select 1 from streamforge.jobs
    where video_id = ${videoId} and state = 'running' and kind in ${tx(OF_THE_SOUND)} limit 1`;
  return rows.length > 0;
}
