import { basename } from "node:path";
import type { ModelStore } from "../../ml/models/store.ts";
import type { Engine } from "../../ml/whisper/engine/engine.ts";
import { ConfigError, MediaError, messageOf, ModelError } from "../core/errors.ts";
import { changedSpans } from "../core/sequence_alignment.ts";
import type { TranscribeOptions, Transcript, Word } from "../core/types.ts";
import { readAudio } from "../media/audio.ts";
import { probe } from "../media/probe.ts";
import type { MediaTools } from "../media/process/tools.ts";
import { readArguments } from "./arguments.ts";
import { ProgressLine } from "./progress.ts";
import { pullWithProgress } from "./pull.ts";
import { readSpeechArguments, SPEECH_OPTIONS } from "./speech_arguments.ts";
import { formatBytes, formatDuration, printable, type Terminal } from "./terminal.ts";
import type { MediaInfo } from "../media/media_info.ts";

const USAGE = `usage: streamforge models compare FILE [--models NAME,NAME...] [--language CODE] [--beam-size N]
  transcribes a file with each model that is here, or with those that are named, and shows what each takes and writes`;
const OPTIONS = {
  models: { type: "string" },
  language: SPEECH_OPTIONS.language,
  "beam-size": SPEECH_OPTIONS["beam-size"],
  help: { type: "boolean", short: "h" },
} as const;
const SAMPLE_MS = 50;

export interface CompareDeps {
  store: Pick<ModelStore, "list" | "resolve" | "sizeOf">;
  mediaTools: MediaTools;
  makeEngine(modelFolder: () => Promise<string>): Pick<Engine, "transcribe" | "close" | "status">;
}

interface Candidate {
  name: string;
  folder: string;
  modelBytes: number;
}

/** The time and memory that one model took, and its transcript. */
interface Result extends Candidate {
  /** Where it was read; "cpu" too where the device's memory ran out. */
  device: string;
  loadSeconds: number;
  seconds: number;
  peakBytes: number;
  transcript: Transcript;
  words: Word[];
}

/**
 * The command `models compare`: transcribes a file with one model after the other, from the smallest to the largest,
 * and prints the time and memory of each, and where its words differ from those of the largest.
 *
 * @returns the exit code: 1 if a model failed
 * @throws {ConfigError} for wrong arguments
 * @throws {MediaError} if the file can't be read or has no sound
 * @throws {ModelError} if there is no model
 */
export async function compare(args: string[], terminal: Terminal, deps: CompareDeps): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS, USAGE);
  if (values.help) {
    terminal.out(`${USAGE}\n`);
    return 0;
  }
  if (positionals.length !== 1) throw new ConfigError(`models compare wants one file\n${USAGE}`);
  const options = readSpeechArguments(values);
  const path = await realPath(positionals[0]);
  const info = await probe(deps.mediaTools, path);
  if (!info.audio) throw new MediaError(`"${positionals[0]}" has no sound`);
  const candidates = await chooseModels(values.models, terminal, deps.store);
  const results: Result[] = [];
  for (const candidate of candidates) {
    try {
      results.push(await measure(candidate, { path, info, options }, terminal, deps));
    } catch (error) {
      terminal.err(`streamforge: ${printable(candidate.name)}: ${printable(messageOf(error))}\n`);
    }
  }
  if (results.length > 0) terminal.out(`${table(results)}${results.slice(0, -1).map(differences(results)).join("")}`);
  return results.length === candidates.length ? 0 : 1;
}

async function realPath(file: string): Promise<string> {
  try {
    return await Deno.realPath(file);
  } catch (cause) {
    throw new MediaError(`"${file}": there is no such file`, { cause });
  }
}

/** Sorts from the smallest to the largest: what one model leaves in memory hardly adds to the peak of the next. */
async function chooseModels(
  names: string | undefined,
  terminal: Terminal,
  store: CompareDeps["store"],
): Promise<Candidate[]> {
  let candidates: Candidate[];
  if (names === undefined) {
    candidates = store.list().filter(({ state }) => state === "ready");
    if (candidates.length === 0) throw new ModelError("no model is here yet: streamforge models pull base");
  } else {
    const wanted = [...new Set(names.split(",").map((name) => name.trim()).filter(Boolean))];
    if (wanted.length === 0) throw new ConfigError(`--models names none\n${USAGE}`);
    candidates = [];
    for (const name of wanted) {
      const folder = await pullWithProgress(name, terminal, (options) => store.resolve(name, options));
      candidates.push({ name: /[/\\]/.test(name) ? basename(folder) : name, folder, modelBytes: store.sizeOf(folder) });
    }
  }
  return candidates.sort((a, b) => a.modelBytes - b.modelBytes || a.name.localeCompare(b.name));
}

