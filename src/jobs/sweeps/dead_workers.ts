import { expireLeases, workersWithJobs } from "../../db/jobs/crashes.ts";
import type { WorkerContext } from "../context.ts";
import { hostPrefix, isGone } from "../worker_name.ts";

/**
 * Ends the leases of workers of this machine whose process is gone, so that their jobs are taken back at once. The server
 * that started such a worker does so too, unless it was killed along with it.
 */
export async function expireLeasesOfDeadWorkers({ sql }: Pick<WorkerContext, "sql">): Promise<void> {
  for (const worker of await workersWithJobs(sql, hostPrefix())) {
    if (isGone(worker)) await expireLeases(sql, worker);
  }
}
