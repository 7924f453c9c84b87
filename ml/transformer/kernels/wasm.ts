/**
 * The matrix product by the WebAssembly kernels.
 *
 * WebAssembly sees only its own memory, so a, b and c are copied into it, and c out again. That is cheap: each copied
 * value is used about a hundred times. The sum along k is cut into pieces for two reasons. A panel of b stays in the
 * first-level cache while all rows of a are multiplied with it. And a float32 has only 24 bits of precision, so short
 * partial sums are more exact than one long sum: the output of Whisper's encoder came ten times closer to the float64
 * result.
 */
import type { Multiply, Product } from "./product.ts";
import { type KernelFunctions, kernelModule, PANEL, TILE_ROWS } from "./wasm_kernels.ts";

const F32 = 4; // bytes
const PAGE_BYTES = 65536;
const MOST_K = 64; // along k: a panel of 2 kB
/** The kernels may read past the last column, which is harmless only within the memory. */
const SLACK_BYTES = PAGE_BYTES;

/** The kernel; null where WebAssembly or its SIMD is missing. */
export function wasmMultiply(): Multiply | null {
  const functions = instantiate(true) ?? instantiate(false);
  return functions && ((product) => multiplyIn(functions, product));
}

/** Compiles the kernels, with fused multiply-add or without; null where they do not run. */
export function instantiate(isRelaxed: boolean): KernelFunctions | null {
  try {
    const module = new WebAssembly.Module(kernelModule(isRelaxed));
    return new WebAssembly.Instance(module).exports as unknown as KernelFunctions;
  } catch {
    return null; // this machine lacks an instruction
  }
}

/** As `Multiply`. */
export function multiplyIn(f: KernelFunctions, product: Product): void {
  const { a, b, c, m, n, k, batch = 1 } = product;
  const kPiece = Math.min(k, MOST_K);
  const nPanels = Math.ceil(n / PANEL);
  // Memory layout: a, b, c, a piece of b in panels, and a panel of results for the last columns, which fill no panel
  const aAt = 0;
  const bAt = aAt + batch * m * k * F32;
  const cAt = bAt + batch * k * n * F32;
  const panelAt = cAt + batch * m * n * F32;
  const edgeAt = panelAt + PANEL * kPiece * F32;
  const memory = floats(f.memory, edgeAt + m * PANEL * F32);
  memory.set(a, aAt / F32);
  memory.set(b, bAt / F32);
  memory.set(c, cAt / F32);
  for (let i = 0; i < batch; i++) {
    const at = { a: aAt + i * m * k * F32, b: bAt + i * k * n * F32, c: cAt + i * m * n * F32 };
    for (let start = 0; start < k; start += kPiece) {
      const length = Math.min(kPiece, k - start);
      for (let p = 0; p < nPanels; p++) addPanel(f, product, at, start, length, p * PANEL, panelAt, edgeAt, memory);
    }
  }
  c.set(memory.subarray(cAt / F32, cAt / F32 + c.length));
}

/** c[, column ...] += a[, start ...] b[start ..., column ...], for `length` of k and 8 columns. */
function addPanel(
  f: KernelFunctions,
  { m, n, k, transposeA, transposeB }: Product,
  at: { a: number; b: number; c: number },
  start: number,
  length: number,
  column: number,
  panelAt: number,
  edgeAt: number,
  memory: Float32Array,
): void {
  if (transposeB) f.packColumns(at.b + (column * k + start) * F32, k * F32, panelAt, length); // b is (n, k)
  else f.packRows(at.b + (start * n + column) * F32, n * F32, panelAt, length); // b is (k, n)
  const isWhole = column + PANEL <= n;
  const c = isWhole ? at.c + column * F32 : edgeAt;
  const cStep = isWhole ? n * F32 : PANEL * F32;
  if (!isWhole) memory.fill(0, edgeAt / F32, edgeAt / F32 + m * PANEL);
  const tiled = m - m % TILE_ROWS;
  if (transposeA) {
    const a = at.a + start * m * F32; // a is (k, m)
    f.columns4(a, m * F32, panelAt, c, cStep, tiled, length);
    f.columns1(a + tiled * F32, m * F32, panelAt, c + tiled * cStep, cStep, m - tiled, length);
  } else {
    const a = at.a + start * F32; // a is (m, k)
    f.rows4(a, k * F32, panelAt, c, cStep, tiled, length);
    f.rows1(a + tiled * k * F32, k * F32, panelAt, c + tiled * cStep, cStep, m - tiled, length);
  }
  if (!isWhole) f.addColumns(edgeAt, at.c + column * F32, n * F32, m, n - column);
}

/** The memory as float32 values, grown if it is too small. */
function floats(memory: WebAssembly.Memory, bytes: number): Float32Array {
  const missing = bytes + SLACK_BYTES - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  return new Float32Array(memory.buffer);
}
