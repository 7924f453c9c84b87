/**
 * `./sf test [PATH ...]` runs all tests, or those of some files, folders or parts of paths, then prints the time of
 * each area, the ten slowest tests and how many passed. Tests run side by side; a file with a failure runs once more, by
 * itself, since a busy machine breaks what waits for a browser or a process, and the last line names what passed only
 * then. `./sf test:unit`, `test:db`, `test:browser` and `test:models` run one kind:
 * `models` needs the weights, `browser` Chromium, `db` PostgreSQL, and `unit` none of them.
 */
import { buildAssetsIfStale } from "./assets.ts";

const KINDS = ["unit", "db", "browser", "models"] as const;
type Kind = typeof KINDS[number];

/** Texts in a test file or its helpers that show what it needs besides Deno; the first match decides. */
const NEEDS: [Kind, RegExp][] = [
  ["models", /\/(serve_whole|engine_fixture|speech_server|reference_model)\.ts"|new ModelStore\(|modelsDir|MODELS_DIR/],
  ["browser", /\/browser\.ts"/],
  ["db", /\/(database|harness)\.ts"|startPostgres/],
];
const MODELS = ["base", "tiny.en", "all-minilm-l6-v2-int8", "campplus-zh-en", "centerface", "open-nsfw", "yamnet-w8a8"];
const SLOWEST = 10;
const MOST_AGAIN = 10;
/** How long a test may take; the longest takes three minutes on an idle machine. */
const LIMIT_SECONDS = 900;
const IMPORT = /(?:from\s*|import\s*)"(\.[^"]+\.ts)"/g;

const root = new URL("..", import.meta.url).pathname;

/** A test in a JUnit report. */
export interface Result {
  file: string;
  name: string;
  seconds: number;
  outcome: "passed" | "failed" | "ignored";
}

function* testFiles(folder = "tests"): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(root + folder)) {
    if (isDirectory) yield* testFiles(`${folder}/${name}`);
    else if (name.endsWith("_test.ts")) yield `${folder}/${name}`;
  }
}

function readSource(path: string): string {
  try {
    return Deno.readTextFileSync(root + path);
  } catch {
    return ""; // a text in a test may contain an example of an import
  }
}

/** The text of a test file and of the helpers in `tests/` that it imports. */
function textsOf(path: string, read: (path: string) => string): string[] {
  const texts = new Map<string, string>();
  const visit = (path: string) => {
    if (texts.has(path)) return;
    texts.set(path, read(path));
    for (const [, specifier] of texts.get(path)!.matchAll(IMPORT)) {
      const to = new URL(specifier, `file:///${path}`).pathname.slice(1);
      if (to.startsWith("tests/") && !to.startsWith("tests/data/")) visit(to);
    }
  };
  visit(path);
  return [...texts.values()];
}

/** What a test file needs. */
export function kindOf(path: string, read = readSource): Kind {
  const texts = textsOf(path, read);
  return NEEDS.find(([, need]) => texts.some((text) => need.test(text)))?.[0] ?? "unit";
}

/** The models whose weights a test file needs. A server without a setting takes `base`. */
export function modelsOf(path: string, read = readSource): string[] {
  if (kindOf(path, read) !== "models") return [];
  const texts = textsOf(path, read);
  const named = MODELS.filter((model) => texts.some((text) => text.includes(`"${model}"`)));
  return named.length > 0 ? named : ["base"];
}

