/**
 * transformers.js on Node: graphs of 8 bits, windows of 30 s that overlap by 5 s, as its README has them. The job comes
 * as JSON on standard input, results go out as lines of JSON; see peer.py. ffmpeg decodes, for the library does not on
 * Node.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

const job = JSON.parse(readFileSync(0, "utf8"));
const library = createRequire(`${job.packages}/package.json`).resolve("@huggingface/transformers");
const { env, pipeline } = await import(pathToFileURL(library));
env.allowRemoteModels = false;
env.localModelPath = dirname(job.model);

const say = (event, values) => console.log(JSON.stringify({ event, ...values }));

function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function decode(path) {
  const args = ["-v", "error", "-nostdin", "-i", path, "-f", "f32le", "-ac", "1", "-ar", "16000", "pipe:1"];
  const bytes = execFileSync(job.ffmpegPath, args, { maxBuffer: 2 ** 31 });
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

async function transcribe({ path, language }) {
  const { text, chunks } = await recognizer(decode(path), {
    language,
    task: "transcribe",
    return_timestamps: job.words ? "word" : true,
    chunk_length_s: 30,
    stride_length_s: 5,
    num_beams: job.beam,
  });
  const words = job.words ? chunks.map(({ text, timestamp: [start, end] }) => ({ word: text, start, end })) : [];
  return { text, words };
}

let begin = performance.now();
const recognizer = await pipeline("automatic-speech-recognition", job.model.split("/").pop(), {
  dtype: "q8",
  device: job.device,
  session_options: { intraOpNumThreads: job.threads, interOpNumThreads: 1 },
});
say("ready", { loadSeconds: (performance.now() - begin) / 1000 });
await transcribe(job.recordings[0]);
say("first", {});
for (const recording of job.recordings) {
  begin = performance.now();
  const before = cpuSeconds();
  const { text, words } = await transcribe(recording);
  const wallSeconds = (performance.now() - begin) / 1000;
  say("result", { name: recording.name, wallSeconds, cpuSeconds: cpuSeconds() - before, text, words });
}
const peak = readFileSync("/proc/self/status", "utf8").match(/VmHWM:\s*(\d+)/)[1];
say("end", {
  peakBytes: peak * 1024,
  cpuSeconds: cpuSeconds(),
  versions: { "transformers.js": env.version, node: process.version },
});
