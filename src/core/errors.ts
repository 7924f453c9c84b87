/** A setting or an argument that the person who started the program got wrong. The message names it. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/** Media that cannot be read, or that is not media. The message says what was found. */
export class MediaError extends Error {
  override name = "MediaError";
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
