import type { DoorLimits } from "./limits.ts";

const SMALL_BUFFER = 4096; // most connections wait
const LARGE_BUFFER = 262_144;
/** A body that comes drop by drop is an attack; the slowest of modems brings a hundred times that. */
const LEAST_BODY_BYTES = 1024; // in `bodyMs`
const HEADER_END = [13, 10, 13, 10];
const CHUNKED_END = [48, 13, 10, 13, 10]; // of a body in chunks: the last one, which is empty
const TIMED_OUT = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/** The body of a request, as its header announces it. */
export interface BodyLength {
  /** 0 without a body, Infinity where only its end tells. */
  bytes: number;
}

/**
 * One client's connection, passed on to the server behind the door, and what it waits for: the server tells when a
 * request begins and ends, so nothing here has to understand HTTP beyond the end of a header.
 */
export class Connection {
  /** For the server behind the door to know it by. */
  readonly port: number;
  /** Since when nothing has been asked of the server; null while it works on a request. */
  waitingSince: number | null = Date.now();
  #client: Deno.TcpConn;
  #server: Deno.TcpConn;
  #requests = 0;
  #hadRequest = false;
  /** Whether bytes of a request's header have come. */
  #headerBegun = false;
  /** How many bytes of the end of a header have come in a row. */
  #headerEnd = 0;
  /** How many bytes have come since the end of a header that the server has not told of yet. */
  #early: number | null = null;
  /** The last bytes that the client sent behind a header. */
  #tail: number[] = [];
  /** Of the request that the client still sends. */
  #body: { expected: number; seen: number; windowAt: number; windowBytes: number } | null = null;
  /** Since when it is the client's turn to send; null while the server has still to take what came. */
  #listensSince: number | null = Date.now();
  /** Since when the client has taken nothing of what waits for it. */
  #writesSince: number | null = null;
  #closed = false;

  constructor(client: Deno.TcpConn, server: Deno.TcpConn, readonly address: string) {
    this.#client = client;
    this.#server = server;
    this.port = server.localAddr.port;
    client.setNoDelay();
    server.setNoDelay();
  }

  /** Passes on what either side sends, until one of them ends. */
  async run(): Promise<void> {
    const toServer = this.#pass(this.#client, this.#server, (bytes) => this.#received(bytes));
    const toClient = this.#pass(this.#server, this.#client);
    // what the client still sends when the server has ended is for nobody; the other way round an answer may come yet
    await Promise.race([toClient, toServer.then(() => toClient)]).catch(() => {});
    this.close();
    await Promise.allSettled([toServer, toClient]);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const conn of [this.#client, this.#server]) {
      try {
        conn.close();
      } catch { /* it is closed */ }
    }
  }

  requestBegins({ bytes }: BodyLength): void {
    this.#requests++;
    this.#hadRequest = true;
    this.waitingSince = null;
    this.#headerBegun = false;
    const seen = this.#early ?? 0;
    this.#early = null;
    const now = Date.now();
    this.#body = this.#isWhole(seen, bytes) ? null : { expected: bytes, seen, windowAt: now, windowBytes: 0 };
    this.#listensSince &&= now;
  }

  requestEnds(): void {
    if (--this.#requests > 0) return;
    this.#body = null;
    this.waitingSince = Date.now();
  }

  /** Whether the client has asked nothing of the server for `ms`, and all that was for it has been sent. */
  hasWaited(ms: number): boolean {
    return this.waitingSince !== null && this.#writesSince === null && Date.now() - this.waitingSince >= ms;
  }

  /** Closes it where its client has let a limit pass. */
  check({ headerMs, idleMs, bodyMs, answerMs }: DoorLimits): void {
    const now = Date.now();
    if (this.#writesSince !== null) {
      if (now - this.#writesSince > answerMs) this.close();
      return;
    }
    if (this.waitingSince !== null) {
      const limitMs = this.#headerBegun || !this.#hadRequest ? headerMs : idleMs;
      if (now - this.waitingSince > limitMs) this.#headerBegun ? this.#timeOut() : this.close();
      return;
    }
    const body = this.#body;
    if (!body) return;
    if (this.#listensSince !== null && now - this.#listensSince > bodyMs) return this.close();
    if (now - body.windowAt > bodyMs) {
      if (body.windowBytes < LEAST_BODY_BYTES) return this.close();
      body.windowAt = now;
      body.windowBytes = 0;
    }
  }

  async #pass(from: Deno.Conn, to: Deno.Conn, onBytes?: (bytes: Uint8Array) => void): Promise<void> {
    const isAnswer = to === this.#client;
    let buffer = new Uint8Array(SMALL_BUFFER);
    for (let n; (n = await from.read(buffer)) !== null;) {
      const bytes = buffer.subarray(0, n);
      onBytes?.(bytes);
      if (!isAnswer) this.#listensSince = null;
      for (let sent = 0; sent < n;) {
        if (isAnswer) this.#writesSince = Date.now();
        sent += await to.write(sent === 0 ? bytes : bytes.subarray(sent));
      }
      if (isAnswer) this.#writesSince = null;
      else this.#listensSince = Date.now();
      if (n === buffer.length && n < LARGE_BUFFER) buffer = new Uint8Array(n * 4);
      else if (n <= SMALL_BUFFER && buffer.length > SMALL_BUFFER) buffer = new Uint8Array(SMALL_BUFFER);
    }
    await to.closeWrite();
  }

  #timeOut(): void {
    this.#client.write(new TextEncoder().encode(TIMED_OUT)).catch(() => {}).finally(() => this.close());
  }

  #received(bytes: Uint8Array): void {
    const body = this.#body;
    if (body) {
      body.seen += bytes.length;
      body.windowBytes += bytes.length;
      this.#keepTail(bytes);
      if (this.#isWhole(body.seen, body.expected)) this.#body = null;
    } else if (this.#early !== null) {
      this.#early += bytes.length;
      this.#keepTail(bytes);
    } else {
      if (!this.#headerBegun && this.waitingSince !== null) this.waitingSince = Date.now();
      this.#headerBegun = true;
      const end = this.#findHeaderEnd(bytes);
      if (end < 0) return;
      this.#early = bytes.length - end;
      this.#tail = [];
      this.#keepTail(bytes.subarray(end));
    }
  }

  #keepTail(bytes: Uint8Array): void {
    const length = CHUNKED_END.length;
    this.#tail = [...this.#tail, ...bytes.subarray(Math.max(0, bytes.length - length))].slice(-length);
  }

  #isWhole(seen: number, expected: number): boolean {
    if (expected < Infinity) return seen >= expected;
    return this.#tail.length === CHUNKED_END.length && CHUNKED_END.every((byte, i) => byte === this.#tail[i]);
  }

  /** The index behind the end of a header, which may come in pieces; -1 where it has not come. */
  #findHeaderEnd(bytes: Uint8Array): number {
    for (let i = 0; i < bytes.length; i++) {
      if (bytes[i] === HEADER_END[this.#headerEnd]) this.#headerEnd++;
      else this.#headerEnd = bytes[i] === HEADER_END[0] ? 1 : 0;
      if (this.#headerEnd === HEADER_END.length) {
        this.#headerEnd = 0;
        return i + 1;
      }
    }
    return -1;
  }
}
