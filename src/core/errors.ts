import type { ProcessEnd } from "./process_end.ts";

/** A wrong setting or command-line argument. The message names it. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/**
 * The file is damaged, not media, or of a kind that is not accepted. Permanent: another try would fail too. The message
 * says what is wrong. Where ffmpeg was killed, or the machine failed, it is a `ToolError` instead.
 */
export class MediaError extends Error {
  override name = "MediaError";
}

/** ffmpeg or ffprobe ended before its work was done, for a reason that says nothing about its input. */
export class ToolError extends Error {
  override name = "ToolError";

  /** @param end how the program ended */
  constructor(message: string, readonly end: ProcessEnd, options?: ErrorOptions) {
    super(message, options);
  }
}

/**
 * The disk or the storage is full. Jobs wait until there is space again. With a `cause`, the message names parts of the
 * server, and is for its log.
 */
export class NoSpaceError extends Error {
  override name = "NoSpaceError";
}

/** There is nothing of the requested name or id. */
export class NotFoundError extends Error {
  override name = "NotFoundError";
}

/** A request conflicts with the present state; the message names the conflict. */
export class ConflictError extends Error {
  override name = "ConflictError";
}

/** A request has no credential or a wrong one. */
export class UnauthorizedError extends Error {
  override name = "UnauthorizedError";
}

/** A client has sent too many wrong tokens; the message says so. */
export class TooManyAttemptsError extends Error {
  override name = "TooManyAttemptsError";

  constructor(message: string, readonly retryAfterSeconds: number) {
    super(message);
  }
}

/** A service that this server depends on can't be reached now; another try may succeed. */
export class UnavailableError extends Error {
  override name = "UnavailableError";
}

/** A value of a request is malformed; the message names the field, what it held and what it may hold. */
export class ValidationError extends Error {
  override name = "ValidationError";
}

/**
 * A body is larger than `MAX_UPLOAD_BYTES`, or than the storage takes. With a `cause`, the message names parts of the
 * server, and is for its log.
 */
export class TooLargeError extends Error {
  override name = "TooLargeError";
}

/** Weights can't be downloaded or read, or do not match their hash. */
export class ModelError extends Error {
  override name = "ModelError";
}

/** The message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
