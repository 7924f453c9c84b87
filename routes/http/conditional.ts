/** The validators of a representation (RFC 9110 section 8.8). */
export interface Validators {
  /** Quoted, strong. */
  etag: string;
  modified: Date | null;
}

/**
 * Whether the client's copy is current, for a 304 (RFC 9110 section 13.2.2). `If-None-Match`, if sent, decides alone,
 * with weak comparison; otherwise `If-Modified-Since` decides, to the second.
 */
export function isNotModified(headers: Headers, { etag, modified }: Validators): boolean {
  const clientTags = headers.get("If-None-Match");
  if (clientTags !== null) return clientTags.trim() === "*" || tags(clientTags).includes(etag);
  const since = Date.parse(headers.get("If-Modified-Since") ?? "");
  return modified !== null && !Number.isNaN(since) && wholeSeconds(modified) <= since;
}

/**
 * Whether to obey `Range` (RFC 9110 section 13.1.5): the client's part must be of the same representation. Tags are
 * compared strongly, so a weak one never matches; a date must be equal.
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
