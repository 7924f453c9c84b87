import type { Config } from "../core/settings/config.ts";
import { ConfigError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";

/** The limits of the front door. */
export interface DoorLimits {
  /** Connections at once. */
  maxConnections: number;
  /** Connections of one address. This machine and private networks, where reverse proxies are, are not counted. */
  maxPerAddress: number;
  /** The time for a request's header, from its first byte or from the opening of the connection. */
  headerMs: number;
  /** The time between two requests. */
  idleMs: number;
  /** The time that the server waits for the next bytes of a request's body. */
  bodyMs: number;
  /** The time for a client to read the next bytes of an answer: a paused player reads none for long. */
  answerMs: number;
}

export const DEFAULT_TIMES = {
  headerMs: 15_000,
  idleMs: 75_000, // longer than the 60 s of reverse proxies, so that they close first
  bodyMs: 60_000,
  answerMs: 15 * 60_000,
};

/** The client's socket, both ends of the connection to the server behind the door, and a file that is sent. */
const FILES_PER_CONNECTION = 4;
/** For the database, uploads, ffprobe and everything else that the server opens. */
const RESERVED_FILES = 256;
/** A single process can't serve more connections well. */
const MAX_CONNECTIONS = 10_000;
/** For systems without /proc, such as macOS: Deno has raised the limit as far as it goes. */
const ASSUMED_FILE_LIMIT = 4096;

/** Reads how many files this process may open. Deno raises the soft limit to the hard one at its start. */
export function fileLimit(): number {
  try {
    const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(Deno.readTextFileSync("/proc/self/limits"))!;
    return soft === "unlimited" ? Infinity : Number(soft);
  } catch {
    return ASSUMED_FILE_LIMIT;
  }
}

/** Computes how many connections a limit of open files allows. */
export function connectionsFor(files: number): number {
  const free = files - Math.min(RESERVED_FILES, files / 2);
  return Math.max(1, Math.min(Math.floor(free / FILES_PER_CONNECTION), MAX_CONNECTIONS));
}

/**
 * The key that connections are counted by: for IPv6 the /64 network of one customer; null for addresses not counted.
 */
export function countedAddress(hostname: string): string | null {
  const address = hostname.replace(/^::ffff:(?=\d+\.)/, "");
  if (address.includes(".")) {
    const isPrivate = /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
    return isPrivate.test(address) ? null : address;
  }
  const nat64 = /^64:ff9b::([\da-f]{1,4}):([\da-f]{1,4})$/i.exec(address)?.slice(1).map((group) => parseInt(group, 16));
  if (nat64) return nat64.flatMap((group) => [group >> 8, group & 255]).join("."); // IPv4 behind a NAT64 translator
  if (address === "::1" || /^f([cd]..|e[89ab].):/i.test(address)) return null;
  return network64(address);
}

/** What one customer has of the addresses: an IPv4 address, or an IPv6 /64 network. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, "");
  return plain.includes(":") ? network64(plain) : plain;
}

function network64(address: string): string {
  const [head, tail] = address.split("%")[0].split("::");
  const first = head ? head.split(":") : [];
  const last = tail ? tail.split(":") : [];
  const groups = tail === undefined
    ? first
    : [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0"), ...last];
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/**
 * The limits by the settings and by the open files that this process may have.
 *
 * @throws {ConfigError} where MAX_CONNECTIONS needs more open files than that
 */
export function doorLimits({ maxConnections, maxConnectionsPerAddress }: Config, log: Log): DoorLimits {
  const files = fileLimit();
  const possible = connectionsFor(files);
  if (maxConnections !== null && maxConnections > possible) {
    throw new ConfigError(
      `MAX_CONNECTIONS is ${maxConnections}: with ${files} open files allowed (ulimit -n) it must be at most ${possible}`,
    );
  }
  const limits = {
    ...DEFAULT_TIMES,
    maxConnections: maxConnections ?? possible,
    maxPerAddress: maxConnectionsPerAddress,
  };
  log.debug("connections", { files, most: limits.maxConnections, most_per_address: limits.maxPerAddress });
  return limits;
}
