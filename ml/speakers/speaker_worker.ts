import { serveModel } from "../onnx/serve_model.ts";
import { SpeakerModel } from "./speaker_model.ts";

serveModel(async ({ path, threads }: { path: string; threads: number }) => {
  const model = await SpeakerModel.load(path, threads);
  return { run: (samples: Float32Array) => model.embed(samples), release: () => model.release() };
});
