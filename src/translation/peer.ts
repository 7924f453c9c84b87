import { delay } from "../core/async.ts";
import type { Log } from "../core/log.ts";
import { messageOf, ValidationError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import { TranslatorError } from "./translator.ts";

/** The most bytes of an answer. */
const MAX_ANSWER_BYTES = 8 << 20;
/** Statuses after which the same request may succeed. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];

export interface PeerOptions {
  /** What the endpoint is called in messages. */
  label: string;
  /** Seconds that one request may take, with its answer. */
  timeoutSeconds: number;
  /** How often a request is sent that fails for a passing reason. */
  tries?: number;
  /** The pause before the second try; it doubles with each. `Retry-After` may ask for a longer one. */
  pauseSeconds?: number;
  /** The longest pause that `Retry-After` may ask for. */
  maxPauseSeconds?: number;
  /** What no message may hold, such as keys: an endpoint may repeat them. */
  secrets?: string[];
  /** Gets each failure, with the endpoint's address. */
  log?: Pick<Log, "warn">;
}

export interface PeerRequest {
  path: string;
  /** Absent: a GET. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Called before each try. */
  onTry?(): void;
}

/** A failed try. */
class PassingError extends TranslatorError {
  constructor(message: string, readonly retryAfterSeconds = 0) {
    super(message);
  }
}

class TimeoutError extends PassingError {}

/**
 * Asks an HTTP endpoint of the operator's for JSON. Redirects are refused, as they could lead the key elsewhere.
 * Messages call the endpoint by its label: people read them who need not know its address, which only the log has.
 */
export class Peer {
  readonly #base: string;
  readonly #headers: Record<string, string>;
  readonly #options: PeerOptions & Required<Pick<PeerOptions, "tries" | "pauseSeconds" | "maxPauseSeconds">>;
  readonly #secrets: string[];

  constructor(url: string, options: PeerOptions) {
    const address = new URL(url);
    const { username, password } = address;
    address.username = address.password = "";
    this.#base = address.href.replace(/\/+$/, "");
    this.#secrets = [...options.secrets ?? [], password, decodeURIComponent(password)].filter(Boolean);
    this.#headers = {
      "user-agent": `StreamForge/${VERSION}`,
      ...(username && {
        authorization: `Basic ${btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)}`,
      }),
    };
    this.#options = { tries: 4, pauseSeconds: 2, maxPauseSeconds: 60, ...options };
  }

  /**
   * @throws {TranslatorError} naming the endpoint, after the last try, or the second that got no answer in time
   * @throws {ValidationError} naming the endpoint, if it refuses the request
   */
  async ask(request: PeerRequest): Promise<unknown> {
    const { tries, pauseSeconds, maxPauseSeconds } = this.#options;
    let timeouts = 0;
    for (let n = 1;; n++) {
      request.onTry?.();
      try {
        return await this.#try(request);
      } catch (error) {
        request.signal?.throwIfAborted();
        if (error instanceof TimeoutError) timeouts++;
        if (!(error instanceof PassingError) || n >= tries || timeouts > 1) throw error;
        const asked = Math.min(error.retryAfterSeconds, maxPauseSeconds);
        await delay(1000 * Math.max(asked, pauseSeconds * 2 ** (n - 1)), request.signal);
        request.signal?.throwIfAborted();
      }
    }
  }

  async #try({ path, body, headers, signal }: PeerRequest): Promise<unknown> {
    const { timeoutSeconds } = this.#options;
    const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.#base}${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: {
          ...this.#headers,
          ...headers,
          accept: "application/json",
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        redirect: "manual",
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      text = await readText(response);
    } catch (error) {
      if (signal?.aborted) throw error;
      if (timeout.aborted) throw new TimeoutError(this.#message(`gave no answer within ${timeoutSeconds} s`));
      if (error instanceof RangeError) throw new PassingError(this.#message(error.message));
      throw new PassingError(this.#message("can't be reached", causeOf(error)));
    }
    if (response.ok) return this.#readJson(text);
    const reason = this.#masked(reasonOf(text)).slice(0, 200);
    const message = this.#message(`answered ${response.status}${reason && `: ${reason}`}`);
    if (PASSING.includes(response.status)) throw new PassingError(message, retryAfter(response.headers));
    throw new ValidationError(message);
  }

  #readJson(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      const begin = JSON.stringify(this.#masked(text).slice(0, 80));
      throw new PassingError(this.#message(`answered with something that is no JSON: ${begin}`));
    }
  }

  /** A failure for people; the log gets it with the address. */
  #message(reason: string, cause?: string): string {
    const { label, log } = this.#options;
    const fields = { address: this.#base, reason, ...(cause !== undefined && { cause: this.#masked(cause) }) };
    log?.warn(`${label} failed`, fields);
    return `${label} ${reason}`;
  }

  #masked(text: string): string {
    return this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
  }

  /** An answer that is JSON, but not what was asked for. */
  wrongAnswer(reason: string): TranslatorError {
    return new TranslatorError(this.#message(`answered ${reason}`));
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new RangeError(`gave an answer of more than ${MAX_ANSWER_BYTES} bytes`);
  }
  return await new Blob(chunks).text();
}

/** The reason in an error's body: `{"error": "..."}` or `{"error": {"message": "..."}}`; empty if there is none. */
function reasonOf(text: string): string {
  try {
    const { error } = JSON.parse(text);
    const message = typeof error === "string" ? error : error?.message;
    if (typeof message === "string") return message;
  } catch { /* the status has to do */ }
  return "";
}

/** The innermost message: fetch wraps the system's. */
function causeOf(error: unknown): string {
  return error instanceof Error && error.cause ? causeOf(error.cause) : messageOf(error);
}

function retryAfter(headers: Headers): number {
  const seconds = Number(headers.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
