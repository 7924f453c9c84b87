import type { MediaInfo } from "../media_info.ts";

/**
 * Containers whose timestamps may jump. Here ffmpeg counts from the earliest of the streams in use, and takes a jump
 * for a new clock; elsewhere it counts from the earliest stream of the file.
 */
export const JUMPING = /^(mpegts|mpeg|ogg)(,|$)/;

/** Containers that store when a packet plays. In others ffmpeg guesses the times from the order. */
export const TIMED = /^(mov|matroska|mpegts|mpeg|avi|flv|asf|ogg|mxf|dv)(,|$)/;

/** Whether ffmpeg may shift all timestamps in the middle of the file, after a jump in the streams in use. */
export function mayJump({ format }: Pick<MediaInfo, "format">): boolean {
  return JUMPING.test(format);
}

/** Whether the container states the times of the sound; else they follow from the count of samples. */
export function hasTimestamps({ format }: Pick<MediaInfo, "format">): boolean {
  return TIMED.test(format);
}
