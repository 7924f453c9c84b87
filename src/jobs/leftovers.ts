import type { Fence, Job } from "../db/jobs/job_rows.ts";
import type { Storage } from "../storage/storage.ts";
import type { Leftovers } from "./job_kind.ts";

/** The number of earlier attempts to clean up after. A job seldom has more. */
const MAX_EARLIER_ATTEMPTS = 20;

/** Deletes objects that an attempt stored and no row refers to. */
export async function deleteLeftovers(storage: Storage, { folders = [], keys = [] }: Leftovers): Promise<void> {
  for (const folder of folders) await storage.deletePrefix(folder);
  for (const key of keys) await storage.delete(key);
}

/** Deletes what earlier attempts at a job stored before their process ended. */
export async function deleteEarlierLeftovers(
  storage: Storage,
  { id, attempt }: Job,
  leftovers: (attempt: Fence) => Leftovers,
): Promise<void> {
  for (let earlier = Math.max(1, attempt - MAX_EARLIER_ATTEMPTS); earlier < attempt; earlier++) {
    await deleteLeftovers(storage, leftovers({ id, attempt: earlier }));
  }
}
