import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type MultipartUpload,
  type S3Client,
} from "@aws-sdk/client-s3";
import { isMissing } from "./s3_errors.ts";

export interface AbandonedUploads {
  bucket: string;
  /** The folders to look in. */
  prefixes: string[];
  /** Seconds since the upload began or received a part. */
  seconds: number;
  /** Uploads to these keys are left alone. */
  isKept: (key: string) => boolean;
}

/** Removes the parts of uploads that a killed process did not finish: a store keeps, and bills, them for ever. */
export async function abortAbandonedUploads(
  client: S3Client,
  { bucket, prefixes, seconds, isKept }: AbandonedUploads,
): Promise<void> {
  const beforeMs = Date.now() - seconds * 1000;
  for (const prefix of prefixes) {
    for await (const { Key, UploadId, Initiated } of unfinishedUploads(client, bucket, prefix)) {
      if (!Key?.startsWith(prefix) || isKept(Key) || (Initiated?.getTime() ?? 0) > beforeMs) continue;
      const upload = { Bucket: bucket, Key, UploadId };
      try {
        if (await lastPartMs(client, upload) > beforeMs) continue; // it is still written
        await client.send(new AbortMultipartUploadCommand(upload));
      } catch (error) {
        if (!isMissing(error)) throw error; // it was finished, or removed, meanwhile
      }
    }
  }
}

/** Removes the parts of all unfinished uploads to one key. */
export async function abortUploadsTo(client: S3Client, { bucket, key }: { bucket: string; key: string }) {
  for await (const { Key, UploadId } of unfinishedUploads(client, bucket, key)) {
    if (Key !== key) continue;
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })).catch((error) => {
      if (!isMissing(error)) throw error; // it was finished, or removed, meanwhile
    });
  }
}

async function* unfinishedUploads(client: S3Client, Bucket: string, Prefix: string): AsyncGenerator<MultipartUpload> {
  let markers = {};
  for (;;) {
    const page = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix, ...markers }));
    yield* page.Uploads ?? [];
    if (!page.IsTruncated) return;
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

async function lastPartMs(client: S3Client, upload: { Bucket: string; Key: string; UploadId?: string }) {
  let lastMs = 0;
  let marker: { PartNumberMarker?: string } = {};
  for (;;) { // the SDK's paginateListParts does not look at IsTruncated, and never ends with some stores
    const page = await client.send(new ListPartsCommand({ ...upload, UploadId: upload.UploadId!, ...marker }));
    for (const { LastModified } of page.Parts ?? []) lastMs = Math.max(lastMs, LastModified?.getTime() ?? 0);
    if (!page.IsTruncated) return lastMs;
    marker = { PartNumberMarker: page.NextPartNumberMarker };
  }
}
