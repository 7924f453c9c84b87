import { jobsToCancel } from "../../db/jobs/job_list.ts";
import { cancel } from "../../db/jobs/outcomes.ts";
import type { WorkerContext } from "../context.ts";
import { QUEUE_RULES } from "../registry.ts";

/** Cancels the jobs that an administrator asked to cancel. */
export async function cancelRequestedJobs({ sql, log }: Pick<WorkerContext, "sql" | "log">): Promise<void> {
  for (const id of await jobsToCancel(sql)) {
    if (await cancel(sql, id, QUEUE_RULES)) log.info("a job was cancelled by request", { job: id });
  }
}
