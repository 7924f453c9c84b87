/** What a response can be told apart by. */
export interface Validators {
  /** Quoted, strong. */
  etag: string;
  modified: Date | null;
}

/**
 * Whether the reader's copy is still good (RFC 9110 section 13.2.2): 304.
 * `If-None-Match` decides where it is sent, with weak comparison; else `If-Modified-Since` to the second.
 */
export function isNotModified(headers: Headers, { etag, modified }: Validators): boolean {
  const known = headers.get("If-None-Match");
  if (known !== null) return known.trim() === "*" || tags(known).includes(etag);
  const since = Date.parse(headers.get("If-Modified-Since") ?? "");
  return modified !== null && !Number.isNaN(since) && wholeSeconds(modified) <= since;
}

/**
 * Whether a `Range` counts (RFC 9110 section 13.1.5): the part that the reader has must be of this very representation.
 * Strong comparison, so a weak tag never matches, and a date only exactly.
 */
export function rangeApplies(headers: Headers, { etag, modified }: Validators): boolean {
  const condition = headers.get("If-Range")?.trim();
  if (!condition) return true;
  if (condition.startsWith('"') || condition.startsWith("W/")) return condition === etag;
  return modified !== null && Date.parse(condition) === wholeSeconds(modified);
}

function tags(list: string): string[] {
  return [...list.matchAll(/(?:W\/)?("[^"]*")/g)].map((match) => match[1]);
}

function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000) * 1000; // HTTP dates have no parts of a second
}
