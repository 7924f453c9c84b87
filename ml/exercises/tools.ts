import { Adam, clipGradients } from "../transformer/adam.ts";
import { causalMask, paddingMask } from "../transformer/masks.ts";
import { add, gelu, relu, scale } from "../transformer/ops/elementwise.ts";
import { matmul, matmulTransposed } from "../transformer/ops/matmul.ts";
import { joinHeads, splitHeads } from "../transformer/ops/shape.ts";
import { masked, softmax } from "../transformer/ops/softmax.ts";
import { warmupThenDecay } from "../transformer/schedule.ts";
import { Tensor } from "../transformer/tensor.ts";
import type { Exercise } from "./exercise.ts";
import { melFilterBank, powerSpectrumOf, speechSpans } from "./sound_tools.ts";
import type { Workbench } from "./workbench.ts";

/** The name that learners import from. */
export const TOOLS_MODULE = "streamforge";

/** The first rows of a table that is not learned: (rows, d) -> (length, d). */
function firstRows(table: Tensor, length: number): Tensor {
  const d = table.dim(-1);
  return new Tensor(table.data.subarray(0, length * d), [length, d]);
}

/** What learners may import, besides the functions of earlier exercises. */
const TOOLS: Record<string, unknown> = {
  Adam,
  Tensor,
  add,
  causalMask,
  clipGradients,
  firstRows,
  gelu,
  joinHeads,
  masked,
  matmul,
  matmulTransposed,
  melFilterBank,
  paddingMask,
  powerSpectrum: powerSpectrumOf,
  relu,
  scale,
  softmax,
  speechSpans,
  splitHeads,
  warmupThenDecay,
};

/** The module "streamforge" of an exercise. Any name that it doesn't offer throws. */
export function toolsFor({ id, imports }: Exercise, bench: Workbench): object {
  const all: Record<string, unknown> = { ...TOOLS, ...bench.parts };
  return new Proxy(Object.fromEntries(imports.map((name) => [name, all[name]])), {
    get(offered, name) {
      if (typeof name === "symbol" || name === "__esModule" || name === "default") return undefined;
      if (Object.hasOwn(offered, name)) return offered[name];
      const list = imports.length > 0 ? `it has ${imports.join(", ")}` : "it needs no imports";
      throw new ImportError(`"${TOOLS_MODULE}" has no ${name} for exercise ${id}: ${list}`);
    },
  });
}

/** Thrown where a learner's file imports what it may not. */
export class ImportError extends Error {
  override name = "ImportError";
}
