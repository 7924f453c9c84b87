import { oneLine } from "./display_text.ts";
import { ValidationError } from "./errors.ts";

/** @throws {ValidationError} if `fields` holds a name that is not in `known` */
export function refuseUnknown(fields: Record<string, unknown>, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ValidationError(`there is no field ${JSON.stringify(unknown)} here: there are ${known.join(", ")}`);
  }
}

export function readChoice<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw wrong(name, value, `one of ${choices.join(", ")}`);
  return found;
}

export function shownText(value: unknown): string {
  return typeof value === "string" ? oneLine(value) : "";
}

export function wrong(name: string, value: unknown, right: string): ValidationError {
  const shown = JSON.stringify(value) ?? "missing";
  return new ValidationError(
    `${name} is ${shown.length > 100 ? `${shown.slice(0, 100)}...` : shown}: it must be ${right}`,
  );
}
