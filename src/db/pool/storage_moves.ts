import type { Query } from "./client.ts";
import type { StoredIdentity } from "./storage_identity.ts";

/** An object that was copied to another storage, and whose copy was read back. */
export interface StorageCopy {
  key: string;
  /** The version of the object that was copied. */
  sourceEtag: string;
  sizeBytes: number;
  /** In hexadecimal. */
  sha256: string;
}

/** Records that files will be copied to a storage, before it gets its identity. */
export async function beginMove(sql: Query, { id, place }: StoredIdentity): Promise<void> {
  await sql`insert into streamforge.storage_moves (target_id, target_place) values (${id}, ${place})`;
}

/** Whether a copy to this storage was begun. */
export async function isMoveTarget(sql: Query, targetId: string): Promise<boolean> {
  const rows = await sql`select 1 from streamforge.storage_moves where target_id = ${targetId}`;
  return rows.length > 0;
}

export async function listCopies(sql: Query, targetId: string): Promise<Map<string, StorageCopy>> {
  const rows = await sql<StorageCopy[]>`
    select key, source_etag, size_bytes::float8 as size_bytes, sha256 from streamforge.storage_copies
    where target_id = ${targetId}`;
  return new Map(rows.map((row) => [row.key, row]));
}

export async function recordCopy(sql: Query, targetId: string, copy: StorageCopy): Promise<void> {
  const { key, sourceEtag, sizeBytes, sha256 } = copy;
  await sql`
    insert into streamforge.storage_copies (target_id, key, source_etag, size_bytes, sha256)
    values (${targetId}, ${key}, ${sourceEtag}, ${sizeBytes}, ${sha256})
    on conflict (target_id, key) do update
      set source_etag = excluded.source_etag, size_bytes = excluded.size_bytes, sha256 = excluded.sha256`;
}

export async function forgetCopy(sql: Query, targetId: string, key: string): Promise<void> {
  await sql`delete from streamforge.storage_copies where target_id = ${targetId} and key = ${key}`;
}

/** Makes the target the storage of this database. Its former storage may be a target later. */
export async function switchStorage(sql: Query, from: StoredIdentity, to: StoredIdentity): Promise<void> {
  await sql`update streamforge.storage_identity set id = ${to.id}, place = ${to.place}`;
  await sql`delete from streamforge.storage_moves where target_id = ${to.id}`;
  await sql`insert into streamforge.storage_moves (target_id, target_place) values (${from.id}, ${from.place})`;
}
