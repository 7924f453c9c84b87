import { StorageGoneError } from "../core/disk.ts";
import { NotFoundError, TooLargeError } from "../core/errors.ts";
import { ConnectionError } from "./store_limits.ts";

/** An error that Supabase Storage answered with. */
export class SupabaseError extends Error {
  override name = "SupabaseError";

  /**
   * @param status the status that the error has: most errors come as HTTP 400 with the real one in the body
   * @param code as `NoSuchKey`; older versions have a sentence there, and resumable uploads nothing
   */
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

/** Locked, overloaded, or failing; 52x are those of the network in front of supabase.co, 544 is a slow database. */
const TRANSIENT_STATUSES = [408, 423, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 544];

/** Reads the error out of an answer's status and body. */
export function supabaseError(httpStatus: number, body: string): SupabaseError {
  const fields = parseFields(body);
  const told = Number(fields.statusCode);
  const isStatus = Number.isInteger(told) && told >= 400 && told <= 599;
  const message = fields.message ?? fields.error ?? (body.trim().slice(0, 200) || `HTTP ${httpStatus}`);
  return new SupabaseError(isStatus ? told : httpStatus, fields.code ?? fields.error ?? "", message);
}

/** Whether another try may succeed. */
export function isTransient(error: unknown): boolean {
  return error instanceof ConnectionError ||
    error instanceof SupabaseError && TRANSIENT_STATUSES.includes(error.status);
}

/** Whether there is no such object. A missing bucket is another error, and so is the 404 of another server. */
export function isMissing(error: unknown): boolean {
  return error instanceof SupabaseError && error.status === 404 &&
    (error.code === "NoSuchKey" || /^(object not found|the resource was not found)$/i.test(error.message));
}

export function isMissingBucket(error: unknown): boolean {
  return error instanceof SupabaseError && (error.code === "NoSuchBucket" || error.message === "Bucket not found");
}

/** Whether there is such an object already. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof SupabaseError && error.status === 409;
}

/**
 * Turns an error of the store into one of this program's.
 *
 * @param place the bucket and its project, for people to read
 * @param key the object that was asked for
 */
export function fromSupabaseError(error: unknown, place: string, key?: string): unknown {
  const cause = { cause: error };
  if (error instanceof ConnectionError) {
    return new StorageGoneError(`${place} can't be reached (${error.message})`, cause);
  }
  if (!(error instanceof SupabaseError)) return error;
  const { status, code, message } = error;
  const told = code && code !== message ? `${code}: ${message}` : message;
  if (isMissingBucket(error)) {
    return new StorageGoneError(
      `there is no ${place}: create a private bucket of that name (Storage, New bucket), or correct SUPABASE_BUCKET`,
      cause,
    );
  }
  if (isMissing(error)) return new NotFoundError(`there is nothing stored as "${key}"`, cause);
  if (status === 413) {
    return new TooLargeError(
      `${place} takes no object of this size (${told}): raise the file size limit of the bucket and of the project ` +
        "(Storage, Settings)",
      cause,
    );
  }
  if (status === 415) {
    return new StorageGoneError(`${place} restricts MIME types (${told}): allow all types in the bucket`, cause);
  }
  if (status === 401 || status === 403) {
    return new StorageGoneError(`${place} refuses this server: check SUPABASE_SERVICE_ROLE_KEY (${told})`, cause);
  }
  if (status === 404) {
    return new StorageGoneError(`${place} is not there (404 ${told}): check SUPABASE_URL`, cause);
  }
  if (isTransient(error)) {
    return new StorageGoneError(`${place} ${status === 429 ? "is overloaded" : "fails"} (${status} ${told})`, cause);
  }
  return new Error(`${place} answered ${status} (${told})`, cause);
}

function parseFields(body: string): { statusCode?: string; code?: string; error?: string; message?: string } {
  try {
    const fields = JSON.parse(body);
    if (typeof fields !== "object" || fields === null) return {};
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === "string"));
  } catch {
    return {};
  }
}
