import { DTYPES, int64, int64s, tensor } from "../../onnx/tensor.ts";
import type { GraphBuilder } from "./graph_builder.ts";

const MASKED = -30000; // fits into float16, and is 0 after the softmax

/**
 * The cache length is a multiple of this, the widest vector of a CPU. So the sums over a window's tokens have the same
 * order in any batch, and its result does not depend on its neighbours. Even a difference in the last bit could grow by
 * int8 rounding.
 */
const CACHE_STEP = 16; // tokens

/** The causal mask of the prompt, (b, p, p). @param b, p int64 (1) */
export function promptMask({ g, dtype }: GraphBuilder, b: string, p: string): string {
  const shape = g.op("Concat", [b, p, p], { axis: 0 });
  const unseen = g.op("ConstantOfShape", [shape], { value: tensor("float32", [1], Float32Array.of(MASKED)) });
  const later = g.op("Trilu", [unseen, g.constant(int64(1))], { upper: 1 });
  return dtype === "float16" ? g.op("Cast", [later], { to: DTYPES.float16 }) : later;
}

export interface MaskOptions {
  /** (b, m, seen): the mask of each beam, 0 for its own tokens and far below 0 for others. */
  visible: string;
  /** int64 (b * k): the parent of each new beam, as a row of (b * m). */
  rows: string;
  /** int64 (b, k): the newest token of each beam. */
  chosen: string;
  /** int64 (1) */
  beamSize: string;
  /** Keys and values of each layer, (b, nHead, seen, d). */
  present: { k: string; v: string }[];
  nHead: number;
}

/**
 * A new beam sees the tokens of its parent and its own newest token. Tokens that no beam sees are removed from the
 * cache, or it would grow by k in each step. Padding holds any token, masked.
 *
 * @returns visible (b, k, kept + k), and present with `kept` tokens
 */
export function nextMask(builder: GraphBuilder, { visible, rows, chosen, beamSize, present, nHead }: MaskOptions) {
  const { g } = builder;
  const one = g.constant(int64s(1));
  const rest = g.constant(int64s(-1));
  const shape = (...sizes: string[]) => g.op("Concat", sizes, { axis: 0 });
  const nSeen = g.op("Shape", [visible], { start: 2, end: 3 });
  const byBeam = g.op("Gather", [g.op("Reshape", [visible, shape(rest, nSeen)]), rows], { axis: 0 });
  const inherited = g.op("Reshape", [byBeam, shape(g.op("Shape", [chosen]), nSeen)]); // (b, k, seen)
  const unseen = g.op("Expand", [
    builder.scalar(MASKED),
    shape(g.op("Shape", [chosen]), g.constant(int64s(CACHE_STEP))),
  ]);
  const all = g.op("Concat", [inherited, unseen], { axis: 2 }); // room to round up
  const isSeen = g.op("Greater", [g.op("ReduceMax", [all, one], { keepdims: 0 }), builder.scalar(MASKED / 2)]);
  const flags = g.op("Cast", [isSeen], { to: DTYPES.float32 });
  const counts = g.op("Cast", [g.op("ReduceSum", [flags, one], { keepdims: 0 })], { to: DTYPES.int64 });
  const most = g.op("Add", [g.op("ReduceMax", [counts], { keepdims: 1 }), g.constant(int64s(CACHE_STEP - 1))]);
  const nKept = g.op("Mul", [g.op("Div", [most, g.constant(int64s(CACHE_STEP))]), g.constant(int64s(CACHE_STEP))]);
  const [, places] = g.ops("TopK", [flags, nKept], 2, { axis: 1 }); // (b, nKept)
  const ofEach = g.op("Expand", [g.op("Unsqueeze", [places, one]), shape(g.op("Shape", [chosen]), nKept)]);

  const b = g.op("Shape", [chosen], { start: 0, end: 1 });
  const heads = g.op("Range", [
    g.constant(int64(0)),
    g.op("Mul", [g.op("Squeeze", [b]), g.constant(int64(nHead))]),
    g.constant(int64(1)),
  ]);
  const starts = g.op("Reshape", [g.op("Mul", [heads, nSeen]), shape(b, g.constant(int64s(nHead, 1)))]);
  const inCache = g.op("Min", [places, g.op("Sub", [nSeen, one])]);
  const indices = g.op("Add", [starts, g.op("Unsqueeze", [inCache, one])]); // (b, nHead, nKept)
  const keep = (cache: string) => {
    const flat = g.op("Reshape", [cache, shape(rest, g.op("Shape", [cache], { start: 3 }))]);
    // Gathers whole rows of a head: far faster than single elements
    return g.op("Gather", [flat, indices], { axis: 0 });
  };
  return {
    visible: g.op(
      "Concat",
      [g.op("GatherElements", [all, ofEach], { axis: 2 }), ownTokenMask(builder, chosen, beamSize)],
      {
        axis: 2,
      },
    ),
    present: present.map(({ k, v }) => ({ k: keep(k), v: keep(v) })),
  };
}

/** (b, k, k): each beam sees its own token alone. */
function ownTokenMask(builder: GraphBuilder, chosen: string, beamSize: string): string {
  const { g } = builder;
  const beams = g.op("Range", [g.constant(int64(0)), g.op("Squeeze", [beamSize]), g.constant(int64(1))]);
  const isOwn = g.op("Equal", [g.op("Unsqueeze", [beams, g.constant(int64s(1))]), beams]);
  const own = g.op("Where", [isOwn, builder.scalar(0), builder.scalar(MASKED)]);
  return g.op("Expand", [own, g.op("Concat", [g.op("Shape", [chosen]), beamSize], { axis: 0 })]);
}
