import { build, type Plugin, stop } from "esbuild";
import { bundleEntries, pageStyles } from "../routes/web/pages.ts";
import { DEFAULT_LOCALE, isLocale, type Locale, LOCALES } from "../routes/web/words/locales.ts";
import { writeWhole } from "../src/core/files.ts";
import { newId } from "../src/core/ids.ts";

/**
 * File names of the bundles, by the names that the pages use: `library.js`, `player.js`, `style.css`, `icon.svg`. A
 * script that has words is there once more for each other language: `de/library.js`.
 */
export type WebManifest = Record<string, string>;

const sources = new URL("../routes/web/", import.meta.url).pathname;
/** Entry points of the bundles, by the names that the pages use. */
const ENTRIES = bundleEntries();

/** `@import "pages.css"` is the style sheets of all pages. */
const importPageStyles: Plugin = {
  name: "pages.css",
  setup(build) {
    build.onResolve({ filter: /^pages\.css$/ }, ({ path }) => ({ path, namespace: "pages" }));
    build.onLoad({ filter: /.*/, namespace: "pages" }, () => {
      const contents = pageStyles().map((path) => `@import "./${path}";`).join("\n");
      return { contents, loader: "css", resolveDir: sources };
    });
  },
};

/** Scripts import the English words; those of another language take their place, and no others are bundled. */
function wordsOf(locale: Locale): Plugin {
  return {
    name: "words",
    setup(build) {
      build.onResolve({ filter: /\/words\/en\// }, ({ path, resolveDir }) => ({
        path: new URL(path.replace("/words/en/", `/words/${locale}/`), `file://${resolveDir}/`).pathname,
      }));
    },
  };
}

/**
 * Bundles the pages' scripts and styles into `outDir`, each file with a hash of its content in its name. The manifest
 * is renamed into place last, and older files are deleted after it: a manifest never names a missing file, and two
 * builds may run at once.
 *
 * @returns the manifest
 * @throws if a script does not parse or an import is missing
 */
export async function buildWeb(outDir: string): Promise<WebManifest> {
  await Deno.mkdir(outDir, { recursive: true });
  try {
    const manifest = await bundle(outDir, DEFAULT_LOCALE, ENTRIES);
    const scripts = Object.fromEntries(Object.entries(ENTRIES).filter(([name]) => name.endsWith(".js")));
    for (const locale of Object.keys(LOCALES).filter(isLocale).filter((locale) => locale !== DEFAULT_LOCALE)) {
      for (const [name, file] of Object.entries(await bundle(outDir, locale, scripts))) {
        if (file !== manifest[name]) manifest[`${locale}/${name}`] = file;
      }
    }
    const temporary = `${outDir}/manifest.${newId()}`;
    await writeWhole(`${outDir}/manifest.json`, JSON.stringify(manifest, null, 2) + "\n", { mode: 0o644, temporary });
    await removeOthers(outDir, ["manifest.json", ...Object.values(manifest)]);
    return manifest;
  } finally {
    await stop(); // otherwise esbuild's service process keeps Deno running
  }
}

/** Bundles `entries` with the words of one language. */
async function bundle(outDir: string, locale: Locale, entries: Record<string, string>): Promise<WebManifest> {
  const result = await build({
    entryPoints: Object.entries(entries).map(([name, path]) => ({ in: sources + path, out: stem(name) })),
    absWorkingDir: sources,
    outdir: outDir,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: ["es2022", "chrome123", "firefox121", "safari17.5"],
    loader: { ".svg": "copy", ".png": "copy" },
    plugins: [importPageStyles, wordsOf(locale)],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  const outputs = Object.entries(result.metafile.outputs).filter(([, { entryPoint }]) => entryPoint);
  return Object.fromEntries(
    Object.entries(entries).map(([name, path]) => {
      const [output] = outputs.find(([, { entryPoint }]) => entryPoint === path)!;
      return [name, output.split("/").at(-1)!];
    }),
  );
}

function stem(name: string): string {
  return name.replace(/\.\w+$/, "");
}

async function removeOthers(dir: string, keep: string[]): Promise<void> {
  for await (const { name } of Deno.readDir(dir)) {
    if (keep.includes(name) || name.startsWith("manifest")) continue; // an unfinished file belongs to a running build
    await Deno.remove(`${dir}/${name}`).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}

if (import.meta.main) {
  const manifest = await buildWeb(new URL("../dist/assets/web", import.meta.url).pathname);
  for (const file of Object.values(manifest)) console.log(file);
}
