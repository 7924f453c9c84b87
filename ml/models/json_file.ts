import { ModelError } from "../../src/core/errors.ts";

/** A JSON file of a model, whose values are checked on access. */
export class JsonFile {
  private constructor(readonly path: string, readonly values: Record<string, unknown>) {}

  /** @throws {ModelError} if there is no such file, or it is no JSON object */
  static read(path: string): JsonFile {
    let text: string;
    try {
      text = Deno.readTextFileSync(path);
    } catch (cause) {
      throw new ModelError(`${path} could not be read: it must be a file of the model`, { cause });
    }
    return new JsonFile(path, parseObject(text, path));
  }

  /** As `read`, but a missing file counts as an empty object. */
  static readIfExists(path: string): JsonFile {
    try {
      Deno.statSync(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return new JsonFile(path, {});
      throw error;
    }
    return JsonFile.read(path);
  }

  /** @throws {ModelError} if it is missing or less than 1 */
  count(key: string): number {
    const value = this.values[key];
    if (Number.isInteger(value) && (value as number) > 0) return value as number;
    throw new ModelError(`${this.path}: ${key} is ${JSON.stringify(value)}: it must be a whole number from 1 on`);
  }

  /** A list of integers; empty if it is missing or null. */
  integers(key: string): number[] {
    const value = this.values[key] ?? [];
    if (Array.isArray(value) && value.every(Number.isInteger)) return value;
    throw new ModelError(`${this.path}: ${key} must be a list of whole numbers`);
  }

  /** A list of pairs; empty if it is missing or null. */
  heads(key: string): [layer: number, head: number][] {
    const value = this.values[key] ?? [];
    const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isInteger);
    if (Array.isArray(value) && value.every(isPair)) return value;
    throw new ModelError(`${this.path}: ${key} must be a list of [layer, head]`);
  }

  /** An object of integers; empty if it is missing or null. */
  ids(key: string): Record<string, number> {
    const value = this.values[key] ?? {};
    if (typeof value === "object" && !Array.isArray(value) && Object.values(value!).every(Number.isInteger)) {
      return value as Record<string, number>;
    }
    throw new ModelError(`${this.path}: ${key} must be an object of whole numbers`);
  }
}

function parseObject(text: string, path: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ModelError(`${path} is not JSON`, { cause });
  }
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  throw new ModelError(`${path} must be a JSON object`);
}
