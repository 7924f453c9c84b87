import { messageOf } from "../../src/core/errors.ts";
import type { RuntimeLibrary } from "../onnx/runtime_library.ts";
import { useRuntimeLibrary } from "../onnx/session.ts";
import { SpeakerModel } from "./speaker_model.ts";

/** Messages to the Worker: first `load`, then sounds, one at a time; `release` last. */
export type ToSpeakers =
  | { type: "load"; path: string; threads: number; library: RuntimeLibrary | null }
  | { type: "embed"; samples: Float32Array }
  | { type: "release" };

/** The answer to each message. */
export type FromSpeakers =
  | { type: "done"; vector: Float32Array | null }
  | { type: "failed"; message: string };

let model: SpeakerModel | null = null;

async function answer(request: ToSpeakers): Promise<FromSpeakers> {
  try {
    if (request.type === "load") {
      if (request.library) useRuntimeLibrary(request.library);
      model = await SpeakerModel.load(request.path, request.threads);
    } else if (request.type === "embed") {
      return { type: "done", vector: await model!.embed(request.samples) };
    } else {
      await model?.release();
      model = null;
    }
    return { type: "done", vector: null };
  } catch (error) {
    return { type: "failed", message: messageOf(error) };
  }
}

self.onmessage = async ({ data }: MessageEvent<ToSpeakers>) => self.postMessage(await answer(data));
