import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { rejectOnAbort } from "../core/async.ts";
import { TooLargeError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import type { UploadOptions } from "./object_store.ts";
import { type Part, partsOf } from "./parts.ts";
import { isMissing } from "./s3_errors.ts";
import type { TransferOptions } from "./storage.ts";

const MIB = 2 ** 20;
/** The store's limits: parts of an object, and the smallest part besides the last one. */
const MAX_PARTS = 10_000;
export const MIN_PART_BYTES = 5 * MIB;
/** Parts sent at once. An upload has at most one part more in memory. */
const LANES = 4;
/** Metadata of an object: which write made it. */
const WRITE_ID = "streamforge-write";

/** An object of a bucket. */
export interface ObjectPlace {
  Bucket: string;
  Key: string;
}

export interface S3UploadOptions extends UploadOptions {
  /** The size of a part where the object is not too large for it. */
  partBytes?: number;
}

/**
 * Writes a body of unknown length: in one request if it is short, else in parts. If the body or a request fails, nothing
 * is stored, and the parts are removed.
 *
 * `Upload` of @aws-sdk/lib-storage waits for more of a slow body when a part has failed, reports a failed removal of the
 * parts instead of what went wrong, and calls an upload failed whose last answer was lost.
 * @throws {TooLargeError} if the body has more than `maxBytes`; errors of the body and of the SDK
 */
export async function uploadBody(
  client: S3Client,
  place: ObjectPlace,
  body: ReadableStream<Uint8Array>,
  { maxBytes = Infinity, partBytes = 8 * MIB, signal, onProgress }: S3UploadOptions = {},
): Promise<void> {
  const reader = body.getReader();
  /** Tells the sender that nobody reads any more, and ends a read that waits. */
  const stopReading = () => void reader.cancel().catch(() => {});
  signal?.addEventListener("abort", stopReading);
  const parts = partsOf(reader, Math.max(partBytes, neededPartBytes(maxBytes)), maxBytes);
  try {
    const first = await rejectOnAbort(parts.next(), signal);
    const second = await rejectOnAbort(parts.next(), signal);
    if (second.done) return await uploadBytes(client, place, first.value?.bytes ?? new Uint8Array(), signal);
    await uploadParts({ client, place, stopReading, signal, onProgress }, [first.value!, second.value], parts);
  } finally {
    signal?.removeEventListener("abort", stopReading);
    stopReading();
  }
}

/** Writes an object in one request. */
export async function uploadBytes(
  client: S3Client,
  place: ObjectPlace,
  bytes: Uint8Array,
  abortSignal?: AbortSignal,
): Promise<void> {
  await client.send(new PutObjectCommand({ ...place, Body: bytes, ContentLength: bytes.length }), { abortSignal });
}

/** The part size with which an object of `bytes` has few enough parts; in whole MiB. */
function neededPartBytes(bytes: number): number {
  return Number.isFinite(bytes) ? Math.ceil(bytes / MAX_PARTS / MIB) * MIB : 0;
}

interface PartsUpload extends TransferOptions {
  client: S3Client;
  place: ObjectPlace;
  stopReading(): void;
}

async function uploadParts(
  upload: PartsUpload,
  read: Part[],
  rest: AsyncGenerator<Part, undefined>,
): Promise<void> {
  const { client, place, signal: abortSignal } = upload;
  const writeId = newId();
  const create = new CreateMultipartUploadCommand({ ...place, Metadata: { [WRITE_ID]: writeId } });
  const { UploadId } = await client.send(create, { abortSignal });
  try {
    const etags = await sendParts(upload, UploadId!, async () => read.shift() ?? (await rest.next()).value);
    abortSignal?.throwIfAborted();
    const Parts = etags.map((ETag, i) => ({ ETag, PartNumber: i + 1 }));
    const complete = new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts } });
    await client.send(complete, { abortSignal });
  } catch (error) {
    if (isMissing(error) && await isWrittenBy(client, place, writeId)) return; // only the answer was lost
    // if this fails too, `sweep` removes the parts
    await client.send(new AbortMultipartUploadCommand({ ...place, UploadId })).catch(() => {});
    throw error;
  }
}

/**
 * Sends all parts, several at once. When one fails, no others begin; those that are on their way come to their end
 * first: a part that arrives after the upload was aborted would stay.
 *
 * @returns the parts' ETags
 */
async function sendParts(
  { client, place, stopReading, signal: abortSignal, onProgress }: PartsUpload,
  UploadId: string,
  next: () => Promise<Part | undefined>,
): Promise<string[]> {
  const etags: string[] = [];
  const errors: unknown[] = [];
  async function lane(): Promise<void> {
    for (;;) {
      const part = await next();
      if (!part || errors.length > 0 || abortSignal?.aborted) return;
      const { index, bytes } = part;
      if (index >= MAX_PARTS) {
        throw new TooLargeError(`the body has more than ${MAX_PARTS} parts of ${bytes.length} bytes`);
      }
      const command = new UploadPartCommand({
        ...{ ...place, UploadId, PartNumber: index + 1, Body: bytes, ContentLength: bytes.length },
      });
      const { ETag } = await client.send(command, { abortSignal });
      if (!ETag) throw new Error(`the store gave part ${index + 1} of ${place.Key} no ETag`);
      etags[index] = ETag;
      onProgress?.();
    }
  }
  const fail = (error: unknown) => {
    errors.push(error);
    stopReading();
  };
  await Promise.all(Array.from({ length: LANES }, () => lane().catch(fail)));
  if (errors.length > 0) throw errors[0];
  return etags;
}

async function isWrittenBy(client: S3Client, place: ObjectPlace, writeId: string): Promise<boolean> {
  const found = await client.send(new HeadObjectCommand(place)).catch((error) => {
    if (isMissing(error)) return null;
    throw error;
  });
  return found?.Metadata?.[WRITE_ID] === writeId;
}
