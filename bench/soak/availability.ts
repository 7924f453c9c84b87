import { sleep } from "./client.ts";

const STEP_MS = 250;
/** Time limit for an answer: with the database down, it is a 503. */
const ANSWER_MS = 6000;

/** Requests `/health` and `/` every quarter of a second and adds up the time without an answer from one of them. */
export class Availability {
  #ticks: boolean[] = [];
  #slowestMs = 0;
  #serverErrors = 0;
  #ending = new AbortController();
  #running: Promise<void>;
  #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
    this.#running = this.#run();
  }

  /**
   * Stops.
   *
   * @returns seconds without an answer, total and longest, by the times of the requests; and answer statistics
   */
  async end() {
    this.#ending.abort();
    await this.#running;
    const slowestAnswerSeconds = Math.round(this.#slowestMs / 10) / 100;
    return { ...downTimes(this.#ticks), slowestAnswerSeconds, pageErrors: this.#serverErrors };
  }

  async #run(): Promise<void> {
    const waiting: Promise<void>[] = [];
    const startedAt = Date.now();
    for (let n = 0; !this.#ending.signal.aborted; n++) {
      waiting.push(this.#ask(n));
      await sleep(startedAt + (n + 1) * STEP_MS - Date.now(), this.#ending.signal);
    }
    await Promise.all(waiting);
  }

  async #ask(n: number): Promise<void> {
    const startedAt = performance.now();
    const answers = await Promise.all(["/health", "/"].map(async (path) => {
      try {
        const response = await fetch(this.#origin + path, { signal: AbortSignal.timeout(ANSWER_MS) });
        await response.body?.cancel();
        this.#slowestMs = Math.max(this.#slowestMs, performance.now() - startedAt);
        if (response.status === 500) this.#serverErrors++;
        return true;
      } catch {
        return false;
      }
    }));
    this.#ticks[n] = answers.every((answered) => answered);
  }
}

/** @param ticks for each quarter of a second, whether both requests were answered */
export function downTimes(ticks: readonly boolean[]): { downSeconds: number; longestDownSeconds: number } {
  let [down, longest, current] = [0, 0, 0];
  for (const answered of ticks) {
    current = answered ? 0 : current + 1;
    if (!answered) down++;
    longest = Math.max(longest, current);
  }
  return { downSeconds: down * STEP_MS / 1000, longestDownSeconds: longest * STEP_MS / 1000 };
}
