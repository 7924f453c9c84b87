import { messageOf } from "../../src/core/errors.ts";
import type { RuntimeLibrary } from "../onnx/runtime_library.ts";
import { useRuntimeLibrary } from "../onnx/session.ts";
import { SentenceModel } from "./sentence_model.ts";

/** Messages to the Worker: first `load`, then texts, one at a time; `release` last. */
export type ToEncoder =
  | { type: "load"; path: string; library: RuntimeLibrary | null }
  | { type: "embed"; text: string }
  | { type: "release" };

/** The answer to each message. */
export type FromEncoder =
  | { type: "done"; vector: Float32Array | null }
  | { type: "failed"; message: string };

let model: SentenceModel | null = null;

async function answer(request: ToEncoder): Promise<FromEncoder> {
  try {
    if (request.type === "load") {
      if (request.library) useRuntimeLibrary(request.library);
      model = await SentenceModel.load(request.path);
    } else if (request.type === "embed") {
      return { type: "done", vector: await model!.embed(request.text) };
    } else {
      await model?.release();
      model = null;
    }
    return { type: "done", vector: null };
  } catch (error) {
    return { type: "failed", message: messageOf(error) };
  }
}

self.onmessage = async ({ data }: MessageEvent<ToEncoder>) => self.postMessage(await answer(data));
