import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { diskFault, isNoSpace } from "../../src/core/disk.ts";
import {
  ConflictError,
  MediaError,
  messageOf,
  NoSpaceError,
  NotFoundError,
  TooLargeError,
  ToolError,
  UnauthorizedError,
  ValidationError,
} from "../../src/core/errors.ts";
import type { Log } from "../../src/core/log.ts";
import { isDatabaseTrouble } from "../../src/db/pool/client.ts";
import { SweptRevisionError } from "../../src/db/tracks/pending_revisions.ts";

/** An authenticated user who may not do this. */
export class ForbiddenError extends Error {
  override name = "ForbiddenError";
}

/** A well-formed body with a wrong value; the message names the field and the allowed values. */
export class UnprocessableError extends Error {
  override name = "UnprocessableError";
}

/** Too many requests or connections of one kind; the message names it. */
export class BusyError extends Error {
  override name = "BusyError";
}

/** The client disconnected in the middle of a body. */
export class CutOffError extends Error {
  override name = "CutOffError";
}

const STATUS_OF = new Map<unknown, number>([
  [CutOffError, 400],
  [ValidationError, 400],
  [UnauthorizedError, 401],
  [ForbiddenError, 403],
  [NotFoundError, 404],
  [ConflictError, 409],
  [TooLargeError, 413],
  [MediaError, 415],
  [UnprocessableError, 422],
  [BusyError, 503],
  [ToolError, 503],
  [SweptRevisionError, 503],
]);

const TITLES: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  412: "Precondition Failed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  422: "Unprocessable Content",
  423: "Locked",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
  507: "Insufficient Storage",
};

/** `Retry-After` of a 503. */
export const RETRY_AFTER_SECONDS = 3;

/**
 * An RFC 9457 problem. `type` is always `about:blank`: the status gives the kind of error, `detail` the explanation.
 */
export interface Problem {
  type: "about:blank";
  title: string;
  status: number;
  detail: string;
}

export function problem(status: number, detail: string): Problem {
  return { type: "about:blank", title: TITLES[status] ?? "Error", status, detail };
}

/** The problem document for any thrown value. An unknown error becomes a 500 without its message. */
export function problemOf(error: unknown): Problem {
  if (error instanceof HTTPException) return problem(error.status, error.message || TITLES[error.status] || "");
  const status = error instanceof Error ? STATUS_OF.get(error.constructor) : undefined;
  if (status !== undefined) return problem(status, messageOf(error));
  if (isNoSpace(error)) {
    const isWorded = error instanceof NoSpaceError;
    return problem(507, isWorded ? error.message : "there is no space left on the server's disk: try again later");
  }
  if (diskFault(error)) {
    return problem(503, "The server's disk can't be read or written now: its log says why. Try again later.");
  }
  if (isDatabaseTrouble(error)) {
    return problem(503, "The database can't be reached now, or takes too long. Try again in a few seconds.");
  }
  return problem(500, "The server could not do this. Its log says why.");
}

/** Makes a response from a problem document. */
export function problemResponse(document: Problem, headers: HeadersInit = {}): Response {
  const { status } = document;
  const all = new Headers(headers);
  all.set("Content-Type", "application/problem+json");
  all.set("Cache-Control", "no-store");
  if (status === 507 && !all.has("Retry-After")) all.set("Retry-After", "30");
  if (status === 401 && !all.has("WWW-Authenticate")) all.set("WWW-Authenticate", 'Bearer realm="streamforge"');
  if (status === 503 && !all.has("Retry-After")) all.set("Retry-After", String(RETRY_AFTER_SECONDS));
  return new Response(JSON.stringify(document), { status, headers: all });
}

/** Makes the error handler of all routes. */
export function onError(log: Log) {
  return function answerWithProblem(error: Error, c: Context): Response {
    const document = problemOf(error);
    if (isDatabaseTrouble(error) || error instanceof BusyError) {
      log.debug("request refused for now", { path: c.req.path, error: messageOf(error) });
    } else if (document.status === 503 || document.status === 507) { // the machine or the database, not a bug
      log.warn("request refused for now", { method: c.req.method, path: c.req.path, error: messageOf(error) });
    } else if (document.status >= 500) {
      log.error("request failed", {
        method: c.req.method,
        path: c.req.path,
        error: messageOf(error),
        stack: error.stack ?? "",
      });
    }
    const headers = error instanceof HTTPException ? error.res?.headers : undefined;
    return problemResponse(document, headers);
  };
}

/** Answers 404 for an unknown path. */
export function onNotFound(c: Context): Response {
  return problemResponse(problem(404, `there is nothing at ${c.req.path}`));
}

/**
 * Makes the last handler of a path, which answers 405.
 *
 * @param methods the value of `Allow`; OPTIONS gets only this list
 */
export function onlyMethods(...methods: string[]) {
  const allow = [...methods, "OPTIONS"].join(", ");
  return function refuseMethod(c: Context): Response {
    if (c.req.method === "OPTIONS") return new Response(null, { status: 204, headers: { Allow: allow } });
    return problemResponse(problem(405, `${c.req.method} is not a method of ${c.req.path}: it has ${allow}`), {
      Allow: allow,
    });
  };
}
