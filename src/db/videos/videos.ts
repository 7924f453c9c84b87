import { NotFoundError } from "../../core/errors.ts";
import type { CaptionStatus, Visibility } from "../../core/types.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { enqueue } from "./video_jobs.ts";
import { notify } from "../pool/notify.ts";
import { type StoredLayout, type Video, videoColumns } from "./video_rows.ts";

export { LIST_SORTS, LIST_STATUSES, type ListFilter, listVideos } from "./video_list.ts";
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
  /** null: detect it. */
  language?: string | null;
  captionLayout?: StoredLayout;
  /** The tus upload that it came by, marked as done in the same transaction. */
  uploadId?: string;
}

/**
 * Writes a video and its first job in one transaction. Called again with the same id, or for an upload that has become
 * a video already (the answer to the first call was lost), it changes nothing and gives that one.
 */
export async function createVideo(sql: Sql, video: NewVideo): Promise<Video> {
  return await transaction(sql, async (tx) => {
    const present = await findAnyVideo(tx, video.id);
    if (present) return present;
    if (video.uploadId !== undefined) {
      const [upload] = await tx<{ videoId: string | null }[]>`
        select video_id from streamforge.uploads where id = ${video.uploadId} for update`;
      if (upload?.videoId) return await getVideo(tx, upload.videoId);
      await tx`update streamforge.uploads set video_id = ${video.id} where id = ${video.uploadId}`;
    }
    const language = video.language ?? null;
    await tx`
      insert into streamforge.videos (id, owner, title, visibility, file_name, original_key, size_bytes,
        duration_seconds, width, height, has_video, has_audio, asked_language, language, caption_layout)
      values (${video.id}, ${video.owner}, ${video.title}, ${video.visibility ?? "unlisted"}, ${video.fileName},
        ${video.originalKey}, ${video.sizeBytes}, ${video.durationSeconds ?? null}, ${video.width ?? null},
        ${video.height ?? null}, ${video.hasVideo ?? true}, ${video.hasAudio ?? true}, ${language}, ${language},
        ${tx.json(video.captionLayout ?? {})})`;
    await enqueue(tx, { kind: "transcode_video", videoId: video.id });
    await notify(tx, video.id, "video");
    return await getVideo(tx, video.id);
  });
}

/**
 * A video for what works on it: also one that is hidden because somebody deleted it, for that may be undone.
 *
 * @throws {NotFoundError}
 */
export async function getVideo(sql: Query, id: string): Promise<Video> {
  const video = await findAnyVideo(sql, id);
  if (!video) throw new NotFoundError(`there is no video ${id}`);
  return video;
}

/** A video for people: null where there is none or somebody deleted it. */
export async function findVideo(sql: Query, id: string): Promise<Video | null> {
  const video = await findAnyVideo(sql, id);
  return video?.deleteAt ? null : video;
}

/** A video whether it is hidden or not: while there is a row its files must stay. */
export async function findAnyVideo(sql: Query, id: string): Promise<Video | null> {
  const [video] = await sql<Video[]>`select ${videoColumns(sql)} from streamforge.videos v where v.id = ${id}`;
  return video ?? null;
}

export interface VideoChanges {
  title?: string;
  visibility?: Visibility;
  /** What is spoken; the next captions are made in it. null: detect it. */
  language?: string | null;
  captionLayout?: StoredLayout;
  /** As `readTags` gives them. */
  tags?: readonly string[];
}

/** @throws {NotFoundError} */
export async function updateVideo(sql: Sql, id: string, changes: VideoChanges): Promise<Video> {
  return await transaction(sql, async (tx) => {
    const { title, visibility, language, captionLayout, tags } = changes;
    const rows = await tx`
      update streamforge.videos set updated_at = now()
        ${title === undefined ? tx`` : tx`, title = ${title}`}
        ${visibility === undefined ? tx`` : tx`, visibility = ${visibility}`}
        ${
      language === undefined ? tx`` : tx`, asked_language = ${language}, language = coalesce(${language}, language)`
    }
        ${captionLayout === undefined ? tx`` : tx`, caption_layout = ${tx.json(captionLayout)}`}
        ${tags === undefined ? tx`` : tx`, tags = array(select jsonb_array_elements_text(${tx.json(tags)}::jsonb))`}
      where id = ${id} returning id`;
    if (rows.length === 0) throw new NotFoundError(`there is no video ${id}`);
    await notify(tx, id, "video");
    return await getVideo(tx, id);
  });
}

