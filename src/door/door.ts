import { messageOf } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { Connection } from "./connection.ts";
import { countedAddress, type DoorLimits } from "./limits.ts";

const CHECK_MS = 1000;
/** For a connection that has just been opened to say what it wants, before it may have to make room. */
const EVICTABLE_MS = 1000;
const ACCEPT_AGAIN_MS = 100;
/** Where nobody could make room, nobody is looked for again for so long: a flood asks thousands of times a second. */
const NO_ROOM_MS = 250;
const TELL_MS = 60_000;
/** Who is turned away reads the answer meanwhile; of more than this at once nobody is told why. */
const MOST_FAREWELLS = 64;
const FAREWELL_MS = 1000;
/** At the end, for what is being answered. */
const ENDING_MS = 2000;
const BODY =
  '{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"Too many connections. Try again in a few seconds."}';
const TURNED_AWAY = new TextEncoder().encode(
  "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n" +
    `Content-Type: application/problem+json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
);

/** What is known of a request besides itself. */
export interface Visitor {
  /** Its client's address. */
  address: string;
}

export interface Door {
  addr: Deno.NetAddr;
  /** Resolves once nothing is served any more. */
  finished: Promise<void>;
  connectionCount(): number;
  /** Grows whenever a connection was accepted, or could not be: while it does, the door is at work. */
  acceptTurns(): number;
}

/**
 * Serves HTTP through a door that keeps its count: Deno's own server has no limit on connections, on headers, or on
 * silence, and ends the process where it is out of files.
 *
 * Connections are accepted here and passed on to Deno's server on a port of this machine, which serves nobody else. When
 * there is no room, the connection that has asked for nothing for longest goes.
 *
 * @throws {Deno.errors.AddrInUse} and others of `Deno.listen`
 */
export function openDoor({ hostname, port, handle, limits, addressKey = countedAddress, log, signal }: {
  hostname: string;
  port: number;
  handle: (request: Request, visitor: Visitor) => Response | Promise<Response>;
  limits: DoorLimits;
  /** What connections are counted by; null for one that is not counted. */
  addressKey?: (address: string) => string | null;
  log: Log;
  signal: AbortSignal;
}): Door {
  const listener = Deno.listen({ hostname, port });
  const connections = new Map<number, Connection>(); // by the port that the server behind sees
  const perAddress = new Map<string, number>();
  const server = serveBehind({ connections, handle, log, signal });
  let coming = 0;
  let acceptTurns = 0;
  let farewells = 0;
  let ending: ReturnType<typeof setTimeout> | undefined;
  let toldAt = 0;
  let noRoomAt = 0;

  const tell = (message: string, fields: Record<string, unknown>) => {
    if (Date.now() - toldAt < TELL_MS) return;
    toldAt = Date.now();
    log.warn(message, { ...fields, connections: connections.size });
  };

  /** Closes those that have asked for nothing for longest. */
  const makeRoom = (count: number): boolean => {
    if (Date.now() - noRoomAt < NO_ROOM_MS) return false;
    const waiting = [...connections.values()].filter((connection) => connection.hasWaited(EVICTABLE_MS));
    waiting.sort((a, b) => a.waitingSince! - b.waitingSince!);
    for (const connection of waiting.slice(0, count)) {
      connections.delete(connection.port); // at once, for its end takes a moment
      connection.close();
    }
    if (waiting.length === 0) noRoomAt = Date.now();
    return waiting.length > 0;
  };

  const turnAway = async (client: Deno.TcpConn) => {
    try {
      if (farewells >= MOST_FAREWELLS) return;
      farewells++;
      const timer = setTimeout(() => closeQuietly(client), FAREWELL_MS);
      try {
        await client.write(TURNED_AWAY);
        await client.closeWrite();
        const rest = new Uint8Array(4096);
        while (await client.read(rest) !== null); // else what it has sent resets the connection before it reads
      } catch {
        // it has gone, or did not hang up in time
      } finally {
        farewells--;
        clearTimeout(timer);
      }
    } finally {
      closeQuietly(client);
    }
  };

  /** Connects a client to the server behind the door. @returns null where that fails */
  const passOn = async (client: Deno.TcpConn, address: string): Promise<Connection | null> => {
    coming++;
    let behind: Deno.TcpConn | null = null;
    try {
      behind = await server.connect();
      const connection = new Connection(client, behind, address);
      connections.set(connection.port, connection);
      return connection;
    } catch (error) {
      if (behind) closeQuietly(behind);
      tell("a connection could not be passed on", { error: messageOf(error) });
      return null;
    } finally {
      coming--;
    }
  };

  const letIn = async (client: Deno.TcpConn) => {
    const { hostname: address } = client.remoteAddr;
    const counted = addressKey(address);
    const already = counted === null ? 0 : perAddress.get(counted) ?? 0;
    if (already >= limits.maxPerAddress) {
      tell("an address has too many connections", { address, most: limits.maxPerAddress });
      return await turnAway(client);
    }
    if (connections.size + coming >= limits.maxConnections && !makeRoom(Math.ceil(limits.maxConnections / 32))) {
      tell("there are too many connections", { most: limits.maxConnections });
      return await turnAway(client);
    }
    if (counted !== null) perAddress.set(counted, already + 1);
    try {
      const connection = await passOn(client, address);
      if (!connection) return await turnAway(client);
      await connection.run();
      if (connections.get(connection.port) === connection) connections.delete(connection.port);
    } finally {
      if (counted !== null) {
        const left = perAddress.get(counted)! - 1;
        if (left > 0) perAddress.set(counted, left);
        else perAddress.delete(counted);
      }
    }
  };

  const accepting = (async () => {
    while (!signal.aborted) {
      try {
        const client = await listener.accept();
        acceptTurns++;
        letIn(client).catch((error) => log.debug("a connection broke", { error: messageOf(error) }));
      } catch (error) {
        if (signal.aborted) return;
        acceptTurns++;
        // out of files: the connection stays in the queue of the system until one is free
        if (isOutOfFiles(error)) makeRoom(1 + (connections.size >> 3));
        tell("no connection can be accepted; trying again", { error: messageOf(error) });
        await new Promise((resolve) => setTimeout(resolve, ACCEPT_AGAIN_MS));
      }
    }
  })();

  const checking = setInterval(() => {
    for (const connection of connections.values()) connection.check(limits);
  }, CHECK_MS);
  const close = () => {
    listener.close();
    for (const connection of connections.values()) if (connection.hasWaited(0)) connection.close();
    ending = setTimeout(() => connections.forEach((connection) => connection.close()), ENDING_MS);
  };
  if (signal.aborted) close();
  else signal.addEventListener("abort", close, { once: true });

  return {
    addr: listener.addr as Deno.NetAddr,
    connectionCount: () => connections.size,
    acceptTurns: () => acceptTurns,
    finished: (async () => {
      await Promise.all([accepting, server.finished]);
      clearInterval(checking);
      clearTimeout(ending);
      connections.forEach((connection) => connection.close());
    })(),
  };
}

/** Deno's server, for the connections of the door alone; where it ends for want of files, another takes its place. */
function serveBehind({ connections, handle, log, signal }: {
  connections: Map<number, Connection>;
  handle: (request: Request, visitor: Visitor) => Response | Promise<Response>;
  log: Log;
  signal: AbortSignal;
}) {
  const answer = (request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>) => {
    const connection = connections.get(info.remoteAddr.port);
    if (!connection) return new Response(null, { status: 403 }); // not through the door
    const body = connection.requestBegins();
    const ends = () => connection.requestEnds();
    info.completed.then(ends, ends);
    let watched: Request;
    try {
      watched = body.watch(request);
    } catch (error) {
      return new Response(messageOf(error), { status: 400 });
    }
    return handle(watched, { address: connection.address });
  };
  const serve = () => Deno.serve({ hostname: "127.0.0.1", port: 0, signal, onListen: () => {} }, answer);
  let server: Deno.HttpServer<Deno.NetAddr> | null = serve();
  const finished = (async () => {
    while (!signal.aborted) {
      try {
        server ??= serve(); // what the old one has accepted it still serves
        return await server.finished;
      } catch (error) {
        server = null;
        if (signal.aborted) return;
        log.warn("the server behind the door has stopped listening; another one begins", { error: messageOf(error) });
        await new Promise((resolve) => setTimeout(resolve, ACCEPT_AGAIN_MS));
      }
    }
  })();
  return {
    finished,
    connect: async () => {
      if (!server) throw new Error("no server is behind the door for a moment");
      return await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
    },
  };
}

function isOutOfFiles(error: unknown): boolean {
  return /too many open files|os error 2[34]\b/i.test(messageOf(error));
}

function closeQuietly(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch { /* it is closed */ }
}
