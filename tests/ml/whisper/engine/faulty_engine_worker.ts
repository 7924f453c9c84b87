/** Replaces the engine's thread: allocates more memory than there is. */
import { type FromWorker, type ToWorker } from "../../../../ml/whisper/engine/engine_protocol.ts";
import { serializeError } from "../../../../ml/whisper/lanes/serialized_error.ts";

const send = (message: FromWorker) => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "load") {
    send({ type: "loaded", deviceUse: { device: "cpu", precision: "int8", lanes: 1, fallbackReason: null } });
  }
  if (data.type === "release") send({ type: "released" });
  if (data.type !== "start") return;
  try {
    new ArrayBuffer(Number.MAX_SAFE_INTEGER);
  } catch (error) {
    send({ type: "failed", job: data.job, error: serializeError(error) });
  }
};
