/**
 * The origin of a trained model: the command that reproduces it, and its quality. It is stored in the model's own file,
 * so it always comes with the model.
 *
 * @module
 */
import { readSafetensors } from "../safetensors.ts";

export interface Origin {
  /** A shell command for a checkout of this repository. */
  command: string;
  /** Quality and size, without times, so that the same machine reproduces the file byte for byte. */
  figures: Record<string, number>;
}

/** Options for writing a model to a file. */
export interface FileOptions {
  /** 2 bytes per number instead of 4. */
  half?: boolean;
  origin?: Origin;
}

const KEY = "origin";

/** Makes the metadata for a model's file. */
export function originMetadata(origin: Origin | undefined): Record<string, string> {
  return origin ? { [KEY]: JSON.stringify(origin) } : {};
}

/**
 * Reads the origin from a model's file; null if it has none.
 *
 * @throws {RangeError} if it is no safetensors file
 */
export function originOf(bytes: Uint8Array): Origin | null {
  const text = readSafetensors(bytes).metadata[KEY];
  if (text === undefined) return null;
  try {
    const { command, figures } = JSON.parse(text);
    return typeof command === "string" && typeof figures === "object" && figures ? { command, figures } : null;
  } catch {
    return null;
  }
}
