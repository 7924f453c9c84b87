const ANSWER_MS = 30_000;

/** An answer of the server, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** Asks the server as its owner; counts what it answered. */
export class Client {
  readonly origin: string;
  readonly token: string;
  /** How many answers there were, by status. */
  readonly statuses = new Map<number, number>();
  /** Faults of the server's own (500), with what they said. */
  readonly serverErrors: string[] = [];
  /** Requests that got no answer: the connection broke off or nothing came in time. */
  unanswered = 0;

  constructor(origin: string, token: string) {
    this.origin = origin;
    this.token = token;
  }

  /** null where no answer came: what was asked may have been done or not. */
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
      this.note(answer, `${rest.method ?? "GET"} ${path}`);
      return answer;
    } catch {
      this.unanswered++;
      return null;
    }
  }

  note({ status, text }: Pick<Answer, "status" | "text">, what: string): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status === 500) this.serverErrors.push(`${what}: ${text.slice(0, 300)}`);
  }

  /** Asks until there is an answer that is not "later" (no answer, 423, 429, 5xx), or `signal` is aborted. */
  async insist(path: string, init: RequestInit & { ms?: number } = {}, signal?: AbortSignal): Promise<Answer | null> {
    for (;;) {
      const answer = await this.ask(path, init);
      if (answer && !isLater(answer)) return answer;
      if (signal?.aborted) return null;
      await sleep(waitMs(answer), signal);
    }
  }
}

/** Whether an answer says nothing about what was asked, but only to come again. */
export function isLater({ status }: { status: number }): boolean {
  return status >= 500 || status === 423 || status === 429 || status === 408;
}

/** What `Retry-After` says, at most five seconds. */
export function waitMs(answer: Answer | null): number {
  const seconds = Number(answer?.headers.get("Retry-After") ?? 1);
  return 1000 * Math.min(5, Math.max(0.5, Number.isFinite(seconds) ? seconds : 1));
}

/** Waits, or until `signal` is aborted. */
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
