/** The arguments with which `Deno.execPath()` starts this program again, with another command. */
export function ownArgs(command: string): string[] {
  if (Deno.build.standalone) return [command];
  const root = new URL("../../../", import.meta.url).pathname;
  return ["run", "--quiet", "--frozen", "--config", `${root}deno.json`, "--allow-all", `${root}main.ts`, command];
}
