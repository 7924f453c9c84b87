import type { ProcessLimit } from "./limit_worker.ts";

/**
 * Ends this process after some seconds or when its parent is gone, even while native code blocks the main thread: a
 * part whose parent was killed must not hold the device.
 */
export async function limitProcess(seconds: number): Promise<{ stop(): void }> {
  const worker = new Worker(new URL("./limit_worker.ts", import.meta.url), { type: "module", name: "limit" });
  const ready = new Promise<void>((resolve) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => {
      event.preventDefault(); // the parent keeps the limit too
      resolve();
    };
  });
  worker.postMessage({ seconds, parentPid: Deno.ppid } satisfies ProcessLimit);
  await ready;
  return { stop: () => worker.terminate() };
}
