import { type ExplainInput, explainWindow } from "./explain.ts";
import { type SerializedError, serializeError } from "../lanes/serialized_error.ts";

/** From the thread: how far it is, 0 to 1; at the end the file, or why there is none. */
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
