import { NotFoundError, ValidationError } from "../core/errors.ts";
import type { CaptionStatus, Visibility } from "../core/types.ts";
import { type Query, type Sql, type Transaction, transaction } from "./client.ts";
import { enqueue, type JobKind, type JobState } from "./jobs.ts";
import { notify } from "./notify.ts";

/** The person's own choice of the captions' shape, as `parseCaptionLayout` takes it: snake_case names. */
export type StoredLayout = Record<string, number>;

export interface ActiveJob {
  id: string;
  kind: JobKind;
  state: JobState;
  /** 0 to 1. */
  progress: number;
  stage: string | null;
}

export interface Video {
  id: string;
  owner: string;
  title: string;
  visibility: Visibility;
  state: "processing" | "ready" | "failed";
  error: string | null;
  fileName: string;
  /** null once KEEP_ORIGINAL=0 dropped it. */
  originalKey: string | null;
  sizeBytes: number;
  durationSeconds: number | null;
  width: number | null;
  height: number | null;
  hasVideo: boolean;
  hasAudio: boolean;
  /** Asked for at the upload. */
  askedLanguage: string | null;
  /** What is spoken: asked for, else detected. */
  language: string | null;
  wordCount: number | null;
  captionLayout: StoredLayout;
  captionStatus: CaptionStatus;
  captionError: string | null;
  /** Why there are no cues: "no speech", "no sound". */
  captionNote: string | null;
  thumbnailKey: string | null;
  /** The folder of what can be heard in it; null until somebody asked for it. */
  hearingKey: string | null;
  createdAt: Date;
  updatedAt: Date;
  /** What waits or runs for it. */
  jobs: ActiveJob[];
}

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

/** The columns of a `Video` of the table under the alias `v`. */
function videoColumns(sql: Query) {
  return sql`v.*, (
    select coalesce(json_agg(json_build_object(
      'id', j.id, 'kind', j.kind, 'state', j.state, 'progress', j.progress, 'stage', j.stage) order by j.created_at), '[]')
    from streamforge.jobs j where j.video_id = v.id and j.state in ('queued', 'running')
  ) as jobs`;
}

/**
 * Writes a video and its first job in one transaction. Called again with the same id, or for an upload that has become
 * a video already (the answer to the first call was lost), it changes nothing and gives that one.
 */
export async function createVideo(sql: Sql, video: NewVideo): Promise<Video> {
  return await transaction(sql, async (tx) => {
    const present = await findVideo(tx, video.id);
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

/** @throws {NotFoundError} */
export async function getVideo(sql: Query, id: string): Promise<Video> {
  const video = await findVideo(sql, id);
  if (!video) throw new NotFoundError(`there is no video ${id}`);
  return video;
}

export async function findVideo(sql: Query, id: string): Promise<Video | null> {
  const [video] = await sql<Video[]>`select ${videoColumns(sql)} from streamforge.videos v where v.id = ${id}`;
  return video ?? null;
}

/**
 * A page of videos, the newest first.
 *
 * @param options.owner whose videos; without it the public ones of everybody
 * @param options.cursor `nextCursor` of the page before
 * @throws {ValidationError} if the cursor is none
 */
export async function listVideos(
  sql: Query,
  { owner, visibility, limit = 50, cursor = null }: {
    owner?: string;
    visibility?: Visibility;
    limit?: number;
    cursor?: string | null;
  },
): Promise<{ videos: Video[]; nextCursor: string | null }> {
  const after = cursor === null ? null : readCursor(cursor);
  const wanted = owner === undefined ? "public" : visibility;
  const rows = await sql<(Video & { sortedAt?: string })[]>`
    select ${videoColumns(sql)}, to_char(v.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sorted_at
    from streamforge.videos v
    where true
      ${owner === undefined ? sql`` : sql`and v.owner = ${owner}`}
      ${wanted === undefined ? sql`` : sql`and v.visibility = ${wanted}`}
      ${after ? sql`and (v.created_at, v.id) < (${after.createdAt}::text::timestamptz, ${after.id})` : sql``}
    order by v.created_at desc, v.id desc limit ${limit + 1}`;
  const videos = rows.slice(0, limit);
  const last = videos.at(-1);
  const nextCursor = rows.length > limit && last ? `${last.sortedAt}.${last.id}` : null;
  for (const video of videos) delete video.sortedAt;
  return { videos, nextCursor };
}

function readCursor(cursor: string): { createdAt: string; id: string } {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)\.([A-Za-z0-9_-]{22})$/.exec(cursor);
  if (!match || Number.isNaN(Date.parse(match[1]))) {
    throw new ValidationError(`cursor is ${JSON.stringify(cursor)}: it must be the next_cursor of a page`);
  }
  return { createdAt: match[1], id: match[2] };
}

export interface VideoChanges {
  title?: string;
  visibility?: Visibility;
  /** What is spoken; the next captions are made in it. null: detect it. */
  language?: string | null;
  captionLayout?: StoredLayout;
}

/** @throws {NotFoundError} */
export async function updateVideo(sql: Sql, id: string, changes: VideoChanges): Promise<Video> {
  return await transaction(sql, async (tx) => {
    const { title, visibility, language, captionLayout } = changes;
    const rows = await tx`
      update streamforge.videos set updated_at = now()
        ${title === undefined ? tx`` : tx`, title = ${title}`}
        ${visibility === undefined ? tx`` : tx`, visibility = ${visibility}`}
        ${
      language === undefined ? tx`` : tx`, asked_language = ${language}, language = coalesce(${language}, language)`
    }
        ${captionLayout === undefined ? tx`` : tx`, caption_layout = ${tx.json(captionLayout)}`}
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
 * @returns false where there was none
 */
export async function deleteVideo(sql: Sql, id: string): Promise<boolean> {
  return await transaction(sql, async (tx) => {
    // first the jobs' rows, as their workers lock them: no deadlock
    await tx`select 1 from streamforge.jobs where video_id = ${id} for update`;
    const [video] = await tx<{ owner: string }[]>`delete from streamforge.videos where id = ${id} returning owner`;
    if (!video) return false;
    // its files go after this: as those of an upload that has expired, should the server be killed before
    await tx`
      insert into streamforge.uploads (id, owner, expires_at) values (${id}, ${video.owner}, now())
      on conflict (id) do update set expires_at = now()`;
    await notify(tx, id, "video");
    return true;
  });
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
