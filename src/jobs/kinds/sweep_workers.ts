import { expireLeases, workersAtWork } from "../../db/jobs/jobs.ts";
import type { JobParts } from "../parts.ts";
import { hostPrefix, isGone } from "../worker_name.ts";

/**
 * Lets the leases run out of workers of this machine whose process was killed along with the server that watched it:
 * after a restart nobody waits for the clock.
 */
export async function sweepWorkers({ sql }: Pick<JobParts, "sql">): Promise<void> {
  for (const worker of await workersAtWork(sql, hostPrefix())) {
    if (isGone(worker)) await expireLeases(sql, worker);
  }
}
