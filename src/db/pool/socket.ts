import net from "node:net";
import tls from "node:tls";
import { ASKING, cancelRequest, Messages, READY_FOR_QUERY } from "./wire.ts";

/** How the connection is encrypted; of libpq's `sslmode`, `allow` is `prefer` here and `verify-ca` is `verify-full`. */
export type SslMode = "disable" | "prefer" | "require" | "verify-full";

/** What postgres.js tells of where to connect to. */
interface Target {
  path: string | false;
  host: string[];
  port: number[];
}

const SSL_REQUEST = new Uint8Array([0, 0, 0, 8, 4, 210, 22, 47]); // length 8, code 80877103
const CONNECT_LIMIT_MS = 10_000;
const QUIET_MS = 30;
const LONGEST_HOLD_MS = 500;
/** For a statement to be answered before somebody looks whether the database answers at all. */
const SLOW_MS = 1000;
/** For a statement to end that was cancelled: a server that runs it needs milliseconds. */
const CANCEL_MS = 2000;

/** A connection that is open. */
interface Connection {
  target: Target;
  messages: Messages;
  /** Since when it has run the statement that it runs. */
  busySince: number | null;
}

/**
 * Makes the sockets of a pool of postgres.js, and tells it of their end at a harmless moment.
 *
 * A socket on which an answer has not come within `answerLimitMs` is destroyed: a server that hangs, or a network that
 * swallows everything, says nothing, and the statement would wait for ever.
 *
 * postgres.js 3.4.9 keeps small writes back until the end of the turn. If the socket closes meanwhile, that connection
 * never writes again, and if a transaction still has its rollback to send, a TypeError outside of every promise ends the
 * process (porsager/postgres issues 1154 and 1208). So a socket that has closed first answers everything that is written
 * to it with an error, and "close" is passed on once nothing is held back: `built` counts the statements that were made
 * ready to be written, through the `debug` option.
 */
export class Sockets {
  /** While set nothing is opened: whoever needs a connection gets this error at once. */
  refusal: Error | null = null;
  /** Called when an answer is slow to come, or a connection can't be had. */
  onTrouble: () => void = () => {};
  #built = 0;
  #mode: SslMode;
  #answerLimitMs: number;
  #open = new Map<net.Socket, Connection>();

  /** @param answerLimitMs 0: an answer may take any time */
  constructor(mode: SslMode, answerLimitMs: number) {
    this.#mode = mode;
    this.#answerLimitMs = answerLimitMs;
  }

  /** Ends all connections: every statement that waits for an answer fails. */
  drop(): void {
    for (const socket of [...this.#open.keys()]) socket.destroy();
  }

  /**
   * Ends every statement that has run for longer than this, on the server too; who sent it gets 57014. A connection on
   * which that brings no answer leads nowhere, and is closed.
   */
  cancelSlow(slowMs: number): void {
    for (const [socket, connection] of this.#open) {
      const { target, messages, busySince } = connection;
      if (busySince === null || Date.now() - busySince < slowMs) continue;
      this.#connect(target).then((other) => {
        other.on("error", () => {}); // nothing else is to be done about it
        other.end(cancelRequest(messages.key));
      }).catch(() => {});
      setTimeout(() => connection.busySince === busySince && socket.destroy(), CANCEL_MS);
    }
  }

  /** For postgres.js's option `debug`. */
  onBuilt = (): void => {
    this.#built++;
  };

  /** For postgres.js's option `socket`. Never rejects: a socket that can't be opened says so by its events. */
  open = async (target: Target): Promise<net.Socket> => {
    if (this.refusal) return this.#hold(new net.Socket(), target, this.refusal);
    try {
      return this.#hold(await this.#connect(target), target);
    } catch (error) {
      return this.#hold(new net.Socket(), target, error as Error);
    }
  };

  async #connect({ path, host, port }: Target): Promise<net.Socket> {
    const plain = path ? net.connect(path) : net.connect(port[0], host[0]);
    if (this.#mode === "disable" || path) return plain;
    try {
      return await encrypt(plain, host[0], this.#mode);
    } catch (error) {
      plain.destroy();
      throw error;
    }
  }

  /** @param failure why it could not be opened: what is written to it is answered with that */
  #hold(socket: net.Socket, target: Target, failure?: Error): net.Socket {
    const emit = socket.emit.bind(socket);
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    let goneAt = failure ? Date.now() : 0;
    let timer: ReturnType<typeof setTimeout>;
    let slow: ReturnType<typeof setTimeout> | undefined;
    let late: ReturnType<typeof setTimeout> | undefined;
    const asked = new Messages({ startsUntyped: true });
    const answered = new Messages();
    const connection: Connection = { target, messages: answered, busySince: null };
    let unanswered = 0; // what was asked for and has had no ReadyForQuery
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
      emit("error", failure ?? Object.assign(lost, { code: "CONNECTION_CLOSED" }));
    };
    const closeSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const built = this.#built;
        // what was held back before this is written, and refused, before the next line
        setImmediate(() => built === this.#built ? emit("close", false) : closeSoon());
      }, QUIET_MS);
    };
    socket.emit = (name: string | symbol, ...args: unknown[]) => {
      if (name === "data") {
        // a notification comes without being asked for: nothing more is to come then
        const ready = answered.read(args[0] as Uint8Array).filter((type) => type === READY_FOR_QUERY).length;
        unanswered = Math.max(0, unanswered - ready);
        stopWaiting();
        if (unanswered === 0) connection.busySince = null;
        else if (ready > 0) connection.busySince = Date.now(); // the next one of several
        if (unanswered > 0) awaitAnswer();
      }
      if (name === "error") this.onTrouble();
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
        unanswered += asked.read(args[0] as Uint8Array).filter((type) => ASKING.includes(type)).length;
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

/** As libpq does: a request in the clear, one byte as the answer, then TLS. */
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
