import { basename } from "node:path";
import type { Clip } from "./clips.ts";
import type { Contender, Peer } from "./contenders.ts";
import { writeFasterWhisper, writeOpenai } from "./peers/formats.ts";
import { writeGgml } from "./peers/ggml.ts";
import { writeHuggingFace } from "./peers/huggingface.ts";
import type { Program } from "./runs.ts";
import type { SpokenWord } from "./word_times.ts";

const HERE = import.meta.dirname!;
/** Releases of the exporter whose graphs transformers.js can read; they install 5 GB. */
const EXPORTERS = [
  "torch",
  "optimum-onnx==0.1.0",
  "transformers==4.57.6",
  "onnxruntime",
  "safetensors",
  "openai-whisper",
];

/** What writes Whisper for OpenVINO; a Python environment of its own, for its optimum is another. */
const OPENVINO_EXPORTERS = ["torch", "optimum-intel==2.2.0", "openvino-tokenizers", "safetensors"];

export interface PeerContext {
  /** Where Python environments and converted weights are kept. */
  folder: string;
  /** The weights in StreamForge's format. */
  modelFolder: string;
  ffmpegPath: string;
  log: (line: string) => void;
}

/** Runs StreamForge in its own process. */
export function ourProgram({ modelFolder }: PeerContext): Program {
  const args = ["run", "--quiet", "--allow-all", `${HERE}/ours.ts`];
  return { command: Deno.execPath(), args, env: {}, job: { model: modelFolder } };
}

/**
 * Installs a peer and converts the weights to its format, unless that was done before.
 *
 * @throws {Error} if the installation or the conversion fails
 */
export function preparePeer(context: PeerContext, peer: Peer): Promise<Program> {
  const preparers: Record<Peer, (context: PeerContext) => Promise<Program>> = {
    "faster-whisper": fasterWhisper,
    "openvino-genai": openvinoGenai,
    "onnx-asr": onnxAsr,
    "whisper.cpp": whisperCpp,
    "transformers.js": transformersJs,
    "openai-whisper": openaiWhisper,
  };
  return preparers[peer](context);
}

/** How each engine was installed and its weights were converted, for the report. */
export const PROVENANCE: Record<Contender["engine"], string> = {
  "StreamForge": "its own ONNX graphs, built from the CTranslate2 weights",
  "faster-whisper": "from PyPI, the same model.bin",
  "openvino-genai":
    "from PyPI; model.bin is written as safetensors by bench/peers/huggingface.ts and exported with int8 weights by optimum-intel",
  "onnx-asr":
    "from PyPI; the q8 graphs of transformers.js; Silero's voice activity cuts stretches of at most 20 s, the package's default",
  "whisper.cpp":
    "through pywhispercpp, compiled here for this processor where there is a compiler (else PyPI's wheel); " +
    "the ggml file is written from model.bin by bench/peers/ggml.ts, which quantises to q5_1 as whisper.cpp's quantize does",
  "transformers.js":
    "from npm on Node; model.bin is written as safetensors by bench/peers/huggingface.ts, exported by " +
    "optimum (encoder and merged decoder, with cross-attentions) and quantised to q8 by ONNX Runtime",
  "openai-whisper": "from PyPI; model.bin is written as safetensors under its own names by bench/peers/formats.ts",
};

async function fasterWhisper(context: PeerContext): Promise<Program> {
  const python = await pythonEnvironment(context, "faster-whisper", ["faster-whisper"]);
  const model = await convertOnce(context, "faster-whisper", (to) => writeFasterWhisper(context.modelFolder, to));
  return { command: python, args: [`${HERE}/peers/faster_whisper_peer.py`], env: {}, job: { model } };
}

async function openvinoGenai(context: PeerContext): Promise<Program> {
  const python = await pythonEnvironment(context, "openvino-genai", ["openvino-genai"]);
  const model = await convertOnce(context, "openvino", async (to) => {
    const exporter = await pythonEnvironment(context, "export-openvino", OPENVINO_EXPORTERS);
    context.log("exporting graphs for OpenVINO");
    const source = await Deno.makeTempDir();
    await writeHuggingFace(context.modelFolder, source);
    const task = "automatic-speech-recognition-with-past";
    const args = ["export", "openvino", "--model", source, "--task", task, "--weight-format", "int8", to];
    await execute(exporter.replace(/python$/, "optimum-cli"), args, { env: { HF_HUB_OFFLINE: "1" } });
    await Deno.remove(source, { recursive: true });
  });
  const job = { model, ffmpegPath: context.ffmpegPath };
  return { command: python, args: [`${HERE}/peers/openvino_genai_peer.py`], env: {}, job };
}

async function onnxAsr(context: PeerContext): Promise<Program> {
  const python = await pythonEnvironment(context, "onnx-asr", ["onnx-asr[cpu]"]);
  // For its file of Silero's voice activity alone: the package would install torch
  await once(`${context.folder}/onnx-asr/silero`, async () => {
    await execute(python, ["-m", "pip", "install", "--quiet", "--no-deps", "silero-vad"]);
  });
  const job = { model: await exportedOnnx(context), ffmpegPath: context.ffmpegPath };
  return { command: python, args: [`${HERE}/peers/onnx_asr_peer.py`], env: {}, job };
}

