import { namesType } from "../http/negotiation.ts";

/** What the choice of a format depends on, for caches. */
export const CAPTION_VARY = "Sec-Fetch-Dest, Accept, User-Agent";

/**
 * What `/captions` without an extension answers: WebVTT to a browser's `<track>`, SRT to everybody else.
 *
 * A browser says `Sec-Fetch-Dest: track`, but over plain HTTP to another machine it sends no Sec-Fetch header at all and
 * any type accepted; then only its User-Agent is left, and `text/html` in Accept is what tells a click on a link.
 */
export function negotiateCaptionFormat(headers: Headers): "srt" | "vtt" {
  const accept = headers.get("Accept");
  if (headers.get("Sec-Fetch-Dest") === "track" || namesType(accept, "text/vtt")) return "vtt";
  const saysFetch = [...headers.keys()].some((name) => name.startsWith("sec-fetch-"));
  const isBrowser = /^mozilla\//i.test(headers.get("User-Agent") ?? "");
  return !saysFetch && isBrowser && !namesType(accept, "text/html") ? "vtt" : "srt";
}
