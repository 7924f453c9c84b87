import type { Workbench } from "./workbench.ts";

export type Chapter = "Transformer" | "Speech" | "Captions";

/** One thing that a check looks at. */
export interface Check<F> {
  /** What holds if it passes, as a sentence. */
  title: string;
  /** @throws {Mistake} with a message for the learner */
  run(learner: F, bench: Workbench): void;
}

/** A declaration of the project that does what the exercise asks for. */
export interface OwnSource {
  /** From the root of the repository. */
  path: string;
  /** The function, class or method. */
  name: string;
}

/** A function to write, with all that is needed to write it. */
// deno-lint-ignore no-explicit-any -- each exercise has a function of another type
export interface Exercise<F = any> {
  /** The number of the step: "1.1". */
  id: string;
  /** In file names and addresses. */
  name: string;
  title: string;
  chapter: Chapter;
  functionName: string;
  /** What and why, in paragraphs, and the picture it makes. */
  text: readonly string[];
  /** TypeScript with a body that throws. */
  starter: string;
  /** What it may import from "streamforge". */
  imports: readonly string[];
  /** From soft to plain. */
  hints: readonly [string, string, string];
  own: readonly OwnSource[];
  checks: readonly Check<F>[];
}

export function exerciseFile({ id, name }: Pick<Exercise, "id" | "name">): string {
  return `${id}-${name}.ts`;
}
