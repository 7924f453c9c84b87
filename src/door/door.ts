import { delay } from "../core/async.ts";
import { messageOf } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { Connection } from "./connection.ts";
import { countedAddress, type DoorLimits } from "./limits.ts";

const CHECK_MS = 1000;
/** Only connections that have been idle for this long are closed to make room. */
const EVICTABLE_IDLE_MS = 1000;
const ACCEPT_AGAIN_MS = 100;
/** After a search without an idle connection the next search waits: a flood would cause thousands a second. */
const NO_ROOM_MS = 250;
const LOG_EVERY_MS = 60_000;
/** Refused clients that are sent an answer at once; further ones are closed without. */
const MAX_REFUSALS = 64;
const REFUSAL_MS = 1000;
/** Time for running answers when the door closes. */
const SHUTDOWN_MS = 2000;
const REFUSAL_BODY =
  '{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"Too many connections. Try again in a few seconds."}';
const REFUSAL = new TextEncoder().encode(
  "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n" +
    `Content-Type: application/problem+json\r\nContent-Length: ${REFUSAL_BODY.length}\r\n\r\n${REFUSAL_BODY}`,
);

/** Where a request comes from. */
export interface ClientInfo {
  /** The client's IP address. */
  address: string;
}

export interface Door {
  addr: Deno.NetAddr;
  /** Resolves once the door and all connections are closed. */
  finished: Promise<void>;
  connectionCount(): number;
  /** How often `accept` has returned or failed: while it grows, the door is alive. */
  acceptTurns(): number;
}

/**
 * Serves HTTP with limits that Deno's own server lacks: on connections, on the time for headers and bodies, and on open
 * files, without which it ends the process.
 *
 * It accepts connections and forwards them to Deno's server on a local port, which refuses all others. When there is no
 * room, the connection that has been idle for longest is closed.
 *
 * @throws {Deno.errors.AddrInUse} and other errors of `Deno.listen`
 */
export function openDoor({ hostname, port, handle, limits, addressKey = countedAddress, log, signal }: {
  hostname: string;
  port: number;
  handle: (request: Request, client: ClientInfo) => Response | Promise<Response>;
  limits: DoorLimits;
  /** The key that connections are counted by; null for addresses that are not counted. */
  addressKey?: (address: string) => string | null;
  log: Log;
  signal: AbortSignal;
}): Door {
  const listener = Deno.listen({ hostname, port });
  const connections = new Map<number, Connection>(); // by the client port that the server behind the door sees
  const perAddress = new Map<string, number>();
  const server = serveBehind({ connections, handle, log, signal });
  let connecting = 0;
  let acceptTurns = 0;
  let refusals = 0;
  let shutdownTimer: ReturnType<typeof setTimeout> | undefined;
  let loggedAt = 0;
  let noRoomAt = 0;

  const warn = (message: string, fields: Record<string, unknown>) => {
    if (Date.now() - loggedAt < LOG_EVERY_MS) return;
    loggedAt = Date.now();
    log.warn(message, { ...fields, connections: connections.size });
  };

  /** Closes the `count` connections that have been idle for longest. @returns whether there was one */
  const makeRoom = (count: number): boolean => {
    if (Date.now() - noRoomAt < NO_ROOM_MS) return false;
    const idle = [...connections.values()].filter((connection) => connection.hasIdled(EVICTABLE_IDLE_MS));
    idle.sort((a, b) => a.idleSince! - b.idleSince!);
    for (const connection of idle.slice(0, count)) {
      connections.delete(connection.port); // now: run() ends a moment later
      connection.close();
    }
    if (idle.length === 0) noRoomAt = Date.now();
    return idle.length > 0;
  };

  const refuse = async (client: Deno.TcpConn) => {
    try {
      if (refusals >= MAX_REFUSALS) return;
      refusals++;
      const timer = setTimeout(() => closeQuietly(client), REFUSAL_MS);
      try {
        await client.write(REFUSAL);
        await client.closeWrite();
        const rest = new Uint8Array(4096);
        while (await client.read(rest) !== null); // unread bytes would reset the connection before the client reads
      } catch {
        // the client is gone, or did not close in time
      } finally {
        refusals--;
        clearTimeout(timer);
      }
    } finally {
      closeQuietly(client);
    }
  };

  /** Connects a client to the server behind the door. @returns null if that fails */
  const connectToServer = async (client: Deno.TcpConn, address: string): Promise<Connection | null> => {
    connecting++;
    let behind: Deno.TcpConn | null = null;
    try {
      behind = await server.connect();
      const connection = new Connection(client, behind, address);
      connections.set(connection.port, connection);
      return connection;
    } catch (error) {
      if (behind) closeQuietly(behind);
      warn("a connection could not be forwarded", { error: messageOf(error) });
      return null;
    } finally {
      connecting--;
    }
  };

  const admit = async (client: Deno.TcpConn) => {
    const { hostname: address } = client.remoteAddr;
    const counted = addressKey(address);
    const openCount = counted === null ? 0 : perAddress.get(counted) ?? 0;
    if (openCount >= limits.maxPerAddress) {
      warn("an address has too many connections", { address, most: limits.maxPerAddress });
      return await refuse(client);
    }
    if (connections.size + connecting >= limits.maxConnections && !makeRoom(Math.ceil(limits.maxConnections / 32))) {
      warn("there are too many connections", { most: limits.maxConnections });
      return await refuse(client);
    }
    if (counted !== null) perAddress.set(counted, openCount + 1);
    try {
      const connection = await connectToServer(client, address);
      if (!connection) return await refuse(client);
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
        admit(client).catch((error) => log.debug("a connection broke", { error: messageOf(error) }));
      } catch (error) {
        if (signal.aborted) return;
        acceptTurns++;
        // out of file descriptors: the connection stays in the system's queue until one is free
        if (isOutOfFiles(error)) makeRoom(1 + (connections.size >> 3));
        warn("no connection can be accepted; trying again", { error: messageOf(error) });
        await delay(ACCEPT_AGAIN_MS);
      }
    }
  })();

  const checking = setInterval(() => {
    for (const connection of connections.values()) connection.enforceLimits(limits);
  }, CHECK_MS);
  const close = () => {
    listener.close();
    for (const connection of connections.values()) if (connection.hasIdled(0)) connection.close();
    shutdownTimer = setTimeout(() => connections.forEach((connection) => connection.close()), SHUTDOWN_MS);
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
      clearTimeout(shutdownTimer);
      connections.forEach((connection) => connection.close());
    })(),
  };
}

/** Starts Deno's server for connections of the door only; if it ends for lack of files, it is started again. */
function serveBehind({ connections, handle, log, signal }: {
  connections: Map<number, Connection>;
  handle: (request: Request, client: ClientInfo) => Response | Promise<Response>;
  log: Log;
  signal: AbortSignal;
}) {
  const answer = (request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>) => {
    const connection = connections.get(info.remoteAddr.port);
    if (!connection) return new Response(null, { status: 403 }); // not through the door
    const body = connection.beginRequest();
    const end = () => connection.endRequest();
    info.completed.then(end, end);
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
        server ??= serve(); // the old one still serves what it has accepted
        return await server.finished;
      } catch (error) {
        server = null;
        if (signal.aborted) return;
        log.warn("the server behind the door has stopped listening; starting it again", { error: messageOf(error) });
        await delay(ACCEPT_AGAIN_MS);
      }
    }
  })();
  return {
    finished,
    connect: async () => {
      if (!server) throw new Error("the server behind the door is being restarted");
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
  } catch { /* it is closed already */ }
}
