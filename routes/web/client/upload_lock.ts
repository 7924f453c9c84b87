/**
 * Says to the browser's other tabs that this one sends a file, by a lock on the upload's address. A page that is not from
 * localhost or over TLS has no locks: there the tabs know nothing of each other.
 */

const locks: LockManager | undefined = navigator.locks;
const nameOf = (url: string) => `streamforge-upload:${new URL(url, location.href).href}`;

/** Holds the lock until the returned function is called, or the page is gone. */
export function holdUpload(url: string): () => void {
  const over = new AbortController();
  locks?.request(nameOf(url), { signal: over.signal }, (): Promise<void> | void => {
    if (over.signal.aborted) return;
    return new Promise((done) => over.signal.addEventListener("abort", () => done(), { once: true }));
  }).catch(() => {}); // it was over before it began
  return () => over.abort();
}

/** Whether another tab sends it, or this one. */
export async function isHeld(url: string): Promise<boolean> {
  const { held = [] } = await locks?.query() ?? {};
  return held.some(({ name }) => name === nameOf(url));
}

/** Resolves once nobody sends it any more: at once where nobody does. */
export async function released(url: string): Promise<void> {
  await locks?.request(nameOf(url), () => {});
}
