import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { diskFault, isNoSpace, isStorageGone } from "../../src/core/disk.ts";
import {
  ConflictError,
  MediaError,
  messageOf,
  NoSpaceError,
  NotFoundError,
  TooLargeError,
  ToolError,
  TooManyAttemptsError,
  UnauthorizedError,
  UnavailableError,
  ValidationError,
} from "../../src/core/errors.ts";
import type { Log } from "../../src/core/log.ts";
import { isDatabaseTrouble, isUnstorableText } from "../../src/db/pool/client.ts";
import type { Problem } from "../../src/schemas/problem.ts";
import { LostLockError } from "../../src/db/videos/upload_parts.ts";
import { UploadLockedError } from "../../src/uploads/upload_locks.ts";
import { SweptRevisionError } from "../../src/db/tracks/pending_revisions.ts";

/** An authenticated user who may not do this. */
export class ForbiddenError extends Error {
  override name = "ForbiddenError";
}

/** A well-formed body with a wrong value; the message names the field and the allowed values. */
export class UnprocessableError extends Error {
  override name = "UnprocessableError";
}

/** `If-Match` or `If-None-Match` names another version than the current one. */
export class PreconditionError extends Error {
  override name = "PreconditionError";
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
  [PreconditionError, 412],
  [TooLargeError, 413],
  [MediaError, 415],
  [UnprocessableError, 422],
  [TooManyAttemptsError, 429],
  [LostLockError, 423],
  [UploadLockedError, 423],
  [BusyError, 503],
  [ToolError, 503],
  [UnavailableError, 503],
  [SweptRevisionError, 503],
]);

/** The statuses of problems: their title, what they mean for all endpoints, an example of a `detail`. */
export const PROBLEMS: Record<number, { title: string; meaning: string; example: string }> = {
  400: {
    title: "Bad Request",
    meaning: "A field is wrong or unknown; the detail names it, what it held and what it may hold.",
    example: 'visibility is "x": it must be one of private, unlisted, public',
  },
  401: {
    title: "Unauthorized",
    meaning: "It needs a user, or the token is wrong.",
    example: "the Bearer token is not this server's: see its sign-in link",
  },
  403: {
    title: "Forbidden",
    meaning: "This user may not do it, or a page of another origin tried to.",
    example: "only the owner of this video may change it",
  },
  404: {
    title: "Not Found",
    meaning: "There is nothing with this id, or the viewer may not see it.",
    example: "there is no such video, or it is private",
  },
  405: {
    title: "Method Not Allowed",
    meaning: "The path has other methods; `Allow` lists them.",
    example: "PUT is not a method of /api/videos: it has GET, HEAD, POST, OPTIONS",
  },
  409: {
    title: "Conflict",
    meaning: "It does not fit the present state; the detail says why.",
    example: "this video has no sound, so there is nothing to caption",
  },
  410: { title: "Gone", meaning: "It is gone for good.", example: "the upload is gone" },
  412: {
    title: "Precondition Failed",
    meaning: "A header asks for another version.",
    example: "Tus-Resumable Required",
  },
  413: {
    title: "Content Too Large",
    meaning: "The body is longer than this server takes.",
    example: "the body is longer than the 65536 bytes it may be",
  },
  415: {
    title: "Unsupported Media Type",
    meaning: "The file is neither video nor sound, or damaged.",
    example: "the body is empty: it must be the file itself",
  },
  416: {
    title: "Range Not Satisfiable",
    meaning: "The range is outside of the file.",
    example: "the file ends before",
  },
  422: {
    title: "Unprocessable Content",
    meaning: "A value of a well-formed body is wrong; the detail names it.",
    example: "cue 3 ends before it starts",
  },
  423: { title: "Locked", meaning: "Another request writes to it now.", example: "the upload is in use: try again" },
  429: {
    title: "Too Many Requests",
    meaning: "Too many wrong tokens came from this address; `Retry-After` says when to try again.",
    example: "too many wrong tokens came from this address: wait before the next try",
  },
  500: {
    title: "Internal Server Error",
    meaning: "The server failed; its log says why.",
    example: "The server could not do this. Its log says why.",
  },
  501: { title: "Not Implemented", meaning: "The server does not do this.", example: "this is not implemented" },
  503: {
    title: "Service Unavailable",
    meaning: "The database, the disk or a tool does not answer now; `Retry-After` says when to try again.",
    example: "The database can't be reached now, or takes too long. Try again in a few seconds.",
  },
  507: {
    title: "Insufficient Storage",
    meaning: "The disk is full; `Retry-After` says when to try again.",
    example: "there is no space left on the server's disk: try again later",
  },
};

/** `Retry-After` of a 503. */
export const RETRY_AFTER_SECONDS = 3;

export function problem(status: number, detail: string): Problem {
  return { type: "about:blank", title: PROBLEMS[status]?.title ?? "Error", status, detail };
}

/** The problem document for any thrown value. An unknown error becomes a 500 without its message. */
export function problemOf(error: unknown): Problem {
  if (error instanceof HTTPException) {
    return problem(error.status, error.message || PROBLEMS[error.status]?.title || "");
  }
  const status = error instanceof Error ? STATUS_OF.get(error.constructor) : undefined;
  if (isForLog(error)) {
    return error instanceof TooLargeError
      ? problem(413, "the file is larger than this server's storage takes: its log says why")
      : problem(507, "there is no space left in this server's storage: try again later");
  }
  if (status !== undefined) return problem(status, messageOf(error));
  if (isNoSpace(error)) {
    const isWorded = error instanceof NoSpaceError;
    return problem(507, isWorded ? error.message : "there is no space left on the server's disk: try again later");
  }
  if (isStorageGone(error)) {
    return problem(503, "The server's storage can't be reached now: its log says why. Try again later.");
  }
  if (diskFault(error)) {
    return problem(503, "The server's disk can't be read or written now: its log says why. Try again later.");
  }
  if (isDatabaseTrouble(error)) {
    return problem(503, "The database can't be reached now, or takes too long. Try again in a few seconds.");
  }
  if (isUnstorableText(error)) return problem(400, "the address or the body has a NUL character (U+0000) in it");
  return problem(500, "The server could not do this. Its log says why.");
}

/** Whether the message of an error names parts of the server. */
export function isForLog(error: unknown): boolean {
  return (error instanceof TooLargeError || error instanceof NoSpaceError) && error.cause !== undefined;
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
    } else if (document.status === 503 || document.status === 507 || isForLog(error)) { // not a bug
      const because = error.cause === undefined ? {} : { cause: messageOf(error.cause) };
      log.warn("request refused for now", {
        method: c.req.method,
        path: c.req.path,
        error: messageOf(error),
        ...because,
      });
    } else if (document.status >= 500) {
      log.error("request failed", {
        method: c.req.method,
        path: c.req.path,
        error: messageOf(error),
        stack: error.stack ?? "",
      });
    }
    return problemResponse(document, headersOf(error));
  };
}

function headersOf(error: Error): HeadersInit | undefined {
  if (error instanceof TooManyAttemptsError) return { "Retry-After": String(error.retryAfterSeconds) };
  return error instanceof HTTPException ? error.res?.headers : undefined;
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
