import type { Query, Sql, Transaction } from "./client.ts";
import { transaction } from "./client.ts";

const LOCK = 7_263_551_002; // advisory lock: held by the process that compares the identities
const PAGE_VIDEOS = 200;

/** The storage with a database's files. */
export interface StoredIdentity {
  id: string;
  /** Machine and folder of its first use, for people. */
  place: string;
}

/** Runs `work` in a transaction, in one process at a time. */
export async function withIdentityLock<T>(sql: Sql, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCK})`;
    return await work(tx);
  });
}

export async function readStorageIdentity(sql: Query): Promise<StoredIdentity | null> {
  const [identity] = await sql<StoredIdentity[]>`select id, place from streamforge.storage_identity`;
  return identity ?? null;
}

export async function writeStorageIdentity(sql: Query, { id, place }: StoredIdentity): Promise<void> {
  await sql`insert into streamforge.storage_identity (id, place) values (${id}, ${place})`;
}

/** Storage keys of each video's original, thumbnail and renditions, the newest video's first. */
export async function* listStorageKeys(sql: Query): AsyncIterable<string> {
  for (let last: { createdAt: Date; id: string } | null = null;;) {
    const page: { createdAt: Date; id: string; keys: string[] }[] = await sql<
      { createdAt: Date; id: string; keys: string[] }[]
    >`
      select v.created_at, v.id, to_jsonb(array_remove(array[v.original_key, v.thumbnail_key] ||
        array(select mp4_key from streamforge.renditions r where r.video_id = v.id), null)) as keys
      from streamforge.videos v
      where ${last === null} or (v.created_at, v.id) < (${last?.createdAt ?? null}::timestamptz, ${
      last?.id ?? null
    }::text)
      order by v.created_at desc, v.id desc limit ${PAGE_VIDEOS}`;
    for (const { keys } of page) yield* keys;
    if (page.length < PAGE_VIDEOS) return;
    last = page.at(-1)!;
  }
}
