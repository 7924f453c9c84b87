import type { ProcessEnd } from "./process_end.ts";

/** A setting or an argument that the person who started the program got wrong. The message names it. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/**
 * Media that cannot be read, or that is not media: a verdict on the bytes, which is the same at every try. The message
 * says what was found. A program that was killed, or that the machine let down, is a `ToolError` instead.
 */
export class MediaError extends Error {
  override name = "MediaError";
}

/** A program that ended before its work was done, for a reason that says nothing about its input. */
export class ToolError extends Error {
  override name = "ToolError";

  /** @param end how it ended */
  constructor(message: string, readonly end: ProcessEnd, options?: ErrorOptions) {
    super(message, options);
  }
}

/** A disk that has no room for what was to be written. Frees by itself or by its owner: the work waits for that. */
export class NoSpaceError extends Error {
  override name = "NoSpaceError";
}

/** Something that was asked for by name or id and does not exist. */
export class NotFoundError extends Error {
  override name = "NotFoundError";
}

/** A request that contradicts the present state; the message names what it contradicts. */
export class ConflictError extends Error {
  override name = "ConflictError";
}

/** A request without, or with a wrong, credential. */
export class UnauthorizedError extends Error {
  override name = "UnauthorizedError";
}

/** A request's value that is malformed; the message names the field, what it held and what it may hold. */
export class ValidationError extends Error {
  override name = "ValidationError";
}

/** A body larger than `MAX_UPLOAD_BYTES`. */
export class TooLargeError extends Error {
  override name = "TooLargeError";
}

/** Weights that cannot be had, or that are not what their hash says. */
export class ModelError extends Error {
  override name = "ModelError";
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
