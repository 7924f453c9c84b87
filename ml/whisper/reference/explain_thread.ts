import type { ExplainInput } from "./explain.ts";
import type { FromExplainer } from "./explain_worker.ts";
import { deserializeError } from "../lanes/serialized_error.ts";

/**
 * `explainWindow` in a thread of its own, which ends with it: a layer takes a second or more, and whoever waits for the
 * lease of a job can't. It computes on one core and beside the engine, in WebAssembly, so that an abort ends it at once.
 *
 * @param onProgress 0 to 1
 * @throws as `explainWindow`, or the signal's reason
 */
export async function explainInThread(
  input: ExplainInput,
  { onProgress, signal }: { onProgress?: (fraction: number) => void; signal?: AbortSignal } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL("./explain_worker.ts", import.meta.url), { type: "module", name: "explain" });
  const ended = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  const onAbort = () => ended.reject(signal!.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  worker.onmessage = ({ data }: MessageEvent<FromExplainer>) => {
    if (data.type === "progress") onProgress?.(data.fraction);
    else if (data.type === "done") ended.resolve(data.file);
    else ended.reject(deserializeError(data.error));
  };
  worker.onerror = (event) => {
    event.preventDefault(); // or the process ends
    ended.reject(new Error(`the thread that explains failed: ${event.message}`));
  };
  try {
    worker.postMessage(input);
    return await ended.promise;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    worker.terminate();
  }
}
