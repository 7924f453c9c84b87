/**
 * The arguments of `Deno.execPath()` that start this program with `command`; they differ between binary and source
 * tree.
 */
export function programArgs(command: string): string[] {
  if (Deno.build.standalone) return [command];
  const root = new URL("../../../", import.meta.url).pathname;
  return ["run", "--quiet", "--frozen", "--config", `${root}deno.json`, "--allow-all", `${root}main.ts`, command];
}
