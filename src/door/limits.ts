/** What the front door allows. */
export interface DoorLimits {
  /** Connections at once. */
  maxConnections: number;
  /** Of one address; connections of this machine and of private networks, where reverse proxies are, are not counted. */
  maxPerAddress: number;
  /** From the first byte of a request's header, or from the opening of the connection, to the header's end. */
  headerMs: number;
  /** Between two requests. */
  idleMs: number;
  /** For the next byte of a request's body, while the server waits for it. */
  bodyMs: number;
  /** For a client to take anything of an answer that waits for it: a paused player may take its time. */
  answerMs: number;
}

export const DEFAULT_TIMES = {
  headerMs: 15_000,
  idleMs: 75_000, // reverse proxies keep theirs for 60 s: they are to be the first to close
  bodyMs: 60_000,
  answerMs: 15 * 60_000,
};

/** A client's socket, both ends of the one to the server behind the door, and a file that is sent. */
const FILES_PER_CONNECTION = 4;
/** For the database, uploads, ffprobe and what else the server opens. */
const RESERVED_FILES = 256;
/** More connections than this are no use to a single process. */
const MOST_CONNECTIONS = 10_000;
/** macOS and others that have no /proc: Deno has raised the limit as far as it goes. */
const ASSUMED_FILE_LIMIT = 4096;

/** How many files this process may have open. Deno has raised the soft limit to the hard one at its start. */
export function fileLimit(): number {
  try {
    const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(Deno.readTextFileSync("/proc/self/limits"))!;
    return soft === "unlimited" ? Infinity : Number(soft);
  } catch {
    return ASSUMED_FILE_LIMIT;
  }
}

/** How many connections fit below a limit of open files. */
export function connectionsFor(files: number): number {
  const free = files - Math.min(RESERVED_FILES, files / 2);
  return Math.max(1, Math.min(Math.floor(free / FILES_PER_CONNECTION), MOST_CONNECTIONS));
}

/** The address that connections are counted by: of IPv6 the network that one customer gets; null for one not counted. */
export function countedAddress(hostname: string): string | null {
  const address = hostname.replace(/^::ffff:(?=\d+\.)/, "");
  if (address.includes(".")) {
    const isPrivate = /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
    return isPrivate.test(address) ? null : address;
  }
  const nat64 = /^64:ff9b::([\da-f]{1,4}):([\da-f]{1,4})$/i.exec(address)?.slice(1).map((group) => parseInt(group, 16));
  if (nat64) return nat64.flatMap((group) => [group >> 8, group & 255]).join("."); // IPv4 behind a translator
  if (address === "::1" || /^f([cd]..|e[89ab].):/i.test(address)) return null;
  return network64(address);
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
