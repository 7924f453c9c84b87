import assert from "node:assert/strict";
import { newId } from "../../../src/core/ids.ts";
import type { Segment, Transcript } from "../../../src/core/types.ts";
import type { Sql } from "../../../src/db/pool/client.ts";
import { createVideo, findVideo, type Video } from "../../../src/db/videos/videos.ts";
import { Engines, type SpeechEngine } from "../../../src/jobs/engines.ts";
import { runJobs } from "../../../src/jobs/loop.ts";
import type { WorkerContext } from "../../../src/jobs/context.ts";
import { localStorage } from "../../../src/storage/local.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { quietLog } from "../../database.ts";

/** An engine that "transcribes" one word for every second of audio. */
export class CountingEngine implements SpeechEngine {
  readonly status = { device: "cpu" as const, fallbackReason: null };

  constructor(readonly after: (second: number, signal?: AbortSignal) => Promise<void> | void = () => {}) {}

  async transcribe(...[audio, options, listener, signal]: Parameters<SpeechEngine["transcribe"]>): Promise<Transcript> {
    const language = options.language ?? "en";
    const segments: Segment[] = [];
    let samples = 0;
    for await (const chunk of audio) {
      samples += chunk.length;
      while (segments.length < Math.floor(samples / 16_000)) {
        signal?.throwIfAborted();
        const second = segments.length;
        segments.push(segmentAt(second));
        await listener.onSegments?.([segments[second]], { language });
        listener.onProgress?.({ stage: "transcribing", seconds: second + 1 });
        await this.after(second, signal);
      }
    }
    return { language, languageProbability: 1, duration: samples / 16_000, segments, dropped: [] };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function segmentAt(second: number): Segment {
  const [start, end] = [second + 0.1, second + 0.8];
  const word = ` second${second}.`;
  const numbers = { tokens: [], temperature: 0, avgLogprob: -0.1, compressionRatio: 1, noSpeechProb: 0 };
  return { id: second, start, end, text: word, ...numbers, words: [{ word, start, end, probability: 1 }] };
}

/** An engine that finds no speech. */
export class SilentEngine extends CountingEngine {
  override async transcribe(...[audio]: Parameters<SpeechEngine["transcribe"]>): Promise<Transcript> {
    let samples = 0;
    for await (const chunk of audio) samples += chunk.length;
    return { language: null, languageProbability: 0, duration: samples / 16_000, segments: [], dropped: [] };
  }
}

export function enginesOf(engine: SpeechEngine): Engines {
  return new Engines({
    resolve: (model) => Promise.resolve(`/models/${model}`),
    remove: () => Promise.resolve(),
  }, () => engine);
}

export function workerContext(sql: Sql, dataDir: string, engine: SpeechEngine = new CountingEngine()): WorkerContext {
  return {
    sql,
    storage: localStorage(`${dataDir}/media`),
    config: { dataDir, workConcurrency: 2, keepOriginal: true, whisperModel: "base" },
    log: quietLog,
    mediaTools: { ffmpegPath: "ffmpeg", ffprobePath: "ffprobe" },
    engines: enginesOf(engine),
  };
}

/** Makes a clip from ffmpeg's test sources; without `args` four seconds of H.264 and AAC, 640 x 480. */
export async function makeClip(path: string, args?: string[]): Promise<string> {
  const picture = ["-f", "lavfi", "-i", "testsrc=size=640x480:rate=10:duration=4"];
  const sound = ["-f", "lavfi", "-i", "sine=frequency=300:duration=4"];
  const encoding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"];
  const all = ["-v", "error", "-y", ...(args ?? [...picture, ...sound, ...encoding]), path];
  const { success, stderr } = await new Deno.Command("ffmpeg", { args: all }).output();
  assert(success, new TextDecoder().decode(stderr));
  return path;
}

/** Does what an upload does: stores the file, and adds the video and its first job. */
export async function upload(sql: Sql, storage: Storage, file: string): Promise<Video> {
  const id = newId();
  const originalKey = `videos/${id}/original`;
  const { size } = await storage.put(originalKey, (await Deno.open(file)).readable);
  return await createVideo(sql, {
    id,
    owner: "owner",
    title: "A clip",
    fileName: "clip.mp4",
    originalKey,
    sizeBytes: size,
  });
}

/** Runs the queued jobs while `during` lasts. */
export async function whileWorking<T>(context: WorkerContext, during: () => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  try {
    return await during();
  } finally {
    stop.abort();
    await working;
  }
}

/** Runs jobs until `isDone` is true for the video. */
export async function workUntil(
  context: WorkerContext,
  videoId: string,
  isDone: (video: Video) => boolean,
): Promise<Video> {
  return await whileWorking(context, () => untilVideo(context.sql, videoId, isDone));
}

export async function untilVideo(sql: Sql, videoId: string, isDone: (video: Video) => boolean): Promise<Video> {
  for (;;) {
    const video = await findVideo(sql, videoId);
    assert(video, "the video is gone");
    if (isDone(video)) return video;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function isIdle({ jobs, captionStatus }: Video): boolean {
  return jobs.length === 0 && captionStatus !== "pending" && captionStatus !== "processing";
}

export function filesBelow(folder: string): string[] {
  const files: string[] = [];
  try {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      if (isDirectory) files.push(...filesBelow(`${folder}/${name}`));
      else files.push(`${folder}/${name}`);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return files;
}
