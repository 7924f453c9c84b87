import { join } from "node:path";
import { type Exercise, exerciseFile } from "../../../ml/exercises/exercise.ts";
import { EXERCISES } from "../../../ml/exercises/exercises.ts";
import type { Sources } from "../../../ml/exercises/run.ts";
import { TYPES } from "../../../ml/exercises/types.ts";

const TEXT_WIDTH = 110;
/** How many hints of each exercise were read; the learner's files are all else. */
const HINTS_FILE = ".hints.json";

const README = `# Build a transformer yourself

Eleven functions, from attention to captions. Each file holds a text, the types and a body to write. They build on each
other: what you have solved is used by the next ones, and by the training that ends each check.

    streamforge learn check            tries all files, in this folder
    streamforge learn check 1.3        one of them, with the earlier ones that it uses
    streamforge learn check --hint     a hint for the next one; again for a plainer one
    streamforge learn check 1.3 --solution   how StreamForge does it, beside yours

In a checkout of StreamForge it is \`./sf learn check DIR\`.

${EXERCISES.map((exercise) => `- ${exercise.id} ${exercise.title}: \`${exerciseFile(exercise)}\``).join("\n")}

Your code runs in a process without network and files, and is stopped if it does not end. An editor that knows
TypeScript, such as VS Code, understands the files as they are: \`streamforge.d.ts\` has the types.
`;

const TSCONFIG = {
  compilerOptions: {
    target: "ES2023",
    module: "ES2022",
    moduleResolution: "bundler",
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    lib: ["ES2023", "DOM"],
    types: [],
    paths: { streamforge: ["./streamforge.d.ts"] },
  },
  include: ["*.ts"],
};

/** The file that a learner begins with: the text as a comment, and the starter. */
export function starterFile({ id, title, text, starter }: Exercise): string {
  const lines = [`${id} ${title}`, ...text].flatMap((paragraph) => ["", ...wrapped(paragraph)]).slice(1);
  return `/*\n${lines.map((line) => line ? ` * ${line}` : " *").join("\n")}\n */\n${starter}`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < TEXT_WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/**
 * Writes what the folder lacks. Files that are there stay as they are, but for the types, which no learner writes.
 *
 * @returns the names of the exercises' files that were written
 */
export async function writeFolder(folder: string): Promise<string[]> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, "streamforge.d.ts"), TYPES);
  await writeNew(join(folder, "README.md"), README);
  await writeNew(join(folder, "tsconfig.json"), `${JSON.stringify(TSCONFIG, null, 2)}\n`);
  const written: string[] = [];
  for (const exercise of EXERCISES) {
    const name = exerciseFile(exercise);
    if (await writeNew(join(folder, name), starterFile(exercise))) written.push(name);
  }
  return written;
}

/** @returns false if there is a file already, which stays */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await Deno.writeTextFile(path, text, { createNew: true });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

/** The learner's files, by the number of their exercise. */
export async function readSources(folder: string): Promise<Sources> {
  const sources: Record<string, string> = {};
  for (const exercise of EXERCISES) {
    const text = await readOrNull(join(folder, exerciseFile(exercise)));
    if (text !== null) sources[exercise.id] = text;
  }
  return sources;
}

/** Notes that one more hint of an exercise was read. @returns how many were read before */
export async function countHint(folder: string, id: string): Promise<number> {
  const path = join(folder, HINTS_FILE);
  const counts = parsed(await readOrNull(path));
  const before = counts[id] ?? 0;
  await Deno.writeTextFile(path, `${JSON.stringify({ ...counts, [id]: before + 1 })}\n`);
  return before;
}

function parsed(text: string | null): Record<string, number> {
  try {
    return JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
