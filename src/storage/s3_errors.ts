import { StorageGoneError } from "../core/disk.ts";
import { messageOf, NoSpaceError, NotFoundError, TooLargeError } from "../core/errors.ts";
import { ConnectionError } from "./store_limits.ts";

/** What the SDK throws when the store answers with an error. A HEAD has no body, so its error has only the status. */
export interface S3Error extends Error {
  $metadata?: { httpStatusCode?: number };
  BucketRegion?: string;
}

const OVERLOADED = ["SlowDown", "ServiceUnavailable", "Throttling", "ThrottlingException", "TooManyRequestsException"];
/** `OperationAborted`: two writes met. The last three: bytes were damaged on the way. */
const TRANSIENT = [
  ...OVERLOADED,
  ...["InternalError", "RequestTimeout", "OperationAborted", "ConditionalRequestConflict"],
  ...["IncompleteBody", "BadDigest", "XAmzContentSHA256Mismatch"],
];
const DENIED = ["AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "RequestTimeTooSkewed"];
const FULL = ["QuotaExceeded", "InsufficientStorage", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded"];

export function statusOf(error: unknown): number {
  return (error as S3Error)?.$metadata?.httpStatusCode ?? 0;
}

/** Whether another try may succeed. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof ConnectionError || TRANSIENT.includes(error.name)) return true;
  if ((error as { $retryable?: unknown }).$retryable !== undefined) return true; // the SDK corrected its clock, say
  return statusOf(error) === 429 || [500, 502, 503, 504].includes(statusOf(error));
}

/** Whether another try may delete an object that a batch could not delete. */
export function isTransientCode(code: string): boolean {
  return TRANSIENT.includes(code);
}

/** Names of a 404 for an object or an upload; a HEAD has `NotFound`. Others are about the bucket or the access key. */
const MISSING = ["NoSuchKey", "NoSuchUpload", "NoSuchVersion", "NotFound"];

/** Whether the store said that there is no such object or upload. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && MISSING.includes((error as Error).name);
}

/** Whether an error has only a status, as that of a HEAD has. */
export function isUnexplained(error: unknown): boolean {
  return error instanceof Error && ["Unknown", "UnknownError", "NotFound", "Forbidden", "403"].includes(error.name) &&
    statusOf(error) >= 400 && statusOf(error) < 500;
}

/**
 * Turns an error of the SDK into one of this program's.
 *
 * @param bucket the bucket and its store, for people to read
 * @param key the object that was asked for
 */
export function fromS3Error(error: unknown, bucket: string, key?: string): unknown {
  if (!(error instanceof Error)) return error;
  const { name } = error;
  const status = statusOf(error);
  const cause = { cause: error };
  const told = `${name}${error.message && error.message !== name ? `: ${error.message}` : ""}`;
  if (name === "NoSuchBucket") {
    return new StorageGoneError(`there is no ${bucket}: create it, or correct S3_BUCKET`, cause);
  }
  if (isMissing(error)) return new NotFoundError(`there is nothing stored as "${key}"`, cause);
  if (FULL.includes(name) || status === 507) return new NoSpaceError(`${bucket} is full (${told})`, cause);
  if (name === "EntityTooLarge" || status === 413) {
    return new TooLargeError(`${bucket} takes no object of this size (${told})`, cause);
  }
  if (status === 412) return new Error(`"${key}" in ${bucket} changed while it was read`, cause);
  if (status === 416) return new RangeError(`the range does not begin within the object "${key}"`, cause);
  if ([301, 307].includes(status) || name === "AuthorizationHeaderMalformed") {
    return new StorageGoneError(`${bucket} is in another region: correct S3_REGION (${told})`, cause);
  }
  if (DENIED.includes(name) || [401, 403, 404].includes(status)) {
    return new StorageGoneError(
      `${bucket} refuses this server: check S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_REGION, the policy of the key, ` +
        `and this machine's clock (${told})`,
      cause,
    );
  }
  if (isTransient(error)) {
    const isOverloaded = OVERLOADED.includes(name) || status === 429;
    const problem = isOverloaded ? "is overloaded" : status > 0 ? "fails" : "can't be reached";
    return new StorageGoneError(`${bucket} ${problem} (${told || messageOf(error)})`, cause);
  }
  return status > 0 ? new Error(`${bucket} answered ${status} (${told})`, cause) : error;
}
