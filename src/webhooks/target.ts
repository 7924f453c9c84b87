import { isIP } from "node:net";
import { ValidationError } from "../core/errors.ts";
import { isLocalName, isPublicAddress } from "./private_addresses.ts";

const ALLOW = "WEBHOOK_ALLOW_PRIVATE=1 allows it";

/** A host name's addresses, the preferred first. */
export type Resolve = (host: string) => Promise<string[]>;

/**
 * Reads the address of a webhook, which the schema of webhooks has checked. What a host name resolves to is checked when
 * something is sent, by `checkedAddresses`.
 *
 * @param options.allowPrivate also http, and hosts in private networks
 * @throws {ValidationError} if the settings do not allow it
 */
export function allowedTarget(url: string, { allowPrivate }: { allowPrivate: boolean }): URL {
  const target = new URL(url);
  if (allowPrivate) return target;
  const refused = (right: string) =>
    new ValidationError(`url is ${JSON.stringify(url)}: it must be ${right} (${ALLOW})`);
  if (target.protocol !== "https:") throw refused("https, not http");
  const host = hostOf(target);
  if (isIP(host) ? !isPublicAddress(host) : isLocalName(host)) {
    throw refused("an address of the public internet, not of this machine or a private network");
  }
  return target;
}

/** The host without the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

/**
 * Resolves the host of a webhook once, for the connection that follows: a second question could get another answer.
 *
 * @throws {ValidationError} if one of its addresses is not on the public internet
 */
export async function checkedAddresses(
  target: URL,
  { allowPrivate, resolve }: { allowPrivate: boolean; resolve: Resolve },
): Promise<string[]> {
  const host = hostOf(target);
  const addresses = isIP(host) ? [host] : await resolve(host);
  if (addresses.length === 0) throw new ValidationError(`${host} has no address`);
  // without the address: it would tell a user about the network of the server
  if (!allowPrivate && (isLocalName(host) || !addresses.every(isPublicAddress))) {
    throw new ValidationError(`${host} is in a private network, where webhooks are not sent (${ALLOW})`);
  }
  return addresses;
}
