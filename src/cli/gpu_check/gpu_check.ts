import { ONNXRUNTIME_VERSION } from "../../../ml/onnx/session.ts";
import { SPEECH_CLIP } from "../../../ml/audio/speech_clip.ts";
import { ConfigError, messageOf } from "../../core/errors.ts";
import { writeWhole } from "../../core/files.ts";
import type { ModelStore } from "../../../ml/models/store.ts";
import { findProgram, type MediaTools } from "../../media/process/tools.ts";
import { readArguments } from "../arguments.ts";
import { systemTerminal, type Terminal } from "../terminal.ts";
import { findCuda, findDriver, findProvider, listDevices, smiFolder } from "./machine.ts";
import { compareModels, findWeights, missingModels } from "./models.ts";
import { MACHINE_PARTS, makeReport, type PartResult, partText, type Report, reportText } from "./report.ts";
import { stopOnSignals } from "./stop_on_signals.ts";
import { type ChildCommand, type Finding, runTask } from "./task.ts";
import type { TaskContext, TaskRequest } from "./tasks/context.ts";
import { runTaskHere } from "./tasks/run_task.ts";
import { tryVideo } from "./video.ts";

/** The parts after those that look at the machine: the most that each may take of eight minutes. */
const PARTS = [
  { name: "transcribe", title: "real weights in float16 against the CPU in float32", seconds: 75, needsWeights: true },
  { name: "shape-base", title: "base with random weights", seconds: 50 },
  { name: "shape-large-v3", title: "large-v3 with random weights", seconds: 85 },
  { name: "operators", title: "operators that run elsewhere than on CUDA", seconds: 25, needsWeights: true },
  { name: "profile", title: "where the time of the decode loop goes", seconds: 45 },
  { name: "engine", title: "from sound to words, by lanes and batches", seconds: 60, needsWeights: true },
  { name: "memory", title: "too little memory, on purpose", seconds: 75, needsWeights: true },
  { name: "jobs", title: "jobs in turn without growth of memory", seconds: 30, needsWeights: true },
  { name: "shape-turbo", title: "turbo with random weights", seconds: 45 },
  { name: "shape-small", title: "small with random weights", seconds: 35 },
  { name: "shape-medium", title: "medium with random weights", seconds: 50 },
  { name: "video", title: "NVENC and NVDEC", seconds: 25 },
  { name: "models", title: "models compare small medium large-v3", seconds: 240 },
];
const STANDARD_MINUTES = 8;
/** For the report, after the last part. */
const RESERVE_SECONDS = 4;
/** A part is not started with less. */
const LEAST_SECONDS = 3;

const USAGE = `usage: streamforge gpu-check [options]
  finds driver, device, libraries and CUDA provider, measures the engine on the GPU, and writes gpu-report.json and
  gpu-report.txt. Exit code 0: all that ran is well; 1: something failed, or nothing was proven; 3: there is no GPU
  that can be used
  --minutes N     the most that it takes (default: ${STANDARD_MINUTES})
  --only NAMES    some parts: ${PARTS.map(({ name }) => name).join(", ")};
                  shape stands for all five
  --device NAME   auto (default), cuda, or cpu: tries the same code on the CPU, in small sizes
  --out DIR       where the report is written (default: this folder)`;
const OPTIONS = {
  minutes: { type: "string" },
  only: { type: "string" },
  device: { type: "string" },
  out: { type: "string" },
  task: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

export interface GpuCheckDeps extends Pick<TaskContext, "config" | "makeEngine"> {
  store: ModelStore;
  mediaTools: MediaTools;
  /** The command line of this program with other arguments. */
  programCommand(args: string[]): { command: string; args: string[] };
  terminal?: Terminal;
}

/**
 * The command `gpu-check`: proves the GPU path, or says what is missing.
 *
 * @returns the exit code
 * @throws {ConfigError} for wrong arguments
 */
export async function gpuCheck(args: string[], deps: GpuCheckDeps): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS, USAGE);
  const { terminal = systemTerminal() } = deps;
  if (values.help) {
    terminal.out(`${USAGE}\n`);
    return 0;
  }
  if (positionals.length > 0) throw new ConfigError(`gpu-check takes no "${positionals[0]}"\n${USAGE}`);
  if (values.task !== undefined) return await runTaskHere(values.task, deps);
  const options = readOptions(values);
  const workDir = await Deno.makeTempDir({ prefix: "gpu-check-" });
  const stop = stopOnSignals();
  try {
    const report = await new GpuCheck(options, deps, { terminal, workDir, signal: stop.signal }).run();
    terminal.out(`\nverdict: ${report.verdict}\nthe report is in ${options.out}/gpu-report.json and gpu-report.txt\n`);
    return report.exitCode;
  } finally {
    stop.close();
    await Deno.remove(workDir, { recursive: true }).catch(() => {});
  }
}