/**
 * Deletes a video with all that belongs to it; its jobs are cancelled with it: whoever works on one finds out at the
 * next write. The objects under `videos/<id>/` are the caller's to delete, afterwards.
 *
 * @param options.isDue only if it is hidden and its time is over
 * @returns false where there was none
 */
export async function deleteVideo(sql: Sql, id: string, { isDue = false } = {}): Promise<boolean> {
  return await transaction(sql, async (tx) => {
    // first the jobs' rows, as their workers lock them: no deadlock
    await tx`select 1 from streamforge.jobs where video_id = ${id} for update`;
    const [video] = await tx<{ owner: string }[]>`
      delete from streamforge.videos where id = ${id} ${isDue ? tx`and delete_at <= now()` : tx``} returning owner`;
    if (!video) return false;
    // its files go after this: as those of an upload that has expired, should the server be killed before
    await tx`
      insert into streamforge.uploads (id, owner, expires_at) values (${id}, ${video.owner}, now())
      on conflict (id) do update set expires_at = now()`;
    await notify(tx, id, "video");
    return true;
  });
}

/**
 * Hides a video from everybody; after `seconds` it is deleted unless `undeleteVideo` came first. A job of it that runs
 * goes on, so that nothing is lost by undoing; one that waits is not begun meanwhile (`claim`).
 *
 * @returns when it will be deleted
 * @throws {NotFoundError} where there is none, or it is hidden already
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

/** Brings back a video that is hidden, with all that it had. @throws {NotFoundError} once its time is over */
export async function undeleteVideo(sql: Sql, id: string): Promise<Video> {
  return await transaction(sql, async (tx) => {
    const rows = await tx`
      update streamforge.videos set delete_at = null where id = ${id} and delete_at > now() returning id`;
    if (rows.length === 0) {
      throw new NotFoundError("there is no such deleted video: its time to be brought back is over");
    }
    await notify(tx, id, "video");
    await notify(tx, id, "queued"); // its jobs wait for workers again
    return await getVideo(tx, id);
  });
}

/** Hidden videos whose time is over. */
export async function videosToDelete(sql: Query, limit = 100): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from streamforge.videos where delete_at <= now() order by delete_at limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** Sets what the captions of a video are at; `error` and `note` are cleared unless given. */
export async function setCaptionStatus(
  sql: Query,
  videoId: string,
  { status, error = null, note = null }: { status: CaptionStatus; error?: string | null; note?: string | null },
): Promise<void> {
  await sql`
    update streamforge.videos
    set caption_status = ${status}, caption_error = ${error}, caption_note = ${note}, updated_at = now()
    where id = ${videoId}`;
  await notify(sql, videoId, "captions");
}

/**
 * Marks the video as one without an original, once `key` has been deleted; part of the job that deletes it.
 */
export async function forgetOriginal(tx: Transaction, videoId: string, key: string): Promise<void> {
  await tx`
    update streamforge.videos set original_key = null, updated_at = now()
    where id = ${videoId} and original_key = ${key}`;
  await notify(tx, videoId, "video");
}

/** Queues the deletion of the original, if everything has been made of it: to be called when a job of it has ended. */
export async function queueDropOriginal(tx: Transaction, videoId: string, endedJobId: string): Promise<void> {
  // the row's lock puts two jobs that end at once in order: the later one sees the earlier one done
  const [video] = await tx`
    select 1 from streamforge.videos
    where id = ${videoId} and state = 'ready' and caption_status = 'ready' and error is null
      and original_key is not null for update`;
  if (!video) return;
  const [active] = await tx`
    select 1 from streamforge.jobs
    where video_id = ${videoId} and state in ('queued', 'running') and id <> ${endedJobId}`;
  if (!active) await enqueue(tx, { kind: "drop_original", videoId });
}
