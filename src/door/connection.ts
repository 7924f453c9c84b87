import { AwaitedBody } from "./awaited_body.ts";
import type { DoorLimits } from "./limits.ts";

const SMALL_BUFFER_BYTES = 4096; // most connections are idle
const LARGE_BUFFER_BYTES = 262_144;
const TIMED_OUT = emptyAnswer("408 Request Timeout");
const NOT_SUPPORTED = emptyAnswer("505 HTTP Version Not Supported");
/**
 * The first bytes of HTTP/2, which is refused: it would send many requests at once, and the limits count connections.
 */
const HTTP2_PREFACE = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/**
 * Forwards one client's connection to the server behind the door, and closes it at its time limits. The server reports
 * when a request begins and ends and when it waits for a body, so this class does not parse HTTP.
 */
export class Connection {
  /** The local port of the connection to the server, by which the server identifies it. */
  readonly port: number;
  /**
   * When the last request ended or header bytes arrived, in ms since 1970; null while the server works on a request.
   */
  idleSince: number | null = Date.now();
  #client: Deno.TcpConn;
  #server: Deno.TcpConn;
  #requests = 0;
  #hadRequest = false;
  /** Whether bytes of a request's header have arrived. */
  #headerBegun = false;
  /** The body of the request that the server works on. */
  #body: AwaitedBody | null = null;
  /** How many bytes of the HTTP/2 preface have arrived; null once the connection is not HTTP/2. */
  #prefaceBytes: number | null = 0;
  /** When the current write to the client began, in ms since 1970; null while there is none. */
  #writingSince: number | null = null;
  #isClosed = false;

  constructor(client: Deno.TcpConn, server: Deno.TcpConn, readonly address: string) {
    this.#client = client;
    this.#server = server;
    this.port = server.localAddr.port;
    client.setNoDelay();
    server.setNoDelay();
  }

  /** Forwards both directions until one of them ends. */
  async run(): Promise<void> {
    const toServer = this.#forward(this.#client, this.#server);
    const toClient = this.#forward(this.#server, this.#client);
    // once the server has ended, the rest from the client is dropped; once the client has ended, an answer may still
    // come
    await Promise.race([toClient, toServer.then(() => toClient)]).catch(() => {});
    this.close();
    await Promise.allSettled([toServer, toClient]);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const conn of [this.#client, this.#server]) {
      try {
        conn.close();
      } catch { /* it is closed already */ }
    }
  }

  /** @returns what the server reads the request's body through */
  beginRequest(): AwaitedBody {
    this.#requests++;
    this.#hadRequest = true;
    this.idleSince = null;
    this.#headerBegun = false;
    return this.#body = new AwaitedBody();
  }

  endRequest(): void {
    if (--this.#requests > 0) return;
    this.#body = null;
    this.idleSince = Date.now();
  }

  /** Whether the connection has been idle for `ms`: no request is open and the client has taken all answers. */
  hasIdled(ms: number): boolean {
    return this.idleSince !== null && this.#writingSince === null && Date.now() - this.idleSince >= ms;
  }

  /** Closes the connection if its client exceeds a limit. */
  enforceLimits({ headerMs, idleMs, bodyMs, answerMs }: DoorLimits): void {
    const now = Date.now();
    if (this.#writingSince !== null) {
      if (now - this.#writingSince > answerMs) this.close();
      return;
    }
    if (this.idleSince !== null) {
      const limitMs = this.#headerBegun || !this.#hadRequest ? headerMs : idleMs;
      if (now - this.idleSince > limitMs) this.#headerBegun ? this.#answerTimeout() : this.close();
      return;
    }
    if (this.#body?.isLate(bodyMs)) this.close();
  }

  async #forward(from: Deno.Conn, to: Deno.Conn): Promise<void> {
    const isAnswer = to === this.#client;
    let buffer = new Uint8Array(SMALL_BUFFER_BYTES);
    for (let n; (n = await from.read(buffer)) !== null;) {
      const bytes = buffer.subarray(0, n);
      if (!isAnswer) {
        this.#noteBytes(bytes);
        if (this.#prefaceBytes === HTTP2_PREFACE.length) {
          await this.#client.write(NOT_SUPPORTED);
          throw new Error("HTTP/2 is refused");
        }
      }
      for (let sent = 0; sent < n;) {
        if (isAnswer) this.#writingSince = Date.now();
        sent += await to.write(sent === 0 ? bytes : bytes.subarray(sent));
      }
      if (isAnswer) this.#writingSince = null;
      if (n === buffer.length && n < LARGE_BUFFER_BYTES) buffer = new Uint8Array(n * 4);
      else if (n <= SMALL_BUFFER_BYTES && buffer.length > SMALL_BUFFER_BYTES) {
        buffer = new Uint8Array(SMALL_BUFFER_BYTES);
      }
    }
    await to.closeWrite();
  }

  #answerTimeout(): void {
    this.#client.write(TIMED_OUT).catch(() => {}).finally(() => this.close());
  }

  #noteBytes(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length && this.#prefaceBytes !== null && this.#prefaceBytes < HTTP2_PREFACE.length; i++) {
      this.#prefaceBytes = bytes[i] === HTTP2_PREFACE[this.#prefaceBytes] ? this.#prefaceBytes + 1 : null;
    }
    if (this.idleSince === null) return; // bytes of a body, or of a pipelined request
    if (!this.#headerBegun) this.idleSince = Date.now();
    this.#headerBegun = true;
  }
}

function emptyAnswer(status: string): Uint8Array {
  return new TextEncoder().encode(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