async function measure(
  candidate: Candidate,
  { path, info, options }: { path: string; info: MediaInfo; options: TranscribeOptions },
  terminal: Terminal,
  { makeEngine, mediaTools }: CompareDeps,
): Promise<Result> {
  const line = new ProgressLine(terminal, candidate.name, { formatSpeed: (speed) => `${speed.toFixed(1)} x` });
  const folder = () => Promise.resolve(candidate.folder);
  try {
    line.update({ done: 0, total: null, stage: "loading the model" });
    await measureLoad(makeEngine(folder)); // not measured: the first load also writes the model's graphs to the cache
    const peak = watchMemory();
    const engine = makeEngine(folder);
    try {
      const loadSeconds = await measureLoad(engine, { isKept: true });
      const startMs = performance.now();
      const transcript = await engine.transcribe(readAudio(mediaTools, path, { info }), options, {
        onProgress: ({ seconds }) => line.update({ done: seconds, total: info.durationSeconds }),
      });
      const seconds = (performance.now() - startMs) / 1000;
      const words = transcript.segments.flatMap(({ words }) => words);
      const device = engine.status.device ?? "-";
      return { ...candidate, device, loadSeconds, seconds, peakBytes: peak.stop(), transcript, words };
    } finally {
      peak.stop();
      await engine.close();
    }
  } finally {
    line.clear();
  }
}

/** The seconds that a model takes to load: it transcribes audio without samples. */
async function measureLoad(
  engine: Pick<Engine, "transcribe" | "close">,
  { isKept = false } = {},
): Promise<number> {
  const startMs = performance.now();
  try {
    await engine.transcribe(noAudio(), {}, {});
    return (performance.now() - startMs) / 1000;
  } finally {
    if (!isKept) await engine.close();
  }
}

async function* noAudio(): AsyncGenerator<Float32Array> {}

/** Samples the memory of the process; `stop` returns the peak in bytes. */
function watchMemory(): { stop(): number } {
  let peakBytes = 0;
  const sample = () => peakBytes = Math.max(peakBytes, Deno.memoryUsage().rss);
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      sample();
      return peakBytes;
    },
  };
}

function table(results: Result[]): string {
  const reference = results.at(-1)!;
  const rows = results.map((result) => [
    printable(result.name),
    result.device,
    formatBytes(result.modelBytes),
    `${result.loadSeconds.toFixed(1)} s`,
    `${result.seconds.toFixed(1)} s`,
    `${(result.transcript.duration / result.seconds).toFixed(1)} x`,
    formatBytes(result.peakBytes),
    result.transcript.language ?? "-",
    String(result.words.length),
    result === reference ? "-" : String(countChanged(result, reference)),
  ]);
  const all = [
    ["model", "device", "size", "load", "time", "real time", "memory", "language", "words", "differ"],
    ...rows,
  ];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row: string[]) =>
    row.map((cell, column) => column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])).join("  ");
  const duration = formatDuration(reference.transcript.duration);
  return `${all.map(line).join("\n")}\n\n` +
    `${duration} of sound; "differ": words that are not as ${printable(reference.name)} has them\n`;
}

function countChanged(result: Result, reference: Result): number {
  const changes = changedSpans(plainWords(result.words), plainWords(reference.words));
  return changes.reduce((sum, { aStart, aEnd, bStart, bEnd }) => sum + Math.max(aEnd - aStart, bEnd - bStart), 0);
}

/** Lists the stretches that differ from the reference: `0:07  the sink | the kitchen sink`. */
function differences(results: Result[]): (result: Result) => string {
  const reference = results.at(-1)!;
  return (result) => {
    const changes = changedSpans(plainWords(result.words), plainWords(reference.words));
    if (changes.length === 0) return `\n${printable(result.name)} writes the same words\n`;
    const lines = changes.map(({ aStart, aEnd, bStart, bEnd }) => {
      const text = textOf(result.words, aStart, aEnd);
      const referenceText = textOf(reference.words, bStart, bEnd);
      const first = bStart < bEnd ? reference.words[bStart] : result.words[aStart];
      return `  ${formatDuration(first.start).padStart(7)}  ${text} | ${referenceText}\n`;
    });
    return `\n${printable(result.name)} | ${printable(reference.name)}\n${lines.join("")}`;
  };
}

function textOf(words: Word[], start: number, end: number): string {
  const text = words.slice(start, end).map(({ word }) => word).join("").trim();
  return text === "" ? "(nothing)" : printable(text);
}

/** Words for the comparison: in lower case, without punctuation. */
function plainWords(words: Word[]): string[] {
  return words.map(({ word }) => word.toLowerCase().replace(/[^\p{L}\p{N}\p{M}]/gu, "") || word.trim());
}
