import { AwaitedBody } from "./awaited_body.ts";
import type { DoorLimits } from "./limits.ts";

const SMALL_BUFFER = 4096; // most connections wait
const LARGE_BUFFER = 262_144;
const TIMED_OUT = emptyAnswer("408 Request Timeout");
const NOT_SUPPORTED = emptyAnswer("505 HTTP Version Not Supported");
/** How HTTP/2 begins. Its many requests at once would pass the limits, which are by connection. */
const HTTP2_PREFACE = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/**
 * One client's connection, passed on to the server behind the door, and what it waits for: the server tells when a
 * request begins and ends and when it waits for more of a body, so nothing here has to understand HTTP.
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
  /** Of the request that the server works on. */
  #body: AwaitedBody | null = null;
  /** How many bytes of the preface of HTTP/2 the connection has begun with; null once it is another. */
  #preface: number | null = 0;
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
    const toServer = this.#pass(this.#client, this.#server);
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

  /** @returns for the server to read its body through */
  requestBegins(): AwaitedBody {
    this.#requests++;
    this.#hadRequest = true;
    this.waitingSince = null;
    this.#headerBegun = false;
    return this.#body = new AwaitedBody();
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
    if (this.#body?.isLate(bodyMs)) this.close();
  }

  async #pass(from: Deno.Conn, to: Deno.Conn): Promise<void> {
    const isAnswer = to === this.#client;
    let buffer = new Uint8Array(SMALL_BUFFER);
    for (let n; (n = await from.read(buffer)) !== null;) {
      const bytes = buffer.subarray(0, n);
      if (!isAnswer) {
        this.#received(bytes);
        if (this.#preface === HTTP2_PREFACE.length) {
          await this.#client.write(NOT_SUPPORTED);
          throw new Error("HTTP/2 does not pass");
        }
      }
      for (let sent = 0; sent < n;) {
        if (isAnswer) this.#writesSince = Date.now();
        sent += await to.write(sent === 0 ? bytes : bytes.subarray(sent));
      }
      if (isAnswer) this.#writesSince = null;
      if (n === buffer.length && n < LARGE_BUFFER) buffer = new Uint8Array(n * 4);
      else if (n <= SMALL_BUFFER && buffer.length > SMALL_BUFFER) buffer = new Uint8Array(SMALL_BUFFER);
    }
    await to.closeWrite();
  }

  #timeOut(): void {
    this.#client.write(TIMED_OUT).catch(() => {}).finally(() => this.close());
  }

  #received(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length && this.#preface !== null && this.#preface < HTTP2_PREFACE.length; i++) {
      this.#preface = bytes[i] === HTTP2_PREFACE[this.#preface] ? this.#preface + 1 : null;
    }
    if (this.waitingSince === null) return; // of a body, or of a request that waits for its turn
    if (!this.#headerBegun) this.waitingSince = Date.now();
    this.#headerBegun = true;
  }
}

function emptyAnswer(status: string): Uint8Array {
  return new TextEncoder().encode(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
