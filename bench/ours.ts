/**
 * The process of the contender StreamForge: reads a job as JSON from standard input and writes events as lines of JSON,
 * as in bench/peers/peer.py. Measures everything from the file to the segments.
 */
import process from "node:process";
import { prefetchFirst } from "../src/core/async.ts";
import { readConfig } from "../src/core/settings/config.ts";
import { createLog } from "../src/core/log.ts";
import { readAudio } from "../src/media/audio.ts";
import { Engine } from "../ml/whisper/engine/engine.ts";
import type { TranscribeListener } from "../ml/whisper/progress.ts";

interface Job {
  model: string;
  threads: number;
  device: "cpu" | "cuda";
  beam: number;
  words: boolean;
  precision?: "float32";
  recordings: { name: string; path: string; language: string }[];
}

function emit(event: string, values: Record<string, unknown> = {}): void {
  console.log(JSON.stringify({ event, ...values }));
}

function fail(reason: string): never {
  console.error(reason);
  Deno.exit(1);
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function runJob({ model, threads, device, beam, words, precision, recordings }: Job): Promise<void> {
  const config = readConfig(Deno.env.toObject());
  const { cacheDir, onnxruntimeDir } = config;
  const log = createLog("warn");
  const modelFolder = () => Promise.resolve(model);
  const engine = new Engine({ modelFolder, cacheDir, onnxruntimeDir, threads, device, precision, idleSeconds: 0, log });
  const open = ({ path }: Job["recordings"][number]) => prefetchFirst(readAudio(config, path));
  const transcribe = (
    { language }: Job["recordings"][number],
    audio: AsyncIterable<Float32Array>,
    listener: TranscribeListener = {},
  ) => engine.transcribe(audio, { language, beamSize: beam, wordTimestamps: words }, listener);

  // The engine loads the model at its first job
  const loadBegin = performance.now();
  const once = (event: string, values: () => Record<string, unknown> = () => ({})) => {
    let isEmitted = false;
    return () => {
      if (!isEmitted) emit(event, values());
      isEmitted = true;
    };
  };
  const ready = once("ready", () => ({ loadSeconds: (performance.now() - loadBegin) / 1000 }));
  await transcribe(recordings[0], open(recordings[0]), {
    onProgress: ({ stage }) => stage !== "loading" && ready(),
    onSegments: once("first"),
  });
  if (device === "cuda" && engine.status.device !== "cuda") {
    throw new Error(`CUDA was asked for and is not used: ${engine.status.fallbackReason}`);
  }
  // As the command does it, a file is opened while the one before is read: a file's time begins where that one's ends
  let begin = performance.now();
  let before = cpuSeconds();
  let opened = open(recordings[0]);
  for (const [i, recording] of recordings.entries()) {
    const audio = opened;
    if (i + 1 < recordings.length) opened = open(recordings[i + 1]);
    const { segments, dropped } = await transcribe(recording, audio);
    emit("result", {
      name: recording.name,
      wallSeconds: (performance.now() - begin) / 1000,
      cpuSeconds: cpuSeconds() - before,
      text: segments.map(({ text }) => text.trim()).join(" "),
      words: !words
        ? []
        : segments.flatMap((segment) => segment.words.map(({ word, start, end }) => ({ word, start, end }))),
      dropped: dropped.map(({ start, end }) => ({ start, end })),
    });
    begin = performance.now();
    before = cpuSeconds();
  }
  const peak = Deno.readTextFileSync("/proc/self/status").match(/VmHWM:\s*(\d+)/)![1];
  const versions = { deno: Deno.version.deno, device: engine.status.device };
  emit("end", { peakBytes: Number(peak) * 1024, cpuSeconds: cpuSeconds(), versions });
  await engine.close();
}

await runJob(JSON.parse(await new Response(Deno.stdin.readable).text())).catch((error: Error) => fail(error.message));
Deno.exit(0);
