/**
 * Checks ARCHITECTURE.md's import rule. A file imports from its own part or from a lower rank, never sideways or up,
 * and no imports form a circle; imports of types count, and so does `new Worker(new URL(...))`. Browser scripts (under
 * `client/`) do not import the server's code. Tests, benchmarks and tasks are free.
 */
const RANKS: Record<string, number> = {
  "src/core": 0,
  "src/schemas": 1,
  "src/captions": 2,
  "src/media": 2,
  "src/storage": 2,
  "src/db": 2,
  "src/door": 2,
  "ml/onnx": 2,
  "ml/models": 2,
  "ml/transformer": 2,
  "ml/audio": 3,
  "ml/text": 3,
  "ml/vision": 3,
  "src/auth": 3,
  "src/revisions": 3,
  "src/translation": 3,
  "src/watch_folder": 3,
  "src/uploads": 3,
  "src/webhooks": 3,
  "ml/sound_events": 4,
  "ml/speakers": 4,
  "ml/whisper": 4,
  "ml/translation": 4,
  "ml/exercises": 4,
  "src/jobs": 5,
  "src/cli": 5,
  "routes": 5,
  "program.ts": 6,
  "main.ts": 7,
};
/** The only folder that may import a package. */
const ONLY_IN: Record<string, string> = { "onnxruntime-node": "ml/onnx", "postgres": "src/db" };

/** Modules that a browser script must not import, not even for a type: the bundle would include the server. */
const SERVER_ONLY = ["src/db", "src/media", "src/storage", "src/jobs", "src/cli"];

/** An import of a schema that is not `import type`: the bundle would include zod. */
const SCHEMA_VALUE = /import\s+(?!type\b)[^;]*?from\s*"([^"]*src\/schemas\/[^"]*)"/g;

const root = new URL("..", import.meta.url).pathname;

function partOf(path: string): string | undefined {
  return Object.keys(RANKS).find((part) => path === part || path.startsWith(`${part}/`));
}

/** The reason why `from` may not import `to` (both paths from the root), or null if it may. */
export function broken(from: string, to: string): string | null {
  const [a, b] = [partOf(from), partOf(to)];
  if (from.includes("/client/") && b && SERVER_ONLY.includes(b)) {
    return `${from} imports ${to}: browser scripts do not import ${b}`;
  }
  if (!a || !b || a === b) return null;
  if (RANKS[b] >= RANKS[a]) return `${from} (rank ${RANKS[a]}) imports ${to} (rank ${RANKS[b]})`;
  if (a === "routes" && b.startsWith("ml/") && b !== "ml/transformer" && b !== "ml/exercises") {
    return `${from} imports ${to}: routes never reach ml, but for what the pages teach`;
  }
  if (a.startsWith("src/") && b.startsWith("ml/") && a !== "src/jobs" && a !== "src/cli") {
    return `${from} imports ${to}: only jobs and cli reach ml`;
  }
  return null;
}

function* sources(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(root + folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* sources(path);
    else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

const IMPORT = /(?:from\s*|import\s*\(?\s*|new URL\(\s*)"([^"]+)"/g;

/** The sources that a file imports, as paths from the root. */
export function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(IMPORT)].map(([, specifier]) => specifier)
    .filter((specifier) => specifier.startsWith(".") && /\.tsx?$/.test(specifier))
    .map((specifier) => new URL(specifier, `file:///${path}`).pathname.slice(1));
}

export function check(path: string, text: string): string[] {
  const packages = [...text.matchAll(IMPORT)].flatMap(([, specifier]) => {
    const home = ONLY_IN[specifier];
    return home && partOf(path) !== home ? [`${path} imports ${specifier}: only ${home} does`] : [];
  });
  const values = path.includes("/client/") ? [...text.matchAll(SCHEMA_VALUE)] : [];
  const schemas = values.map(([, specifier]) => `${path} imports ${specifier}: browser scripts import only its types`);
  return [...packages, ...schemas, ...importsOf(path, text).flatMap((to) => broken(path, to) ?? [])];
}

/**
 * Finds circles of files that import each other.
 *
 * @param imports the imports of each file
 * @returns each circle once, as its files
 */
export function circles(imports: Map<string, string[]>): string[][] {
  const found: string[][] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (file: string, path: string[]) => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") return void found.push([...path.slice(path.indexOf(file)), file]);
    state.set(file, "open");
    for (const to of imports.get(file) ?? []) visit(to, [...path, file]);
    state.set(file, "done");
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}

if (import.meta.main) {
  const paths = ["main.ts", "program.ts", ...["src", "routes", "ml"].flatMap((folder) => [...sources(folder)])];
  const texts = paths.map((path) => [path, Deno.readTextFileSync(root + path)] as const);
  const unranked = paths.filter((path) => !partOf(path)).map((path) => `${path} lies in no part that has a rank`);
  const faults = [
    ...unranked,
    ...texts.flatMap(([path, text]) => check(path, text)),
    ...circles(new Map(texts.map(([path, text]) => [path, importsOf(path, text)])))
      .map((circle) => `a circle: ${circle.join(" -> ")}`),
  ];
  faults.forEach((fault) => console.error(fault));
  if (faults.length) Deno.exit(1);
}
