import { parseArgs, type ParseArgsConfig } from "node:util";
import { ConfigError, messageOf } from "../core/errors.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads a command's arguments.
 *
 * @throws {ConfigError} for an option that there is not, or one without its value, with `usage` below it
 */
export function readArguments<const T extends Options>(args: string[], options: T, usage: string) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new ConfigError(`${messageOf(error).split(". ")[0]}\n${usage}`, { cause: error });
  }
}