interface Options {
  minutes: number;
  /** null: all. */
  only: string[] | null;
  device: "auto" | "cuda" | "cpu";
  out: string;
}

function readOptions(values: { minutes?: string; only?: string; device?: string; out?: string }): Options {
  const minutes = Number(values.minutes ?? STANDARD_MINUTES);
  if (!(minutes > 0 && minutes <= 120)) {
    throw new ConfigError(`--minutes is ${JSON.stringify(values.minutes)}: it must be a number above 0 and up to 120`);
  }
  const device = values.device ?? "auto";
  if (device !== "auto" && device !== "cuda" && device !== "cpu") {
    throw new ConfigError(`--device is ${JSON.stringify(device)}: it must be auto, cuda or cpu`);
  }
  const known = [...MACHINE_PARTS, ...PARTS.map(({ name }) => name), "shape"];
  const only = values.only?.split(",").map((name) => name.trim()).filter(Boolean) ?? null;
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined || only?.length === 0) {
    throw new ConfigError(`--only is ${JSON.stringify(values.only)}: it must name some of ${known.join(", ")}`);
  }
  return { minutes, only, device, out: values.out || "." };
}

interface CheckContext {
  terminal: Terminal;
  /** For files of the parts. */
  workDir: string;
  /** Ends the part that runs, and leaves the others out. */
  signal: AbortSignal;
}

class GpuCheck {
  #options: Options;
  #deps: GpuCheckDeps;
  #terminal: Terminal;
  #workDir: string;
  #signal: AbortSignal;
  #parts: PartResult[] = [];
  #device: Report["device"] = null;
  #startedMs = Date.now();
  #childEnv: Record<string, string> = {};
  #weights: Promise<{ folder: string } | { problem: string }> | null = null;

  constructor(options: Options, deps: GpuCheckDeps, { terminal, workDir, signal }: CheckContext) {
    this.#options = options;
    this.#deps = deps;
    this.#terminal = terminal;
    this.#workDir = workDir;
    this.#signal = signal;
  }

