import type { Report, Sources } from "../../../ml/exercises/run.ts";

/** The hidden command that starts the process in which learners' code runs. */
export const RUNNER_COMMAND = "learn-runner";

/** What the process reads from its input. */
export interface RunnerTask {
  sources: Sources;
  /** Steps of the training at the end, with the solved parts in the model; 0: none. */
  trainingSteps: number;
}

/** A line of the process's output. */
export type RunnerLine =
  | { type: "begins"; id: string }
  /** What the learner's code wrote to the console. */
  | { type: "log"; text: string }
  | { type: "report"; report: Report }
  /** Losses of the training with the learner's parts, and with the project's alone; null where one is no number. */
  | { type: "training"; learners: (number | null)[]; own: (number | null)[] }
  /** Why the training could not be done. */
  | { type: "training fault"; message: string };

/** The `id` of the training in `begins`. */
export const TRAINING = "training";
