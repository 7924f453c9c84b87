import type { Context } from "hono";
import { assetPath } from "../../src/core/assets.ts";
import { NotFoundError } from "../../src/core/errors.ts";

/** What `./sf train` wrote, if it lies among the assets. */
const TRANSLATOR = assetPath("translator.safetensors");

export async function hasTranslator(): Promise<boolean> {
  try {
    return (await Deno.stat(TRANSLATOR)).isFile;
  } catch {
    return false;
  }
}

/**
 * The trained translator of the chapters, a file that `loadTranslator` reads.
 *
 * @throws {NotFoundError} if none has been put there
 */
export async function sendTranslator(c: Context): Promise<Response> {
  if (!await hasTranslator()) throw new NotFoundError("this server has no trained translator");
  return c.body(await Deno.readFile(TRANSLATOR), 200, {
    "Content-Type": "application/octet-stream",
    "Cache-Control": "no-cache",
  });
}

/** Lets a page compile WebAssembly, which the matrix product is written in, and start a Worker of this server. */
export function allowWebAssembly(response: Response): Response {
  const name = "Content-Security-Policy";
  const policy = response.headers.get(name)!
    .replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'");
  response.headers.set(name, policy);
  return response;
}
