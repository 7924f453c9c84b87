/**
 * The path of a file that `deno task assets` made: in a checkout under `dist/assets`, in the compiled binary inside it.
 * Deno's own functions can read it; native code and other programs can't where it is inside the binary.
 */
export function assetPath(name: string): string {
  return new URL(`../../dist/assets/${name}`, import.meta.url).pathname;
}
