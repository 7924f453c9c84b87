import { build, stop } from "esbuild";

/** What the pages link to, by the name that they use: `library.js`, `player.js`, `style.css`, `icon.svg`. */
export type WebManifest = Record<string, string>;

const sources = new URL("../routes/web/", import.meta.url).pathname;
const ENTRIES = [
  ...["client/library.ts", "client/player.ts", "client/player_hls.ts", "client/page.ts"],
  ...["client/hearing_page.ts", "client/hearing_report.ts"],
  ...["client/learn.ts", "client/learn_worker.ts", "client/learn_whisper.ts"],
  "client/edit.ts",
  ...["client/search.ts", "client/unavailable.ts"],
  ...["styles/style.css", "styles/report.css", "styles/icon.svg"],
];

/**
 * Bundles the pages' scripts and styles into `outDir`, each file with a hash of its content in its name. The manifest is
 * replaced whole and last and older files go after it, so that a manifest never names a file that is not there, and two
 * builds at once end in the same folder.
 *
 * @returns the manifest
 * @throws where a script does not parse or an import is missing
 */
export async function buildWeb(outDir: string): Promise<WebManifest> {
  await Deno.mkdir(outDir, { recursive: true });
  try {
    const result = await build({
      entryPoints: ENTRIES.map((entry) => sources + entry),
      absWorkingDir: sources,
      outdir: outDir,
      entryNames: "[name]-[hash]",
      assetNames: "[name]-[hash]",
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      target: ["es2022", "chrome123", "firefox121", "safari17.5"],
      loader: { ".svg": "copy" },
      legalComments: "none",
      metafile: true,
      logLevel: "warning",
    });
    const manifest: WebManifest = {};
    for (const [path, output] of Object.entries(result.metafile.outputs)) {
      if (!output.entryPoint) continue;
      const name = output.entryPoint.split("/").at(-1)!.replace(/\.ts$/, ".js");
      manifest[name] = path.split("/").at(-1)!;
    }
    const draft = await Deno.makeTempFile({ dir: outDir, prefix: "manifest" });
    await Deno.writeTextFile(draft, JSON.stringify(manifest, null, 2) + "\n");
    await Deno.chmod(draft, 0o644);
    await Deno.rename(draft, `${outDir}/manifest.json`);
    await removeOthers(outDir, ["manifest.json", ...Object.values(manifest)]);
    return manifest;
  } finally {
    await stop(); // else its service process keeps Deno from ending
  }
}

async function removeOthers(dir: string, keep: string[]): Promise<void> {
  for await (const { name } of Deno.readDir(dir)) {
    if (keep.includes(name) || name.startsWith("manifest")) continue; // a draft belongs to a build that still runs
    await Deno.remove(`${dir}/${name}`).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}

if (import.meta.main) {
  const manifest = await buildWeb(new URL("../dist/assets/web", import.meta.url).pathname);
  for (const file of Object.values(manifest)) console.log(file);
}
