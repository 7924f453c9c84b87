import { messageOf } from "../../src/core/errors.ts";
import type { Picture } from "../../src/core/picture.ts";
import type { RuntimeLibrary } from "../onnx/runtime_library.ts";
import { useRuntimeLibrary } from "../onnx/session.ts";
import { AdultModel } from "./adult_model.ts";
import { type Face, FaceDetector } from "./face_detector.ts";

/** What each model finds in a picture. */
export interface VisionResults {
  faces: Face[];
  /** How likely it shows nudity, 0 to 1. */
  adult: number;
}
export type VisionKind = keyof VisionResults;

/** Messages to the Worker: first `load`, then pictures, one at a time; `release` last. */
export type ToVision =
  | { type: "load"; kind: VisionKind; path: string; library: RuntimeLibrary | null }
  | { type: "look"; picture: Picture }
  | { type: "release" };

/** The answer to each message. */
export type FromVision =
  | { type: "done"; result: VisionResults[VisionKind] | null }
  | { type: "failed"; message: string };

interface Model {
  look(picture: Picture): Promise<VisionResults[VisionKind]>;
  release(): Promise<void>;
}

const LOADERS: Record<VisionKind, (path: string) => Promise<Model>> = {
  faces: (path) => FaceDetector.load(path),
  adult: (path) => AdultModel.load(path),
};

let model: Model | null = null;

async function answer(request: ToVision): Promise<FromVision> {
  try {
    if (request.type === "load") {
      if (request.library) useRuntimeLibrary(request.library);
      model = await LOADERS[request.kind](request.path);
    } else if (request.type === "look") {
      return { type: "done", result: await model!.look(request.picture) };
    } else {
      await model?.release();
      model = null;
    }
    return { type: "done", result: null };
  } catch (error) {
    return { type: "failed", message: messageOf(error) };
  }
}

self.onmessage = async ({ data }: MessageEvent<ToVision>) => self.postMessage(await answer(data));