async function whisperCpp(context: PeerContext): Promise<Program> {
  // PyPI's wheel is built for any processor with AVX2; whisper.cpp is faster compiled for this one
  const python = await pythonEnvironment(context, "whisper-cpp", ["pywhispercpp"], ["--no-binary=pywhispercpp"])
    .catch((error) => {
      context.log(`pywhispercpp could not be compiled here (${error.message}): its wheel is used`);
      return pythonEnvironment(context, "whisper-cpp-wheel", ["pywhispercpp"]);
    });
  const model = await convertOnce(context, "q5_1.bin", (to) => writeGgml(context.modelFolder, to, "q5_1"));
  const { stdout } = await execute(python, ["-c", "import sysconfig; print(sysconfig.get_path('platlib'))"]);
  const env = { LD_LIBRARY_PATH: stdout.trim() }; // its own build does not set the path of its libraries
  return { command: python, args: [`${HERE}/peers/whisper_cpp_peer.py`], env, job: { model } };
}

async function transformersJs(context: PeerContext): Promise<Program> {
  const packages = `${context.folder}/npm`;
  await once(`${packages}/installed`, async () => {
    context.log("installing transformers.js");
    await Deno.mkdir(packages, { recursive: true });
    await Deno.writeTextFile(`${packages}/package.json`, '{ "private": true }');
    // Its install scripts would download CUDA libraries
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "@huggingface/transformers"];
    await execute("npm", args, { cwd: packages });
  });
  const job = { model: await exportedOnnx(context), packages, ffmpegPath: context.ffmpegPath };
  return { command: "node", args: [`${HERE}/peers/transformers_js_peer.mjs`], env: {}, job };
}

/** The folder with the graphs that transformers.js and onnx-asr read. */
function exportedOnnx(context: PeerContext): Promise<string> {
  return convertOnce(context, "onnx", async (to) => {
    const python = await pythonEnvironment(context, "export", EXPORTERS);
    context.log("exporting ONNX graphs");
    await writeHuggingFace(context.modelFolder, to);
    await execute(python, [`${HERE}/peers/export_onnx.py`, to], { env: { HF_HUB_OFFLINE: "1" } });
  });
}

async function openaiWhisper(context: PeerContext): Promise<Program> {
  const python = await pythonEnvironment(context, "export", EXPORTERS);
  const model = await convertOnce(context, "openai.safetensors", (to) => writeOpenai(context.modelFolder, to));
  return { command: python, args: [`${HERE}/peers/openai_whisper_peer.py`], env: {}, job: { model } };
}

/**
 * Aligns the references of English clips with PocketSphinx. Clips that it can't align are left out.
 *
 * @throws {Error} if it can't be installed
 */
export async function alignedWords(context: PeerContext, clips: readonly Clip[]): Promise<Map<string, SpokenWord[]>> {
  const python = await pythonEnvironment(context, "pocketsphinx", ["pocketsphinx"]);
  const recordings = clips.filter(({ language, reference }) => language === "en" && reference !== "")
    .map(({ name, path, reference }) => ({ name, path, reference }));
  const job = JSON.stringify({ ffmpegPath: context.ffmpegPath, recordings });
  const { stdout } = await execute(python, [`${HERE}/peers/forced_alignment.py`], {}, job);
  const lines: { name: string; words: SpokenWord[] }[] = stdout.trim().split("\n").map((line) => JSON.parse(line));
  return new Map(lines.filter(({ words }) => words.length > 0).map(({ name, words }) => [name, words]));
}

/** Makes a Python environment with packages, unless it exists. @returns the path of its interpreter */
async function pythonEnvironment(
  context: PeerContext,
  name: string,
  packages: string[],
  options: string[] = [],
): Promise<string> {
  const folder = `${context.folder}/${name}`;
  await once(`${folder}/installed`, async () => {
    context.log(`installing ${packages.join(", ")} in ${folder}`);
    await execute("python3", ["-m", "venv", folder]);
    await execute(`${folder}/bin/python`, ["-m", "pip", "install", "--quiet", ...options, ...packages]);
  });
  return `${folder}/bin/python`;
}

/** Converts the weights to another format, unless that was done for this model.bin. @returns the file or folder */
async function convertOnce(
  context: PeerContext,
  format: string,
  write: (to: string) => Promise<void>,
): Promise<string> {
  const { modelFolder, folder } = context;
  const to = `${folder}/${basename(modelFolder)}-${format}`;
  const { size, mtime } = await Deno.stat(`${modelFolder}/model.bin`);
  await once(`${to}.${size}-${mtime?.getTime()}`, async () => {
    await Deno.mkdir(folder, { recursive: true });
    await write(to);
  });
  return to;
}

/** Runs `work` unless the marker file says that it succeeded before. */
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
    new Blob([input]).stream().pipeTo(child.stdin).catch(() => {}), // the program may end without reading its input
  ]);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) {
    throw new Error(`${basename(command)} ${args[0]} failed: ${text(stderr).trim().split("\n").slice(-2).join(" | ")}`);
  }
  return { stdout: text(stdout) };
}
