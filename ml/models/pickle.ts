/** A name that a pickle imports, such as `torch._utils _rebuild_tensor_v2`. Nothing is imported. */
export interface PickleGlobal {
  module: string;
  name: string;
}

/** What a pickle may do besides numbers, texts, tuples, lists and dicts. */
export interface PickleRules {
  /** Returns the value of a function of the pickle called with arguments. @throws if it is not a known one */
  call(callee: PickleGlobal, args: unknown[]): unknown;
  /** Returns the value of a persistent id. @throws if it is not a known one */
  persistent(id: unknown): unknown;
}

const MARK = Symbol("mark");
/** Each can make an object. A tensor takes about 30: a model of a thousand has some 30,000. */
const MOST_INSTRUCTIONS = 500_000;

/**
 * Reads a pickle of protocol 2, as PyTorch writes it, without running anything in it: names are only told to
 * `rules.call`, which decides what they may be. Dicts become Maps.
 *
 * @returns the value, and where the pickle ends in the bytes
 * @throws {RangeError} for an instruction that files of weights don't have, too many of them, or a cut-off pickle
 * @see https://docs.python.org/3/library/pickletools.html
 */
export function readPickle(bytes: Uint8Array, at: number, rules: PickleRules): { value: unknown; end: number } {
  const reader = new Reader(bytes, at);
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  const pop = () => {
    if (stack.length === 0) throw new RangeError("the pickle is damaged: its stack is empty");
    return stack.pop();
  };
  const popMarked = () => {
    const start = stack.lastIndexOf(MARK);
    if (start < 0) throw new RangeError("the pickle is damaged: a mark is missing");
    return stack.splice(start).slice(1);
  };
  const top = <T>(type: new () => T): T => {
    const value = stack.at(-1);
    if (value instanceof type) return value;
    throw new RangeError("the pickle is damaged: a list or dict is missing");
  };
  const setAll = (items: unknown[]) => {
    for (let i = 0; i + 1 < items.length; i += 2) top<Map<unknown, unknown>>(Map).set(items[i], items[i + 1]);
  };
  for (let count = 1;; count++) {
    if (count > MOST_INSTRUCTIONS) throw new RangeError(`the pickle has more than ${MOST_INSTRUCTIONS} instructions`);
    const code = reader.byte();
    switch (String.fromCharCode(code)) {
      case "\x80": // PROTO
        if (reader.byte() > 3) throw new RangeError("the pickle is of a newer protocol: it must be 2 or 3");
        break;
      case ".":
        return { value: pop(), end: reader.at };
      case "(":
        stack.push(MARK);
        break;
      case "}":
        stack.push(new Map());
        break;
      case "]":
        stack.push([]);
        break;
      case ")":
        stack.push([]);
        break;
      case "t":
        stack.push(popMarked());
        break;
      case "\x85":
      case "\x86":
      case "\x87": {
        const count = code - 0x84;
        stack.push(Array.from({ length: count }, pop).reverse());
        break;
      }
      case "N":
        stack.push(null);
        break;
      case "\x88":
      case "\x89":
        stack.push(code === 0x88);
        break;
      case "J":
        stack.push(reader.uint(4) | 0);
        break;
      case "K":
        stack.push(reader.uint(1));
        break;
      case "M":
        stack.push(reader.uint(2));
        break;
      case "\x8a":
        stack.push(reader.long(reader.byte()));
        break;
      case "G":
        stack.push(reader.double());
        break;
      case "X":
        stack.push(reader.text(reader.uint(4)));
        break;
      case "c":
        stack.push({ module: reader.line(), name: reader.line() } satisfies PickleGlobal);
        break;
      case "q":
        memo.set(reader.byte(), stack.at(-1));
        break;
      case "r":
        memo.set(reader.uint(4), stack.at(-1));
        break;
      case "h":
        stack.push(memo.get(reader.byte()));
        break;
      case "j":
        stack.push(memo.get(reader.uint(4)));
        break;
      case "Q":
        stack.push(rules.persistent(pop()));
        break;
      case "R": {
        const args = pop();
        stack.push(rules.call(pop() as PickleGlobal, Array.isArray(args) ? args : []));
        break;
      }
      case "b": // attributes of a dict, as `_metadata`: not wanted
        pop();
        top(Map);
        break;
      case "s":
        setAll([pop(), pop()].reverse());
        break;
      case "u":
        setAll(popMarked());
        break;
      case "a": {
        const item = pop();
        top<unknown[]>(Array).push(item);
        break;
      }
      case "e": {
        const items = popMarked();
        top<unknown[]>(Array).push(...items);
        break;
      }
      default:
        throw new RangeError(`the pickle has the instruction 0x${code.toString(16)}, which weights don't need`);
    }
  }
}

class Reader {
  #bytes: Uint8Array;
  #view: DataView;

  constructor(bytes: Uint8Array, public at: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.uint(1);
  }

  /** Little-endian. */
  uint(length: 1 | 2 | 4): number {
    const at = this.#take(length);
    if (length === 1) return this.#view.getUint8(at);
    return length === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  /** A signed integer of any length; one beyond 2^53 stays a bigint. */
  long(length: number): number | bigint {
    const at = this.#take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = value << 8n | BigInt(this.#bytes[at + i]);
    value = BigInt.asIntN(8 * length, value);
    return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8)); // big-endian, as the format wants
  }

  text(length: number): string {
    const at = this.#take(length);
    return new TextDecoder().decode(this.#bytes.subarray(at, at + length));
  }

  line(): string {
    const end = this.#bytes.indexOf(10, this.at);
    if (end < 0) throw new RangeError("the pickle is cut off");
    const text = this.text(end - this.at);
    this.at = end + 1;
    return text;
  }

  #take(length: number): number {
    const at = this.at;
    if (at + length > this.#bytes.length) throw new RangeError("the pickle is cut off");
    this.at += length;
    return at;
  }
}
