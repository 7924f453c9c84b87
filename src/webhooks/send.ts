import { lookup } from "node:dns/promises";
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import { isIPv6, type LookupFunction } from "node:net";
import { rejectOnAbort, withTimeout } from "../core/async.ts";
import { messageOf, ValidationError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import { allowedTarget, checkedAddresses, type Resolve } from "./target.ts";

/** The time for one attempt, from the resolver to the answer. */
const ATTEMPT_SECONDS = 15;
/** How much of an answer's body is kept. */
export const RESPONSE_BYTES = 1024;
/** The time for an answer's body, once its status is there. */
const BODY_SECONDS = 2;

export interface SendOptions {
  url: string;
  headers: Record<string, string>;
  body: string;
  allowPrivate: boolean;
  resolve?: Resolve;
  signal?: AbortSignal;
  attemptSeconds?: number;
  /** Certificates of authorities to trust, in place of the system's. */
  certificates?: string;
}

/** The answer to a webhook, or why there was none. */
export interface SendResult {
  startedAt: Date;
  seconds: number;
  status: number | null;
  /** null for 2xx. */
  error: string | null;
  response: string | null;
  retryAfterSeconds: number | null;
}

/** The addresses of the system's resolver. */
export async function systemResolve(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/**
 * Posts a message. The host is resolved once, all its addresses are checked, and the connection goes to one of them.
 * Redirects are not followed.
 *
 * @throws the reason of `signal`, if that was aborted; every other failure is a result
 */
export async function sendWebhook(options: SendOptions): Promise<SendResult> {
  const { signal, attemptSeconds = ATTEMPT_SECONDS } = options;
  const startedAt = new Date();
  const start = performance.now();
  const timeout = AbortSignal.timeout(attemptSeconds * 1000);
  const ending = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const result = (rest: Omit<SendResult, "startedAt" | "seconds">) => (
    { startedAt, seconds: (performance.now() - start) / 1000, ...rest }
  );
  try {
    return result(await post(options, ending));
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const reason = timeout.aborted ? `no answer within ${attemptSeconds} s` : failureText(error);
    return result({ status: null, error: reason, response: null, retryAfterSeconds: null });
  }
}

async function post(
  { url, headers, body, allowPrivate, resolve = systemResolve, certificates }: SendOptions,
  signal: AbortSignal,
): Promise<Pick<SendResult, "status" | "error" | "response" | "retryAfterSeconds">> {
  const target = allowedTarget(url, { allowPrivate });
  const addresses = await rejectOnAbort(checkedAddresses(target, { allowPrivate, resolve }), signal);
  const options = {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "content-length": String(new TextEncoder().encode(body).length),
      "user-agent": `StreamForge/${VERSION}`,
      ...headers,
    },
    agent: false, // no connection is used again: each is to addresses that were just checked
    lookup: fixedLookup(addresses),
    ca: certificates,
    signal,
  } as const;
  const request = target.protocol === "https:" ? https.request(target, options) : http.request(target, options);
  const answer = await answerTo(request, body);
  const status = answer.statusCode!;
  const response = await startOfBody(answer, signal);
  request.destroy();
  const error = status >= 200 && status < 300 ? null : statusText(status, answer.headers.location);
  return { status, error, response, retryAfterSeconds: readRetryAfter(answer.headers["retry-after"]) };
}

/** Answers every question with the addresses that were checked. */
function fixedLookup(addresses: string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_host, options, callback) => {
    if (options.all) callback(null, all);
    else callback(null, all[0].address, all[0].family);
  };
}

function answerTo(request: ClientRequest, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on("response", resolve);
    request.on("error", reject);
    request.end(body);
  });
}

/** The first KB of an answer's body, as text that the database can store. */
async function startOfBody(answer: IncomingMessage, signal: AbortSignal): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const reading = new Promise<void>((resolve) => {
    answer.on("data", (piece: Uint8Array) => {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= RESPONSE_BYTES) resolve();
    });
    for (const event of ["end", "error", "close"]) answer.on(event, () => resolve());
    signal.addEventListener("abort", () => resolve());
  });
  await withTimeout(reading, BODY_SECONDS * 1000, () => {});
  answer.destroy();
  const start = await new Blob(pieces as Uint8Array<ArrayBuffer>[]).slice(0, RESPONSE_BYTES).text();
  return start.replaceAll("\0", "\uFFFD");
}

function statusText(status: number, location: string | undefined): string {
  if (status < 300 || status >= 400) return `the answer was ${status}`;
  const to = location === undefined ? "" : ` to ${location.slice(0, 200)}`;
  return `the answer was ${status}, a redirect${to}: redirects are not followed`;
}

/** @returns seconds; null without the header, and for one that is no number of seconds and no date */
export function readRetryAfter(value: string | undefined, nowMs: number = Date.now()): number | null {
  if (value === undefined) return null;
  if (/^\s*\d+\s*$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, (at - nowMs) / 1000);
}

const CODES: Record<string, string> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was reset",
  EHOSTUNREACH: "the host can't be reached",
  ENETUNREACH: "the network can't be reached",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be resolved",
};

function failureText(error: unknown): string {
  const code = String((error as { code?: string }).code ?? "");
  if (error instanceof ValidationError) return error.message;
  if (/^Not implemented: ClientRequest/.test(messageOf(error))) { // by Deno 2.6.10: see docs/adr/0002-staged-compile.md
    return `this program was compiled with Deno ${Deno.version.deno}, which can't send webhooks: compile it with the ` +
      "version in ./sf";
  }
  return CODES[code] ?? `the request failed: ${messageOf(error).slice(0, 300)}`;
}
