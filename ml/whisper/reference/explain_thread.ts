import type { ExplainInput } from "./explain.ts";
import type { FromExplainer } from "./explain_worker.ts";
import { deserializeError } from "../lanes/serialized_error.ts";

/**
 * Runs `explainWindow` in a Worker of its own: a layer takes a second or more, and this thread must renew the job's
 * lease. It uses one core, in WebAssembly, so that terminating the Worker stops it at once.
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
  const result = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  const onAbort = () => result.reject(signal!.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  worker.onmessage = ({ data }: MessageEvent<FromExplainer>) => {
    if (data.type === "progress") onProgress?.(data.fraction);
    else if (data.type === "done") result.resolve(data.file);
    else result.reject(deserializeError(data.error));
  };
  worker.onerror = (event) => {
    event.preventDefault(); // otherwise the process ends
    result.reject(new Error(`the thread that explains failed: ${event.message}`));
  };
  try {
    worker.postMessage(input);
    return await result.promise;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    worker.terminate();
  }
}
