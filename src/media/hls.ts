import { join } from "node:path";
import { retryCommand, run } from "./process/run.ts";
import { untrustedInput } from "./process/untrusted_input.ts";
import { checkComplete, codecsOf, copyDisplayMatrix } from "./mp4.ts";
import type { MediaTools } from "./process/tools.ts";

/** Seconds of a segment, where the key frames allow it. */
const SEGMENT_SECONDS = 6;
/** If a segment gets longer, as with key frames at 5 and 14 s, all are cut at key frames about a second apart. */
const MAX_SEGMENT_SECONDS = 10;
const SHORT_SEGMENT_SECONDS = 1;
const PLAYLIST = "index.m3u8";
/** The beginning of a fast-start MP4, which holds the header of its first track. */
const HEADER_BYTES = 4096;

export interface HlsFiles {
  /** Names within the folder: `index.m3u8`, `init.mp4`, `seg_00000.m4s` and so on. */
  names: string[];
  /** Bits a second in the densest segment. */
  bandwidth: number;
  /** RFC 6381. */
  codecs: string;
  durationSeconds: number;
}

/**
 * Cuts an MP4 into HLS segments beside it (RFC 8216, fragmented MP4) without encoding anything.
 *
 * This is a command of its own, not a second output of the encoder's: it takes about ten milliseconds for a minute of
 * video, and a failure of one muxer cannot damage the other's file.
 * @param folder absolute; holds `mp4Name`
 * @param options.durationSeconds the duration of the MP4
 */
export async function segmentMp4(
  tools: MediaTools,
  folder: string,
  mp4Name: string,
  { signal, maxBytes, durationSeconds }: { signal?: AbortSignal; maxBytes: number; durationSeconds: number | null },
): Promise<HlsFiles> {
  const argsOf = (seconds: number) => [
    ...untrustedInput(join(folder, mp4Name)),
    ...["-map", "0", "-c", "copy", "-f", "hls", "-hls_time", String(seconds), "-hls_playlist_type", "vod"],
    ...["-hls_list_size", "0", "-hls_segment_type", "fmp4"],
    // keeps the times: otherwise the delay of B-frames moves all of them, and captions come too early
    ...["-avoid_negative_ts", "disabled"],
    // relative names: a "%" in the folder's path would be taken for a pattern
    ...["-hls_fmp4_init_filename", "init.mp4", "-hls_segment_filename", "seg_%05d.m4s", "-progress", "pipe:1"],
    ...["-fs", String(maxBytes), PLAYLIST],
  ];
  const access = { readable: [join(folder, mp4Name)], writableDir: folder };
  const limits = { ...access, signal, wallSeconds: 4 * 3600, stallSeconds: 300 };
  for (const length of [SEGMENT_SECONDS, SHORT_SEGMENT_SECONDS]) {
    const args = argsOf(length);
    const once = () => run(tools, "ffmpeg", args, { ...limits, onText: (_text, process) => process.noteProgress() });
    const { code, stderr } = await retryCommand(once, { signal });
    if (code !== 0) throw stderr.error("the video could not be cut into segments");
    const segments = await readPlaylist(folder);
    if (length === SHORT_SEGMENT_SECONDS || segments.every(({ seconds }) => seconds <= MAX_SEGMENT_SECONDS)) break;
    for (const { name } of segments) await Deno.remove(join(folder, name));
  }
  await keepRotation(join(folder, mp4Name), join(folder, "init.mp4"));
  return await describe(folder, durationSeconds);
}

/** ffmpeg 5 drops the display matrix when it writes segments: a phone's video would be rotated wrongly. */
async function keepRotation(mp4Path: string, initPath: string): Promise<void> {
  using mp4 = await Deno.open(mp4Path);
  const header = new Uint8Array(HEADER_BYTES);
  const count = await mp4.read(header) ?? 0;
  const init = await Deno.readFile(initPath);
  if (copyDisplayMatrix(header.subarray(0, count), init)) await Deno.writeFile(initPath, init);
}

/**
 * Rewrites the playlist and describes the files. ffmpeg takes the last segment's length from its last packet, up to a
 * quarter of a second off where the frame rate varies, and states a target of 0 seconds for a short one.
 */
async function describe(folder: string, durationSeconds: number | null): Promise<HlsFiles> {
  const segments = await readPlaylist(folder);
  const last = segments.at(-1);
  if (!last) throw new Error("ffmpeg made an HLS playlist without segments");
  const beforeLast = segments.slice(0, -1).reduce((sum, { seconds }) => sum + seconds, 0);
  if (durationSeconds && durationSeconds > beforeLast) last.seconds = durationSeconds - beforeLast;
  await Deno.writeTextFile(join(folder, PLAYLIST), playlistOf(segments));

  let bandwidth = 0;
  for (const { seconds, name } of segments) {
    await checkComplete(join(folder, name));
    // the last segment may have only a few frames, so its rate says little
    if (seconds < 1 && segments.length > 1) continue;
    const { size } = await Deno.stat(join(folder, name));
    bandwidth = Math.max(bandwidth, Math.ceil(size * 8 / Math.max(seconds, 0.1)));
  }
  return {
    names: [PLAYLIST, "init.mp4", ...segments.map(({ name }) => name)],
    bandwidth,
    codecs: codecsOf(await Deno.readFile(join(folder, "init.mp4"))),
    durationSeconds: beforeLast + last.seconds,
  };
}

async function readPlaylist(folder: string): Promise<{ seconds: number; name: string }[]> {
  const text = await Deno.readTextFile(join(folder, PLAYLIST));
  return [...text.matchAll(/^#EXTINF:([\d.]+).*\n(?:#.*\n)*(\S+)$/gm)]
    .map(([, seconds, name]) => ({ seconds: Number(seconds), name }));
}

/** A media playlist of a finished video, as RFC 8216 section 4.3.3 has it. */
function playlistOf(segments: { seconds: number; name: string }[]): string {
  const target = Math.max(1, ...segments.map(({ seconds }) => Math.ceil(seconds)));
  return [
    ...["#EXTM3U", "#EXT-X-VERSION:7", `#EXT-X-TARGETDURATION:${target}`, "#EXT-X-MEDIA-SEQUENCE:0"],
    ...["#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS", '#EXT-X-MAP:URI="init.mp4"'],
    ...segments.flatMap(({ seconds, name }) => [`#EXTINF:${seconds.toFixed(6)},`, name]),
    "#EXT-X-ENDLIST\n",
  ].join("\n");
}
