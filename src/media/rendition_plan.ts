import type { MediaInfo, VideoStream } from "./media_info.ts";

export type RenditionName = "source" | "1080p" | "720p" | "360p";

export interface RenditionPlan {
  name: RenditionName;
  /** Pixels of the shorter side; 0 for sound alone. */
  shortSide: number;
  /** Pixels as shown, even where encoded; null for sound alone. */
  width: number | null;
  height: number | null;
  /** Whether the source's streams are copied (`remux`) or encoded (`transcode`). */
  copy: boolean;
}

export interface RenditionPlans {
  /** Made first, so that there is something to play and to caption. */
  first: RenditionPlan;
  /** The others, which a second ffmpeg command makes. */
  rest: RenditionPlan[];
}

/** A name limits the shorter side: portrait 1080p is 1080 pixels wide. */
const SIZES = [["1080p", 1080], ["720p", 720], ["360p", 360]] as const; // pixels

/** The limit of decoders in phones and browsers. */
const MAX_LONG_SIDE = 4096;

/**
 * Plans the renditions of a source: none larger than the source, and a copy of its streams where browsers can play
 * them.
 */
export function planRenditions(info: MediaInfo): RenditionPlans {
  const { video } = info;
  if (!video) {
    // An MP3 is encoded to AAC: not every browser takes MP3 inside MP4, and it costs a minute for ten hours.
    const copy = info.browserPlayable && info.audio?.codec === "aac";
    const name = info.browserPlayable ? "source" : "720p";
    return { first: { name, shortSide: 0, width: null, height: null, copy }, rest: [] };
  }
  const shortSide = Math.min(video.width, video.height);
  if (info.browserPlayable) {
    const first = { name: "source" as const, shortSide, width: video.width, height: video.height, copy: true };
    return { first, rest: SIZES.filter(([, cap]) => cap < shortSide).map(([name, cap]) => scaled(video, name, cap)) };
  }
  const rest: RenditionPlan[] = [];
  if (shortSide > 720) rest.push(scaled(video, "1080p", 1080));
  if (shortSide > 360) rest.push(scaled(video, "360p", 360));
  return { first: scaled(video, "720p", 720), rest };
}

function scaled({ width, height }: VideoStream, name: RenditionName, cap: number): RenditionPlan {
  const factor = Math.min(1, cap / Math.min(width, height), MAX_LONG_SIDE / Math.max(width, height));
  // 4:2:0 has a colour sample for each 2 x 2 pixels; an odd source loses a row rather than gaining one.
  const even = (pixels: number) =>
    Math.max(2, Math.min(2 * Math.round(pixels * factor / 2), 2 * Math.floor(pixels / 2)));
  const size = [even(width), even(height)];
  return { name, shortSide: Math.min(...size), width: size[0], height: size[1], copy: false };
}
