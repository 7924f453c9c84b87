import type { Context } from "hono";
import { NotFoundError } from "../../src/core/errors.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { isNotModified, rangeApplies } from "./conditional.ts";
import { problem, problemResponse } from "./errors.ts";
import { parseRange } from "./range.ts";

/**
 * Serves an object of the storage: GET and HEAD, one range, 304 and 416. The stream is opened last, and the reader of
 * the response closes it.
 *
 * @param headers to add to those of the object and its range
 * @throws {NotFoundError} if there is no such object
 */
export async function sendFile(
  c: Context,
  storage: Storage,
  key: string,
  headers: Record<string, string>,
): Promise<Response> {
  const found = await storage.stat(key);
  if (!found) throw new NotFoundError("this file is gone: ask for the list of what there is again");
  const request = c.req.raw.headers;
  const etag = found.etag.startsWith('"') ? found.etag : `"${found.etag}"`;
  const validators = { etag, modified: found.modified };
  const all = new Headers({
    ...headers,
    "ETag": etag,
    "Last-Modified": found.modified.toUTCString(),
    "Accept-Ranges": "bytes",
  });
  if (isNotModified(request, validators)) {
    all.delete("Content-Type"); // there is no content
    return new Response(null, { status: 304, headers: all });
  }

  const isHead = c.req.raw.method === "HEAD"; // RFC 9110 defines ranges for GET only
  const rangeHeader = !isHead && rangeApplies(request, validators) ? request.get("Range") : null;
  const range = parseRange(rangeHeader, found.size);
  if (range === "unsatisfiable") {
    all.set("Content-Range", `bytes */${found.size}`);
    return problemResponse(problem(416, `${rangeHeader} lies outside of the ${found.size} bytes that there are`), all);
  }
  const part = range === "whole" ? undefined : range;
  all.set("Content-Length", String(part ? part.end - part.start + 1 : found.size));
  if (part) all.set("Content-Range", `bytes ${part.start}-${part.end}/${found.size}`);
  const body = isHead || found.size === 0 ? null : await storage.read(key, part);
  return new Response(body, { status: part ? 206 : 200, headers: all });
}
