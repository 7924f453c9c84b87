import { basename } from "node:path";
import type { Clip } from "./clips.ts";
import type { Contender, Peer } from "./contenders.ts";
import { writeFasterWhisper, writeOpenai } from "./peers/formats.ts";
import { writeGgml } from "./peers/ggml.ts";
import { writeHuggingFace } from "./peers/huggingface.ts";
import type { Program } from "./runs.ts";
import type { SpokenWord } from "./word_times.ts";

const HERE = import.meta.dirname!;
/** The exporter's releases that are known to write graphs that transformers.js can read; it brings 5 GB with it. */
const EXPORTERS = [
  "torch",
  "optimum-onnx==0.1.0",
  "transformers==4.57.6",
  "onnxruntime",
  "safetensors",
  "openai-whisper",
];

export interface Workshop {
  /** Where environments and converted weights are kept. */
  folder: string;
  /** The weights, as StreamForge has them. */
  modelFolder: string;
  ffmpegPath: string;
  say: (line: string) => void;
}

/** StreamForge in a process of its own. */
export function ourProgram({ modelFolder }: Workshop): Program {
  const args = ["run", "--quiet", "--allow-all", `${HERE}/ours.ts`];
  return { command: Deno.execPath(), args, env: {}, job: { model: modelFolder } };
}

/**
 * Installs a peer and writes the weights in its format, where that has not been done before.
 *
 * @throws {Error} saying what could not be made
 */
export function programOf(workshop: Workshop, peer: Peer): Promise<Program> {
  const make: Record<Peer, (workshop: Workshop) => Promise<Program>> = {
    "faster-whisper": fasterWhisper,
    "whisper.cpp": whisperCpp,
    "transformers.js": transformersJs,
    "openai-whisper": openaiWhisper,
  };
  return make[peer](workshop);
}

/** How a peer's weights were made and how it was installed, for the table. */
export const PROVENANCE: Record<Contender["engine"], string> = {
  "StreamForge": "its own ONNX graphs, built from the CTranslate2 weights",
  "faster-whisper": "from PyPI, the same model.bin",
  "whisper.cpp":
    "through pywhispercpp, compiled here for this processor where there is a compiler (else PyPI's wheel); " +
    "the ggml file is written from model.bin by bench/peers/ggml.ts, which quantises to q5_1 as whisper.cpp's quantize does",
  "transformers.js":
    "from npm on Node; model.bin is written as safetensors by bench/peers/huggingface.ts, exported by " +
    "optimum (encoder and merged decoder, with cross-attentions) and quantised to q8 by ONNX Runtime",
  "openai-whisper": "from PyPI; model.bin is written as safetensors under its own names by bench/peers/formats.ts",
};

async function fasterWhisper(workshop: Workshop): Promise<Program> {
  const python = await environment(workshop, "faster-whisper", ["faster-whisper"]);
  const model = await converted(workshop, "faster-whisper", (to) => writeFasterWhisper(workshop.modelFolder, to));
  return { command: python, args: [`${HERE}/peers/faster_whisper_peer.py`], env: {}, job: { model } };
}

async function whisperCpp(workshop: Workshop): Promise<Program> {
  // PyPI's wheel is built for any processor with AVX2; whisper.cpp is meant to be compiled where it runs
  const python = await environment(workshop, "whisper-cpp", ["pywhispercpp"], ["--no-binary=pywhispercpp"])
    .catch((error) => {
      workshop.say(`pywhispercpp could not be compiled here (${error.message}): its wheel is used`);
      return environment(workshop, "whisper-cpp-wheel", ["pywhispercpp"]);
    });
  const model = await converted(workshop, "q5_1.bin", (to) => writeGgml(workshop.modelFolder, to, "q5_1"));
  const { stdout } = await execute(python, ["-c", "import sysconfig; print(sysconfig.get_path('platlib'))"]);
  const env = { LD_LIBRARY_PATH: stdout.trim() }; // its own build does not tell the loader where its libraries are
  return { command: python, args: [`${HERE}/peers/whisper_cpp_peer.py`], env, job: { model } };
}

