import { serveModel } from "../../onnx/serve_model.ts";
import { MarianModel } from "./marian_model.ts";

/** Some texts, with the token that names their language where a model writes several. */
export interface MarianTexts {
  texts: readonly string[];
  token?: string;
}

/** `path`: the model's folder. */
serveModel(async ({ path, threads }: { path: string; threads: number }) => {
  const model = await MarianModel.load(path, threads);
  return { run: ({ texts, token }: MarianTexts) => model.translate(texts, token), release: () => model.release() };
});
