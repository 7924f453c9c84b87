import { expireLeases, workersWithJobs } from "../../db/jobs/crashes.ts";
import type { WorkerContext } from "../context.ts";
import { hasProcessEnded, hostPrefix } from "../../core/worker_name.ts";

/**
 * Ends the leases of workers of this machine whose process has ended, so that their jobs are taken back at once. The
 * server that started such a worker does the same, unless it was killed too.
 */
export async function expireLeasesOfDeadWorkers({ sql }: Pick<WorkerContext, "sql">): Promise<void> {
  for (const worker of await workersWithJobs(sql, hostPrefix())) {
    if (hasProcessEnded(worker)) await expireLeases(sql, worker);
  }
}
