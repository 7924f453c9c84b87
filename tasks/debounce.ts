/**
 * Collects events until there was none for `quietMs`, then calls `work` with all of them; never two calls at once.
 *
 * @returns a function that takes an event
 */
export function debounce<T>(quietMs: number, work: (all: ReadonlySet<T>) => Promise<void>): (some: T[]) => void {
  let waiting = new Set<T>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = Promise.resolve();
  return (some) => {
    if (some.length === 0) return;
    some.forEach((one) => waiting.add(one));
    clearTimeout(timer);
    timer = setTimeout(() => {
      const all = waiting;
      waiting = new Set();
      last = last.then(() => work(all)).catch((error) => console.error(error));
    }, quietMs);
  };
}
