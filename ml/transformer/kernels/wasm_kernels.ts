/**
 * The inner loops of the matrix product, in WebAssembly SIMD.
 *
 * A processor multiplies and adds far faster than it reads memory. So a tile of the result, 4 rows by 8 columns, stays
 * in registers while the sum runs along k: each step reads 8 values of b and 4 of a, and adds 32 products. Plain loops
 * read two values for each product.
 *
 * The columns of b are first packed into panels of 8, in the order in which they will be read, since the same panel is
 * used for all rows of a. The values of a stay where they are; the kernel gets the step from row to row and the step
 * along k. One of the two is always 4 bytes, so there are two variants: `rows` for a stored as (m, k), and `columns`
 * for a stored as (k, m).
 */
import { assemble, Code } from "./assembler.ts";

export const PANEL = 8; // columns of a tile: two vectors
export const TILE_ROWS = 4;
const F32 = 4; // bytes
const V128 = 16; // bytes
const UNROLL = 4; // steps along k in one turn of the loop

export interface KernelFunctions {
  memory: WebAssembly.Memory;
  /** Packs 8 columns of b, whose rows are `step` bytes apart. */
  packRows(b: number, step: number, to: number, k: number): void;
  /** Packs 8 columns of b, stored as rows `step` bytes apart. */
  packColumns(b: number, step: number, to: number, k: number): void;
  /** c += a b for one panel of b and as many rows of a as fill whole tiles. */
  rows4: Tile;
  rows1: Tile;
  columns4: Tile;
  columns1: Tile;
  /** Adds some columns of a panel of results to c. */
  addColumns(from: number, to: number, step: number, m: number, columns: number): void;
}

/** @param aStep bytes from row to row, or along k if a is stored in columns */
type Tile = (a: number, aStep: number, b: number, c: number, cStep: number, m: number, k: number) => void;

/** @param isRelaxed with fused multiply-add, which some machines lack */
export function kernelModule(isRelaxed: boolean): Uint8Array<ArrayBuffer> {
  return assemble([
    packRows(),
    packColumns(),
    tile("rows4", TILE_ROWS, isRelaxed),
    tile("rows1", 1, isRelaxed),
    tile("columns4", TILE_ROWS, isRelaxed),
    tile("columns1", 1, isRelaxed),
    addColumns(),
  ]);
}

function packRows(): Code {
  const f = new Code("packRows", "b", "step", "to", "k");
  const [b, step, to, k] = ["b", "step", "to", "k"].map((name) => f.parameter(name));
  return f.countDown(k, 1, () => {
    f.get(to).get(b).load(0).store(0);
    f.get(to).get(b).load(V128).store(V128);
    f.advance(b, () => f.get(step));
    f.advance(to, () => f.i32(PANEL * F32));
  });
}

function packColumns(): Code {
  const f = new Code("packColumns", "b", "step", "to", "k");
  const [b, step, to, k] = ["b", "step", "to", "k"].map((name) => f.parameter(name));
  const at = f.local("i32");
  return f.countDown(k, 1, () => {
    f.get(b).set(at);
    for (let column = 0; column < PANEL; column++) {
      f.get(to).get(at).f32Load().f32Store(column * F32);
      f.advance(at, () => f.get(step));
    }
    f.advance(b, () => f.i32(F32));
    f.advance(to, () => f.i32(PANEL * F32));
  });
}

function tile(name: keyof KernelFunctions, nRows: number, isRelaxed: boolean): Code {
  const f = new Code(name, "a", "aStep", "b", "c", "cStep", "m", "k");
  const [a, aStep, b, c, cStep, m, k] = ["a", "aStep", "b", "c", "cStep", "m", "k"].map((name) => f.parameter(name));
  const isColumns = name.startsWith("columns");
  const locals = (n: number, type: "i32" | "v128") => Array.from({ length: n }, () => f.local(type));
  const rowAt = locals(isColumns ? 1 : nRows, "i32"); // address of each row of a; columns are adjacent
  const cAt = locals(nRows, "i32");
  const [bAt, left] = locals(2, "i32");
  const [b0, b1, value] = locals(3, "v128");
  const sums = Array.from({ length: nRows }, () => locals(2, "v128"));

  /** sum += value * x */
  const accumulate = (sum: number, x: number) => {
    if (isRelaxed) f.get(value).get(x).get(sum).multiplyAdd().set(sum);
    else f.get(value).get(x).multiply().get(sum).add().set(sum);
  };
  /** `steps` along k. */
  const along = (steps: number) => {
    for (let s = 0; s < steps; s++) {
      f.get(bAt).load(s * PANEL * F32).set(b0);
      f.get(bAt).load(s * PANEL * F32 + V128).set(b1);
      for (let row = 0; row < nRows; row++) {
        if (isColumns) f.get(rowAt[0]).loadSplat(row * F32).set(value);
        else f.get(rowAt[row]).loadSplat(s * F32).set(value);
        accumulate(sums[row][0], b0);
        accumulate(sums[row][1], b1);
      }
      if (isColumns) f.advance(rowAt[0], () => f.get(aStep));
    }
    if (!isColumns) { for (const at of rowAt) f.advance(at, () => f.i32(steps * F32)); }
    f.advance(bAt, () => f.i32(steps * PANEL * F32));
  };

  return f.countDown(m, nRows, () => {
    rowAt.forEach((at, row) => row === 0 ? f.get(a).set(at) : f.get(rowAt[row - 1]).get(aStep).i32Add().set(at));
    cAt.forEach((at, row) => row === 0 ? f.get(c).set(at) : f.get(cAt[row - 1]).get(cStep).i32Add().set(at));
    for (const sum of sums.flat()) f.zero().set(sum);
    f.get(b).set(bAt).get(k).set(left);
    f.countDown(left, UNROLL, () => along(UNROLL));
    f.countDown(left, 1, () => along(1));
    sums.forEach(([s0, s1], row) => {
      f.get(cAt[row]).get(cAt[row]).load(0).get(s0).add().store(0);
      f.get(cAt[row]).get(cAt[row]).load(V128).get(s1).add().store(V128);
    });
    if (isColumns) f.advance(a, () => f.i32(nRows * F32));
    else f.advance(a, () => f.get(aStep).i32(nRows).i32Mul());
    f.advance(c, () => f.get(cStep).i32(nRows).i32Mul());
  });
}

function addColumns(): Code {
  const f = new Code("addColumns", "from", "to", "step", "m", "columns");
  const [from, to, step, m, columns] = ["from", "to", "step", "m", "columns"].map((name) => f.parameter(name));
  const [fromAt, toAt, left] = [f.local("i32"), f.local("i32"), f.local("i32")];
  return f.countDown(m, 1, () => {
    f.get(from).set(fromAt).get(to).set(toAt).get(columns).set(left);
    f.countDown(left, 1, () => {
      f.get(toAt).get(toAt).f32Load().get(fromAt).f32Load().f32Add().f32Store();
      f.advance(toAt, () => f.i32(F32));
      f.advance(fromAt, () => f.i32(F32));
    });
    f.advance(from, () => f.i32(PANEL * F32));
    f.advance(to, () => f.get(step));
  });
}
