import type { Fence } from "../db/jobs/jobs.ts";
import { type NewRendition, type RenditionName } from "../db/videos/renditions.ts";
import { MOST_SUBTITLES } from "../media/subtitles.ts";
import type { RenditionFile } from "../media/transcode.ts";
import { deleteRevisionFiles } from "../revisions/revision_files.ts";
import type { Storage } from "../storage/storage.ts";

const RENDITION_NAMES: RenditionName[] = ["source", "1080p", "720p", "360p"];

/** A folder that no other attempt writes to: what is there already is being played. */
export function renditionPrefix(videoId: string, name: RenditionName, { id, attempt }: Fence): string {
  return `videos/${videoId}/${name}/${id}-${attempt}`;
}

/** The same for what can be heard in a video. */
export function audioReportPrefix(videoId: string, { id, attempt }: Fence): string {
  return `videos/${videoId}/hearing/${id}-${attempt}`;
}

/** The same for the pictures along the seek bar. */
export function storyboardPrefix(videoId: string, { id, attempt }: Fence): string {
  return `videos/${videoId}/storyboard/${id}-${attempt}`;
}

/** The same for what was attended to in one window. */
export function attentionKey(videoId: string, { id, attempt }: Fence): string {
  return `videos/${videoId}/attention/${id}-${attempt}.bin.gz`;
}

/** The same for the subtitles of the file: the revision of the nth of them. */
export function subtitleRevision({ id, attempt }: Fence, n: number): string {
  return `${id}-${attempt}-s${n}`;
}

/** Moves a rendition's files to the storage. */
export async function storeRendition(
  { storage, signal }: { storage: Storage; signal: AbortSignal },
  videoId: string,
  fence: Fence,
  file: RenditionFile,
): Promise<NewRendition> {
  const prefix = renditionPrefix(videoId, file.name, fence);
  for (const name of file.names) {
    signal.throwIfAborted();
    await storage.putFile(`${prefix}/${name}`, `${file.folder}/${name}`);
  }
  return {
    name: file.name,
    mp4Key: `${prefix}/video.mp4`,
    hlsKey: file.names.includes("index.m3u8") ? `${prefix}/index.m3u8` : null,
    shortSide: file.shortSide,
    width: file.width,
    height: file.height,
    bandwidth: file.bandwidth,
    codecs: file.codecs,
    sizeBytes: file.sizeBytes,
  };
}

/** Removes what an attempt had stored and nobody knows of. */
export async function removeLeftovers(storage: Storage, videoId: string, fence: Fence): Promise<void> {
  for (const name of RENDITION_NAMES) await storage.deletePrefix(renditionPrefix(videoId, name, fence));
  await storage.deletePrefix(audioReportPrefix(videoId, fence));
  await storage.delete(attentionKey(videoId, fence));
  await storage.deletePrefix(storyboardPrefix(videoId, fence));
  for (let n = 0; n < MOST_SUBTITLES; n++) {
    await deleteRevisionFiles(storage, { videoId, revisionId: subtitleRevision(fence, n) });
  }
}

export async function removeEarlierLeftovers(storage: Storage, videoId: string, { id, attempt }: Fence): Promise<void> {
  // more than a few attempts are rare: handed back, or crashed with progress each time
  for (let earlier = Math.max(1, attempt - 20); earlier < attempt; earlier++) {
    await removeLeftovers(storage, videoId, { id, attempt: earlier });
  }
}
