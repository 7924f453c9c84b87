import { type ExplainInput, explainWindow } from "./explain.ts";
import { type SerializedError, serializeError } from "../lanes/serialized_error.ts";

/** Messages from the Worker: progress from 0 to 1, and at the end the file or the error. */
export type FromExplainer =
  | { type: "progress"; fraction: number }
  | { type: "done"; file: Uint8Array<ArrayBuffer> }
  | { type: "failed"; error: SerializedError };

self.onmessage = async ({ data }: MessageEvent<ExplainInput>) => {
  const send = (message: FromExplainer, transfer: Transferable[] = []) => self.postMessage(message, { transfer });
  try {
    const file = await explainWindow(data, { onProgress: (fraction) => send({ type: "progress", fraction }) });
    send({ type: "done", file }, [file.buffer]);
  } catch (error) {
    send({ type: "failed", error: serializeError(error) });
  }
};