async function transformersJs(workshop: Workshop): Promise<Program> {
  const packages = `${workshop.folder}/npm`;
  await once(`${packages}/installed`, async () => {
    workshop.say("installing transformers.js");
    await Deno.mkdir(packages, { recursive: true });
    await Deno.writeTextFile(`${packages}/package.json`, '{ "private": true }');
    // Its scripts fetch CUDA libraries
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "@huggingface/transformers"];
    await execute("npm", args, { cwd: packages });
  });
  const model = await converted(workshop, "onnx", async (to) => {
    const python = await environment(workshop, "export", EXPORTERS);
    workshop.say("exporting ONNX graphs for transformers.js");
    await writeHuggingFace(workshop.modelFolder, to);
    await execute(python, [`${HERE}/peers/export_onnx.py`, to], { env: { HF_HUB_OFFLINE: "1" } });
  });
  const job = { model, packages, ffmpegPath: workshop.ffmpegPath };
  return { command: "node", args: [`${HERE}/peers/transformers_js_peer.mjs`], env: {}, job };
}

async function openaiWhisper(workshop: Workshop): Promise<Program> {
  const python = await environment(workshop, "export", EXPORTERS);
  const model = await converted(workshop, "openai.safetensors", (to) => writeOpenai(workshop.modelFolder, to));
  return { command: python, args: [`${HERE}/peers/openai_whisper_peer.py`], env: {}, job: { model } };
}

/**
 * When the words of English clips are spoken, by a forced alignment with PocketSphinx; none where it could not align.
 *
 * @throws {Error} where it can't be installed
 */
export async function alignedWords(workshop: Workshop, clips: readonly Clip[]): Promise<Map<string, SpokenWord[]>> {
  const python = await environment(workshop, "pocketsphinx", ["pocketsphinx"]);
  const recordings = clips.filter(({ language, reference }) => language === "en" && reference !== "")
    .map(({ name, path, reference }) => ({ name, path, reference }));
  const job = JSON.stringify({ ffmpegPath: workshop.ffmpegPath, recordings });
  const { stdout } = await execute(python, [`${HERE}/peers/forced_alignment.py`], {}, job);
  const lines: { name: string; words: SpokenWord[] }[] = stdout.trim().split("\n").map((line) => JSON.parse(line));
  return new Map(lines.filter(({ words }) => words.length > 0).map(({ name, words }) => [name, words]));
}

/** A Python environment with packages; its interpreter. */
async function environment(
  workshop: Workshop,
  name: string,
  packages: string[],
  options: string[] = [],
): Promise<string> {
  const folder = `${workshop.folder}/${name}`;
  await once(`${folder}/installed`, async () => {
    workshop.say(`installing ${packages.join(", ")} in ${folder}`);
    await execute("python3", ["-m", "venv", folder]);
    await execute(`${folder}/bin/python`, ["-m", "pip", "install", "--quiet", ...options, ...packages]);
  });
  return `${folder}/bin/python`;
}

/** The weights in another format: a file or a folder, made again where the model is newer. */
async function converted(workshop: Workshop, format: string, write: (to: string) => Promise<void>): Promise<string> {
  const { modelFolder, folder } = workshop;
  const to = `${folder}/${basename(modelFolder)}-${format}`;
  const { size, mtime } = await Deno.stat(`${modelFolder}/model.bin`);
  await once(`${to}.${size}-${mtime?.getTime()}`, async () => {
    await Deno.mkdir(folder, { recursive: true });
    await write(to);
  });
  return to;
}

/** Does something whose success is remembered by a file. */
async function once(marker: string, work: () => Promise<void>): Promise<void> {
  if (await Deno.stat(marker).then(() => true, () => false)) return;
  await work();
  await Deno.writeTextFile(marker, "");
}

async function execute(
  command: string,
  args: string[],
  options: Deno.CommandOptions = {},
  input = "",
): Promise<{ stdout: string }> {
  const child = new Deno.Command(command, { args, ...options, stdin: "piped", stdout: "piped", stderr: "piped" })
    .spawn();
  const [{ success, stdout, stderr }] = await Promise.all([
    child.output(),
    new Blob([input]).stream().pipeTo(child.stdin).catch(() => {}), // it may end without reading
  ]);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) {
    throw new Error(`${basename(command)} ${args[0]} failed: ${text(stderr).trim().split("\n").slice(-2).join(" | ")}`);
  }
  return { stdout: text(stdout) };
}
