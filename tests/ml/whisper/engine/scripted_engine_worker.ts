/**
 * Replaces the engine's thread: moves to the CPU in the first job, as if CUDA had no memory, and back in the second.
 */
import type { FromWorker, ToWorker } from "../../../../ml/whisper/engine/engine_protocol.ts";
import type { DeviceUse } from "../../../../ml/whisper/lanes/lane.ts";

const CUDA: DeviceUse = { device: "cuda", precision: "float16", lanes: 1, fallbackReason: null };
const CPU: DeviceUse = { device: "cpu", precision: "int8", lanes: 1, fallbackReason: "out of memory on CUDA" };

const send = (message: FromWorker) => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "load") send({ type: "loaded", deviceUse: CUDA });
  if (data.type === "release") send({ type: "released" });
  if (data.type !== "start") return;
  send({ type: "deviceChanged", deviceUse: data.job === 1 ? CPU : CUDA });
  send({
    type: "done",
    job: data.job,
    transcript: { language: null, languageProbability: 0, duration: 1, segments: [], dropped: [] },
  });
};
