import { NotFoundError } from "../core/errors.ts";
import { createVideo, findAnyVideo, type Video } from "../db/videos/videos.ts";
import { readDefaults, type ServerDefaults } from "../db/server/defaults.ts";
import { storedLayout } from "../schemas/caption_layout.ts";
import { probe } from "../media/probe.ts";
import type { Sql } from "../db/pool/client.ts";
import type { MediaTools } from "../media/process/tools.ts";
import type { Storage } from "../storage/storage.ts";
import type { Log } from "../core/log.ts";
import type { MediaInfo } from "../media/media_info.ts";
import type { UploadFields } from "../schemas/upload_fields.ts";

export interface UploadDeps {
  sql: Sql;
  storage: Storage;
  mediaTools: MediaTools;
  log: Log;
}

/** The storage key of the uploaded file of a video; uploads by tus to an S3 store have another one. */
export function originalKey(videoId: string): string {
  return `videos/${videoId}/original`;
}

/** A received upload, without its bytes. */
export interface ReceivedUpload {
  /** The video's id. */
  id: string;
  /** The storage key of its file. */
  key: string;
  owner: string;
  fields: UploadFields;
  /** The id of the tus upload, if it was one. */
  uploadId?: string;
}

/**
 * Creates the video of a stored file: probes the file, and writes the row together with its first job. A second call
 * with the same id returns the same video. If it fails, the caller removes the file.
 *
 * @throws {MediaError} if the file has neither picture nor sound, or not the sound track that was asked for
 */
export async function acceptOriginal(
  { sql, storage, mediaTools }: Pick<UploadDeps, "sql" | "storage" | "mediaTools">,
  { id, key, owner, fields, uploadId }: ReceivedUpload,
): Promise<Video> {
  const present = await findAnyVideo(sql, id);
  if (present) return present;
  const stored = await storage.stat(key);
  if (!stored) throw new NotFoundError("the uploaded file is gone: upload it again");
  const info = await storage.withLocalFile(key, (path) => probe(mediaTools, path, { audioTrack: fields.audioTrack }));
  return await createVideo(sql, {
    id,
    owner,
    ...describe(fields, await readDefaults(sql), info),
    originalKey: key,
    sizeBytes: stored.size,
    uploadId,
  });
}

/** Deletes the stored file of an upload, unless the video exists: the answer to its insert may have been lost. */
export async function deleteUnusedOriginal(
  { sql, storage }: Pick<UploadDeps, "sql" | "storage">,
  id: string,
): Promise<void> {
  if (!await findAnyVideo(sql, id)) await storage.deletePrefix(`videos/${id}/`);
}

function describe(fields: UploadFields, defaults: ServerDefaults, info: MediaInfo) {
  const { title, fileName, audioTrack, language = defaults.language, vocabulary = defaults.vocabulary, visibility } =
    fields;
  return {
    title,
    fileName,
    audioTrack,
    language,
    vocabulary,
    visibility,
    captionLayout: { ...defaults.captionLayout, ...storedLayout(fields.captionLayout) },
    durationSeconds: info.durationSeconds,
    width: info.video?.width ?? null,
    height: info.video?.height ?? null,
    hasVideo: info.video !== null,
    hasAudio: info.audio !== null,
  };
}
