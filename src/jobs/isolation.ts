import { isSuspect, suspectDueSince } from "../db/jobs/claim.ts";
import type { Job } from "../db/jobs/job_rows.ts";
import type { Sql } from "../db/pool/client.ts";
import { kindOf, QUEUE_RULES } from "./registry.ts";

/**
 * Decides which jobs may run side by side. A suspect, whose process ended before, runs alone: if the process ends
 * again, no other job can be the cause. It may share the worker again once it progresses further than ever, or after
 * two minutes, doubled with each further crash, so that it does not delay the others for hours.
 *
 * After that time even another suspect may join, if it never crashed alone: usually a whole machine has stopped, and
 * all its jobs are suspects.
 */
export class Isolation {
  #sql: Sql;
  #aloneSeconds: number;
  #running = new Map<Job, { aloneUntilMs: number; isAlone: boolean }>();

  /** @param aloneSeconds how long a suspect runs alone after its first crash */
  constructor(sql: Sql, aloneSeconds: number) {
    this.#sql = sql;
    this.#aloneSeconds = aloneSeconds;
  }

  add(job: Job): void {
    const aloneMs = this.#aloneSeconds * 1000 * 2 ** (job.suspected - 1);
    this.#running.set(job, { aloneUntilMs: Date.now() + aloneMs, isAlone: job.suspected > 0 });
  }

  remove(job: Job): void {
    this.#running.delete(job);
  }

  /** Whether another suspect may join: the time alone of a running suspect is over. */
  get canJoinSuspect(): boolean {
    return [...this.#running].some(([{ suspected }, { isAlone }]) => suspected > 0 && !isAlone);
  }

  /**
   * Whether one more job may start beside the running ones.
   *
   * A waiting suspect needs all of them to end. As long as a job runs that started before the suspect was due, others
   * may start too: the suspect has to wait anyway. After that no job starts before the suspect. An analysis does not
   * count: it gives way to captions, and while others may start it does not end.
   */
  async canStartJob(): Promise<boolean> {
    if (this.#running.size === 0) return true;
    for (const [job, turn] of this.#running) {
      turn.isAlone &&= Date.now() < turn.aloneUntilMs && await isSuspect(this.#sql, job);
      if (turn.isAlone) return false;
    }
    const since = await suspectDueSince(this.#sql, QUEUE_RULES);
    return since === null ||
      [...this.#running.keys()].some((job) =>
        job.suspected > 0 || (job.startedAt! < since && kindOf(job).lane !== "analyze")
      );
  }
}
