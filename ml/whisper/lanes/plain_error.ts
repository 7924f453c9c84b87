import * as errors from "../../../src/core/errors.ts";

/** An error as it crosses between threads. */
export interface PlainError {
  name: string;
  message: string;
  stack?: string;
}

export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  return { name: error.name, message: error.message, stack: error.stack };
}

/** The error again, of the same class where it is one of ours or a RangeError. */
export function revivedError({ name, message, stack }: PlainError): Error {
  const classes: Record<string, new (message: string) => Error> = { RangeError };
  for (const [key, value] of Object.entries(errors)) {
    if (key.endsWith("Error") && key !== "ToolError") classes[key] = value as new (message: string) => Error;
  }
  const error = new (classes[name] ?? Error)(message);
  if (stack) error.stack = stack;
  return error;
}
