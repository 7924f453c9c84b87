/** A rendition in the master playlist. */
export interface PlaylistVariant {
  name: string;
  /** Peak bit rate in bits a second. */
  bandwidth: number;
  /** Codecs as in RFC 6381. */
  codecs: string;
  /** Pixels; null without a picture. */
  width: number | null;
  height: number | null;
}

/** A caption track in the master playlist. */
export interface PlaylistTrack {
  /** Language tag (BCP 47). */
  language: string;
  /** Unique. */
  label: string;
  isForced?: boolean;
  isHearingImpaired?: boolean;
  /** The address of its media playlist, relative to the master playlist. */
  uri: string;
}

/** The characteristic that RFC 8216 defines for captions for the deaf. */
const DESCRIBES_SOUNDS =
  "public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound";

/** Media type of playlists. */
export const M3U8 = "application/vnd.apple.mpegurl";

/**
 * Writes an HLS master playlist (RFC 8216). Addresses in it are relative, so that it works behind a path of a proxy.
 *
 * @param variants best first: some players begin with the first one
 * @param tracks the first one is shown unless the viewer chose otherwise
 */
export function writeMasterPlaylist(variants: readonly PlaylistVariant[], tracks: readonly PlaylistTrack[]): string {
  const lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"];
  for (const [index, track] of tracks.entries()) {
    lines.push(`#EXT-X-MEDIA:${
      attributes({
        "TYPE": "SUBTITLES",
        "GROUP-ID": quoted("subs"),
        "NAME": quoted(track.label),
        "LANGUAGE": quoted(track.language),
        "DEFAULT": index === 0 && !track.isForced ? "YES" : "NO",
        "AUTOSELECT": "YES",
        "FORCED": track.isForced ? "YES" : "NO",
        "CHARACTERISTICS": track.isHearingImpaired ? quoted(DESCRIBES_SOUNDS) : undefined,
        "URI": quoted(track.uri),
      })
    }`);
  }
  for (const variant of variants) {
    const { width, height } = variant;
    lines.push(
      `#EXT-X-STREAM-INF:${
        attributes({
          "BANDWIDTH": String(variant.bandwidth),
          "CODECS": quoted(variant.codecs),
          "RESOLUTION": width && height ? `${width}x${height}` : undefined,
          "SUBTITLES": tracks.length > 0 ? quoted("subs") : undefined,
        })
      }`,
      `hls/${variant.name}/index.m3u8`,
    );
  }
  return lines.join("\n") + "\n";
}

/**
 * Writes the media playlist of a caption track: one WebVTT segment as long as the media.
 *
 * @param durationSeconds of the media
 * @param uri of the WebVTT file, relative to the playlist
 */
export function writeSubtitlePlaylist(durationSeconds: number, uri: string): string {
  const seconds = Math.max(durationSeconds, 0.001); // some players skip a segment of length 0
  return [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    `#EXT-X-TARGETDURATION:${Math.ceil(seconds)}`,
    "#EXT-X-MEDIA-SEQUENCE:0",
    "#EXT-X-PLAYLIST-TYPE:VOD",
    `#EXTINF:${seconds.toFixed(3)},`,
    uri,
    "#EXT-X-ENDLIST",
    "",
  ].join("\n");
}

/**
 * Maps WebVTT to the clock of the media segments (RFC 8216 section 3.5). Without it players count cue times from the
 * start of the first segment that they load.
 *
 * @param vtt a WebVTT file
 * @param startSeconds the start of the media on the clock of the segments
 */
export function withTimestampMap(vtt: string, startSeconds: number): string {
  const mpegTime = Math.round(startSeconds * 90_000); // the clock of MPEG-TS, also for other segments
  return vtt.replace(
    /^(\ufeff?WEBVTT[^\r\n]*)(\r?\n|$)/,
    `$1\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:${mpegTime}\n`,
  );
}

function attributes(values: Record<string, string | undefined>): string {
  return Object.entries(values).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${value}`)
    .join(",");
}

function quoted(text: string): string {
  // deno-lint-ignore no-control-regex
  return `"${text.replace(/["\x00-\x1f\x7f]/g, "")}"`; // a quoted string has no escapes
}
