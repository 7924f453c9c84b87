/** All exercises, in the order in which they build on each other. */
import type { Exercise } from "./exercise.ts";
import { attention } from "./list/attention.ts";
import { block } from "./list/block.ts";
import { chunks } from "./list/chunks.ts";
import { feedForward } from "./list/feed_forward.ts";
import { greedy } from "./list/greedy.ts";
import { heads } from "./list/heads.ts";
import { logMel } from "./list/log_mel.ts";
import { positions } from "./list/positions.ts";
import { srt } from "./list/srt.ts";
import { training } from "./list/training.ts";
import { transformer } from "./list/transformer.ts";

export const EXERCISES: readonly Exercise[] = [
  attention,
  positions,
  heads,
  feedForward,
  block,
  transformer,
  training,
  logMel,
  greedy,
  chunks,
  srt,
];

/** By its number, its name, or the name of its file. */
export function findExercise(name: string): Exercise | undefined {
  const wanted = name.replace(/^.*\//, "").replace(/\.ts$/, "");
  return EXERCISES.find(({ id, name }) => wanted === id || wanted === name || wanted === `${id}-${name}`);
}
