// The functions of the queue, with the rules of the real kinds of jobs.
import type { Query, Sql } from "../../../src/db/pool/client.ts";
import { claim as claimByRules, type ClaimOptions, suspectDueSince as suspectDue } from "../../../src/db/jobs/claim.ts";
import { takeBackLostJobs as takeBack } from "../../../src/db/jobs/crashes.ts";
import type { Fence, Job } from "../../../src/db/jobs/job_rows.ts";
import * as outcomes from "../../../src/db/jobs/outcomes.ts";
import { updateSpaceWaits as updateWaits } from "../../../src/db/jobs/space_waits.ts";
import { FULL_DISK_KINDS, QUEUE_RULES } from "../../../src/jobs/registry.ts";

export function claim(sql: Query, options: ClaimOptions): Promise<Job | null> {
  return claimByRules(sql, options, QUEUE_RULES);
}

export function suspectDueSince(sql: Query): Promise<Date | null> {
  return suspectDue(sql, QUEUE_RULES);
}

export function fail(
  sql: Sql,
  fence: Fence,
  failure: { message: string; permanent?: boolean },
): Promise<"queued" | "dead"> {
  return outcomes.fail(sql, fence, failure, QUEUE_RULES);
}

export function interrupt(sql: Sql, fence: Fence, message: string): Promise<"queued" | "dead"> {
  return outcomes.interrupt(sql, fence, message, QUEUE_RULES);
}

export function cancel(sql: Sql, jobId: string): Promise<boolean> {
  return outcomes.cancel(sql, jobId, QUEUE_RULES);
}

export function takeBackLostJobs(sql: Sql): Promise<number> {
  return takeBack(sql, QUEUE_RULES);
}

export function updateSpaceWaits(sql: Sql, spareBytes: number): Promise<Job[]> {
  return updateWaits(sql, spareBytes, FULL_DISK_KINDS);
}
