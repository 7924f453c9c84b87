/** Waits. With a signal, rejects with its reason as soon as it is aborted. */
export async function delay(ms: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const waiting = new Promise<void>((resolve) => timer = setTimeout(resolve, ms));
  try {
    await rejectOnAbort(waiting, signal);
  } finally {
    clearTimeout(timer!);
  }
}

/**
 * Waits for `work`, but not longer than `ms`. Late work continues; if it fails then, the error is ignored.
 *
 * @example
 * await withTimeout(worker.stop(), 5000, () => worker.terminate());
 * @param onTimeout gives the result if `work` is late, or throws
 */
export async function withTimeout<T, L>(work: Promise<T>, ms: number, onTimeout: () => L): Promise<T | L> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, ms);
  work.catch(() => {});
  try {
    return await Promise.race([work, timeout.promise.then(onTimeout)]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The result of `work`; rejects with the signal's reason as soon as it is aborted. The work itself continues; if it
 * fails then, the error is ignored.
 */
export async function rejectOnAbort<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return await work;
  work.catch(() => {});
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/**
 * Calls `work` for each item, for `limit` of them at once. After an error it begins no more, and throws it once those at
 * work have ended.
 *
 * @returns the results, in the order of the items
 */
export async function mapAtOnce<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const entries = items.entries(); // shared: each takes the next one
  let hasFailed = false;
  const runners = Array.from({ length: limit }, async () => {
    for (const [i, item] of entries) {
      try {
        results[i] = await work(item, i);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
      if (hasFailed) return;
    }
  });
  const failed = (await Promise.allSettled(runners)).find(({ status }) => status === "rejected");
  if (failed) throw (failed as PromiseRejectedResult).reason;
  return results;
}

/** The same items, but the first one is requested now: what makes it works while the reader does something else. */
export function prefetchFirst<T>(items: AsyncIterable<T>): AsyncIterableIterator<T> {
  const iterator = items[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<T>> | null = iterator.next();
  first.catch(() => {}); // next() returns it, with its error
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const next = first ?? iterator.next();
      first = null;
      return next;
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
}
