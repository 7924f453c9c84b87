import type { Context, MiddlewareHandler } from "hono";
import { getPath } from "hono/utils/url";
import type { Config } from "../../src/core/settings/config.ts";
import { addressOf } from "../../src/core/settings/trusted_proxies.ts";
import { isSitePath } from "../../src/core/settings/setting_readers.ts";
import type { Log } from "../../src/core/log.ts";
import type { Env, Site } from "../deps.ts";
import { problem, problemResponse } from "./errors.ts";

const FORWARDED = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Prefix"];
/** A name or an address, and a port. URLs allow more, such as a user's name or a whole path. */
const HOST = /^(?:[a-z0-9_](?:[a-z0-9._-]{0,252}[a-z0-9_])?\.?|\[[0-9a-f:.]{2,45}\])(?::\d{0,5})?$/i;
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;
const ADDRESSES_MS = 10_000;

type SiteConfig = Pick<Config, "publicUrl" | "trustedProxies" | "host">;

/** The site of a request, which `locate` has found. */
export function siteOf(c: Context<Env>): Site {
  return c.get("site");
}

/** Whether browsers treat the origin as trustworthy: TLS, or a loopback address. */
export function isTrustworthy(c: Context<Env>): boolean {
  const { isOverTls, hosts } = siteOf(c);
  return isOverTls || hosts.some((host) => LOOPBACK.test(nameOf(host)));
}

/**
 * Finds out how a request's client reaches this server, and refuses hosts that are none. PUBLIC_URL decides where it is
 * set; else the headers of a proxy in TRUSTED_PROXIES; else the Host header, if it names this machine.
 */
export function locate({ config, log }: { config: SiteConfig; log: Log }): MiddlewareHandler<Env> {
  const isOfMachine = machineNames(config.host);
  let hasWarned = false;
  return async function locateSite(c, next) {
    const { headers, url } = c.req.raw;
    const given = headers.get("Host");
    if ((given && !isHost(given)) || !URL.canParse(url)) {
      return problemResponse(problem(400, "Host must be a name or an address of this server, and a port"));
    }
    const peer = c.env?.address && (addressOf(c.env.address) ?? c.env.address);
    const isProxied = FORWARDED.some((name) => headers.has(name));
    const isTrusted = isProxied && config.trustedProxies.has(peer);
    if (isProxied && !isTrusted && peer && !hasWarned) {
      hasWarned = true;
      log.warn(
        "X-Forwarded headers are not believed: if they come from a proxy of yours, TRUSTED_PROXIES has to name it",
        {
          address: peer,
        },
      );
    }
    const site = directSite(config, url, given, isOfMachine);
    c.set("site", isTrusted ? forwardedSite(config, site, headers, peer) : { ...site, clientAddress: peer });
    await next();
  };
}

type AskedSite = Omit<Site, "clientAddress">;

/** The site of a request as it arrived. */
function directSite({ publicUrl }: SiteConfig, url: string, given: string | null, isOfMachine: IsOfMachine): AskedSite {
  const asked = given || new URL(url).host;
  if (publicUrl) return publicSite(publicUrl, asked);
  const isOverTls = new URL(url).protocol === "https:";
  return {
    origin: isOfMachine(nameOf(asked)) ? originOf(isOverTls, asked) : null,
    prefix: "",
    isOverTls,
    hosts: [asked],
  };
}

function publicSite(publicUrl: string, asked: string): AskedSite {
  const { pathname, protocol, host } = new URL(publicUrl);
  return {
    origin: publicUrl,
    prefix: pathname.replace(/\/$/, ""),
    isOverTls: protocol === "https:",
    hosts: [host, asked],
  };
}

/** The site as a trusted proxy describes it. A proxy that sends no X-Forwarded-Host passes the client's Host on. */
function forwardedSite(
  { publicUrl, trustedProxies }: SiteConfig,
  site: AskedSite,
  headers: Headers,
  peer?: string,
): Site {
  const clientAddress = trustedProxies.clientOf(peer!, listOf(headers, "X-Forwarded-For"));
  if (publicUrl) return { ...site, clientAddress };
  const proto = listOf(headers, "X-Forwarded-Proto").at(-1)?.toLowerCase();
  const isOverTls = proto ? proto === "https" : site.isOverTls;
  const forwarded = listOf(headers, "X-Forwarded-Host").at(-1);
  const host = forwarded && isHost(forwarded) ? forwarded : site.hosts[0];
  const prefix = prefixOf(headers);
  return { origin: originOf(isOverTls, host) + prefix, prefix, isOverTls, hosts: [host, ...site.hosts], clientAddress };
}

/** The path of X-Forwarded-Prefix: `/video` for `https://example.com/video/`; empty where it is none. */
export function prefixOf(headers: Headers): string {
  const prefix = listOf(headers, "X-Forwarded-Prefix").at(-1)?.replace(/\/$/, "") ?? "";
  return isSitePath(prefix) ? prefix : "";
}

/** The values of a header that each proxy on the way appends to: the last is of the nearest one. */
function listOf(headers: Headers, name: string): string[] {
  return (headers.get(name) ?? "").split(",").map((value) => value.trim()).filter(Boolean);
}

function originOf(isOverTls: boolean, host: string): string {
  return new URL(`${isOverTls ? "https:" : "http:"}//${host}`).origin;
}

function isHost(host: string): boolean {
  return HOST.test(host) && URL.canParse(`http://${host}`);
}

/** A host without its port, as URLs write it. */
function nameOf(host: string): string {
  return new URL(`http://${host}`).hostname;
}

type IsOfMachine = (name: string) => boolean;

/** Tells whether a name or an address is this machine's own: others would be an attacker's in a link. */
function machineNames(host: string): IsOfMachine {
  const own = Deno.hostname().toLowerCase();
  const names = [own, `${own}.local`, host.toLowerCase(), `[${host.toLowerCase()}]`];
  let addresses: string[] = [];
  let readAtMs = -Infinity;
  return (name) => {
    if (LOOPBACK.test(name) || names.includes(name)) return true;
    if (performance.now() - readAtMs > ADDRESSES_MS) {
      readAtMs = performance.now();
      addresses = Deno.networkInterfaces().map(({ address }) => address);
    }
    return addresses.includes(name.replace(/^\[(.*)\]$/, "$1"));
  };
}

/** The path of a request for the routes: a proxy may leave the path of PUBLIC_URL before it. */
export function pathBelow({ publicUrl }: Pick<Config, "publicUrl">): (request: Request) => string {
  const prefix = publicUrl ? new URL(publicUrl).pathname.replace(/\/$/, "") : "";
  return (request) => {
    const path = getPath(request);
    if (!prefix || (path !== prefix && !path.startsWith(`${prefix}/`))) return path;
    return path.slice(prefix.length) || "/";
  };
}
