const ANSWER_MS = 30_000;

/** A complete answer of the server. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** Sends requests as the server's owner and counts the answers. */
export class Client {
  readonly origin: string;
  readonly token: string;
  /** Number of answers by status. */
  readonly statuses = new Map<number, number>();
  /** Answers with status 500, with their texts. */
  readonly serverErrors: string[] = [];
  /** Requests without an answer: the connection broke or timed out. */
  unanswered = 0;

  constructor(origin: string, token: string) {
    this.origin = origin;
    this.token = token;
  }

  /** Sends a request. @returns null without an answer: the server may or may not have done what was requested */
  async ask(path: string, init: RequestInit & { ms?: number } = {}): Promise<Answer | null> {
    const { ms = ANSWER_MS, signal, ...rest } = init;
    const headers = new Headers(rest.headers);
    headers.set("Authorization", `Bearer ${this.token}`);
    const limit = AbortSignal.timeout(ms);
    try {
      const response = await fetch(new URL(path, this.origin), {
        ...{ ...rest, headers },
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      const answer = { status: response.status, headers: response.headers, text: await response.text() };
      this.record(answer, `${rest.method ?? "GET"} ${path}`);
      return answer;
    } catch {
      this.unanswered++;
      return null;
    }
  }

  record({ status, text }: Pick<Answer, "status" | "text">, what: string): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status === 500) this.serverErrors.push(`${what}: ${text.slice(0, 300)}`);
  }

  /** Sends a request until the answer is not retryable, or `signal` is aborted. */
  async askUntilAnswered(
    path: string,
    init: RequestInit & { ms?: number } = {},
    signal?: AbortSignal,
  ): Promise<Answer | null> {
    for (;;) {
      const answer = await this.ask(path, init);
      if (answer && !isRetryable(answer)) return answer;
      if (signal?.aborted) return null;
      await sleep(retryAfterMs(answer), signal);
    }
  }
}

/** Whether an answer means "try again later". */
export function isRetryable({ status }: { status: number }): boolean {
  return status >= 500 || status === 423 || status === 429 || status === 408;
}

/** The time in `Retry-After`, at most five seconds. */
export function retryAfterMs(answer: Answer | null): number {
  const seconds = Number(answer?.headers.get("Retry-After") ?? 1);
  return 1000 * Math.min(5, Math.max(0.5, Number.isFinite(seconds) ? seconds : 1));
}

/** Waits for some time, or until `signal` is aborted. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, ms));
    signal?.addEventListener("abort", done);
  });
}
