import { type Query, type Sql, withRetry } from "../pool/client.ts";

/** The answer to `takeUploadLock`: "taken", "missing" where there is no such upload, or who holds it. */
export type LockAnswer = "taken" | "missing" | { heldBy: string };

/**
 * Takes the lock of an upload if nobody holds it, or the lease of its holder is over. A second call with the same
 * holder takes it too: the answer to the first may have been lost.
 */
export async function takeUploadLock(
  sql: Sql,
  { id, holder, leaseMs }: { id: string; holder: string; leaseMs: number },
): Promise<LockAnswer> {
  return await withRetry(async () => {
    const [taken] = await sql`
      update streamforge.uploads
      set lock_holder = ${holder}, lock_expires_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond',
        release_asked = false
      where id = ${id} and (lock_holder is null or lock_holder = ${holder} or lock_expires_at < clock_timestamp())
      returning id`;
    if (taken) return "taken";
    const [upload] = await sql<{ lockHolder: string | null }[]>`
      select lock_holder from streamforge.uploads where id = ${id}`;
    return upload ? { heldBy: upload.lockHolder ?? "" } : "missing";
  });
}

/** Renews the lease. @returns null if the lock is lost; else whether another request asks for it */
export async function renewUploadLock(
  sql: Query,
  { id, holder, leaseMs }: { id: string; holder: string; leaseMs: number },
): Promise<{ releaseAsked: boolean } | null> {
  const [lock] = await sql<{ releaseAsked: boolean }[]>`
    update streamforge.uploads
    set lock_expires_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    where id = ${id} and lock_holder = ${holder} returning release_asked`;
  return lock ?? null;
}

/** Asks the holder to give the lock back. */
export async function askForUploadLock(sql: Query, id: string): Promise<void> {
  await sql`
    update streamforge.uploads set release_asked = true where id = ${id} and lock_holder is not null`;
}

/** Gives the lock back, or takes it from a holder whose process has ended. */
export async function freeUploadLock(sql: Query, id: string, holder: string): Promise<void> {
  await sql`
    update streamforge.uploads set lock_holder = null, lock_expires_at = null, release_asked = false
    where id = ${id} and lock_holder = ${holder}`;
}
