/**
 * Runs learners' files: from TypeScript to a report on each exercise.
 *
 * Whoever calls this runs it where the code can do no harm and can be stopped: a process without permissions, or a
 * Worker in a sandbox.
 */
import { transform } from "sucrase"; // strips types in a browser and in the compiled binary alike, and keeps the lines
import { Module } from "../transformer/module.ts";
import { type Exercise, exerciseFile } from "./exercise.ts";
import { EXERCISES } from "./exercises.ts";
import { describe, Mistake } from "./mistake.ts";
import { ImportError, TOOLS_MODULE, toolsFor } from "./tools.ts";
import { OWN_PARTS, type Parts, Workbench } from "./workbench.ts";

/** Kept before the process takes it away from the learner's code. */
const makeFunction = Function;

/** Comments to `Function`, for HTML's sake, and code to the compiler: what is in them would be left as it is. */
const HTML_COMMENT = /<!--|(^|\*\/)\s*-->/m;

/** What the starters throw. */
const NOT_WRITTEN = "not written yet";

export interface Report {
  id: string;
  /** `unwritten`: the body still throws what the starter threw. */
  state: "solved" | "failed" | "unwritten";
  /** Titles of the checks that passed. */
  passed: string[];
  /** The first check that failed; its title is null if the file could not be loaded. */
  failed: { title: string | null; message: string } | null;
  /** Checks that were not tried. */
  untried: number;
}

// deno-lint-ignore no-explicit-any -- each exercise has a function of another type
type LearnersFunction = (...args: any[]) => any;

/**
 * Evaluates a learner's file.
 *
 * @returns the function that the exercise asks for
 * @throws {Mistake} that says why there is none
 */
export function loadFunction(exercise: Exercise, source: string, bench: Workbench): LearnersFunction {
  const file = exerciseFile(exercise);
  let code: string;
  try {
    code = transform(source, { transforms: ["typescript", "imports"], disableESTransforms: true, filePath: file }).code;
  } catch (error) {
    throw new Mistake(
      `the file can't be read as TypeScript: ${messageOf(error).replace(/^Error transforming [^:]*: /, "")}`,
    );
  }
  if (HTML_COMMENT.test(code)) {
    throw new Mistake(
      "the file has `<!--`, or a line that begins with `-->`: JavaScript may take them for comments. Put a space between",
    );
  }
  const exports: Record<string, unknown> = {};
  const requireTools = (name: string) => {
    if (name === TOOLS_MODULE) return toolsFor(exercise, bench);
    throw new Mistake(`the file imports "${name}": an exercise may import only from "${TOOLS_MODULE}"`);
  };
  try {
    makeFunction("require", "exports", `${code}\n//# sourceURL=${file}`)(requireTools, exports);
  } catch (error) {
    if (error instanceof Mistake) throw error;
    throw new Mistake(`the file can't be loaded: ${thrown(error, file)}`);
  }
  const made = exports[exercise.functionName];
  if (typeof made !== "function") {
    throw new Mistake(
      `the file exports no function ${exercise.functionName}() (it is ${describe(made)}): keep the name and \`export\``,
    );
  }
  return made as LearnersFunction;
}

/** Runs the checks of an exercise up to the first that fails. */
export function runChecks(exercise: Exercise, learner: LearnersFunction, bench: Workbench): Report {
  const { id, checks } = exercise;
  const passed: string[] = [];
  for (const { title, run } of checks) {
    try {
      run(learner, bench);
      passed.push(title);
    } catch (error) {
      const isUnwritten = passed.length === 0 && error instanceof Error && error.message === NOT_WRITTEN;
      const message = isUnwritten
        ? `${exercise.functionName}() is not written yet: replace the line that throws`
        : error instanceof Mistake
        ? error.message
        : thrown(error, exerciseFile(exercise));
      const untried = checks.length - passed.length - 1;
      return { id, state: isUnwritten ? "unwritten" : "failed", passed, failed: { title, message }, untried };
    }
  }
  return { id, state: "solved", passed, failed: null, untried: 0 };
}

/**
 * Hides the methods of a layer or model that do all that its exercise asks for, while the learner's function runs. A
 * workbench puts that function in their place: it would call itself.
 */
function withoutWhole(learner: LearnersFunction): LearnersFunction {
  return (layer, ...rest) => {
    if (!(layer instanceof Module)) return learner(layer, ...rest);
    const names = ["forward", "attend"].filter((name) => name in layer);
    const replaced = names.map((name) => Object.getOwnPropertyDescriptor(layer, name));
    for (const name of names) {
      const value = () => {
        throw new Mistake(`${name}() of the whole does what this exercise asks for: write it yourself, from its parts`);
      };
      Object.defineProperty(layer, name, { value, configurable: true });
    }
    try {
      return learner(layer, ...rest);
    } finally {
      names.forEach((name, i) => {
        if (replaced[i]) Object.defineProperty(layer, name, replaced[i]);
        else Reflect.deleteProperty(layer, name);
      });
    }
  };
}

/** Says what the learner's code threw, and where. */
function thrown(error: unknown, file: string): string {
  if (!(error instanceof Error)) return `it threw ${describe(error)}`;
  if (error instanceof ImportError) return error.message;
  if (error instanceof RangeError && /call stack/.test(error.message)) {
    return "it calls itself without end: the call stack overflowed";
  }
  // `Function` puts two lines before the code
  const frame = new RegExp(`${file.replaceAll(".", "\\.")}(?:, <anonymous>)?:(\\d+)`).exec(error.stack ?? "");
  const line = Number(frame?.[1]) - 2;
  const place = line > 0 ? ` in line ${line} of ${file}` : "";
  return `it threw ${error.name}${place}: ${error.message}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Files by the number of their exercise. */
export type Sources = Readonly<Record<string, string>>;

/** The learner's functions of the exercises that passed: the rest and the training use them. */
export class Session {
  readonly #solved: Partial<Record<string, LearnersFunction>> = {};

  /** A workbench with all that has been solved so far. */
  get bench(): Workbench {
    return new Workbench(this.#solved as Partial<Parts>);
  }

  /** Whether a function of the learner's is in the models that the bench makes, or trains them. */
  get hasPartOfModel(): boolean {
    return Object.keys(OWN_PARTS).some((name) => Object.hasOwn(this.#solved, name));
  }

  /** Checks one file. If it passes, later exercises use its function. */
  check(exercise: Exercise, source: string): Report {
    const { bench } = this;
    let learner: LearnersFunction;
    try {
      learner = loadFunction(exercise, source, bench);
    } catch (error) {
      const message = messageOf(error);
      return {
        id: exercise.id,
        state: "failed",
        passed: [],
        failed: { title: null, message },
        untried: exercise.checks.length,
      };
    }
    const report = runChecks(exercise, withoutWhole(learner), bench);
    if (report.state === "solved") this.#solved[exercise.functionName] = learner;
    return report;
  }

  /** Checks all files that there are, in the order of the exercises. */
  *checkAll(sources: Sources): Generator<Report> {
    for (const exercise of EXERCISES) {
      const source = sources[exercise.id];
      if (source !== undefined) yield this.check(exercise, source);
    }
  }
}
