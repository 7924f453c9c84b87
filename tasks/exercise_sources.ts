import type { OwnSource } from "../ml/exercises/exercise.ts";
import { EXERCISES } from "../ml/exercises/exercises.ts";

const root = new URL("..", import.meta.url).pathname;

/** The project's own implementation of each exercise, as the repository has it: path and text, by the exercise's number. */
export function exerciseSources(): Record<string, { path: string; text: string }[]> {
  return Object.fromEntries(EXERCISES.map(({ id, own }) => [
    id,
    own.map((source) => ({ path: source.path, text: declaration(Deno.readTextFileSync(root + source.path), source) })),
  ]));
}

/**
 * A function or class of a module, with the comment above it.
 *
 * @throws {RangeError} if the module has none of this name
 */
export function declaration(text: string, { path, name }: OwnSource): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => new RegExp(`^(export )?(function|class) ${name}\\b`).test(line));
  if (at < 0) throw new RangeError(`${path} has no function or class ${name}`);
  let from = at;
  while (from > 0 && /^(\/\*\*| \*|\/\/)/.test(lines[from - 1])) from--;
  // the formatter puts the last bracket of a declaration at the start of a line
  const to = lines.indexOf("}", at);
  return `${lines.slice(from, to + 1).join("\n")}\n`;
}
