import type { Fence } from "../db/jobs/job_rows.ts";
import type { RenditionName } from "../db/videos/renditions.ts";

// Storage keys that name the job and the attempt: an attempt never overwrites objects that a viewer may be reading.

/** The folder of a rendition. */
export function renditionPrefix(videoId: string, name: RenditionName, { id, attempt }: Fence): string {
  return `videos/${videoId}/${name}/${id}-${attempt}`;
}

/** The folder of an audio report. */
export function audioReportPrefix(videoId: string, { id, attempt }: Fence): string {
  return `videos/${videoId}/hearing/${id}-${attempt}`;
}

/** The folder of a storyboard, the pictures of the seek bar. */
export function storyboardPrefix(videoId: string, { id, attempt }: Fence): string {
  return `videos/${videoId}/storyboard/${id}-${attempt}`;
}

/** The thumbnail of a file that replaces another. */
export function thumbnailKey(videoId: string, { id, attempt }: Fence): string {
  return `videos/${videoId}/thumbnail/${id}-${attempt}.jpg`;
}

/** The folder of the candidates that the analysis `thumbnails` found. */
export function candidatesFolder(videoId: string, { id, attempt }: Fence): string {
  return `videos/${videoId}/thumbnails/${id}-${attempt}`;
}

/** The prefix of a frame that a person chose. */
export function takenFramePrefix(videoId: string, { id, attempt }: Fence): string {
  return `videos/${videoId}/posters/${id}-${attempt}`;
}

/** The attention weights of one window. */
export function attentionKey(videoId: string, { id, attempt }: Fence): string {
  return `videos/${videoId}/attention/${id}-${attempt}.bin.gz`;
}

/** A file of a video with its captions. */
export function exportKey(videoId: string, { id, attempt }: Fence, format: "mp4" | "mkv"): string {
  return `videos/${videoId}/exports/${id}-${attempt}.${format}`;
}

/** The id of the revision for the nth subtitle stream of the file. */
export function subtitleRevisionId({ id, attempt }: Fence, n: number): string {
  return `${id}-${attempt}-s${n}`;
}
