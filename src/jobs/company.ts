import type { Sql } from "../db/pool/client.ts";
import { isSuspect, type Job, suspectDueSince } from "../db/jobs/jobs.ts";

/**
 * Which jobs may run side by side. A suspect runs alone, until it gets further than ever or has run for a while: two
 * minutes after its first crash, twice as long after each further one. So it cannot hold the others up for hours, and one
 * that ends the process late is alone at last when it does. After that a suspect that never ended its process alone may
 * run beside it too: most are suspects because a whole machine stopped, and each would wait hours for the one before it.
 */
export class Company {
  #sql: Sql;
  #aloneSeconds: number;
  #running = new Map<Job, { aloneUntilMs: number; isAlone: boolean }>();

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

  /** Whether a suspect runs whose turn alone is over, so that another suspect may be begun beside it. */
  get mayJoinSuspect(): boolean {
    return [...this.#running].some(([{ suspected }, { isAlone }]) => suspected > 0 && !isAlone);
  }

  /**
   * Whether one more job may be begun beside those that run now.
   *
   * Where another suspect waits, jobs are begun beside those that ran before it came, for which it has to wait anyway, and
   * beside a suspect that had its turn. When those have ended, nothing is begun before the one that waits.
   */
  async mayGrow(): Promise<boolean> {
    if (this.#running.size === 0) return true;
    for (const [job, turn] of this.#running) {
      turn.isAlone &&= Date.now() < turn.aloneUntilMs && await isSuspect(this.#sql, job);
      if (turn.isAlone) return false;
    }
    const since = await suspectDueSince(this.#sql);
    return since === null || [...this.#running.keys()].some((job) => job.suspected > 0 || job.startedAt! < since);
  }
}
