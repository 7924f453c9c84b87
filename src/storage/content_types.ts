const CONTENT_TYPES: Record<string, string> = {
  mp4: "video/mp4",
  m4s: "video/iso.segment",
  m3u8: "application/vnd.apple.mpegurl",
  jpg: "image/jpeg",
  webp: "image/webp",
  vtt: "text/vtt; charset=utf-8",
  srt: "application/x-subrip; charset=utf-8",
  json: "application/json",
};

/** The media type of a stored object by its key: a store that hands out objects itself has to know it. */
export function contentTypeOf(key: string): string {
  return CONTENT_TYPES[key.split(".").pop()!] ?? "application/octet-stream";
}
