import { namesType } from "../http/negotiation.ts";

/** `Vary` of an answer whose format was negotiated. */
export const CAPTION_VARY = "Sec-Fetch-Dest, Accept, User-Agent";

/**
 * Picks the format of `/captions` without an extension: WebVTT for a browser's `<track>`, SRT for all other clients.
 *
 * Browsers send `Sec-Fetch-Dest: track`. But over plain HTTP to another machine they send no Sec-Fetch header and
 * accept any type. Then the User-Agent identifies a browser, and `text/html` in Accept a click on a link.
 */
export function negotiateCaptionFormat(headers: Headers): "srt" | "vtt" {
  const accept = headers.get("Accept");
  if (headers.get("Sec-Fetch-Dest") === "track" || namesType(accept, "text/vtt")) return "vtt";
  const saysFetch = [...headers.keys()].some((name) => name.startsWith("sec-fetch-"));
  const isBrowser = /^mozilla\//i.test(headers.get("User-Agent") ?? "");
  return !saysFetch && isBrowser && !namesType(accept, "text/html") ? "vtt" : "srt";
}
