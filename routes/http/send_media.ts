import type { Context } from "hono";
import type { Deps } from "../deps.ts";
import { sendFile } from "./send_file.ts";

/** A segment or a picture: a player asks for the next one anew. */
const PIECE_SECONDS = 600;
/** A whole file: players go on with the URL that they were sent to, also after a pause. */
const FILE_SECONDS = { least: 3600, most: 12 * 3600 };

/**
 * Answers with an object of the storage, as `sendFile` does; or, with `STORAGE_REDIRECT=1`, with a redirect to a signed
 * URL of it. The caller has checked that the viewer may see it. The redirect is not cached: who asks again is checked
 * again.
 *
 * HEAD is always answered here, because a signed URL is valid for one method.
 * @param options.durationSeconds of a whole file
 */
export async function sendMedia(
  c: Context,
  { storage, redirects }: Pick<Deps, "storage" | "redirects">,
  { key, headers, durationSeconds }: {
    key: string;
    headers: Record<string, string> & { "Content-Type": string };
    durationSeconds?: number | null;
  },
): Promise<Response> {
  if (!redirects || c.req.raw.method !== "GET") return await sendFile(c, storage, key, headers);
  const seconds = durationSeconds === undefined
    ? PIECE_SECONDS
    : Math.min(FILE_SECONDS.most, FILE_SECONDS.least + 2 * Math.ceil(durationSeconds ?? 0));
  const { "Content-Type": contentType, ...others } = headers;
  const url = await redirects.urlOf({ key, contentType, seconds });
  if (url === null) return await sendFile(c, storage, key, headers);
  return new Response(null, {
    status: 307,
    headers: { ...others, "Location": url, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" },
  });
}
