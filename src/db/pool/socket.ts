import net from "node:net";
import tls from "node:tls";
import { cancelRequest, Messages, READY_FOR_QUERY, REQUEST_TYPES } from "./wire.ts";

/**
 * How the connection is encrypted, as libpq's `sslmode`; `allow` is treated as `prefer`, and `verify-ca` as
 * `verify-full`.
 */
export type SslMode = "disable" | "prefer" | "require" | "verify-full";

/** The address that postgres.js passes to the `socket` option. */
interface Target {
  path: string | false;
  host: string[];
  port: number[];
}

const SSL_REQUEST = new Uint8Array([0, 0, 0, 8, 4, 210, 22, 47]); // length 8, code 80877103
const CONNECT_LIMIT_MS = 10_000;
const QUIET_MS = 30;
const LONGEST_HOLD_MS = 500;
/** An answer that takes longer is reported to `onTrouble`. */
const SLOW_MS = 1000;
/** If a cancelled statement has not ended by then, the server hangs: normally it takes milliseconds. */
const CANCEL_MS = 2000;

const socketErrors = new WeakSet<object>();

/** Whether a socket of a pool emitted this error. */
export function isSocketError(error: unknown): boolean {
  return typeof error === "object" && error !== null && socketErrors.has(error);
}

/** An open connection. */
interface Connection {
  target: Target;
  messages: Messages;
  /** When its current statement began, in ms since 1970; null if it runs none. */
  busySince: number | null;
}

/**
 * Opens the sockets of a postgres.js pool, and delays their "close" events until postgres.js can handle them.
 *
 * A socket is destroyed if no answer arrives within `answerLimitMs`: with a server that hangs or a network that drops
 * packets, the statement would wait for ever.
 *
 * postgres.js 3.4.9 buffers small writes until the end of the event loop turn. If the socket closes in between, the
 * connection never writes again; and if a transaction still has to send its rollback, a TypeError outside of every
 * promise ends the process (porsager/postgres issues 1154 and 1208). So a closed socket answers every write with an
 * error, and emits "close" only when postgres.js has nothing buffered: `#built` counts the statements that it has
 * built, through the `debug` option.
 */
export class Sockets {
  /** While set, no connection is opened: each attempt fails with this error at once. */
  refusal: Error | null = null;
  /** Called when an answer is slow or a connection fails. */
  onTrouble: () => void = () => {};
  #built = 0;
  #mode: SslMode;
  #answerLimitMs: number;
  #open = new Map<net.Socket, Connection>();

  /** @param answerLimitMs 0: no limit */
  constructor(mode: SslMode, answerLimitMs: number) {
    this.#mode = mode;
    this.#answerLimitMs = answerLimitMs;
  }

  /** Destroys all connections: every unanswered statement fails. */
  drop(): void {
    for (const socket of [...this.#open.keys()]) socket.destroy();
  }

  /**
   * Cancels every statement that has run longer than `slowMs`, on the server too: it fails with code 57014. If there is
   * no answer even to the cancellation, the connection is destroyed.
   */
  cancelSlow(slowMs: number): void {
    for (const [socket, connection] of this.#open) {
      const { target, messages, busySince } = connection;
      if (busySince === null || Date.now() - busySince < slowMs) continue;
      this.#connect(target).then((other) => {
        other.on("error", () => {}); // the timer below handles a request that failed
        other.end(cancelRequest(messages.key));
      }).catch(() => {});
      setTimeout(() => connection.busySince === busySince && socket.destroy(), CANCEL_MS);
    }
  }

  /** For postgres.js's option `debug`. */
  onBuilt = (): void => {
    this.#built++;
  };

  /** For postgres.js's option `socket`. It never rejects: a socket that can't be opened emits "error" and "close". */
  open = async (target: Target): Promise<net.Socket> => {
    if (this.refusal) return this.#hold(new net.Socket(), target, this.refusal);
    try {
      return this.#hold(await this.#connect(target), target);
    } catch (error) {
      return this.#hold(new net.Socket(), target, error as Error);
    }
  };

