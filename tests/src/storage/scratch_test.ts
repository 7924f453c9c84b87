import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { scratch, sweepScratch } from "../../../src/storage/scratch.ts";

Deno.test("a scratch folder is empty, exists while it is used, and is gone afterwards", async () => {
  const root = await Deno.makeTempDir();
  let path: string;
  {
    await using work = await scratch(root);
    path = work.path;
    assert.deepEqual([...Deno.readDirSync(path)], []);
    await Deno.writeTextFile(join(path, "video.mp4"), "x");
  }
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
  assert.deepEqual([...Deno.readDirSync(root)], []);
  await Deno.remove(root, { recursive: true });
});

Deno.test("sweepScratch removes folders of killed processes, and nothing that is in use", async () => {
  const root = await Deno.makeTempDir();
  const module = new URL("../../../src/storage/scratch.ts", import.meta.url).href;
  const code = `const { scratch } = await import(${JSON.stringify(module)});
    console.log((await scratch(${JSON.stringify(root)})).path); await new Promise((end) => setTimeout(end, 60_000));`;
  const args = ["eval", "--no-check", code];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" }).spawn();
  const reader = child.stdout.getReader();
  const left = dirname(new TextDecoder().decode((await reader.read()).value).trim());
  const work = await scratch(root);
  const laterMs = Date.now() + 3_600_000;
  assert.equal(await sweepScratch(root, laterMs), 0, "both are in use");
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
  assert.equal(await sweepScratch(root), 0, "it is too new to be deleted");
  assert.equal(await sweepScratch(root, laterMs), 1);
  await assert.rejects(Deno.stat(left), Deno.errors.NotFound);
  assert.ok((await Deno.stat(work.path)).isDirectory);
  assert.equal(await sweepScratch(join(root, "absent")), 0);
  await work[Symbol.asyncDispose]();
  await Deno.remove(root, { recursive: true });
});
