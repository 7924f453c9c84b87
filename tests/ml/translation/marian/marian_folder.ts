import { readTorchFile } from "../../../../ml/models/torch_file.ts";

/** A small checkpoint that knows sixteen sentences by heart, made by tests/data/make_marian.py. */
export const CHECKPOINT = new URL("../../../data/marian/opus-mt-en-es", import.meta.url).pathname;

interface Expected {
  logitStride: number;
  results: {
    text: string;
    ids: number[];
    generated: number[];
    translation: string;
    /** Of the first steps, every `logitStride`-th. */
    logits: number[][];
  }[];
}

/** What transformers makes of texts with it. */
export const EXPECTED: Expected = JSON.parse(
  await Deno.readTextFile(new URL("../../../data/marian/expected.json", import.meta.url)),
);

/** Copies the checkpoint, with the weights as safetensors if `isSafetensors`. */
export async function copyCheckpoint(to: string, { isSafetensors = false } = {}): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for (const { name } of Deno.readDirSync(CHECKPOINT)) {
    if (isSafetensors && name === "pytorch_model.bin") continue;
    await Deno.copyFile(`${CHECKPOINT}/${name}`, `${to}/${name}`);
  }
  if (!isSafetensors) return;
  const header: Record<string, unknown> = {};
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [name, { shape, bytes }] of readTorchFile(`${CHECKPOINT}/pytorch_model.bin`)) {
    header[name] = { dtype: "F32", shape, data_offsets: [at, at += bytes.length] };
    parts.push(bytes);
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer);
  await Deno.writeFile(`${to}/model.safetensors`, new Blob([length, text, ...parts] as BlobPart[]).stream());
}
