import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import { isTransient } from "./s3_errors.ts";
import { RetryTimer, type StoreLimits } from "./store_limits.ts";
import { timedFetch } from "./timed_fetch.ts";

export interface S3Settings {
  /** null: AWS. */
  endpoint: string | null;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** null: where `endpoint` is set. */
  forcePathStyle: boolean | null;
}

export function s3Client(settings: S3Settings, limits: StoreLimits): S3Client {
  return new S3Client(s3ClientConfig(settings, limits));
}

/**
 * The options of a client of an S3 store. Every request has a time limit, and failures that another try may heal are repeated with
 * random, growing delays until `retrySeconds` have passed.
 */
export function s3ClientConfig(settings: S3Settings, limits: StoreLimits): S3ClientConfig {
  const { endpoint, region, accessKeyId, secretAccessKey, forcePathStyle } = settings;
  return {
    ...(endpoint && { endpoint }),
    region,
    forcePathStyle: forcePathStyle ?? Boolean(endpoint),
    credentials: { accessKeyId, secretAccessKey },
    // several stores refuse the CRC32 trailers that the SDK adds by default; the signature covers the bytes of a body
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: new FetchHttpHandler({ customFetch: timedFetch(limits) }),
    retryStrategy: retryStrategy(limits),
  };
}

/** What the SDK's retry middleware passes between the tries of one request. */
interface RetryToken {
  getRetryCount(): number;
  getRetryDelay(): number;
  timer: RetryTimer;
}

/** The SDK's own strategies count tries, and have no limit of time. */
function retryStrategy(limits: StoreLimits) {
  const token = (timer: RetryTimer, count: number, delayMs: number): RetryToken => ({
    timer,
    getRetryCount: () => count,
    getRetryDelay: () => delayMs,
  });
  return {
    acquireInitialRetryToken: () => Promise.resolve(token(new RetryTimer(limits), 0, 0)),
    refreshRetryTokenForRetry(
      { timer, getRetryCount }: RetryToken,
      { error, retryAfterHint }: { error?: unknown; retryAfterHint?: Date },
    ) {
      const hintMs = retryAfterHint ? Math.max(0, retryAfterHint.getTime() - Date.now()) : 0;
      const delayMs = isTransient(error) ? timer.nextDelayMs(hintMs) : null;
      if (delayMs === null) return Promise.reject(error);
      return Promise.resolve(token(timer, getRetryCount() + 1, delayMs));
    },
    recordSuccess: () => {},
  };
}
