import type { MediaInfo } from "../media_info.ts";

/**
 * Containers whose timestamps may jump. For these ffmpeg counts from the earliest of the streams in use, and takes jumps
 * for a new beginning; for all others it counts from the earliest stream of the file.
 */
export const JUMPING = /^(mpegts|mpeg|ogg)(,|$)/;

/** Containers that say when a packet is played. In all others one follows the other, and their times are a guess. */
export const TIMED = /^(mov|matroska|mpegts|mpeg|avi|flv|asf|ogg|mxf|dv)(,|$)/;

/** Whether ffmpeg may move all timestamps in the middle of the file, by what it sees in the streams that are in use. */
export function mayJump({ format }: Pick<MediaInfo, "format">): boolean {
  return JUMPING.test(format);
}

/** Whether the timestamps of the file's sound say more than the number of samples before. */
export function hasTimestamps({ format }: Pick<MediaInfo, "format">): boolean {
  return TIMED.test(format);
}
