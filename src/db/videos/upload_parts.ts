import { type Sql, withRetry } from "../pool/client.ts";

/** A part of an unfinished upload on an S3 store. */
export interface UploadPart {
  number: number;
  sizeBytes: number;
  etag: string;
}

/** The object with the bytes of an upload that are after its last part. */
export interface UploadTail {
  key: string;
  sizeBytes: number;
}

/** What is known of an upload whose bytes are on a store. */
export interface StoredUpload {
  /** As JSON. */
  tusInfo: string;
  storeUploadId: string;
  parts: UploadPart[];
  tail: UploadTail | null;
}

/** Who writes, for the statements that only the holder of the upload's lock may execute. */
export interface Writer {
  id: string;
  holder: string;
}

/** The lock was lost: another server may write this upload now. */
export class LostLockError extends Error {
  override name = "LostLockError";
}

/** Notes the store's name of an upload, and what tus keeps of it. @throws {LostLockError} */
export async function saveStoredUpload(
  sql: Sql,
  { id, holder }: Writer,
  upload: { tusInfo: string; storeUploadId: string; sizeBytes: number | null },
): Promise<void> {
  const { tusInfo, storeUploadId, sizeBytes } = upload;
  const rows = await withRetry(async () =>
    await sql`
      update streamforge.uploads
      set tus_info = ${tusInfo}, store_upload_id = ${storeUploadId}, size_bytes = ${sizeBytes}
      where id = ${id} and lock_holder = ${holder} returning id`
  );
  if (rows.length === 0) throw lost(id);
}

/** @returns null if there is no such upload, or its bytes are not on a store */
export async function readStoredUpload(sql: Sql, id: string): Promise<StoredUpload | null> {
  const [row] = await sql<
    {
      tusInfo: string | null;
      storeUploadId: string;
      tailKey: string | null;
      tailBytes: number;
      parts: { number: number; size_bytes: number; etag: string }[];
    }[]
  >`
    select tus_info, store_upload_id, tail_key, tail_bytes, (
      select coalesce(jsonb_agg(jsonb_build_object('number', number, 'size_bytes', size_bytes, 'etag', etag)
        order by number), '[]')
      from streamforge.upload_parts where upload_id = u.id) as parts
    from streamforge.uploads u where id = ${id}`;
  if (!row || row.tusInfo === null) return null;
  const { tusInfo, storeUploadId, tailKey, tailBytes } = row;
  return {
    ...{ tusInfo, storeUploadId },
    parts: row.parts.map(({ number, size_bytes, etag }) => ({ number, sizeBytes: size_bytes, etag })),
    tail: tailKey === null ? null : { key: tailKey, sizeBytes: tailBytes },
  };
}

/** Gives out the number of the next part. @throws {LostLockError} */
export async function nextPartNumber(sql: Sql, { id, holder }: Writer): Promise<number> {
  // a repeated statement wastes a number, which does no harm
  const [row] = await withRetry(async () =>
    await sql<{ number: number }[]>`
      update streamforge.uploads set next_part = next_part + 1
      where id = ${id} and lock_holder = ${holder} returning next_part - 1 as number`
  );
  if (!row) throw lost(id);
  return row.number;
}

/**
 * Notes a part that is on the store. It begins where the parts before it end, and contains the tail.
 *
 * @throws {LostLockError}
 */
export async function addUploadPart(sql: Sql, { id, holder }: Writer, part: UploadPart): Promise<void> {
  const rows = await withRetry(async () =>
    await sql`
      with held as (
        update streamforge.uploads set tail_key = null, tail_bytes = 0, received_at = now()
        where id = ${id} and lock_holder = ${holder} returning id)
      insert into streamforge.upload_parts (upload_id, number, size_bytes, etag)
      select id, ${part.number}::int, ${part.sizeBytes}::bigint, ${part.etag}::text from held
      on conflict (upload_id, number) do update set etag = excluded.etag returning number`, { keepsTrying: true });
  if (rows.length === 0) throw lost(id);
}

/** Notes the object with the bytes after the last part, in place of the one before. @throws {LostLockError} */
export async function setUploadTail(sql: Sql, { id, holder }: Writer, tail: UploadTail): Promise<void> {
  const rows = await withRetry(async () =>
    await sql`
      update streamforge.uploads set tail_key = ${tail.key}, tail_bytes = ${tail.sizeBytes}, received_at = now()
      where id = ${id} and lock_holder = ${holder} returning id`, { keepsTrying: true });
  if (rows.length === 0) throw lost(id);
}

function lost(id: string): LostLockError {
  return new LostLockError(`another request writes the upload ${id} now: HEAD tells how much of it has come`);
}
