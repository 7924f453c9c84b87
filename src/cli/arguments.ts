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

/**
 * `--temperature -1` as `--temperature=-1`: else the number is taken for an option, and not told what may stand there.
 */
function withNegative(args: string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const isNumber = /^-\d*\.?\d+$/.test(arg);
    if (isNumber && /^--[a-z][a-z-]*$/.test(joined.at(-1) ?? "")) joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}
