import { Hono } from "hono";
import { assetPath } from "../../src/core/assets.ts";
import { NotFoundError } from "../../src/core/errors.ts";

const TYPES: Record<string, string> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

/** The address of a bundled file by the name that the pages use, such as `style.css`. */
export type AssetUrl = (name: string) => string;

/**
 * The bundled scripts and styles. They are read at the first page, so that an app can be made without them.
 *
 * @param folder where `buildWeb` of tasks/web.ts wrote them
 */
export function webAssets(folder: string = assetPath("web")): { url: AssetUrl; routes: Hono } {
  let manifest: Record<string, string> | undefined;
  const files = () => manifest ??= readManifest(`${folder}/manifest.json`);

  const routes = new Hono().get("/assets/:file", async (c) => {
    const file = c.req.param("file");
    if (!Object.values(files()).includes(file)) throw new NotFoundError(`there is no asset ${file}`);
    return c.body(await Deno.readFile(`${folder}/${file}`), 200, {
      "Content-Type": TYPES[file.split(".").at(-1)!],
      "Cache-Control": "public, max-age=31536000, immutable", // another content has another name
      "X-Content-Type-Options": "nosniff",
      // counts where a script is a Worker: it may compile the matrix product, and fetch nothing
      "Content-Security-Policy": "default-src 'none'; script-src 'wasm-unsafe-eval'",
    });
  });
  const url = (name: string) => {
    const file = files()[name];
    if (!file) throw new Error(`no bundled file stands for ${name}: tasks/web.ts must have it among its entries`);
    return `/assets/${file}`;
  };
  return { url, routes };
}

function readManifest(path: string): Record<string, string> {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch (cause) {
    throw new Error(`the pages' scripts are not at ${path}: run "./sf assets" first`, { cause });
  }
}
