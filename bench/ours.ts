/**
 * StreamForge's own contender: a process that reads a job as JSON from standard input and writes lines of JSON, as
 * bench/peers/peer.py has them. From the file to the segments, with everything that `transcribe` does on the way.
 */
import process from "node:process";
import { readConfig } from "../src/core/config.ts";
import { createLog } from "../src/core/log.ts";
import { readAudio } from "../src/media/audio.ts";
import { Engine } from "../ml/whisper/engine.ts";

interface Job {
  model: string;
  threads: number;
  device: "cpu" | "cuda";
  beam: number;
  words: boolean;
  recordings: { name: string; path: string; language: string }[];
}

function say(event: string, values: Record<string, unknown> = {}): void {
  console.log(JSON.stringify({ event, ...values }));
}

const job: Job = JSON.parse(await new Response(Deno.stdin.readable).text());
if (job.beam > 1) refuse("not built yet: the engine decodes greedily");
if (!job.words) refuse("not built yet: the engine always gives words their times");
const config = readConfig(Deno.env.toObject());
const { cacheDir, onnxruntimeDir } = config;
const engine = new Engine({
  modelFolder: () => Promise.resolve(job.model),
  cacheDir,
  onnxruntimeDir,
  threads: job.threads,
  device: job.device,
  idleSeconds: 0,
  log: createLog("warn"),
});

function refuse(reason: string): never {
  console.error(reason);
  Deno.exit(1);
}

function transcribe({ path, language }: Job["recordings"][number], onFirst = () => {}) {
  return engine.transcribe(readAudio(config, path), { language }, { onSegments: onFirst });
}

let first = true;
// The engine loads the model at its first job: a short silence makes it, and is read in next to no time
const begin = performance.now();
await engine.transcribe(silence(), { language: "en" }, {});
say("ready", { loadSeconds: (performance.now() - begin) / 1000 });
await transcribe(job.recordings[0], () => {
  if (first) say("first");
  first = false;
});
for (const recording of job.recordings) {
  const begin = performance.now();
  const before = cpuSeconds();
  const { segments } = await transcribe(recording);
  say("result", {
    name: recording.name,
    wallSeconds: (performance.now() - begin) / 1000,
    cpuSeconds: cpuSeconds() - before,
    text: segments.map(({ text }) => text.trim()).join(" "),
    words: segments.flatMap(({ words }) => words.map(({ word, start, end }) => ({ word, start, end }))),
  });
}
if (job.device === "cuda" && engine.status.device !== "cuda") {
  throw new Error(`CUDA was asked for and is not used: ${engine.status.fallbackReason}`);
}
const peak = Deno.readTextFileSync("/proc/self/status").match(/VmHWM:\s*(\d+)/)![1];
say("end", {
  peakBytes: Number(peak) * 1024,
  cpuSeconds: cpuSeconds(),
  versions: { deno: Deno.version.deno, device: engine.status.device },
});
await engine.close();
Deno.exit(0);

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function* silence() {
  yield await Promise.resolve(new Float32Array(1600));
}