  /** @throws {ConfigError} if the report can't be written, before the first part */
  async run(): Promise<Report> {
    const { out, device: wanted, minutes, only } = this.#options;
    try {
      await Deno.mkdir(out, { recursive: true });
      await this.#writeReport("the check has not ended yet");
    } catch (error) {
      throw new ConfigError(`--out is "${out}": the report can't be written there: ${messageOf(error)}`);
    }
    const isCudaUsed = await this.#lookAtMachine();
    this.#device = wanted === "cpu" ? "cpu" : isCudaUsed ? "cuda" : null;
    for (const part of PARTS) {
      const isAsked = only === null || only.some((name) => part.name === name || part.name.startsWith(`${name}-`));
      if (!isAsked) continue;
      const limit = Math.min(part.seconds * minutes / STANDARD_MINUTES, this.#secondsLeft());
      if (this.#signal.aborted) await this.#leaveOut(part, `the check was ended ${this.#signal.reason}`);
      else if (limit < LEAST_SECONDS) await this.#leaveOut(part, "no time was left");
      else if (part.name === "video") await this.#runVideo(part, limit);
      else if (this.#device !== null) await this.#runPart(part, this.#device, limit);
      else {
        const missing = part.name === "models" ? missingModels(this.#deps.store) : null;
        await this.#leaveOut(part, `it needs a GPU that works${missing ? `; ${missing}` : ""}`);
      }
    }
    const unfinished = this.#signal.aborted ? `the check was ended ${this.#signal.reason}` : null;
    return await this.#writeReport(unfinished).catch((error) => {
      this.#terminal.err(`gpu-check: the report could not be written: ${messageOf(error)}\n`);
      return this.#makeReport(unfinished);
    });
  }

  /** @returns whether CUDA works */
  async #lookAtMachine(): Promise<boolean> {
    const { config } = this.#deps;
    const driver = await this.#add("driver", "NVIDIA's driver", () => findDriver());
    const smi = driver?.smi ?? null;
    const path = [Deno.env.get("PATH"), smiFolder(smi)].filter(Boolean).join(":");
    // else CUDA numbers devices by their speed, and nvidia-smi by their place
    const CUDA_DEVICE_ORDER = Deno.env.get("CUDA_DEVICE_ORDER") ?? "PCI_BUS_ID";
    this.#childEnv = { PATH: path, LOG_LEVEL: "error", CUDA_DEVICE_ORDER };
    this.#addLibraryFolders(driver?.libraryFolders ?? []);
    const listed = smi ? await listDevices(smi) : [];
    const device = await this.#addTask("device", "CUDA's own driver library", 25, { device: "cpu", lines: listed });
    const provider = await this.#add(
      "provider",
      "ONNX Runtime's CUDA provider",
      () => findProvider(config.onnxruntimeDir),
    );
    const cuda = await this.#add("libraries", "CUDA and cuDNN", () => findCuda(provider?.folder ?? null));
    this.#addLibraryFolders(cuda?.libraryFolders ?? []);
    if (this.#options.device === "cpu") return false;
    // without a device too: the report then has ONNX Runtime's own word for it
    const before = this.#parts.filter(({ name }) => name === "provider" || name === "libraries");
    const missing = before.filter(({ state }) => state !== "ok").map(({ name }) => name);
    if (device.state === "cut") missing.unshift("device"); // the driver hangs
    if (missing.length > 0) {
      const part = { name: "cuda", title: "ONNX Runtime on CUDA" };
      await this.#leaveOut(part, `it needs ${missing.join(" and ")}, see above`);
      return false;
    }
    return (await this.#addTask("cuda", "ONNX Runtime on CUDA", 60, { device: "cuda" })).state === "ok";
  }

  /** Lets the loader of the parts' processes find libraries in these folders. */
  #addLibraryFolders(folders: string[]): void {
    const before = this.#childEnv.LD_LIBRARY_PATH ?? Deno.env.get("LD_LIBRARY_PATH") ?? "";
    const all = new Set([...folders, ...before.split(":")].filter(Boolean));
    if (all.size > 0) this.#childEnv.LD_LIBRARY_PATH = [...all].join(":");
  }

  async #runPart(part: typeof PARTS[number], device: "cuda" | "cpu", limit: number): Promise<void> {
    if (part.name === "models") await this.#runModels(part, device, limit);
    else if (part.needsWeights) await this.#runWithWeights(part, device, limit);
    else await this.#addTask(part.name, part.title, limit, { device });
  }

  /** Needs the driver alone; without a device it says why not. */
  async #runVideo({ name, title }: typeof PARTS[number], limitSeconds: number): Promise<void> {
    const { mediaTools } = this.#deps;
    const options = { workDir: this.#workDir, isMeasured: this.#device === "cuda", limitSeconds, signal: this.#signal };
    await this.#add(name, title, () => tryVideo(mediaTools, options));
  }

