import { singleLine } from "./display_text.ts";
import { ValidationError } from "./errors.ts";

/** @throws {ValidationError} if `fields` holds a name that is not in `allowed` */
export function rejectUnknownFields(fields: Record<string, unknown>, allowed: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !allowed.includes(name));
  if (unknown !== undefined) {
    throw new ValidationError(`there is no field ${JSON.stringify(unknown)} here: there are ${allowed.join(", ")}`);
  }
}

/** @throws {ValidationError} if `value` is none of `choices` */
export function readChoice<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined) throw fieldError(name, value, `one of ${choices.join(", ")}`);
  return chosen;
}

/** Text of a request in one line; empty for any other value. */
export function singleLineText(value: unknown): string {
  return typeof value === "string" ? singleLine(value) : "";
}

/** The error for a field of a request: its name, what it held, shortened, and what would be right. */
export function fieldError(name: string, value: unknown, right: string): ValidationError {
  const shown = JSON.stringify(value) ?? "missing";
  return new ValidationError(
    `${name} is ${shown.length > 100 ? `${shown.slice(0, 100)}...` : shown}: it must be ${right}`,
  );
}
