import type { Context } from "hono";

/** Whether the client uses TLS, to this server or to a proxy in front of it. */
export function isOverTls(c: Context): boolean {
  return new URL(c.req.url).protocol === "https:" || c.req.header("X-Forwarded-Proto") === "https";
}

/** Whether browsers treat the origin as trustworthy: TLS, or a loopback address. */
export function isTrustworthy(c: Context): boolean {
  return isOverTls(c) || /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(c.req.url).hostname);
}
