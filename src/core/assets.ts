/**
 * The path of a file that `deno task assets` made: in a checkout under `dist/assets`, in the compiled binary inside it.
 * Such a file is read through Deno's own functions; native code can't open it in the binary.
 */
export function assetPath(name: string): string {
  return new URL(`../../dist/assets/${name}`, import.meta.url).pathname;
}