/** Reads the tests and their times from a JUnit report. */
export function readReport(xml: string): Result[] {
  const text = (value: string) =>
    value.replace(
      /&(lt|gt|quot|apos|amp|#x?[\da-f]+);/gi,
      (entity, name) => ({ lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" })[name as string] ?? entity,
    );
  return [...xml.matchAll(/<testsuite name="([^"]*)"[^>]*>([\s\S]*?)<\/testsuite>/g)].flatMap(([, file, body]) =>
    [...body.matchAll(/<testcase name="([^"]*)"[^>]* time="([\d.]+)"[^>]*>([\s\S]*?)<\/testcase>/g)].map(
      ([, name, seconds, inner]) => ({
        file: text(file).replace(/^\.\//, ""),
        name: text(name),
        seconds: Number(seconds),
        outcome: /<(failure|error)\b/.test(inner) ? "failed" : inner.includes("<skipped") ? "ignored" : "passed",
      }),
    )
  );
}

/** The files of `files` with a failed test, or without any test in the report, as one that can't be loaded. */
export function failedFiles(files: readonly string[], results: readonly Result[]): string[] {
  return files.filter((file) => {
    const own = results.filter((result) => result.file === file);
    return own.length === 0 || own.some(({ outcome }) => outcome === "failed");
  });
}

/** The area of a test file: `tests/ml/whisper`, `tests/routes/web/player`, `tests`. */
export function areaOf(file: string): string {
  const folders = file.split("/").slice(0, -1);
  return folders.slice(0, folders[1] === "routes" && folders[2] === "web" ? 4 : 3).join("/");
}

/** Seconds for each area, the longest first. */
export function byArea(results: readonly Result[]): [area: string, seconds: number][] {
  const sums = new Map<string, number>();
  for (const { file, seconds } of results) sums.set(areaOf(file), (sums.get(areaOf(file)) ?? 0) + seconds);
  return [...sums].sort(([, a], [, b]) => b - a);
}

function printTimes(results: Result[], wallSeconds: number): void {
  const row = (seconds: number, text: string) => console.log(`${seconds.toFixed(1).padStart(8)} s  ${text}`);
  console.log("\nseconds by area, of tests that ran side by side:");
  for (const [area, seconds] of byArea(results)) row(seconds, area);
  console.log("the slowest tests:");
  const slowest = results.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  for (const { file, name, seconds } of slowest) row(seconds, `${file}: ${name}`);
  console.log(`the whole run took ${Math.round(wallSeconds)} s`);
}

/** Selects the test files. @throws {Error} if an argument matches none */
export function choose(files: readonly string[], wanted: readonly string[], kind: Kind | null): string[] {
  const chosen = new Set(wanted.length === 0 ? files : []);
  for (const part of wanted) {
    const fitting = files.filter((file) => file.includes(part.replace(/^\.\//, "").replace(/\/$/, "")));
    if (fitting.length === 0) throw new Error(`no test file's path contains "${part}"`);
    fitting.forEach((file) => chosen.add(file));
  }
  return [...chosen].filter((file) => kind === null || kindOf(file) === kind).sort();
}

async function deno(args: string[], folder: string, stdout: "inherit" | "null" = "inherit"): Promise<number> {
  return (await new Deno.Command(Deno.execPath(), { args, cwd: folder, stdout }).spawn().status).code;
}

/** How a run of test files ended. */
export interface Outcome {
  /** Exit code of `deno test`: 0 if every file could be loaded and every test passed, at the first or second try. */
  code: number;
  results: Result[];
  /** The tests that failed beside others, and passed by themselves. */
  mended: Result[];
}

/**
 * Runs test files side by side, then the files with failures once more, one after the other. A file that hangs is ended.
 *
 * @param files relative to `folder`
 * @param options of `deno test`
 */
export async function runTests(
  files: readonly string[],
  options: readonly string[],
  { folder = root, stdout = "inherit" as "inherit" | "null", limitSeconds = LIMIT_SECONDS } = {},
): Promise<Outcome> {
  const once = async (some: readonly string[], more: string[]) => {
    const report = await Deno.makeTempFile({ suffix: ".xml" });
    try {
      const preload = `--preload=file://${root}tests/time_limit.ts?${limitSeconds}`;
      const args = ["test", "-A", "--no-check", preload, `--junit-path=${report}`, ...more, ...options, ...some];
      const code = await deno(args, folder, stdout);
      return { code, results: readReport(await Deno.readTextFile(report)) };
    } finally {
      await Deno.remove(report);
    }
  };
  const first = await once(files, ["--parallel"]);
  const again = first.code === 0 ? [] : failedFiles(files, first.results);
  if (again.length === 0 || again.length > MOST_AGAIN || files.length === 1) return { ...first, mended: [] };
  if (stdout === "inherit") console.log(`\nonce more, one file after the other: ${again.join(" ")}`);
  const second = await once(again, []);
  const isMended = ({ file, name }: Result) =>
    second.results.some((it) => it.file === file && it.name === name && it.outcome === "passed");
  return {
    code: second.code,
    results: [...first.results.filter(({ file }) => !again.includes(file)), ...second.results],
    mended: first.results.filter((result) => result.outcome === "failed" && isMended(result)),
  };
}

if (import.meta.main) {
  const kind = KINDS.find((kind) => Deno.args.includes(`--kind=${kind}`)) ?? null;
  const wanted = Deno.args.filter((argument) => !argument.startsWith("--"));
  const options = Deno.args.filter((argument) => argument.startsWith("--") && !argument.startsWith("--kind="));
  let files: string[];
  try {
    files = choose([...testFiles()], wanted, kind);
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(1);
  }
  await buildAssetsIfStale();
  for (const model of new Set(files.flatMap((file) => modelsOf(file)))) {
    const code = await deno(["run", "--quiet", "-A", `${root}main.ts`, "models", "pull", model], root);
    if (code !== 0) Deno.exit(code);
  }
  const startedMs = performance.now();
  const { code, results, mended } = await runTests(files, options);
  printTimes(results, (performance.now() - startedMs) / 1000);
  for (const { file, name } of mended) console.log(`passed only by itself: ${file}: ${name}`);
  const count = (outcome: Result["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  // a file that can't be loaded, or a run that stopped, is a failure without a test
  console.log(`${count("passed")} passed, ${count("failed") || (code === 0 ? 0 : 1)} failed`);
  Deno.exit(code);
}
