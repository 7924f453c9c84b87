import { messageOf } from "../../src/core/errors.ts";
import { BergamotModel } from "./bergamot_model.ts";

/** Messages to the Worker: first `load`, then texts, one message at a time. */
export type ToBergamot = { type: "load"; folder: string } | { type: "translate"; texts: readonly string[] };

/** The answer to each message. */
export type FromBergamot = { type: "done"; texts: string[] } | { type: "failed"; message: string };

let model: BergamotModel | null = null;

async function answer(request: ToBergamot): Promise<FromBergamot> {
  try {
    if (request.type === "translate") return { type: "done", texts: model!.translate(request.texts) };
    const read = (name: string) => Deno.readFile(`${request.folder}/${name}`);
    model = await BergamotModel.load({
      model: await read("model.intgemm.alphas.bin"),
      lexicon: await read("lex.s2t.bin"),
      vocabulary: await read("vocab.spm"),
    });
    return { type: "done", texts: [] };
  } catch (error) {
    return { type: "failed", message: messageOf(error) };
  }
}

self.onmessage = async ({ data }: MessageEvent<ToBergamot>) => self.postMessage(await answer(data));
