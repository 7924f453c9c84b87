import type { Query } from "../pool/client.ts";

/** A tus upload. The size of its file is the number of received bytes. */
export interface Upload {
  id: string;
  owner: string;
  metadata: Record<string, string | null>;
  sizeBytes: number | null;
  /** The video that it has become. */
  videoId: string | null;
  createdAt: Date;
  expiresAt: Date;
  /** When bytes came last, for uploads on a store. */
  receivedAt: Date | null;
}

export async function createUpload(
  sql: Query,
  upload: { id: string; owner: string; metadata: Upload["metadata"]; sizeBytes: number | null; expiresAt: Date },
): Promise<void> {
  await sql`
    insert into streamforge.uploads (id, owner, metadata, size_bytes, expires_at)
    values (${upload.id}, ${upload.owner}, ${sql.json(upload.metadata)}, ${upload.sizeBytes}, ${upload.expiresAt})`;
}

export async function findUpload(sql: Query, id: string): Promise<Upload | null> {
  const [upload] = await sql<Upload[]>`select * from streamforge.uploads where id = ${id}`;
  return upload ?? null;
}

/** Reads an upload; null if there is none or it has not expired. */
export async function findExpiredUpload(sql: Query, id: string): Promise<Upload | null> {
  const [upload] = await sql<Upload[]>`select * from streamforge.uploads where id = ${id} and expires_at < now()`;
  return upload ?? null;
}

/** Moves the expiry of an active upload. */
export async function extendUpload(sql: Query, id: string, expiresAt: Date): Promise<void> {
  await sql`update streamforge.uploads set expires_at = ${expiresAt} where id = ${id}`;
}

export async function deleteUpload(sql: Query, id: string): Promise<void> {
  await sql`delete from streamforge.uploads where id = ${id}`;
}

/**
 * Lists expired uploads that no request holds, abandoned or already videos. Their files can be deleted under their lock,
 * if they are still expired then.
 */
export async function listExpiredUploads(sql: Query, limit = 100): Promise<Upload[]> {
  return [
    ...await sql<Upload[]>`
    select * from streamforge.uploads where expires_at < now()
      and (lock_holder is null or lock_expires_at < now()) order by expires_at limit ${limit}`,
  ];
}
