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
 * Whether a change may be made (RFC 9110 section 13.1): the current version has to be among those of `If-Match`, and
 * none of `If-None-Match`. `If-Match` compares strongly, so a weak tag never matches.
 *
 * @param etag quoted; null where there is no current version
 */
export function mayReplace(headers: Headers, etag: string | null): boolean {
  const [wanted, unwanted] = [headers.get("If-Match"), headers.get("If-None-Match")];
  const isNamed = (list: string, named: string[]) => etag !== null && (list.trim() === "*" || named.includes(etag));
  return (wanted === null || isNamed(wanted, strongTags(wanted))) &&
    (unwanted === null || !isNamed(unwanted, tags(unwanted)));
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

function strongTags(list: string): string[] {
  return [...list.matchAll(/(W\/)?("[^"]*")/g)].filter(([, weak]) => !weak).map((match) => match[2]);
}

function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000) * 1000; // HTTP dates have no parts of a second
}
