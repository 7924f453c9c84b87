import { colorDistance, type FrameMeasures, hashDistance } from "./frame_measures.ts";

/** A frame at its time, in seconds. */
export interface MeasuredFrame extends FrameMeasures {
  time: number;
}

/** Frames without a cut between them, in order. */
export interface Scene {
  frames: MeasuredFrame[];
  /** Seconds: the end is the beginning of the next scene. */
  start: number;
  end: number;
}

/** A span of the transcript, and how much the rest of the text leans on it: 1 for the most central sentence. */
export interface CentralSpan {
  start: number;
  end: number;
  score: number;
}

/** A frame that may become a candidate. */
export interface Moment {
  frame: MeasuredFrame;
  /** 0 to 1. */
  score: number;
  /** 0 to 1: the part of the film that its scene takes, in relation to the longest. */
  sceneScore: number;
  /** 0 to 1: of the central sentence that is said at the time. */
  textScore: number;
}

/** Colours or outlines that change as much from one frame to the next are a cut. */
const CUT_COLORS = 0.4;
const CUT_BITS = 24;
/** Pictures that differ less in both are the same to a viewer. */
const SAME_COLORS = 0.2;
const SAME_BITS = 6;
const MIN_BRIGHTNESS = 0.06;
const MAX_BRIGHTNESS = 0.95;
const MIN_CONTRAST = 0.04;
const MAX_CLIPPED = 0.85;
/** Frames with less of the film's middle sharpness are blurred. */
const MIN_SHARPNESS = 0.2;
/** Long scenes give a moment for each part of the film of this share. */
const PART_SHARE = 1 / 16;
/** A part of the film that has moments already loses as much for each. */
const CROWD_PENALTY = 0.12;
const PARTS = 8;

/** Whether something can be seen in a frame: it is neither black nor white nor of one colour. */
export function isVisible({ brightness, contrast, clippedShare }: FrameMeasures): boolean {
  return brightness > MIN_BRIGHTNESS && brightness < MAX_BRIGHTNESS && contrast > MIN_CONTRAST &&
    clippedShare < MAX_CLIPPED;
}

/** Whether two frames look the same. */
export function areAlike(a: FrameMeasures, b: FrameMeasures): boolean {
  return hashDistance(a.hash, b.hash) <= SAME_BITS && colorDistance(a.colors, b.colors) < SAME_COLORS;
}

/** The middle of the sharpness of frames in which something can be seen. */
export function middleSharpness(frames: readonly FrameMeasures[]): number {
  const values = frames.filter(isVisible).map(({ sharpness }) => sharpness).sort((a, b) => a - b);
  return values.at(values.length >> 1) ?? 0;
}

export function isSharp({ sharpness }: FrameMeasures, middle: number): boolean {
  return sharpness >= MIN_SHARPNESS * middle;
}

/** How good a frame looks, 0 to 1: sharp, neither dark nor bright, rich in contrast. */
export function qualityOf({ brightness, contrast, clippedShare, sharpness }: FrameMeasures, middle: number): number {
  const sharp = middle === 0 ? 0 : Math.min(1, sharpness / (2 * middle));
  const lit = Math.max(0, 1 - Math.abs(brightness - 0.45) / 0.45);
  const rich = Math.min(1, contrast / 0.22);
  return (0.4 * sharp + 0.35 * lit + 0.25 * rich) * (1 - 0.5 * clippedShare);
}

/** Cuts a film into scenes, by frames in order. */
export function findScenes(frames: readonly MeasuredFrame[], durationSeconds: number): Scene[] {
  const scenes: Scene[] = [];
  frames.forEach((frame, i) => {
    const before = frames[i - 1];
    const isCut = !before || colorDistance(before.colors, frame.colors) > CUT_COLORS ||
      hashDistance(before.hash, frame.hash) > CUT_BITS;
    if (!isCut) return void scenes.at(-1)!.frames.push(frame);
    if (before) scenes.at(-1)!.end = frame.time;
    scenes.push({ frames: [frame], start: frame.time, end: Math.max(frame.time, durationSeconds) });
  });
  return scenes;
}

/**
 * The frames to look at more closely: the best of each scene, of each part of a long one, and of each central sentence;
 * no two that look the same, and from the whole length of the film.
 *
 * @param options.count how many at most
 * @returns in the order of time
 */
export function findMoments(
  frames: readonly MeasuredFrame[],
  { durationSeconds, spans, count }: { durationSeconds: number; spans: readonly CentralSpan[]; count: number },
): Moment[] {
  const middle = middleSharpness(frames);
  const scenes = findScenes(frames, durationSeconds);
  const longest = Math.max(...scenes.map(({ start, end }) => end - start), 0.001);
  const found: Moment[] = [];
  for (const scene of scenes) {
    const sceneScore = Math.sqrt((scene.end - scene.start) / longest);
    const parts = Map.groupBy(
      withoutEdge(scene.frames),
      ({ time }) => Math.floor(time / (durationSeconds * PART_SHARE)),
    );
    for (const part of parts.values()) addBest(part, sceneScore, 0);
    for (const span of spans) {
      const said = scene.frames.filter(({ time }) => time >= span.start && time <= span.end);
      addBest(said, sceneScore, span.score);
    }
  }
  return spread(found, { durationSeconds, count, isSame: (a, b) => areAlike(a.frame, b.frame) })
    .sort((a, b) => a.frame.time - b.frame.time);

  function addBest(frames: readonly MeasuredFrame[], sceneScore: number, textScore: number): void {
    const usable = frames.filter((frame) => isVisible(frame) && isSharp(frame, middle));
    if (usable.length === 0) return;
    const frame = usable.reduce((best, one) => qualityOf(one, middle) > qualityOf(best, middle) ? one : best);
    const score = scoreOf({ quality: qualityOf(frame, middle), sceneScore, textScore, faceScore: 0 });
    const same = found.find((moment) => moment.frame === frame);
    if (!same) found.push({ frame, score, sceneScore, textScore });
    else if (same.score < score) Object.assign(same, { score, textScore });
  }
}

/** How good a moment is as a thumbnail, 0 to 1. */
export function scoreOf(
  { quality, sceneScore, textScore, faceScore }: Record<"quality" | "sceneScore" | "textScore" | "faceScore", number>,
): number {
  return 0.45 * quality + 0.15 * sceneScore + 0.15 * textScore + 0.25 * faceScore;
}

/** Takes the best, one after the other, such that they are from all parts of the film and no two are the same. */
export function spread<T extends { score: number; frame: { time: number } }>(
  found: readonly T[],
  { durationSeconds, count, isSame }: { durationSeconds: number; count: number; isSame(a: T, b: T): boolean },
): T[] {
  const partOf = ({ frame }: T) =>
    Math.min(PARTS - 1, Math.floor(PARTS * frame.time / Math.max(0.001, durationSeconds)));
  const crowds = new Array<number>(PARTS).fill(0);
  const chosen: T[] = [];
  const left = new Set(found);
  while (chosen.length < count && left.size > 0) {
    let best: T | null = null;
    let most = -Infinity;
    for (const one of left) {
      const score = one.score - CROWD_PENALTY * crowds[partOf(one)];
      if (score > most) [best, most] = [one, score];
    }
    left.delete(best!);
    if (chosen.some((other) => isSame(other, best!))) continue;
    chosen.push(best!);
    crowds[partOf(best!)]++;
  }
  return chosen;
}

/** Without the first frame of a scene, which is often part of a transition, and the last. */
function withoutEdge(frames: readonly MeasuredFrame[]): readonly MeasuredFrame[] {
  return frames.length > 3 ? frames.slice(1, -1) : frames;
}
