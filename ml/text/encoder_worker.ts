import { serveModel } from "../onnx/serve_model.ts";
import { SentenceModel } from "./sentence_model.ts";

serveModel(async ({ path }: { path: string }) => {
  const model = await SentenceModel.load(path);
  return { run: (text: string) => model.embed(text), release: () => model.release() };
});
