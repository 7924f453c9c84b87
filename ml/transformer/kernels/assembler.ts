/**
 * A small WebAssembly assembler, with only what the kernels need: it turns instructions into bytes and functions into a
 * module.
 *
 * WebAssembly is a stack machine: `get` pushes a local, `f32x4.add` pops two values and pushes one. Its type v128 holds
 * four float32 values that one instruction adds or multiplies, which makes the kernels fast. The binary format is
 * specified at webassembly.github.io/spec/core/binary.
 */

export type ValueType = "i32" | "f32" | "v128";

const TYPE_CODES: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
const FUNCTION_TYPE = 0x60;
const SIMD = 0xfd;
const NO_RESULT = 0x40;
const SECTIONS = { types: 1, functions: 3, memory: 5, exports: 7, code: 10 };

/** Encodes a number in as few groups of 7 bits as it needs (LEB128), as all numbers in the format. */
function unsigned(n: number): number[] {
  return n < 128 ? [n] : [n & 127 | 128, ...unsigned(n >>> 7)];
}

function signed(n: number): number[] {
  return n >= -64 && n < 64 ? [n & 127] : [n & 127 | 128, ...signed(n >> 7)];
}

/** A function under construction. Its parameters are all i32: addresses, counts and steps, in bytes. */
export class Code {
  readonly #bytes: number[] = [];
  readonly #locals: ValueType[] = [];
  readonly #parameters: Map<string, number>;

  constructor(readonly name: string, ...parameters: string[]) {
    this.#parameters = new Map(parameters.map((parameter, i) => [parameter, i]));
  }

  /** The index of a parameter. */
  parameter(name: string): number {
    return this.#parameters.get(name)!;
  }

  /** Adds a local variable, 0 at first, and returns its index. */
  local(type: ValueType): number {
    return this.#parameters.size + this.#locals.push(type) - 1;
  }

  get(local: number): this {
    return this.#emit(0x20, ...unsigned(local));
  }

  set(local: number): this {
    return this.#emit(0x21, ...unsigned(local));
  }

  i32(value: number): this {
    return this.#emit(0x41, ...signed(value));
  }

  /** local += the value that `amount` pushes. */
  advance(local: number, amount: () => void): this {
    this.get(local);
    amount();
    return this.#emit(0x6a).set(local);
  }

  i32Add = (): this => this.#emit(0x6a);
  i32Mul = (): this => this.#emit(0x6c);

  /** Repeats `body` while `local` is at least `step`. Each turn lowers `local` by `step`. */
  countDown(local: number, step: number, body: () => void): this {
    this.#emit(0x02, NO_RESULT, 0x03, NO_RESULT); // block, and within it a loop
    this.get(local).i32(step).#emit(0x48, 0x0d, 1); // less than the step: leave the block
    body();
    this.advance(local, () => this.i32(-step)).#emit(0x0c, 0); // repeat the loop
    return this.#emit(0x0b, 0x0b);
  }

  // Memory instructions: the address is on the stack, and adding `offset` costs nothing. The first number, the
  // alignment, is only a hint.
  f32Load = (offset = 0): this => this.#emit(0x2a, 2, ...unsigned(offset));
  f32Store = (offset = 0): this => this.#emit(0x38, 2, ...unsigned(offset));
  f32Add = (): this => this.#emit(0x92);
  load = (offset = 0): this => this.#simd(0x00, 2, ...unsigned(offset));
  /** Loads one float32 into all four lanes. */
  loadSplat = (offset = 0): this => this.#simd(0x09, 2, ...unsigned(offset));
  store = (offset = 0): this => this.#simd(0x0b, 2, ...unsigned(offset));

  zero = (): this => this.#simd(0x0c, ...new Array(16).fill(0));
  add = (): this => this.#simd(0xe4);
  multiply = (): this => this.#simd(0xe6);
  /** a b + c, rounded once if the machine can do that (relaxed SIMD). */
  multiplyAdd = (): this => this.#simd(0x105);

  /** The function's type: (i32, ...) -> nothing. */
  get type(): number[] {
    const n = this.#parameters.size;
    return [FUNCTION_TYPE, ...unsigned(n), ...new Array(n).fill(TYPE_CODES.i32), 0];
  }

  get body(): number[] {
    const locals = this.#locals.flatMap((type) => [1, TYPE_CODES[type]]);
    const content = [...unsigned(this.#locals.length), ...locals, ...this.#bytes, 0x0b];
    return [...unsigned(content.length), ...content];
  }

  #simd(opcode: number, ...rest: number[]): this {
    return this.#emit(SIMD, ...unsigned(opcode), ...rest);
  }

  #emit(...bytes: number[]): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }
}

/** Assembles a module with a memory, exported as `memory`, and functions, exported by their names. */
export function assemble(functions: Code[]): Uint8Array<ArrayBuffer> {
  const section = (id: number, items: number[][]) => {
    const content = [...unsigned(items.length), ...items.flat()];
    return [id, ...unsigned(content.length), ...content];
  };
  const exported = (name: string, kind: number, index: number) => {
    const bytes = [...new TextEncoder().encode(name)];
    return [...unsigned(bytes.length), ...bytes, kind, ...unsigned(index)];
  };
  return Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    ...section(SECTIONS.types, functions.map(({ type }) => type)),
    ...section(SECTIONS.functions, functions.map((_, i) => unsigned(i))),
    ...section(SECTIONS.memory, [[0, 1]]), // at least one page of 64 KiB, without a limit
    ...section(SECTIONS.exports, [exported("memory", 2, 0), ...functions.map(({ name }, i) => exported(name, 0, i))]),
    ...section(SECTIONS.code, functions.map(({ body }) => body)),
  );
}
