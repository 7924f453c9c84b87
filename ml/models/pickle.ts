import { ModelError } from "../../src/core/errors.ts";

/** Where a tensor of a state dictionary lies. */
export interface PickledTensor {
  /** Name of the member with its values. */
  storage: string;
  /** Such as `FloatStorage`. */
  dtype: string;
  /** In values. */
  offset: number;
  shape: number[];
  stride: number[];
}

/** A function that the pickle names; it is not run. */
class Named {
  constructor(readonly name: string) {}
}

const MARK = Symbol("mark");

/**
 * Reads the pickle (protocol 2) of a state dictionary of `torch.save`: names to tensors. No code that it names is run:
 * an instruction that such a dictionary does not need is an error.
 *
 * @throws {ModelError} if it holds anything else
 */
export function readPickle(bytes: Uint8Array): Map<string, PickledTensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  const tensors = new Map<string, PickledTensor>();
  const toMark = () => stack.splice(stack.lastIndexOf(MARK)).slice(1);
  let at = 0;
  const line = () => {
    const end = bytes.indexOf(10, at);
    const text = new TextDecoder().decode(bytes.subarray(at, end));
    at = end + 1;
    return text;
  };
  const number = (size: 1 | 2 | 4) => {
    at += size;
    if (size === 1) return bytes[at - 1];
    return size === 2 ? view.getUint16(at - 2, true) : view.getInt32(at - 4, true);
  };
  while (at < bytes.length) {
    const code = String.fromCharCode(bytes[at++]);
    if (code === ".") return tensors;
    switch (code) {
      case "\x80":
        number(1);
        break;
      case "}":
        stack.push(tensors);
        break;
      case "(":
        stack.push(MARK);
        break;
      case ")":
        stack.push([]);
        break;
      case "\x85":
        stack.push([stack.pop()]);
        break;
      case "\x87":
        stack.push(stack.splice(-3));
        break;
      case "t":
        stack.push(toMark());
        break;
      case "\x89":
        stack.push(false);
        break;
      case "K":
        stack.push(number(1));
        break;
      case "M":
        stack.push(number(2));
        break;
      case "J":
        stack.push(number(4));
        break;
      case "X": {
        const length = number(4);
        stack.push(new TextDecoder().decode(bytes.subarray(at, at + length)));
        at += length;
        break;
      }
      case "c":
        stack.push(new Named(`${line()}.${line()}`));
        break;
      case "q":
        memo.set(number(1), stack.at(-1));
        break;
      case "r":
        memo.set(number(4), stack.at(-1));
        break;
      case "h":
        stack.push(memo.get(number(1)));
        break;
      case "Q":
        break; // the reference to a storage stays what it is: a tuple
      case "R":
        stack.push(call(...stack.splice(-2) as [Named, unknown[]]));
        break;
      case "u": {
        const pairs = toMark();
        for (let i = 0; i < pairs.length; i += 2) tensors.set(pairs[i] as string, pairs[i + 1] as PickledTensor);
        break;
      }
      default:
        throw new ModelError(`byte ${bytes[at - 1]} in a pickle: state dictionaries have no such instruction`);
    }
  }
  throw new ModelError("a pickle is cut off");
}

function call({ name }: Named, args: unknown[]): unknown {
  if (name === "collections.OrderedDict") return null; // hooks of a tensor: none
  if (name !== "torch._utils._rebuild_tensor_v2") {
    throw new ModelError(`a pickle calls ${name}: state dictionaries hold tensors alone`);
  }
  const [[, { name: type }, storage], offset, shape, stride] = args as [
    [string, Named, string],
    number,
    number[],
    number[],
  ];
  return { storage, dtype: type.replace(/^torch\./, ""), offset, shape, stride } satisfies PickledTensor;
}
