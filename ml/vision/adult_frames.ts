import type { Picture } from "../../src/core/picture.ts";
import type { VideoStream } from "../../src/media/media_info.ts";
import type { MediaTools } from "../../src/media/process/tools.ts";
import { sampleFrames } from "../../src/media/read_frames.ts";
import { colorDistance, type FrameMeasures, hashDistance, measureFrame } from "./frame_measures.ts";
import { drawnShare, skinShare } from "./skin.ts";

const SIDE = 320; // pixels
const MAX_FRAMES = 600;
/** As the model's authors advise: from here on a picture is very likely not safe. */
const MIN_SCORE = 0.8;
/** Frames with less of the colours of skin are not looked at by the model. */
const MIN_SKIN = 0.15;
/** Frames with more of exactly equal neighbours are drawn: user interfaces, slides, charts. */
const MAX_DRAWN = 0.5;
/** A frame that looks almost exactly like one that scored no more is not scored again, but for one of so many. */
const HARMLESS_SCORE = 0.2;
const MAX_SKIPPED = 9;
const SAME_BITS = 2;
const SAME_COLORS = 0.05;
const SAME_SKIN = 0.03;
/** One frame may be chance: the next ones must agree. */
const MIN_AGREEING = 2;
/** Frames with harmless ones between them that are further apart than this many steps are not of the same span. */
const MAX_STEPS = 2.5;

/** A part of a film for a person to look at. */
export interface AdultSpan {
  /** Seconds: of the first and the last frame. */
  start: number;
  end: number;
  /** The highest of its frames, 0.8 to 1. */
  score: number;
}

/** What the frames of a film said. */
export interface AdultFrames {
  spans: AdultSpan[];
  /** How many frames were sampled. */
  lookedAt: number;
}

interface ScoredFrame {
  time: number;
  score: number;
}

/** Whether the model's score of a picture can mean anything: it shows skin, and is not drawn. */
export function isWorthScoring(picture: Picture, skin = skinShare(picture)): boolean {
  return skin >= MIN_SKIN && drawnShare(picture) <= MAX_DRAWN;
}

/** What is compared of two frames. */
export interface FrameLook extends Pick<FrameMeasures, "hash" | "colors"> {
  skin: number;
}

/** Whether a frame is so much like a harmless one that its score would be the same. */
export function isLikeHarmless(harmless: FrameLook, { hash, colors, skin }: FrameLook): boolean {
  return skin - harmless.skin < SAME_SKIN && hashDistance(harmless.hash, hash) <= SAME_BITS &&
    colorDistance(harmless.colors, colors) <= SAME_COLORS;
}

/**
 * Looks for frames with nudity, sparsely over the whole film, for a person to look at. Nothing is blocked by it.
 *
 * @param score the model's, 0 to 1
 * @param options.workDir absolute; ffmpeg writes a small file into it
 * @param options.onProgress called often; 0 to 1
 * @throws as `sampleFrames`
 */
export async function findAdultFrames(
  tools: MediaTools,
  { path, video }: { path: string; video: VideoStream },
  score: (picture: Picture) => Promise<number>,
  { durationSeconds, workDir, signal, onProgress }: {
    durationSeconds: number;
    workDir: string;
    signal?: AbortSignal;
    onProgress?(share: number): void | Promise<void>;
  },
): Promise<AdultFrames> {
  const scores: number[] = [];
  let harmless: FrameLook | null = null; // the last frame that the model found so
  let skipped = 0;
  const options = { durationSeconds, maxFrames: MAX_FRAMES, outDir: workDir, side: SIDE, signal };
  const { times } = await sampleFrames(tools, { input: path, video, ...options }, async (picture, i) => {
    scores.length = i; // a second try begins anew
    if (i === 0) harmless = null;
    if (i % 10 === 0) await onProgress?.(Math.min(1, i / MAX_FRAMES));
    scores.push(0);
    const skin = skinShare(picture);
    if (!isWorthScoring(picture, skin)) return;
    const look = { ...measureFrame(picture), skin };
    if (harmless && skipped < MAX_SKIPPED && isLikeHarmless(harmless, look)) return void skipped++;
    scores[i] = await score(picture);
    harmless = scores[i] <= HARMLESS_SCORE ? look : null;
    skipped = 0;
  });
  return { spans: spansOf(times.map((time, i) => ({ time, score: scores[i] }))), lookedAt: times.length };
}

/** The spans in which frames next to each other agree, however far apart: key frames may be at any times. */
export function spansOf(frames: readonly ScoredFrame[]): AdultSpan[] {
  const steps = frames.slice(1).map(({ time }, i) => time - frames[i].time).sort((a, b) => a - b);
  const reach = MAX_STEPS * (steps.at(steps.length >> 1) ?? 0);
  const runs: ScoredFrame[][] = [];
  frames.forEach((frame, i) => {
    if (frame.score < MIN_SCORE) return;
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (last && (last === frames[i - 1] || frame.time - last.time <= reach)) run!.push(frame);
    else runs.push([frame]);
  });
  const rounded = (value: number) => Math.round(1000 * value) / 1000;
  return runs.filter(({ length }) => length >= MIN_AGREEING).map((run) => ({
    ...{ start: rounded(run[0].time), end: rounded(run.at(-1)!.time) },
    score: rounded(Math.max(...run.map(({ score }) => score))),
  }));
}
