import { VERSION } from "../../core/version.ts";

/**
 * How a part ended. `absent`: what it needs is not here, and `advice` says how to get it. `cut`: its time was over, and
 * `lines` and `data` hold what there was until then. `left out`: no time was left, or it makes no sense on this machine.
 */
export type PartState = "ok" | "failed" | "absent" | "cut" | "left out";

export interface PartResult {
  name: string;
  /** What the part shows, in a few words. */
  title: string;
  state: PartState;
  /** The finding in a sentence. */
  summary: string;
  /** What to do where something is missing or failed. */
  advice: string[];
  /** More lines for people: tables, paths. */
  lines: string[];
  /** The figures. */
  data: Record<string, unknown>;
  seconds: number;
}

export interface Report {
  streamforge: string;
  onnxruntime: string;
  startedAt: string;
  seconds: number;
  limitMinutes: number;
  machine: { cpu: string; cores: number; memoryBytes: number; kernel: string };
  device: "cuda" | "cpu" | null;
  verdict: string;
  exitCode: number;
  parts: PartResult[];
}

/** The goals on an H100: times real time. */
export const GOALS: Record<string, number> = { "large-v3": 300, base: 1000 };

const MARKS: Record<PartState, string> = {
  ok: "ok    ",
  failed: "FAILED",
  absent: "absent",
  cut: "cut   ",
  "left out": "-     ",
};

/** They show that the GPU can be used, and nothing of the engine on it. */
export const MACHINE_PARTS = ["driver", "device", "provider", "libraries", "cuda"];

export const EXIT_CODES = { works: 0, failed: 1, noGpu: 3 } as const;

/**
 * Judges the parts. Exit code 0: all that ran is well, and a part of the engine or of the video is among it; 1: something
 * failed, or nothing was proven; 3: there is no GPU that can be used, and nothing was measured.
 *
 * @param unfinished why parts are missing; null: the check came to its end
 */
export function judge(
  parts: PartResult[],
  device: Report["device"],
  unfinished: string | null = null,
): { verdict: string; exitCode: number } {
  const judged = device === null ? judgeMachine(parts) : judgeEngine(parts, device);
  const named = (state: PartState) => parts.filter((part) => part.state === state).map(({ name }) => name);
  const [failed, absent, cut, leftOut] = (["failed", "absent", "cut", "left out"] as const).map(named);
  const rest = [
    ...(failed.length > 0 ? [`failed: ${failed.join(", ")}`] : []),
    ...(absent.length > 0 ? [`absent: ${absent.join(", ")}`] : []),
    ...(cut.length > 0 ? [`cut off: ${cut.join(", ")}`] : []),
    ...(leftOut.length > 0 ? [`left out: ${leftOut.join(", ")}`] : []),
  ];
  if (unfinished === null) return { verdict: [judged.verdict, ...rest].join("; "), exitCode: judged.exitCode };
  const untilThen = device === null ? [] : [judged.verdict]; // CUDA may not have been tried yet
  return { verdict: [unfinished, ...untilThen, ...rest].join("; "), exitCode: EXIT_CODES.failed };
}

function judgeMachine(parts: PartResult[]): { verdict: string; exitCode: number } {
  const hung = parts.find(({ name, state }) => state === "cut" && MACHINE_PARTS.includes(name));
  if (hung) {
    const verdict = `CUDA did not answer in its time, and nothing was measured: ${hung.name}: ${hung.summary}`;
    return { verdict, exitCode: EXIT_CODES.failed };
  }
  const first = parts.find(({ state }) => state === "absent" || state === "failed");
  const hasDevice = parts.some(({ name, state }) => name === "device" && state === "ok");
  const what = hasDevice ? "the NVIDIA GPU can't be used yet" : "no NVIDIA GPU can be used here";
  const verdict = `${what}: ${first?.summary ?? "CUDA was not tried"}`;
  return { verdict, exitCode: EXIT_CODES.noGpu };
}

function judgeEngine(parts: PartResult[], device: "cuda" | "cpu"): { verdict: string; exitCode: number } {
  // where CUDA works a driver without its tools is a remark
  const hasFailed = parts.some(({ name, state }) => state === "failed" && !MACHINE_PARTS.includes(name));
  const isProven = parts.some(({ name, state }) => state === "ok" && !MACHINE_PARTS.includes(name));
  const works = hasFailed
    ? "does not work in every part"
    : isProven
    ? "works in all that was tried"
    : "can be used, but nothing was proven: no part that uses it came to a good end";
  const what = device === "cuda"
    ? "the GPU"
    : "the code, on the CPU and in small sizes: this shows nothing of a GPU: it";
  return {
    verdict: `${what} ${works}${goalText(parts)}`,
    exitCode: hasFailed || !isProven ? EXIT_CODES.failed : EXIT_CODES.works,
  };
}

/** `; large-v3 412 times real time (goal on an H100: 300, reached)`, only of CUDA's figures. */
function goalText(parts: PartResult[]): string {
  return Object.entries(GOALS).map(([shape, goal]) => {
    const part = parts.find(({ name, state }) => name === `shape-${shape}` && state !== "failed");
    const best = part?.data.bestOnCuda;
    if (typeof best !== "number") return "";
    return `; ${shape} ${Math.round(best)} times real time (goal on an H100: ${goal}, ${
      best >= goal ? "reached" : "missed"
    })`;
  }).join("");
}

/** One part for the terminal and the text report. */
export function partText({ name, state, summary, advice, lines, seconds }: PartResult): string {
  const indent = " ".repeat(MARKS[state].length + 2);
  return [
    `${MARKS[state]}  ${name}: ${summary}${seconds >= 1 ? ` (${Math.round(seconds)} s)` : ""}`,
    ...lines.map((line) => `${indent}${line}`),
    ...advice.map((line) => `${indent}-> ${line}`),
  ].join("\n");
}

export function reportText(report: Report): string {
  const { machine } = report;
  return [
    `StreamForge ${report.streamforge}, ONNX Runtime ${report.onnxruntime}, ${report.startedAt}`,
    `${machine.cpu}, ${machine.cores} cores, ${(machine.memoryBytes / 1e9).toFixed(0)} GB, Linux ${machine.kernel}`,
    "",
    ...report.parts.map(partText),
    "",
    `verdict: ${report.verdict}`,
    `${Math.round(report.seconds)} s of at most ${report.limitMinutes} minutes; exit code ${report.exitCode}`,
    "",
  ].join("\n");
}

export async function makeReport(
  parts: PartResult[],
  options: Pick<Report, "device" | "limitMinutes" | "onnxruntime"> & { startedMs: number; unfinished: string | null },
): Promise<Report> {
  const { device, limitMinutes, onnxruntime, startedMs, unfinished } = options;
  const cpuinfo = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  return {
    streamforge: VERSION,
    onnxruntime,
    startedAt: new Date(startedMs).toISOString(),
    seconds: (Date.now() - startedMs) / 1000,
    limitMinutes,
    machine: {
      cpu: /^model name\s*:\s*(.+)$/m.exec(cpuinfo)?.[1] ?? Deno.build.arch,
      cores: navigator.hardwareConcurrency,
      memoryBytes: Deno.systemMemoryInfo().total,
      kernel: Deno.osRelease(),
    },
    device,
    ...judge(parts, device, unfinished),
    parts,
  };
}
