/**
 * Checks ARCHITECTURE.md's import rule: a file imports from its own folder (and its subfolders) or from a lower rank,
 * never sideways or up. `new Worker(new URL(...))` counts as an import. Tests, benchmarks and tasks are free.
 */
const RANKS: Record<string, number> = {
  "src/core": 0,
  "src/captions": 1,
  "src/media": 1,
  "src/storage": 1,
  "src/db": 1,
  "src/door": 1,
  "ml/onnx": 1,
  "ml/models": 1,
  "ml/transformer": 1,
  "ml/audio": 2,
  "src/auth": 2,
  "ml/whisper": 3,
  "src/jobs": 4,
  "src/cli": 4,
  "routes": 4,
  "program.ts": 5,
  "main.ts": 6,
};
/** The one folder that may import a package. */
const ONLY_IN: Record<string, string> = { "onnxruntime-node": "ml/onnx", "postgres": "src/db" };

const root = new URL("..", import.meta.url).pathname;

function partOf(path: string): string | undefined {
  return Object.keys(RANKS).find((part) => path === part || path.startsWith(`${part}/`));
}

/** Why `from` may not import `to` (both paths from the root), or null where it may. */
export function broken(from: string, to: string): string | null {
  const [a, b] = [partOf(from), partOf(to)];
  if (!a || !b || a === b) return null;
  if (RANKS[b] >= RANKS[a]) return `${from} (rank ${RANKS[a]}) imports ${to} (rank ${RANKS[b]})`;
  if (a === "routes" && b.startsWith("ml/") && b !== "ml/transformer") {
    return `${from} imports ${to}: routes never reach ml, but for the transformer`;
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

export function check(path: string, text: string): string[] {
  return [...text.matchAll(IMPORT)].flatMap(([, specifier]) => {
    const home = ONLY_IN[specifier];
    if (home && partOf(path) !== home) return [`${path} imports ${specifier}: only ${home} does`];
    if (!specifier.startsWith(".") || !/\.tsx?$/.test(specifier)) return [];
    const to = new URL(specifier, `file:///${path}`).pathname.slice(1);
    return broken(path, to) ?? [];
  });
}

if (import.meta.main) {
  const faults = ["main.ts", "program.ts", ...["src", "routes", "ml"].flatMap((folder) => [...sources(folder)])]
    .flatMap((path) => check(path, Deno.readTextFileSync(root + path)));
  faults.forEach((fault) => console.error(fault));
  if (faults.length) Deno.exit(1);
}
