import { NotFoundError } from "../core/errors.ts";
import { createVideo, findAnyVideo, type Video } from "../db/videos/videos.ts";
import { probe } from "../media/probe.ts";
import type { Sql } from "../db/pool/client.ts";
import type { MediaTools } from "../media/process/tools.ts";
import type { Storage } from "../storage/storage.ts";
import type { Config } from "../core/settings/config.ts";
import type { Log } from "../core/log.ts";
import type { MediaInfo } from "../media/media_info.ts";
import type { UploadFields } from "./upload_fields.ts";

export interface UploadDeps {
  sql: Sql;
  storage: Storage;
  mediaTools: MediaTools;
  log: Log;
  config: Pick<Config, "dataDir">;
}

/** The storage key of the uploaded file of a video. */
export function originalKey(videoId: string): string {
  return `videos/${videoId}/original`;
}

/** A received upload, without its bytes. */
export interface ReceivedUpload {
  /** The video's id; its file is stored at `originalKey(id)`. */
  id: string;
  owner: string;
  fields: UploadFields;
  /** The id of the tus upload, if it was one. */
  uploadId?: string;
}

/**
 * Creates the video of a stored file: probes the file, and writes the row together with its first job. A second call
 * with the same id returns the same video. If it fails, the caller removes the file.
 *
 * @throws {MediaError} if the file has neither picture nor sound
 */
export async function acceptOriginal(
  { sql, storage, mediaTools }: Pick<UploadDeps, "sql" | "storage" | "mediaTools">,
  { id, owner, fields, uploadId }: ReceivedUpload,
): Promise<Video> {
  const key = originalKey(id);
  const present = await findAnyVideo(sql, id);
  if (present) return present;
  const stored = await storage.stat(key);
  if (!stored) throw new NotFoundError("the uploaded file is gone: upload it again");
  const info = await storage.withLocalFile(key, (path) => probe(mediaTools, path));
  return await createVideo(sql, {
    id,
    owner,
    ...describe(fields, info),
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

function describe({ title, fileName, language, visibility, captionLayout }: UploadFields, info: MediaInfo) {
  const { maxLineChars, maxLines, maxCueSeconds } = captionLayout;
  const layout = { max_line_chars: maxLineChars, max_lines: maxLines, max_cue_seconds: maxCueSeconds };
  return {
    title,
    fileName,
    language,
    visibility,
    captionLayout: Object.fromEntries(Object.entries(layout).filter(([, value]) => value !== undefined)) as Record<
      string,
      number
    >,
    durationSeconds: info.durationSeconds,
    width: info.video?.width ?? null,
    height: info.video?.height ?? null,
    hasVideo: info.video !== null,
    hasAudio: info.audio !== null,
  };
}
