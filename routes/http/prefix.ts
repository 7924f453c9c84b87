import type { Context } from "hono";
import type { Env } from "../deps.ts";
import { siteOf } from "./site.ts";

/**
 * An attribute that holds an address of this server, up to its slash. Text in a page has no plain quotation marks, so
 * nothing else matches. A data attribute that scripts read an address from ends with one of these words.
 */
const ATTRIBUTE =
  /(?<= (?:href|src|action|formaction|poster|data-(?:[a-z-]+-)?(?:url|src|file|hls|script|model|words|worker))=")(?=\/(?!\/))/g;
/** A field of JSON that holds an address of this server, up to its slash. Quotation marks in a text are escaped. */
const FIELD = /(?<="(?:\w+_)?url":\s?")(?=\/(?!\/))/g;

/**
 * Puts the proxy's path in front of every address of this server in an answer: in pages, in fields `url` and `..._url`
 * of JSON, in Location and in the path of cookies. The routes know nothing of it. Playlists name their files relative
 * to themselves, and scripts use `sitePath` of routes/web/shared/client/site.ts.
 */
export async function underPrefix(c: Context<Env>, next: () => Promise<void>): Promise<void> {
  await next();
  const prefix = siteOf(c).prefix;
  if (!prefix) return;
  const type = c.res.headers.get("Content-Type") ?? "";
  const pattern = type.startsWith("text/html") ? ATTRIBUTE : /^application\/(\w+\+)?json/.test(type) ? FIELD : null;
  if (pattern && c.res.body && !c.res.headers.has("Content-Encoding") && c.res.status !== 206) {
    c.res = new Response((await c.res.text()).replace(pattern, prefix), c.res);
    c.res.headers.delete("Content-Length");
  }
  const location = c.res.headers.get("Location");
  if (location && /^\/(?!\/)/.test(location)) c.res.headers.set("Location", prefix + location);
  const cookies = c.res.headers.getSetCookie();
  if (cookies.length === 0) return;
  c.res.headers.delete("Set-Cookie");
  for (const cookie of cookies) {
    c.res.headers.append("Set-Cookie", cookie.replace(/(; ?Path=)\/(?=;|$)/i, `$1${prefix}`));
  }
}
