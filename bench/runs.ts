import type { Clip } from "./clips.ts";
import type { Contender } from "./contenders.ts";
import type { Span } from "./scoring/alignment.ts";
import type { SpokenWord } from "./word_times.ts";

/** How to start a contender's process. It gets the job on standard input as JSON. */
export interface Program {
  command: string;
  args: string[];
  env: Record<string, string>;
  /**
   * Merged with the setting, the machine and the recordings. `model` is a file or folder in the engine's own format.
   */
  job: { model: string } & Record<string, unknown>;
}

/** The resources that a process may use. */
export interface Machine {
  threads: number;
  device: "cpu" | "cuda";
}

export interface ClipResult {
  name: string;
  wallSeconds: number;
  /** Sum over all threads of the process. */
  cpuSeconds: number;
  text: string;
  words: SpokenWord[];
  /** Stretches of sound that the engine says it left out; absent where it says nothing of the kind. */
  dropped?: Span[];
}

/** The measurements of one process of one contender. */
export interface Run {
  /** Time to load the model. */
  loadSeconds: number;
  /** From the start of the process to the first segment of the first recording. */
  firstSeconds: number;
  /** Peak memory of the process, without an ffmpeg that it starts. */
  peakBytes: number;
  /** Cores that other processes used on average, an ffmpeg of the contender included. NaN where there is no /proc. */
  otherCores: number;
  versions: Record<string, string>;
  clipResults: ClipResult[];
}

type Event =
  & { event: "ready" | "first" | "result" | "end" }
  & ClipResult
  & Pick<Run, "loadSeconds" | "peakBytes" | "versions">; // cpuSeconds of "end" is that of the whole process

/**
 * Runs a contender's process over the first clip, to warm up, and then over all clips, and collects its events.
 *
 * @throws {Error} with the end of its stderr, if it fails or events are missing
 */
export async function run(program: Program, contender: Contender, machine: Machine, clips: Clip[]): Promise<Run> {
  const recordings = clips.map(({ name, path, language }) => ({ name, path, language }));
  const { beam, batch, words, precision } = contender;
  const threads = String(machine.threads);
  const busyBefore = busySeconds();
  const begin = performance.now();
  const child = new Deno.Command(program.command, {
    args: program.args,
    // Weights must come from the given folder, never from the hub
    env: { HF_HUB_OFFLINE: "1", TRANSFORMERS_OFFLINE: "1", OMP_NUM_THREADS: threads, ...program.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderrTail = lastLines(child.stderr);
  const stdin = child.stdin.getWriter();
  await stdin.write(
    new TextEncoder().encode(JSON.stringify({ ...program.job, ...machine, beam, batch, words, precision, recordings })),
  );
  await stdin.close();
  const seen: Partial<Run> & { clipResults: ClipResult[] } = { clipResults: [] };
  let cpuSeconds = NaN;
  for await (const line of lines(child.stdout)) {
    if (!line.startsWith("{")) continue;
    const event: Event = JSON.parse(line);
    if (event.event === "ready") seen.loadSeconds = event.loadSeconds;
    if (event.event === "first") seen.firstSeconds = (performance.now() - begin) / 1000;
    if (event.event === "result") seen.clipResults.push(event);
    if (event.event === "end") ({ peakBytes: seen.peakBytes, versions: seen.versions, cpuSeconds } = event);
  }
  const { success, code } = await child.status;
  const wallSeconds = (performance.now() - begin) / 1000;
  const { loadSeconds, peakBytes, versions, clipResults } = seen;
  // The first recording may have no speech
  const firstSeconds = seen.firstSeconds ?? NaN;
  if (!success || loadSeconds === undefined || !peakBytes || !versions || clipResults.length < clips.length) {
    throw new Error(
      `it ended with code ${code} after ${clipResults.length} of ${clips.length} recordings: ${await stderrTail}`,
    );
  }
  const otherCores = Math.max(0, (busySeconds() - busyBefore - cpuSeconds) / wallSeconds);
  return { loadSeconds, firstSeconds, peakBytes, versions, clipResults, otherCores };
}

/** Busy seconds of all cores together since the machine started. */
function busySeconds(): number {
  try {
    const [user, nice, system, , , irq, softirq, steal] = Deno.readTextFileSync("/proc/stat").split("\n")[0]
      .trim().split(/\s+/).slice(1).map(Number);
    return (user + nice + system + irq + softirq + steal) / 100; // USER_HZ is 100 on every supported Linux
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
