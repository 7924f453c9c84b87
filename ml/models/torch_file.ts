import { unzipSync } from "fflate";
import { messageOf, ModelError } from "../../src/core/errors.ts";
import { readPickle } from "./pickle.ts";
import type { CheckpointTensor } from "./tensors.ts";

/**
 * Reads a state dictionary that `torch.save` wrote: a ZIP archive with the tensors' names and shapes as a pickle, and a
 * member for the values of each. Only float32 tensors are taken. The whole file is held in memory.
 *
 * @throws {ModelError} if it can't be read, is cut off or of another format
 */
export function readTorchFile(path: string): Map<string, CheckpointTensor> {
  const members = unzip(path);
  const pickle = Object.keys(members).find((name) => name.endsWith("/data.pkl"));
  if (!pickle) throw new ModelError(`${path} has no data.pkl: it must be a file of torch.save`);
  const tensors = new Map<string, CheckpointTensor>();
  for (const [name, { storage, dtype, offset, shape, stride }] of readPickle(members[pickle])) {
    if (dtype !== "FloatStorage") continue; // counts of training steps
    const values = members[pickle.replace(/data\.pkl$/, `data/${storage}`)];
    const end = 4 * (offset + shape.reduce((product, n) => product * n, 1));
    if (!values || values.length < end) throw new ModelError(`${path} lacks values of ${JSON.stringify(name)}`);
    if (!isRowMajor(shape, stride)) throw new ModelError(`the tensor ${JSON.stringify(name)} is not row-major`);
    tensors.set(name, { shape, dtype: "float32", bytes: values.subarray(4 * offset, end) });
  }
  return tensors;
}

function unzip(path: string): Record<string, Uint8Array> {
  try {
    return unzipSync(Deno.readFileSync(path));
  } catch (cause) {
    throw new ModelError(`${path} could not be read: ${messageOf(cause)}`, { cause });
  }
}

function isRowMajor(shape: number[], stride: number[]): boolean {
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && stride[i] !== step) return false;
    step *= shape[i];
  }
  return true;
}
