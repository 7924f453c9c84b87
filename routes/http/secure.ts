import type { Context } from "hono";

/** Whether whoever asks does so over TLS, here or as far as the proxy before this server. */
export function isOverTls(c: Context): boolean {
  return new URL(c.req.url).protocol === "https:" || c.req.header("X-Forwarded-Proto") === "https";
}

/** Whether browsers trust the address that they know this server by: over TLS, or on their own machine. */
export function isTrustworthy(c: Context): boolean {
  return isOverTls(c) || /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(c.req.url).hostname);
}
