import { MediaError, ToolError } from "../core/errors.ts";
import { type MediaInfo, probe } from "./probe.ts";
import { type MediaProcess, run, start, surely } from "./run.ts";
import { MAX_MEDIA_SECONDS, safeInput } from "./safe_input.ts";
import type { MediaTools } from "./tools.ts";

/** Hz: what Whisper hears. */
export const SAMPLE_RATE = 16_000;

const BYTES_PER_SAMPLE = 4;

export interface ReadAudioOptions {
  signal?: AbortSignal;
  /** Length of each chunk but the last. */
  chunkSeconds?: number;
  /** What `probe` said, if it is known already. */
  info?: MediaInfo;
  /** More than this much decoded sound is refused. */
  maxSeconds?: number;
}

/**
 * Decodes the sound of a media file to 16 kHz mono, piece by piece: ffmpeg waits while the reader is busy, so that the
 * memory needed does not grow with the file.
 *
 * The first sample is the media's time 0, the earliest timestamp of the container: sound that starts later is preceded
 * by silence, gaps are filled, an encoder's priming is left out.
 * @returns chunks of shape (chunkSeconds * 16000), the last one shorter
 * @throws {MediaError} if there is no sound, or ffmpeg refused it, twice; {ToolError} where ffmpeg was killed or let down
 */
export async function* readAudio(
  tools: MediaTools,
  path: string,
  { signal, chunkSeconds = 30, info, maxSeconds = MAX_MEDIA_SECONDS }: ReadAudioOptions = {},
): AsyncIterable<Float32Array> {
  if (!(chunkSeconds > 0)) throw new RangeError(`chunkSeconds is ${chunkSeconds}: it must be above 0`);
  const media = info ?? await probe(tools, path, { signal });
  if (!media.audio) throw new MediaError("the file has no sound");
  const args = [
    ...timeOrigin(media),
    ...["-vn", "-sn", "-dn", ...safeInput(path), "-map", `0:${media.audio.index}`],
    ...["-af", `aresample=${SAMPLE_RATE}:async=1:first_pts=0`, "-ac", "1", "-max_error_rate", "1"],
    ...["-t", String(maxSeconds + 1), "-f", "f32le", "pipe:1"],
  ];
  // No bound on the whole: the reader sets the pace, and `maxSeconds` bounds what there is to read.
  const process = await start(tools, "ffmpeg", args, { signal, readable: [path], wallSeconds: 0, stallSeconds: 120 });
  let samples = 0;
  try {
    for await (const chunk of chunksOf(process, Math.max(1, Math.round(chunkSeconds * SAMPLE_RATE)))) {
      samples += chunk.length;
      if (samples > maxSeconds * SAMPLE_RATE) {
        throw new MediaError(`the sound is longer than ${maxSeconds / 3600} hours, which is the most that is accepted`);
      }
      yield chunk;
    }
    const { code } = await process.finished;
    if (samples === 0 || code !== 0) await confirmRefusal(tools, args, { path, signal, samples });
  } finally {
    // A reader that leaves early leaves a process that waits for it.
    process.kill();
    await process.finished.catch(() => {});
  }
}

/**
 * ffmpeg moves the earliest timestamp to 0. Where that one is the negative start of an encoder's priming, as in WebM
 * with Opus, the priming is left out anyway, and everything would be late by its length: this takes the shift back.
 */
export function timeOrigin({ startSeconds }: MediaInfo): string[] {
  return startSeconds < 0 && startSeconds > -0.2 ? ["-itsoffset", String(startSeconds)] : [];
}

/** Decodes once more, to nowhere: what was read is the reader's by then, and a refusal counts if it is seen twice. */
async function confirmRefusal(
  tools: MediaTools,
  args: string[],
  { path, signal, samples }: { path: string; signal?: AbortSignal; samples: number },
): Promise<never> {
  const toNull = [...args.slice(0, -1), "-progress", "pipe:1", "/dev/null"];
  const limits = { signal, readable: [path], wallSeconds: 0, stallSeconds: 120 };
  let bytes = 0;
  const onText = (text: string, process: MediaProcess) => {
    process.progressed();
    bytes = Math.max(bytes, ...[...text.matchAll(/^total_size=(\d+)$/gm)].map(([, size]) => Number(size)));
  };
  const { code, stderr } = await surely(() => run(tools, "ffmpeg", toNull, { ...limits, onText }), {
    signal,
    isRefused: () => false, // it is the second run
  });
  if (samples === 0 && bytes === 0) throw stderr.error("no audio could be decoded");
  if (code !== 0) throw stderr.error(`the audio could not be decoded after ${(samples / SAMPLE_RATE).toFixed(1)} s`);
  const reason = "it read the file to its end only at the second try";
  throw new ToolError(`ffmpeg could not go on: ${reason}`, { kind: "machine", reason });
}

/** Puts what comes through the pipe together to chunks of `chunkSamples`; the clock stands while the reader works. */
async function* chunksOf(process: MediaProcess, chunkSamples: number): AsyncIterable<Float32Array> {
  let bytes = new Uint8Array(chunkSamples * BYTES_PER_SAMPLE);
  let filled = 0;
  for await (let piece of process.stdout) {
    process.progressed();
    while (piece.length > 0) {
      const part = piece.subarray(0, bytes.length - filled);
      bytes.set(part, filled);
      filled += part.length;
      piece = piece.subarray(part.length);
      if (filled < bytes.length) continue;
      process.hold(true);
      yield new Float32Array(bytes.buffer);
      process.hold(false);
      bytes = new Uint8Array(chunkSamples * BYTES_PER_SAMPLE); // the reader may keep or transfer the one it got
      filled = 0;
    }
  }
  const samples = Math.floor(filled / BYTES_PER_SAMPLE);
  if (samples > 0) yield new Float32Array(bytes.buffer.slice(0, samples * BYTES_PER_SAMPLE));
}
