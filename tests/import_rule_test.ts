import assert from "node:assert/strict";
import { broken, check, circles } from "../tasks/check_imports.ts";

Deno.test("the import rule allows lower ranks and the own folder, nothing else", () => {
  assert.equal(broken("src/jobs/loop.ts", "ml/whisper/engine/engine.ts"), null);
  assert.equal(broken("routes/web/routes.tsx", "routes/deps.ts"), null);
  assert.match(broken("routes/app.ts", "src/jobs/loop.ts")!, /rank 5/);
  assert.match(broken("src/media/probe.ts", "src/db/pool/client.ts")!, /rank 2/);
  assert.match(broken("routes/app.ts", "ml/models/store.ts")!, /never reach ml/);
  assert.match(check("ml/audio/x.ts", 'import ort from "onnxruntime-node";')[0], /only ml\/onnx/);
  assert.equal(check("ml/audio/x.ts", 'new Worker(new URL("../whisper/engine_worker.ts", import.meta.url))').length, 1);
});

Deno.test("browser scripts may not import modules of the server, not even types", () => {
  const client = "routes/web/player/client/main.ts";
  assert.match(broken(client, "src/db/videos/videos.ts")!, /browser scripts do not import src\/db/);
  assert.match(check(client, 'import type { MediaInfo } from "../../../../src/media/media_info.ts";')[0], /src\/media/);
  assert.equal(broken(client, "src/captions/files/vtt.ts"), null);
  const schemas = '"../../../../src/schemas/video.ts"';
  assert.match(
    check(client, `import { a } from "./a.ts";\nimport { videoSchema } from ${schemas};`)[0],
    /only its types/,
  );
  assert.deepEqual(check(client, `import type { VideoJson } from ${schemas};\nimport { a } from "./a.ts";`), []);
});

Deno.test("circles() finds each circle of imports once", () => {
  const imports = new Map([["a", ["b", "d"]], ["b", ["c"]], ["c", ["a", "d"]], ["d", []]]);
  assert.deepEqual(circles(imports), [["a", "b", "c", "a"]]);
  assert.deepEqual(circles(new Map([["a", ["b"]], ["b", []]])), []);
});

Deno.test("the sources keep the import rule", async () => {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("../tasks/check_imports.ts", import.meta.url).pathname],
    stderr: "piped",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
});

Deno.test("every package that the program imports is laid out for the binary", async () => {
  const root = new URL("..", import.meta.url).pathname;
  const { imports } = JSON.parse(await Deno.readTextFile(`${root}deno.json`)) as { imports: Record<string, string> };
  const compile = await Deno.readTextFile(`${root}tasks/compile.ts`);
  const list = compile.slice(compile.indexOf("RUNTIME_PACKAGES = ["), compile.indexOf("];"));
  const laidOut = [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
  const imported = new Set<string>();
  const visit = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(root + folder)) {
      const path = `${folder}/${name}`;
      if (isDirectory && name !== "client") await visit(path);
      if (!/\.tsx?$/.test(name)) continue;
      const text = await Deno.readTextFile(root + path);
      for (const [, type, specifier] of text.matchAll(/^import (type )?[^;]*?from "([^."][^"]*)";/gms)) {
        const used = Object.keys(imports).find((name) => specifier === name || specifier.startsWith(`${name}/`));
        if (used && !type) imported.add(used);
      }
    }
  };
  for (const folder of ["src", "routes", "ml"]) await visit(folder);
  assert.ok(imported.has("hono") && imported.has("postgres"), "the search finds imports");
  assert.deepEqual([...imported].filter((name) => !laidOut.includes(name)), []);
});
