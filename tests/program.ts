import { resolve } from "node:path";

const root = new URL("../", import.meta.url).pathname;

/**
 * The command that starts the program under test, for example with `serve` as its argument: the compiled program that
 * the environment variable `STREAMFORGE_BINARY` names, or else the sources by Deno.
 */
export function programCommand(...args: string[]): { command: string; args: string[] } {
  const binary = Deno.env.get("STREAMFORGE_BINARY");
  if (binary) return { command: resolve(binary), args };
  const options = ["--quiet", "--frozen", "--no-check", "--config", `${root}deno.json`, "-A"];
  return { command: Deno.execPath(), args: ["run", ...options, `${root}main.ts`, ...args] };
}