  async #runModels(
    { name, title }: typeof PARTS[number],
    device: "cuda" | "cpu",
    limitSeconds: number,
  ): Promise<void> {
    const { store, mediaTools, config: { hubUrl } } = this.#deps;
    const clip = `${this.#workDir}/speech.wav`;
    const command = (args: string[]) => this.#child(args);
    await this.#add(name, title, async () => {
      const problem = await findProgram(mediaTools.ffmpegPath).then(() => null, messageOf);
      if (problem) return { state: "absent", summary: `it reads the clip by ffmpeg: ${problem}` } satisfies Finding;
      await Deno.writeFile(clip, await Deno.readFile(SPEECH_CLIP.path)); // ffmpeg can't read it inside the binary
      return await compareModels({ store, hubUrl, clip, device, limitSeconds, command, signal: this.#signal });
    });
  }

  async #runWithWeights({ name, title }: typeof PARTS[number], device: "cuda" | "cpu", limit: number): Promise<void> {
    const startMs = performance.now();
    this.#weights ??= findWeights(this.#deps.store, device, limit, this.#signal);
    const weights = await this.#weights;
    const seconds = (performance.now() - startMs) / 1000;
    if ("folder" in weights) {
      if (limit - seconds < LEAST_SECONDS) return await this.#leaveOut({ name, title }, "the weights came too late");
      await this.#addTask(name, title, limit - seconds, { device, modelFolder: weights.folder });
      return;
    }
    const advice = ["streamforge models pull tiny.en, where there is a network; `./sf gpu-pack` brings weights along"];
    const summary = `no weights: ${weights.problem}`;
    await this.#push({ name, title, seconds, state: "absent", summary, advice, lines: [], data: {} });
  }

  /** Runs a part in this process. */
  async #add<T extends Finding>(name: string, title: string, work: () => Promise<T>): Promise<T | null> {
    const startMs = performance.now();
    let finding: T | null = null;
    let problem = "";
    try {
      finding = await work();
    } catch (error) {
      problem = messageOf(error).replace(/\s+/g, " ");
    }
    const { state, summary, advice = [], lines = [], data = {} }: Finding = finding ??
      { state: "failed", summary: problem };
    await this.#push({
      ...{ name, title, state, summary, advice, lines, data },
      seconds: (performance.now() - startMs) / 1000,
    });
    return finding;
  }

  /** Runs a part in a process of its own. @param options.lines are told before those of the part */
  async #addTask(
    name: string,
    title: string,
    limitSeconds: number,
    { device, modelFolder, lines = [] }: { device: "cuda" | "cpu"; modelFolder?: string; lines?: string[] },
  ): Promise<PartResult> {
    const limit = Math.max(LEAST_SECONDS, Math.min(limitSeconds, this.#secondsLeft()));
    let result: PartResult;
    try {
      const workDir = await Deno.makeTempDir({ dir: this.#workDir });
      const request: TaskRequest = { task: name, device, limitSeconds: limit, workDir, modelFolder };
      const command = this.#child(["gpu-check", "--task", JSON.stringify(request)]);
      result = await runTask({ name, title }, command, limit, this.#signal);
      await Deno.remove(workDir, { recursive: true }).catch(() => {}); // a killed process may still write
    } catch (error) {
      const summary = `its process could not be run: ${messageOf(error).replace(/\s+/g, " ")}`;
      result = { name, title, state: "failed", summary, advice: [], lines: [], data: {}, seconds: 0 };
    }
    result.lines.unshift(...lines);
    await this.#push(result);
    return result;
  }

  #child(args: string[]): ChildCommand {
    return { ...this.#deps.programCommand(args), env: this.#childEnv };
  }

  async #leaveOut({ name, title }: { name: string; title: string }, summary: string): Promise<void> {
    await this.#push({ name, title, state: "left out", summary, advice: [], lines: [], data: {}, seconds: 0 });
  }

  /** Tells and writes a part at once: a machine that stops in the next one leaves a report. */
  async #push(part: PartResult): Promise<void> {
    this.#parts.push(part);
    this.#terminal.out(`${partText(part)}\n`);
    await this.#writeReport("the check has not ended yet").catch(() => {}); // the last time tells why
  }

  async #makeReport(unfinished: string | null): Promise<Report> {
    return await makeReport(this.#parts, {
      ...{ device: this.#device, limitMinutes: this.#options.minutes, onnxruntime: ONNXRUNTIME_VERSION, unfinished },
      startedMs: this.#startedMs,
    });
  }

  async #writeReport(unfinished: string | null): Promise<Report> {
    const report = await this.#makeReport(unfinished);
    const path = `${this.#options.out}/gpu-report`;
    await writeWhole(`${path}.json`, `${JSON.stringify(report, null, 1)}\n`);
    await writeWhole(`${path}.txt`, reportText(report));
    return report;
  }

  #secondsLeft(): number {
    return this.#options.minutes * 60 - RESERVE_SECONDS - (Date.now() - this.#startedMs) / 1000;
  }
}
