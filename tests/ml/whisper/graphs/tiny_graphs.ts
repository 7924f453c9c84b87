import assert from "node:assert/strict";
import { readCTranslate2 } from "../../../../ml/models/ctranslate2.ts";
import { Session, type Value } from "../../../../ml/onnx/session.ts";
import { WeightFile } from "../../../../ml/onnx/weight_file.ts";
import { alignmentGraph } from "../../../../ml/whisper/graphs/alignment_graph.ts";
import { beamGraph } from "../../../../ml/whisper/graphs/beam_graph.ts";
import { decoderGraph } from "../../../../ml/whisper/graphs/decoder_graph.ts";
import { type ModelDimensions, modelDimensions } from "../../../../ml/whisper/dimensions.ts";
import type { Encoded } from "../../../../ml/whisper/decoding/encoded.ts";
import { encoderGraph } from "../../../../ml/whisper/graphs/encoder_graph.ts";
import type { Precision } from "../../../../ml/whisper/graphs/graph_builder.ts";
import { uniformNumbers } from "../../../../ml/whisper/decoding/random.ts";
import { withFolder } from "../../../temporary_folder.ts";
import { checkpointBytes, type Floats, TINY, TINY_TOKENS, tinyWeights, writeTinyModel } from "./tiny_checkpoint.ts";

export const GRAPHS = ["encoder", "decoder", "beams", "alignment"] as const;
export type TinySessions = Record<typeof GRAPHS[number], Session>;

/** Spectrograms of noise for the tiny model, (rows, nMels, 2 * nAudioCtx). */
export function tinyMel(rows: number, seed: number): Float32Array {
  return uniformNumbers(seed, rows * TINY.nMels * TINY.nAudioCtx * 2).map((u) => (u - 0.5) * 2);
}

/** Writes the graphs of the tiny model, encodes `mel` and runs `use` with them. */
export async function withTinyGraphs(
  precision: Precision,
  mel: Float32Array,
  use: (sessions: TinySessions, encoded: Encoded) => Promise<void>,
  { weights: floats = tinyWeights(), size = TINY }: { weights?: Floats; size?: ModelDimensions } = {},
): Promise<void> {
  await withFolder(async (folder) => {
    await writeTinyModel(folder);
    await Deno.writeFile(`${folder}/model.bin`, checkpointBytes(floats, size));
    const checkpoint = await readCTranslate2(folder);
    const dimensions = modelDimensions(checkpoint);
    const weights = new WeightFile(folder, "weights.bin");
    const options = { checkpoint, dimensions, tokens: TINY_TOKENS, precision, weights };
    const graphs = {
      encoder: encoderGraph(checkpoint, dimensions, precision, weights),
      decoder: decoderGraph(options),
      beams: beamGraph(options),
      alignment: alignmentGraph(options),
    };
    weights.close();
    const sessions: Partial<TinySessions> = {};
    for (const name of GRAPHS) {
      await Deno.writeFile(`${folder}/${name}.onnx`, graphs[name].toModel());
      sessions[name] = await Session.create(`${folder}/${name}.onnx`, { threads: 1, device: "cpu" });
    }
    const all = sessions as TinySessions;
    const rows = mel.length / (TINY.nMels * 2 * TINY.nAudioCtx);
    const input: Value = { type: "float32", dims: [rows, TINY.nMels, 2 * TINY.nAudioCtx], data: mel };
    await use(all, await all.encoder.run({ mel: input }));
    for (const session of Object.values(all)) await session.release();
  });
}

/** A model of random weights that soon repeats itself: it has no position encodings, and its end token is unlikely. */
export function repeatingModel(): { weights: Floats; size: ModelDimensions } {
  const size = { ...TINY, nTextCtx: 200 };
  const weights = tinyWeights(size);
  weights.get("decoder/position_encodings/encodings")!.data.fill(0);
  const embeddings = weights.get("decoder/embeddings/weight")!.data;
  for (let id = 0; id < size.nVocab; id++) {
    embeddings[id * size.nTextState] = id === TINY_TOKENS.endOfText ? -1 : id >= TINY_TOKENS.timestampBegin ? -0.9 : 0;
  }
  weights.get("decoder/layer_norm/beta")!.data[0] = 6;
  return { weights, size };
}

/**
 * The period at which tokens repeat for so long that the graphs stop them, with all timestamps as one token; else null.
 */
export function period(tokens: number[]): number | null {
  const keys = tokens.map((token) => Math.min(token, TINY_TOKENS.timestampBegin));
  for (let n = 1; n <= 24; n++) {
    const length = Math.max(32, 3 * n);
    const last = keys.slice(-length);
    if (keys.length >= length + n && last.every((key, i) => key === keys[keys.length - length + i - n])) return n;
  }
  return null;
}

export function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string) {
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < actual.length; i++) {
    if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) {
      assert.fail(`${what}[${i}] is ${actual[i]}: it should be ${expected[i]} within ${tolerance}`);
    }
  }
}
