import { messageOf } from "../../../src/core/errors.ts";
import type { RuntimeLibrary } from "../../onnx/runtime_library.ts";
import { useRuntimeLibrary } from "../../onnx/session.ts";
import { MarianModel } from "./marian_model.ts";

/** Messages to the Worker: first `load`, then texts, one message at a time; `release` last. */
export type ToMarian =
  | { type: "load"; folder: string; threads: number; library: RuntimeLibrary | null }
  | { type: "translate"; texts: readonly string[]; token?: string }
  | { type: "release" };

/** The answer to each message. */
export type FromMarian = { type: "done"; texts: string[] } | { type: "failed"; message: string };

let model: MarianModel | null = null;
/** A message that comes while another one is answered waits for it. */
let last: Promise<unknown> = Promise.resolve();

async function answer(request: ToMarian): Promise<FromMarian> {
  try {
    if (request.type === "translate") {
      return { type: "done", texts: await model!.translate(request.texts, request.token) };
    }
    if (request.type === "load") {
      if (request.library) useRuntimeLibrary(request.library);
      model = await MarianModel.load(request.folder, request.threads);
    } else {
      await model?.release();
      model = null;
    }
    return { type: "done", texts: [] };
  } catch (error) {
    return { type: "failed", message: messageOf(error) };
  }
}

self.onmessage = ({ data }: MessageEvent<ToMarian>) => {
  last = last.then(async () => self.postMessage(await answer(data)));
};
