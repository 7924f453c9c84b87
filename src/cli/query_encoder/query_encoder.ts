import { Buffer } from "node:buffer";
import { withTimeout } from "../../core/async.ts";
import { messageOf, UnavailableError } from "../../core/errors.ts";
import { linesOf } from "../../core/lines.ts";
import type { Log } from "../../core/log.ts";
import type { FromEncoder } from "./encoder_lines.ts";

/** A search does not wait longer for an embedding: it goes on by words alone. */
const WAIT_MS = 1500;
/** The process ends after this time without a query: it holds about 150 MB. */
const IDLE_MS = 10 * 60_000;
/** How long a process that could not load the model is not started again, and one that ended later. */
const NO_MODEL_MS = 5 * 60_000;
const CRASH_MS = 10_000;
/** More queries than this don't wait for the process. */
const MAX_WAITING = 20;
/** A process that does not end by itself is killed. */
const END_MS = 2000;
const KEPT_VECTORS = 200;

export interface QueryEncoderOptions {
  command: string;
  args: string[];
  env?: Record<string, string>;
  log: Log;
  waitMs?: number;
  idleMs?: number;
}

/** The handle on a process that embeds queries. It runs while there are any. */
export class QueryEncoder {
  #options: QueryEncoderOptions;
  #process: EncoderProcess | null = null;
  #failure: { reason: string; untilMs: number } | null = null;
  #vectors = new Map<string, Float32Array>();
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(options: QueryEncoderOptions) {
    this.#options = options;
  }

  /**
   * Embeds a query.
   *
   * @returns (384), of length 1
   * @throws {UnavailableError} while the process starts, and if it can't; the message says why. With a `cause`, it is for
   *   administrators
   */
  embed = async (query: string): Promise<Float32Array> => {
    const kept = this.#vectors.get(query);
    if (kept) return kept;
    if (this.#failure && Date.now() < this.#failure.untilMs) throw unavailable(this.#failure.reason);
    const process = this.#process ??= this.#start();
    clearTimeout(this.#idle);
    const mayWait = process.isReady ? process.waiting < MAX_WAITING : !process.hasWaited;
    const late = () => {
      process.hasWaited = true;
      throw new UnavailableError(
        process.isReady
          ? "the sentence model is busy: search again"
          : "the sentence model is being loaded: search again in a moment",
      );
    };
    if (!mayWait) late();
    const embedded = process.embed(query).then((vector) => this.#keep(query, vector)).finally(() =>
      this.#endWhenIdle()
    );
    return await withTimeout(embedded, this.#options.waitMs ?? WAIT_MS, late);
  };

  #endWhenIdle(): void {
    clearTimeout(this.#idle);
    const end = () => this.#process && this.#process.waiting > 0 ? this.#endWhenIdle() : this.close();
    this.#idle = setTimeout(end, this.#options.idleMs ?? IDLE_MS);
    Deno.unrefTimer(this.#idle as unknown as number);
  }

  #keep(query: string, vector: Float32Array): Float32Array {
    if (this.#vectors.size >= KEPT_VECTORS) this.#vectors.delete(this.#vectors.keys().next().value!);
    this.#vectors.set(query, vector);
    return vector;
  }

  /** Ends the process. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const process = this.#process;
    this.#process = null;
    await process?.close();
  }

  #start(): EncoderProcess {
    const process = new EncoderProcess(this.#options, (reason) => {
      if (this.#process !== process) return; // it was closed
      this.#process = null;
      this.#failure = { reason, untilMs: Date.now() + (process.isReady ? CRASH_MS : NO_MODEL_MS) };
      this.#options.log.warn("the process that embeds queries has ended", { reason });
    });
    return process;
  }
}

/** One run of the process. */
class EncoderProcess {
  isReady = false;
  /** Whether a query has waited in vain for its start. */
  hasWaited = false;
  #child: Deno.ChildProcess;
  #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #waiting: PromiseWithResolvers<Float32Array>[] = [];
  #ended: Promise<void>;

  /** @param onEnd gets the reason, also after `close` */
  constructor({ command, args, env }: QueryEncoderOptions, onEnd: (reason: string) => void) {
    this.#child = new Deno.Command(command, { args, env, stdin: "piped", stdout: "piped", stderr: "inherit" }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#ended = this.#read().then((reason) => {
      onEnd(reason);
      for (const waiting of this.#waiting) waiting.reject(unavailable(reason));
    });
  }

  /** Queries without an answer. */
  get waiting(): number {
    return this.#waiting.length;
  }

  async embed(query: string): Promise<Float32Array> {
    const waiting = Promise.withResolvers<Float32Array>();
    waiting.promise.catch(() => {}); // who asked may have gone on without it
    this.#waiting.push(waiting);
    await this.#input.write(new TextEncoder().encode(`${JSON.stringify(query)}\n`)).catch(() => {}); // #read has the reason
    return await waiting.promise;
  }

  async close(): Promise<void> {
    await this.#input.close().catch(() => {});
    await withTimeout(this.#ended, END_MS, () => this.#kill());
    await this.#ended;
  }

  #kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // it has ended already
    }
  }

  /** @returns why the process has ended */
  async #read(): Promise<string> {
    let reason: string | null = null;
    try {
      for await (const line of linesOf(this.#child.stdout)) {
        const message = JSON.parse(line) as FromEncoder;
        if (message.type === "ready") this.isReady = true;
        else if (message.type === "failed") reason = message.reason;
        else {
          const vector = vectorOf(message.base64);
          this.#waiting.shift()?.resolve(vector);
        }
      }
    } catch (error) {
      reason ??= `the process that embeds queries wrote a line that can't be read: ${messageOf(error)}`;
      this.#kill();
    }
    const { code, signal } = await this.#child.status;
    return reason ?? `the process that embeds queries ended with ${signal ?? `code ${code}`}`;
  }
}

/** With a cause: the reason names parts of the server, and is for administrators. */
function unavailable(reason: string): UnavailableError {
  return new UnavailableError(reason, { cause: new Error(reason) });
}

function vectorOf(base64: string): Float32Array {
  const bytes = Buffer.from(base64, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
