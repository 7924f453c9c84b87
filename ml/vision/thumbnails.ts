import type { Picture } from "../../src/core/picture.ts";
import type { VideoStream } from "../../src/media/media_info.ts";
import type { MediaTools } from "../../src/media/process/tools.ts";
import { readSampledFrames, sampleFrames } from "../../src/media/read_frames.ts";
import type { ThumbnailReasonCode } from "../../src/schemas/thumbnails.ts";
import type { Face } from "./face_detector.ts";
import { measureFrame } from "./frame_measures.ts";
import {
  areAlike,
  type CentralSpan,
  findMoments,
  isSharp,
  isVisible,
  type MeasuredFrame,
  middleSharpness,
  type Moment,
  qualityOf,
  scoreOf,
  spread,
} from "./moments.ts";

/** The name that results say, with the models that helped. */
export const THUMBNAIL_RULE = "thumbnail rule 1";

const SAMPLE_SIDE = 192; // pixels
const MAX_SAMPLES = 1200;
/** Pixels of the frames that are looked at more closely. */
const CLOSE_SIDE = 640;
const MAX_MOMENTS = 24;
const CANDIDATES = 8;
/** A face that takes less of the height is a passer-by. */
const MIN_FACE_HEIGHT = 0.06;
/** From here on a larger face is not better. */
const GOOD_FACE_HEIGHT = 0.25;
const SHARE_OF_SAMPLING = 0.6;

/** A frame that may be the poster. */
export interface ThumbnailCandidate {
  /** Seconds. */
  start: number;
  /** 0 to 1. */
  score: number;
  /** How many faces there are in it. */
  faces: number;
  /** Why it was chosen. */
  reasons: ThumbnailReasonCode[];
}

export interface ThumbnailOptions {
  durationSeconds: number;
  /** Absolute; ffmpeg writes small files into it. */
  workDir: string;
  /** The sentences that the rest of the text leans on. */
  spans: readonly CentralSpan[];
  /** Finds faces; null: without the model. */
  findFaces: ((picture: Picture) => Promise<Face[]>) | null;
  signal?: AbortSignal;
  /** Called at least once a second of work. @param share 0 to 1 */
  onProgress?(share: number): void | Promise<void>;
}

/**
 * Finds the frames of a video that may stand for it: sharp, well lit, with faces, from its scenes and at the sentences
 * that its text leans on; none that is black or blurred, and no two that look the same.
 *
 * @param file.path absolute; the smallest rendition will do, since its shorter side has 360 pixels or all of the source's
 * @returns at most eight in the order of time; none where nothing can be seen
 * @throws {MediaError} if no frame can be decoded; {ToolError} where ffmpeg was killed or the machine failed
 */
export async function findThumbnails(
  tools: MediaTools,
  { path, video }: { path: string; video: VideoStream },
  { durationSeconds, workDir, spans, findFaces, signal, onProgress }: ThumbnailOptions,
): Promise<ThumbnailCandidate[]> {
  const frames: MeasuredFrame[] = [];
  const source = { input: path, video, outDir: workDir, signal };
  const sampling = { ...source, durationSeconds, maxFrames: MAX_SAMPLES, side: SAMPLE_SIDE };
  const { times, areKeys } = await sampleFrames(tools, sampling, async (picture, i) => {
    frames.length = i;
    frames.push({ time: 0, ...measureFrame(picture) });
    if (i % 25 === 0) await onProgress?.(SHARE_OF_SAMPLING * Math.min(1, i / MAX_SAMPLES));
  });
  times.forEach((time, i) => frames[i].time = time);
  const moments = findMoments(frames, { durationSeconds, spans, count: MAX_MOMENTS });
  const close: CloseMoment[] = [];
  let i = 0;
  const again = { ...source, times: moments.map(({ frame }) => frame.time), areKeys, side: CLOSE_SIDE };
  for await (const picture of readSampledFrames(tools, again)) {
    const moment = moments[i++];
    await onProgress?.(SHARE_OF_SAMPLING + (1 - SHARE_OF_SAMPLING) * i / moments.length);
    if (!picture) continue;
    const faces = (await findFaces?.(picture) ?? []).filter(({ height }) => height >= MIN_FACE_HEIGHT);
    close.push({ ...moment, frame: { time: moment.frame.time, ...measureFrame(picture) }, faces });
  }
  return choose(close, durationSeconds);
}

type CloseMoment = Moment & { faces: Face[] };

function choose(moments: readonly CloseMoment[], durationSeconds: number): ThumbnailCandidate[] {
  const middle = middleSharpness(moments.map(({ frame }) => frame));
  const usable = moments.filter(({ frame }) => isVisible(frame) && isSharp(frame, middle))
    .map((moment) => {
      const quality = qualityOf(moment.frame, middle);
      return { ...moment, quality, score: scoreOf({ ...moment, quality, faceScore: faceScore(moment.faces) }) };
    });
  const isSame = (a: CloseMoment, b: CloseMoment) => areAlike(a.frame, b.frame);
  return spread(usable, { durationSeconds, count: CANDIDATES, isSame })
    .sort((a, b) => a.frame.time - b.frame.time)
    .map((moment) => ({
      start: Math.round(1000 * moment.frame.time) / 1000,
      score: Math.round(1000 * moment.score) / 1000,
      faces: moment.faces.length,
      reasons: reasonsOf(moment, middle),
    }));
}

/** How much faces help, 0 to 1: the largest one counts, by its height. */
function faceScore(faces: readonly Face[]): number {
  const height = faces.reduce((most, face) => Math.max(most, face.height), 0);
  return Math.min(1, height / GOOD_FACE_HEIGHT);
}

function reasonsOf(
  { faces, textScore, sceneScore, frame }: CloseMoment,
  middle: number,
): ThumbnailReasonCode[] {
  return [
    ...(faces.length > 0 ? ["face" as const] : []),
    ...(textScore > 0 ? ["central_sentence" as const] : []),
    ...(sceneScore > 0.7 ? ["long_scene" as const] : []),
    ...(frame.sharpness > 1.3 * middle ? ["sharp" as const] : []),
    ...(Math.abs(frame.brightness - 0.45) < 0.15 && frame.contrast > 0.15 ? ["well_lit" as const] : []),
  ];
}
