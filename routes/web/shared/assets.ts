import { Hono } from "hono";
import { assetPath } from "../../../src/core/assets.ts";
import { NotFoundError } from "../../../src/core/errors.ts";
import { encode } from "../../http/compress.ts";
import { type Encoding, pickEncoding } from "../../http/negotiation.ts";
import { currentLocale } from "../words/words.ts";

const TYPES: Record<string, string> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
};

const QUALITY = 9; // of Brotli: each file is compressed once

/** The address of a bundled file, in the language of the page, by the name that pages use: `library.js`, `style.css`. */
export type AssetUrl = (name: string) => string;

/**
 * The bundled scripts and styles. They are read at the first page, so that an app can be made without them.
 *
 * @param folder where `buildWeb` of tasks/web.ts wrote them
 */
export function webAssets(folder: string = assetPath("web")): { url: AssetUrl; routes: Hono } {
  let manifest: Record<string, string> | undefined;
  const files = () => manifest ??= readManifest(`${folder}/manifest.json`);

  // by encoding and name, which holds a hash of the content
  const encoded = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const read = (file: string, encoding: Encoding | null) => {
    const key = `${encoding} ${file}`;
    let bytes = encoded.get(key);
    if (!bytes) {
      const plain = Deno.readFile(`${folder}/${file}`);
      bytes = encoding ? plain.then((plain) => encode(plain, encoding, QUALITY)) : plain;
      encoded.set(key, bytes);
      bytes.catch(() => encoded.delete(key)); // the next one tries again
    }
    return bytes;
  };

  const routes = new Hono().get("/assets/:file", async (c) => {
    const file = c.req.param("file");
    if (!Object.values(files()).includes(file)) throw new NotFoundError(`there is no asset ${file}`);
    const encoding = file.endsWith(".png") ? null : pickEncoding(c.req.header("Accept-Encoding"));
    return c.body(await read(file, encoding), 200, {
      ...(encoding && { "Content-Encoding": encoding }),
      "Vary": "Accept-Encoding",
      "Content-Type": TYPES[file.split(".").at(-1)!],
      "Cache-Control": "public, max-age=31536000, immutable", // another content has another name
      "X-Content-Type-Options": "nosniff",
      // counts where a script is a Worker: it may compile the matrix product, and fetch nothing
      "Content-Security-Policy": "default-src 'none'; script-src 'wasm-unsafe-eval'",
    });
  });
  const url = (name: string) => {
    const file = files()[`${currentLocale()}/${name}`] ?? files()[name];
    if (!file) throw new Error(`no file is bundled as ${name}: add it to its page in routes/web/pages.ts`);
    return `/assets/${file}`;
  };
  return { url, routes };
}

/** The text of a bundled script that has no words. */
export async function assetText(name: string, folder: string = assetPath("web")): Promise<string> {
  return await Deno.readTextFile(`${folder}/${readManifest(`${folder}/manifest.json`)[name]}`);
}

function readManifest(path: string): Record<string, string> {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch (cause) {
    throw new Error(`the pages' scripts are not at ${path}: run "./sf assets" first`, { cause });
  }
}
