const BASE = "http://this.invalid";
const MAX_LENGTH = 2000; // characters
/** A page that signs in or out is no page to come back to. */
const NO_PAGE = /^\/sign-(in|out)\/?$/;

/**
 * Where to go after signing in: a path of this server as its routes have it, below no proxy's path. An address of
 * another site, however it is written, becomes the library.
 *
 * @param asked as a link or a form gave it, with or without `prefix`
 * @param prefix the path below which a proxy shows this server; empty without one
 */
export function nextPage(asked: string | null | undefined, prefix: string): string {
  if (!asked?.startsWith("/") || asked.length > MAX_LENGTH || !URL.canParse(asked, BASE)) return "/";
  // browsers read "/\evil", "/<tab>/evil" and "/.//evil" as "//evil": what is checked is what they make of it
  const { origin, pathname, search, hash } = new URL(asked, BASE);
  const isBelow = prefix !== "" && (pathname === prefix || pathname.startsWith(`${prefix}/`));
  const path = isBelow ? pathname.slice(prefix.length) || "/" : pathname;
  if (origin !== BASE || path.startsWith("//") || NO_PAGE.test(path)) return "/";
  return path + search + hash;
}
