import { parseArgs, type ParseArgsConfig } from "node:util";
import { ConfigError, messageOf } from "../core/errors.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads a command's arguments.
 *
 * @throws {ConfigError} for an unknown option, or one without its value; the message ends with `usage`
 */
export function readArguments<const T extends Options>(args: string[], options: T, usage: string) {
  try {
    return parseArgs({ args: withNegative(args), options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new ConfigError(`${messageOf(error).split(". ")[0]}\n${usage}`, { cause: error });
  }
}

/** Joins `--temperature -1` to `--temperature=-1`: else `parseArgs` reports that there is no option `-1`. */
function withNegative(args: string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const isNumber = /^-\d*\.?\d+$/.test(arg);
    if (isNumber && /^--[a-z][a-z-]*$/.test(joined.at(-1) ?? "")) joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}