  async #connect({ path, host, port }: Target): Promise<net.Socket> {
    if (path) return await connectUnix(path);
    const plain = net.connect(port[0], host[0]);
    if (this.#mode === "disable") return plain;
    try {
      return await encrypt(plain, host[0], this.#mode);
    } catch (error) {
      plain.destroy();
      throw error;
    }
  }

  /** @param failure why it could not be opened: every write is answered with this error */
  #hold(socket: net.Socket, target: Target, failure?: Error): net.Socket {
    const emit = socket.emit.bind(socket);
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    let goneAt = failure ? Date.now() : 0;
    let timer: ReturnType<typeof setTimeout>;
    let slow: ReturnType<typeof setTimeout> | undefined;
    let late: ReturnType<typeof setTimeout> | undefined;
    const requests = new Messages({ startsUntyped: true });
    const answered = new Messages();
    const connection: Connection = { target, messages: answered, busySince: null };
    let unanswered = 0; // requests without a ReadyForQuery yet
    const awaitAnswer = () => {
      slow ??= setTimeout(this.onTrouble, SLOW_MS);
      if (this.#answerLimitMs > 0) late ??= setTimeout(() => socket.destroy(), this.#answerLimitMs);
    };
    const stopWaiting = () => {
      clearTimeout(slow);
      clearTimeout(late);
      slow = late = undefined;
    };
    if (!failure) this.#open.set(socket, connection);
    const refuse = () => {
      const lost = new Error("the connection to the database was lost");
      const error = failure ?? Object.assign(lost, { code: "CONNECTION_CLOSED" });
      socketErrors.add(error);
      emit("error", error);
    };
    const closeSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const built = this.#built;
        // postgres.js writes what it has buffered before this callback, and each write calls closeSoon() again
        setImmediate(() => built === this.#built ? emit("close", false) : closeSoon());
      }, QUIET_MS);
    };
    socket.emit = (name: string | symbol, ...args: unknown[]) => {
      if (name === "data") {
        // notifications arrive without a request: no answer is due after one
        const ready = answered.read(args[0] as Uint8Array).filter((type) => type === READY_FOR_QUERY).length;
        unanswered = Math.max(0, unanswered - ready);
        stopWaiting();
        if (unanswered === 0) connection.busySince = null;
        else if (ready > 0) connection.busySince = Date.now(); // the next of several statements begins
        if (unanswered > 0) awaitAnswer();
      }
      if (name === "error") {
        socketErrors.add(args[0] as Error);
        this.onTrouble();
      }
      if (name !== "close") return emit(name, ...args);
      if (goneAt === 0) {
        goneAt = Date.now();
        stopWaiting();
        this.#open.delete(socket);
        refuse();
        closeSoon();
      }
      return true;
    };
    socket.write = ((...args: unknown[]) => {
      if (goneAt === 0) {
        unanswered += requests.read(args[0] as Uint8Array).filter((type) => REQUEST_TYPES.includes(type)).length;
        connection.busySince ??= Date.now();
        awaitAnswer();
        return write(...args);
      }
      refuse();
      if (Date.now() - goneAt < LONGEST_HOLD_MS) closeSoon();
      return true;
    }) as typeof socket.write;
    return socket;
  }
}

/**
 * Connects before postgres.js reads from the socket: Deno 2.6.10, which is in binaries that were compiled where the
 * pinned version's runtime can't be fetched, ends the process if a unix socket is read that could not be connected.
 */
async function connectUnix(path: string): Promise<net.Socket> {
  const socket = net.connect(path);
  socket.on("error", () => {}); // that version emits "error" after "close"
  try {
    await event(socket, "connect");
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Starts TLS as libpq does: an unencrypted request, a one-byte answer, then the handshake. */
async function encrypt(plain: net.Socket, host: string, mode: SslMode): Promise<net.Socket> {
  const answer = await event<Uint8Array>(plain, "data", () => plain.write(SSL_REQUEST));
  if (answer[0] !== 83) { // "S"
    if (mode === "prefer") return plain;
    throw new Error(`the database at ${host} does not offer TLS, which sslmode=${mode} asks for`);
  }
  const secure = tls.connect({
    socket: plain,
    servername: net.isIP(host) ? undefined : host,
    rejectUnauthorized: mode === "verify-full",
  });
  await event(secure, "secureConnect");
  return secure;
}

function event<T>(socket: net.Socket, name: string, start?: () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      socket.off(name, onEvent).off("error", onError).off("close", onClose);
      settle();
    };
    const onEvent = (value: T) => finish(() => resolve(value));
    const onError = (error: Error) => finish(() => reject(error));
    const onClose = () =>
      onError(Object.assign(new Error("the database closed the connection"), { code: "ECONNRESET" }));
    const onTimeout = () =>
      onError(Object.assign(new Error("the database did not answer"), { code: "CONNECT_TIMEOUT" }));
    const timer = setTimeout(onTimeout, CONNECT_LIMIT_MS);
    socket.on(name, onEvent).on("error", onError).on("close", onClose);
    start?.();
  });
}
