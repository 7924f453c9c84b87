/**
 * Where a trained model comes from: the command that makes it again, and how good it was. It lies in the model's own
 * file, so that whoever is given the file can tell.
 *
 * @module
 */
import { readSafetensors } from "../safetensors.ts";

export interface Origin {
  /** For a shell in a checkout. */
  command: string;
  /** Of the held-out sentences and of the model, none of time: a machine makes the same file again, byte for byte. */
  figures: Record<string, number>;
}

/** How a model is written to a file. */
export interface FileOptions {
  /** 2 bytes a number instead of 4. */
  half?: boolean;
  origin?: Origin;
}

const KEY = "origin";

/** For the metadata of the model's file. */
export function originMetadata(origin: Origin | undefined): Record<string, string> {
  return origin ? { [KEY]: JSON.stringify(origin) } : {};
}

/**
 * What a model's file says of itself; null where it says nothing.
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
