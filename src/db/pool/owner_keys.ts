import type { Query, Sql, Transaction } from "./client.ts";
import { transaction } from "./client.ts";

const LOCK = 7_263_551_003; // advisory lock: held by the process that writes the keys

/** What verifies the owner's token, and where the token itself is. */
export interface StoredOwnerKeys {
  tokenSha256: string;
  /** Machine and file of the token, for people. */
  place: string;
}

/** Runs `work` in a transaction, in one process at a time. */
export async function withOwnerKeysLock<T>(sql: Sql, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCK})`;
    return await work(tx);
  });
}

export async function readOwnerKeys(sql: Query): Promise<StoredOwnerKeys | null> {
  const [keys] = await sql<StoredOwnerKeys[]>`
    select token_sha256, place from streamforge.owner_keys`;
  return keys ?? null;
}

export async function writeOwnerKeys(
  sql: Query,
  { tokenSha256, place }: StoredOwnerKeys,
): Promise<void> {
  await sql`
    insert into streamforge.owner_keys (token_sha256, place) values (${tokenSha256}, ${place})
    on conflict (is_only) do update
    set token_sha256 = excluded.token_sha256, place = excluded.place, changed_at = now()`;
}
