import { MINILM } from "../../../ml/models/analysis_models.ts";
import type { ModelStore } from "../../../ml/models/store.ts";
import { useRuntimeLibrary } from "../../../ml/onnx/session.ts";
import { SentenceModel } from "../../../ml/text/sentence_model.ts";
import { encodeBase64 } from "../../core/base64.ts";
import { withoutFolders } from "../../core/display_text.ts";
import { messageOf, ModelError } from "../../core/errors.ts";
import { linesOf } from "../../core/lines.ts";
import type { Config } from "../../core/settings/config.ts";
import type { FromEncoder } from "./encoder_lines.ts";

/**
 * The command `embed-queries`, which the server starts for the search by meaning: a fault in native code ends this process
 * and no page. Reads a query a line, as a JSON string, and answers each by a line, until its input closes. Weights that are
 * missing are downloaded first.
 *
 * @returns the exit code: 1 if the model can't be loaded, after a line that says why
 */
export async function embedQueries(
  { config, store }: { config: Pick<Config, "onnxruntimeDir" | "cacheDir">; store: Pick<ModelStore, "resolve"> },
): Promise<number> {
  let model: SentenceModel;
  try {
    useRuntimeLibrary({ folder: config.onnxruntimeDir, cacheDir: config.cacheDir });
    model = await SentenceModel.load(`${await store.resolve(MINILM.name)}/${MINILM.files[0].name}`);
  } catch (error) {
    const reason = error instanceof ModelError ? withoutFolders(messageOf(error)) : messageOf(error);
    answer({ type: "failed", reason });
    return 1;
  }
  answer({ type: "ready" });
  for await (const line of linesOf(Deno.stdin.readable)) {
    const vector = await model.embed(JSON.parse(line));
    answer({
      type: "vector",
      base64: encodeBase64(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)),
    });
  }
  await model.release();
  return 0;
}

function answer(message: FromEncoder): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(message)}\n`));
}
