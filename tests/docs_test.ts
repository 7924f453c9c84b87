/** Compares the lists in the documents with the program. */
import assert from "node:assert/strict";
import { testDatabase } from "./database.ts";
import { startApp } from "./routes/harness.ts";
import { apiRoutes } from "./routes/openapi/api_routes.ts";

const root = new URL("..", import.meta.url).pathname;
const { sql } = await testDatabase();

Deno.test("docs/api.md lists every endpoint that the program has, and no other", async () => {
  const server = await startApp(sql);
  const existing = apiRoutes(server.app).map(({ method, path }) => `${method} ${path.replace(/\{[^}]*\}/g, "")}`);
  await server.close();
  const text = await Deno.readTextFile(`${root}docs/api.md`);
  const listed = [...text.matchAll(/^\| `([A-Z]+ \/[^`]*)`/gm)].map(([, endpoint]) => endpoint);
  existing.push("GET /embed/:id"); // a page, which other sites use
  assert.deepEqual([...new Set(listed)].sort(), [...new Set(existing)].sort());
});

Deno.test("the documents link only to files that exist", async () => {
  const paths = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];
  for (const folder of ["docs", "docs/adr"]) {
    for await (const { name } of Deno.readDir(root + folder)) if (name.endsWith(".md")) paths.push(`${folder}/${name}`);
  }
  const missing: string[] = [];
  for (const path of paths) {
    const text = await Deno.readTextFile(root + path);
    for (const [, target] of text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)) {
      const file = new URL(target, `file://${root}${path}`).pathname;
      if (!await Deno.stat(file).then(() => true, () => false)) missing.push(`${path}: ${target}`);
    }
  }
  assert.deepEqual(missing, []);
});

Deno.test("paths of sources that the documents name exist", async () => {
  const missing: string[] = [];
  const paths = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/failure.md", "docs/adding.md"];
  for (const path of paths) {
    const text = await Deno.readTextFile(root + path);
    for (const [, named] of text.matchAll(/`((?:src|routes|ml|tests|tasks|bench|migrations)\/[\w./-]+)`/g)) {
      if (/NAME|NNNN/.test(named)) continue; // a placeholder
      if (!await Deno.stat(root + named).then(() => true, () => false)) missing.push(`${path}: ${named}`);
    }
  }
  assert.deepEqual(missing, []);
});

Deno.test("every decision record has a number, a status and a date", async () => {
  const numbers: number[] = [];
  for await (const { name } of Deno.readDir(`${root}docs/adr`)) {
    const text = await Deno.readTextFile(`${root}docs/adr/${name}`);
    assert.match(text, /^# \d+\. .+\n\nStatus: (accepted|replaced by \d+), \d{4}-\d{2}-\d{2}\n/, name);
    const number = Number(name.slice(0, 4));
    assert.ok(text.startsWith(`# ${number}. `), `${name} is not number ${number}`);
    numbers.push(number);
  }
  assert.deepEqual(numbers.sort((a, b) => a - b), numbers.map((_, i) => i + 1));
});

Deno.test("every ./sf command of the documents exists, and every benchmark is in docs/benchmarks.md", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${root}deno.json`)) as { tasks: Record<string, string> };
  const help = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", `${root}main.ts`, "--help"],
    env: { NO_COLOR: "1" },
  }).output();
  const commands = [...new TextDecoder().decode(help.stdout).matchAll(/^ {2}(?:streamforge )?([a-z]+)\b/gm)];
  const known = new Set([...Object.keys(tasks), ...commands.map(([, name]) => name)]);
  const unknown: string[] = [];
  for (const path of ["README.md", "CONTRIBUTING.md", "docs/running.md", "docs/benchmarks.md", "docs/failure.md"]) {
    const text = await Deno.readTextFile(root + path);
    for (const [, name] of text.matchAll(/\.\/sf ([a-z]+(?::[a-z]+)?)/g)) {
      if (!known.has(name)) unknown.push(`${path}: ./sf ${name}`);
    }
  }
  assert.deepEqual(unknown, []);
  const benchmarks = await Deno.readTextFile(`${root}docs/benchmarks.md`);
  for (const name of Object.keys(tasks).filter((name) => /^(bench:|soak)/.test(name))) {
    assert.ok(benchmarks.includes(`./sf ${name}`), `docs/benchmarks.md does not have ./sf ${name}`);
  }
});
