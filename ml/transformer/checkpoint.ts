/**
 * A training run in a file.
 *
 * The weights alone are enough to use a model. To continue training, a checkpoint also needs everything else that the
 * next step depends on: Adam's two means for every weight and its count of steps, the state of the random generators,
 * and the position in the data. The tensors are stored in one safetensors file, the rest in its metadata. A run that
 * was stopped and resumed ends with the same weights, bit for bit, as a run without a stop.
 */
import type { Adam } from "./adam.ts";
import type { Random } from "./random.ts";
import { readSafetensors, type StoredTensor, writeSafetensors } from "./safetensors.ts";
import type { Tensor } from "./tensor.ts";

export interface Checkpoint {
  parameters: ReadonlyMap<string, Tensor>;
  /** Absent in a file for use only: training cannot continue from it. */
  optimizer?: Adam;
  /** The random generators of the run, under names chosen by the caller. */
  randoms?: Record<string, Random>;
}

const STEP = "adam.step";
const MEAN = "adam.mean.";
const SQUARE = "adam.square.";
const RANDOM = "random.";

/**
 * Returns the bytes of a checkpoint.
 *
 * @param metadata texts of the caller: settings of the model, position in the data
 * @param half 2 bytes per number, for a file that is only used and not trained further
 */
export function checkpointBytes(
  { parameters, optimizer, randoms = {} }: Checkpoint,
  metadata: Record<string, string> = {},
  { half = false } = {},
): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, StoredTensor>(parameters);
  const allMetadata: Record<string, string> = { ...metadata };
  if (optimizer) {
    allMetadata[STEP] = `${optimizer.stepCount}`;
    for (const [name, { mean, square }] of optimizer.moments) {
      tensors.set(MEAN + name, { shape: [mean.length], data: mean });
      tensors.set(SQUARE + name, { shape: [square.length], data: square });
    }
  }
  for (const [name, random] of Object.entries(randoms)) allMetadata[RANDOM + name] = random.state.join();
  return writeSafetensors({ tensors, metadata: allMetadata }, { half });
}

/**
 * Loads a checkpoint into a model, an optimizer and generators that were made with the same settings.
 *
 * @returns the metadata
 * @throws {RangeError} if a requested tensor or state is missing or has another shape; then nothing was changed
 */
export function restoreCheckpoint(
  bytes: Uint8Array,
  { parameters, optimizer, randoms = {} }: Checkpoint,
): Record<string, string> {
  const { tensors, metadata } = readSafetensors(bytes);
  const copies: [to: Float32Array, from: Float32Array][] = [];
  const plan = (name: string, to: Float32Array, shape: readonly number[]) => {
    const stored = tensors.get(name);
    if (stored?.shape.join() !== shape.join()) {
      throw new RangeError(
        `the checkpoint has "${name}" ${
          stored ? `of shape [${stored.shape}]` : "not at all"
        }: the model wants [${shape}]`,
      );
    }
    copies.push([to, stored.data]);
  };
  for (const [name, { data, shape }] of parameters) plan(name, data, shape);
  for (const [name, { mean, square }] of optimizer?.moments ?? []) {
    plan(MEAN + name, mean, [mean.length]);
    plan(SQUARE + name, square, [square.length]);
  }
  const states = Object.entries(randoms).map(([name, random]) => {
    const state = metadata[RANDOM + name]?.split(",").map(Number);
    if (state?.length !== 4) throw new RangeError(`the checkpoint has no state of the generator "${name}"`);
    return { random, state };
  });
  if (optimizer && !(Number(metadata[STEP]) >= 0)) throw new RangeError("the checkpoint has no count of steps");

  for (const [to, from] of copies) to.set(from);
  for (const { random, state } of states) random.state = state;
  if (optimizer) optimizer.stepCount = Number(metadata[STEP]);
  return metadata;
}
