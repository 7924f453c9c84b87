import type { Context } from "hono";
import { MediaError, messageOf, TooManyAttemptsError, ValidationError } from "../../src/core/errors.ts";
import type { Log } from "../../src/core/log.ts";
import { isDatabaseTrouble } from "../../src/db/pool/client.ts";
import type { Problem } from "../../src/schemas/problem.ts";
import { isForLog, problemOf, RETRY_AFTER_SECONDS } from "../http/errors.ts";

/** A wrong field of a request; the answer names it. */
export class FieldError extends ValidationError {
  constructor(readonly field: string, message: string) {
    super(message);
  }
}

/** A requested model that does not exist here. */
export class NoModelError extends Error {
  override name = "NoModelError";
}

/** A transcription that failed; the owner may read the message. */
export class FailedError extends Error {
  override name = "FailedError";
}

/** The error body of OpenAI's API. */
export interface OpenAiError {
  error: { message: string; type: string; param: string | null; code: string | null };
}

const CODES: Record<number, string> = { 401: "invalid_api_key", 413: "file_too_large" };

/** The status and the body for any thrown value. */
export function openAiError(error: unknown): { status: number; body: OpenAiError } {
  if (error instanceof NoModelError) {
    return { status: 404, body: errorBody(404, error.message, { param: "model", code: "model_not_found" }) };
  }
  if (error instanceof FieldError) {
    return { status: 400, body: errorBody(400, error.message, { param: error.field }) };
  }
  if (error instanceof FailedError) return { status: 500, body: errorBody(500, error.message, {}) };
  const { status: found, detail } = problemOf(error);
  if (error instanceof MediaError) return { status: 400, body: errorBody(400, detail, { param: "file" }) };
  return { status: found, body: errorBody(found, detail, {}) };
}

function errorBody(
  status: number,
  message: string,
  { param = null, code = CODES[status] ?? null }: { param?: string | null; code?: string | null },
): OpenAiError {
  const type = status >= 500 ? "server_error" : "invalid_request_error";
  return { error: { message, type, param, code } };
}

/** Turns a problem document into OpenAI's shape, for unknown paths and methods. */
export function asOpenAi({ status, detail }: Problem): Response {
  return respond(status, errorBody(status, detail, {}));
}

/** Makes the error handler of these routes. */
export function onOpenAiError(log: Log) {
  return function answerAsOpenAi(error: Error, c: Context): Response {
    const { status, body } = openAiError(error);
    const { method, path } = c.req;
    if (status === 503 || status === 507 || isForLog(error)) { // the machine or the database, not a bug
      if (!isDatabaseTrouble(error)) log.warn("request refused for now", { method, path, error: messageOf(error) });
    } else if (status >= 500) {
      log.error("request failed", { method, path, error, stack: error.stack ?? "" });
    }
    return respond(status, body, error instanceof TooManyAttemptsError ? error.retryAfterSeconds : undefined);
  };
}

function respond(status: number, body: OpenAiError, retryAfterSeconds?: number): Response {
  const headers: Record<string, string> = { "Cache-Control": "no-store" };
  if (retryAfterSeconds) headers["Retry-After"] = String(retryAfterSeconds);
  if (status === 503) headers["Retry-After"] = String(RETRY_AFTER_SECONDS);
  if (status === 507) headers["Retry-After"] = "30";
  if (status === 401) headers["WWW-Authenticate"] = 'Bearer realm="streamforge"';
  return Response.json(body, { status, headers });
}
