import { BlockList, isIP } from "node:net";

/** Networks by the names that TRUSTED_PROXIES may hold. */
const NAMED: Record<string, string[]> = {
  none: [],
  loopback: ["127.0.0.0/8", "::1/128"],
  private: [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "fc00::/7",
    "fe80::/10",
  ],
};

/** The addresses of proxies whose X-Forwarded headers are believed. */
export class TrustedProxies {
  /** The entries that hold more than one address, and not this machine's alone. */
  readonly wideEntries: string[] = [];
  #connections = new BlockList();
  /** Who counts as a proxy within X-Forwarded-For: all but `private`, where clients are too. */
  #listed = new BlockList();

  /**
   * @param list addresses, networks such as `10.1.0.0/16`, `loopback`, `private` and `none`, separated by commas
   * @throws {RangeError} naming the first that is none of these
   */
  constructor(private list: string) {
    for (const entry of list.split(",").map((entry) => entry.trim())) {
      const networks = Object.hasOwn(NAMED, entry) ? NAMED[entry] : [entry];
      const isSingle = networks.map((network) => add(network, this.#connections)).every(Boolean);
      if (entry !== "private") networks.forEach((network) => add(network, this.#listed));
      if (!isSingle && entry !== "loopback") this.wideEntries.push(entry);
    }
  }

  /** @param address of a connection; undefined is nobody's */
  has(address: string | undefined): boolean {
    return isIn(this.#connections, addressOf(address ?? ""));
  }

  /**
   * Finds the client of a request: the chain of X-Forwarded-For is walked from its end, the nearest proxy's, and the
   * first address that is no listed proxy is the client's. What stands before it may be anybody's.
   *
   * @param peer the address of the connection
   * @param chain the values of X-Forwarded-For, in their order
   */
  clientOf(peer: string, chain: readonly string[]): string {
    let client = addressOf(peer) ?? peer;
    if (!this.has(client)) return client;
    for (const value of chain.toReversed()) {
      const address = addressOf(value);
      if (address === null) break; // such as "unknown": the proxy that wrote it is all that is known
      client = address;
      if (!isIn(this.#listed, client)) break;
    }
    return client;
  }

  toString(): string {
    return this.list;
  }
}

/** @returns whether the network has one address only */
function add(network: string, to: BlockList): boolean {
  const [, address, prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(network) ?? [];
  const version = isIP(address ?? "");
  const bits = version === 4 ? 32 : 128;
  const length = Number(prefix ?? bits);
  if (version === 0 || length > bits) throw new RangeError(network);
  if (length < bits) to.addSubnet(address, length, version === 4 ? "ipv4" : "ipv6");
  else to.addAddress(addressOf(address)!, isIP(addressOf(address)!) === 4 ? "ipv4" : "ipv6");
  return length === bits;
}

function isIn(list: BlockList, address: string | null): boolean {
  return address !== null && list.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
}

/**
 * An address in the one form that it is compared and counted in: without port, brackets and zone, IPv4 as such.
 *
 * @returns null for what is no address
 */
export function addressOf(text: string): string | null {
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const plain = bare.replace(/%.*$/, ""); // fe80::1%eth0
  if (isIP(plain) === 4) return plain;
  if (isIP(plain) === 0) return null;
  const short = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(short)?.slice(1).map((group) => parseInt(group, 16));
  return mapped ? mapped.flatMap((group) => [group >> 8, group & 255]).join(".") : short;
}
