import { DTYPES, int64, int64s, tensor } from "../../onnx/tensor.ts";
import type { GraphBuilder } from "./graph_builder.ts";

/** What a token must not look back at; float16 holds it, and after the softmax nothing is left of it. */
const MASKED = -30000;

/**
 * The cache holds a multiple of so many tokens: as many as a vector of the CPU holds at most. Then the tokens of a window are added
 * up in the same order beside any neighbours, and what it hears does not depend on them even in the last bit, which int8
 * rounding could make a large one.
 */
const PLACES = 16;

/** (b, p, p): each token of the prompt sees itself and those before it. @param b, p int64 (1) */
export function promptMask({ g, dtype }: GraphBuilder, b: string, p: string): string {
  const shape = g.op("Concat", [b, p, p], { axis: 0 });
  const unseen = g.op("ConstantOfShape", [shape], { value: tensor("float32", [1], Float32Array.of(MASKED)) });
  const later = g.op("Trilu", [unseen, g.constant(int64(1))], { upper: 1 });
  return dtype === "float16" ? g.op("Cast", [later], { to: DTYPES.float16 }) : later;
}

export interface MaskOptions {
  /** (b, m, seen): what each beam sees, 0, and what it does not, far below 0. */
  visible: string;
  /** int64 (b * k): of (b * m), the beam that each new one goes on. */
  rows: string;
  /** (b, k) */
  chosen: string;
  /** int64 (1) */
  beamSize: string;
  /** (b, nHead, seen, d) of each layer. */
  present: { k: string; v: string }[];
  nHead: number;
}

/**
 * Each beam sees what the one that it goes on saw, and of the newest tokens, which come next, its own. Tokens that no beam sees
 * any more leave the cache, or it would hold k for each step. Places that a window does not need hold any token, unseen.
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
  const unseen = g.op("Expand", [builder.scalar(MASKED), shape(g.op("Shape", [chosen]), g.constant(int64s(PLACES)))]);
  const all = g.op("Concat", [inherited, unseen], { axis: 2 }); // enough to round up
  const isSeen = g.op("Greater", [g.op("ReduceMax", [all, one], { keepdims: 0 }), builder.scalar(MASKED / 2)]);
  const flags = g.op("Cast", [isSeen], { to: DTYPES.float32 });
  const counts = g.op("Cast", [g.op("ReduceSum", [flags, one], { keepdims: 0 })], { to: DTYPES.int64 });
  const most = g.op("Add", [g.op("ReduceMax", [counts], { keepdims: 1 }), g.constant(int64s(PLACES - 1))]);
  const nKept = g.op("Mul", [g.op("Div", [most, g.constant(int64s(PLACES))]), g.constant(int64s(PLACES))]);
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
    return g.op("Gather", [flat, indices], { axis: 0 }); // rows of a head's values: far faster than by element
  };
  return {
    visible: g.op(
      "Concat",
      [g.op("GatherElements", [all, ofEach], { axis: 2 }), ownTokens(builder, chosen, beamSize)],
      {
        axis: 2,
      },
    ),
    present: present.map(({ k, v }) => ({ k: keep(k), v: keep(v) })),
  };
}

/** (b, k, k): each beam sees its own token alone. */
function ownTokens(builder: GraphBuilder, chosen: string, beamSize: string): string {
  const { g } = builder;
  const beams = g.op("Range", [g.constant(int64(0)), g.op("Squeeze", [beamSize]), g.constant(int64(1))]);
  const isOwn = g.op("Equal", [g.op("Unsqueeze", [beams, g.constant(int64s(1))]), beams]);
  const own = g.op("Where", [isOwn, builder.scalar(0), builder.scalar(MASKED)]);
  return g.op("Expand", [own, g.op("Concat", [g.op("Shape", [chosen]), beamSize], { axis: 0 })]);
}
