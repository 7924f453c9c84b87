import type { Picture } from "../../src/core/picture.ts";
import { serveModel } from "../onnx/serve_model.ts";
import { AdultModel } from "./adult_model.ts";
import { type Face, FaceDetector } from "./face_detector.ts";

/** What each model finds in a picture. */
export interface VisionResults {
  faces: Face[];
  /** How likely it shows nudity, 0 to 1. */
  adult: number;
}
export type VisionKind = keyof VisionResults;

interface Model {
  look(picture: Picture): Promise<VisionResults[VisionKind]>;
  release(): Promise<void>;
}

const LOADERS: Record<VisionKind, (path: string) => Promise<Model>> = {
  faces: (path) => FaceDetector.load(path),
  adult: (path) => AdultModel.load(path),
};

serveModel(async ({ kind, path }: { kind: VisionKind; path: string }) => {
  const model = await LOADERS[kind](path);
  return { run: (picture: Picture) => model.look(picture), release: () => model.release() };
});
