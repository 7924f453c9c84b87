// the package implements RFC 9110's rules for weights, wildcards and ties
import Negotiator from "negotiator";

/** The encodings of responses, best compression first. */
const ENCODINGS = ["br", "gzip"] as const;
export type Encoding = typeof ENCODINGS[number];

/**
 * Picks the encoding that the client prefers; null for no compression.
 *
 * @param accepted the request's `Accept-Encoding`
 */
export function pickEncoding(accepted: string | null | undefined): Encoding | null {
  const negotiator = new Negotiator({ headers: { "accept-encoding": accepted ?? "" } });
  const encoding = negotiator.encoding([...ENCODINGS, "identity"], { preferred: ENCODINGS });
  return ENCODINGS.find((name) => name === encoding) ?? null;
}

/** Whether an `Accept` header names this media type; wildcards do not count. */
export function namesType(accept: string | null | undefined, mediaType: string): boolean {
  const types: string[] = new Negotiator({ headers: { accept: accept ?? "" } }).mediaTypes();
  return types.some((type) => type.toLowerCase() === mediaType);
}

/**
 * Picks the language that the client prefers; null where it wants none of them, or does not say.
 *
 * @param accepted the request's `Accept-Language`
 */
export function pickLanguage<T extends string>(accepted: string | null | undefined, languages: readonly T[]): T | null {
  if (!accepted) return null;
  const picked = new Negotiator({ headers: { "accept-language": accepted } }).language([...languages]);
  return languages.find((name) => name === picked) ?? null;
}
