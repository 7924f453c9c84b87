import type { Clip } from "./clips.ts";
import type { Contender } from "./contenders.ts";
import type { SpokenWord } from "./word_times.ts";

/** How a contender's process is started. The job goes to its standard input as JSON. */
export interface Program {
  command: string;
  args: string[];
  env: Record<string, string>;
  /** Joined with the setting, the machine and the recordings. `model` is the file or folder in the engine's own format. */
  job: { model: string } & Record<string, unknown>;
}

/** What a process is told besides its setting. */
export interface Machine {
  threads: number;
  device: "cpu" | "cuda";
}

export interface Reading {
  name: string;
  wallSeconds: number;
  /** Of all threads of the process. */
  cpuSeconds: number;
  text: string;
  words: SpokenWord[];
}

/** One process of one contender. */
export interface Run {
  /** From the start of loading the model to when it could be used. */
  loadSeconds: number;
  /** From the start of the process to the first segment of the first recording. */
  firstSeconds: number;
  /** The process's own; ffmpeg, where it starts one, is not in it. */
  peakBytes: number;
  /** Cores that other processes had, on average; ffmpeg of its own counts among them. NaN where /proc is not there. */
  otherCores: number;
  versions: Record<string, string>;
  readings: Reading[];
}

type Event =
  & { event: "ready" | "first" | "result" | "end" }
  & Reading
  & Pick<Run, "loadSeconds" | "peakBytes" | "versions">; // cpuSeconds at the end: of the whole process

/**
 * Starts a contender's process, lets it read the first clip to warm up and then all of them, and takes down what it says.
 *
 * @throws {Error} with the end of what it wrote, if it fails or says too little
 */
export async function run(program: Program, contender: Contender, machine: Machine, clips: Clip[]): Promise<Run> {
  const recordings = clips.map(({ name, path, language }) => ({ name, path, language }));
  const { beam, batch, words, precision } = contender;
  const threads = String(machine.threads);
  const busyBefore = busySeconds();
  const begin = performance.now();
  const child = new Deno.Command(program.command, {
    args: program.args,
    // Weights come from the folder that was given, never from a hub
    env: { HF_HUB_OFFLINE: "1", TRANSFORMERS_OFFLINE: "1", OMP_NUM_THREADS: threads, ...program.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const complaints = lastLines(child.stderr);
  const stdin = child.stdin.getWriter();
  await stdin.write(
    new TextEncoder().encode(JSON.stringify({ ...program.job, ...machine, beam, batch, words, precision, recordings })),
  );
  await stdin.close();
  const seen: Partial<Run> & { readings: Reading[] } = { readings: [] };
  let cpuSeconds = NaN;
  for await (const line of lines(child.stdout)) {
    if (!line.startsWith("{")) continue;
    const said: Event = JSON.parse(line);
    if (said.event === "ready") seen.loadSeconds = said.loadSeconds;
    if (said.event === "first") seen.firstSeconds = (performance.now() - begin) / 1000;
    if (said.event === "result") seen.readings.push(said);
    if (said.event === "end") ({ peakBytes: seen.peakBytes, versions: seen.versions, cpuSeconds } = said);
  }
  const { success, code } = await child.status;
  const wallSeconds = (performance.now() - begin) / 1000;
  const { loadSeconds, peakBytes, versions, readings } = seen;
  // Nothing may be said in the first recording
  const firstSeconds = seen.firstSeconds ?? NaN;
  if (!success || loadSeconds === undefined || !peakBytes || !versions || readings.length < clips.length) {
    throw new Error(
      `it ended with code ${code} after ${readings.length} of ${clips.length} recordings: ${await complaints}`,
    );
  }
  const otherCores = Math.max(0, (busySeconds() - busyBefore - cpuSeconds) / wallSeconds);
  return { loadSeconds, firstSeconds, peakBytes, versions, readings, otherCores };
}

/** Seconds that all cores together have worked since the machine started. */
function busySeconds(): number {
  try {
    const [user, nice, system, , , irq, softirq, steal] = Deno.readTextFileSync("/proc/stat").split("\n")[0]
      .trim().split(/\s+/).slice(1).map(Number);
    return (user + nice + system + irq + softirq + steal) / 100; // Linux counts hundredths on every machine that this is for
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return NaN;
    throw error;
  }
}

async function* lines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
  if (rest) yield rest;
}

async function lastLines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let text = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) text = (text + piece).slice(-4000);
  return text.trim().split("\n").slice(-3).join(" | ");
}
