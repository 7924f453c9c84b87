import * as errors from "../../../src/core/errors.ts";

/** An error that can be sent to another thread. */
export interface SerializedError {
  name: string;
  message: string;
  stack?: string;
}

export function serializeError(error: unknown): SerializedError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  return { name: error.name, message: error.message, stack: error.stack };
}

/** The error again: with its class if that is one of `src/core/errors.ts` or RangeError. */
export function deserializeError({ name, message, stack }: SerializedError): Error {
  const classes: Record<string, new (message: string) => Error> = { RangeError };
  for (const [key, value] of Object.entries(errors)) {
    if (key.endsWith("Error") && key !== "ToolError") classes[key] = value as new (message: string) => Error;
  }
  const error = new (classes[name] ?? Error)(message);
  if (stack) error.stack = stack;
  return error;
}
