import assert from "node:assert/strict";
import { bundleEntries, PAGES, pageStyles } from "../../../routes/web/pages.ts";
import { words } from "../../../routes/web/words/en/mod.ts";
import { testDatabase } from "../../database.ts";
import { seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const folder = new URL("../../../routes/web/", import.meta.url);
const isFile = (path: string) => Deno.stat(new URL(path, folder)).then(({ isFile }) => isFile, () => false);

Deno.test("each page of the table answers, and links to the pages in the header", async () => {
  const id = await seedVideo(app, {
    visibility: "public",
    renditions: { source: { shortSide: 180, bytes: new Uint8Array([1, 2, 3]) } },
  });
  await seedCaptions(app, id);
  for (const path of PAGES.flatMap(({ paths }) => paths)) {
    const response = await app.request(path.replace(":id", id), { headers: { Accept: "text/html" }, as: "browser" });
    const html = await response.text();
    assert.equal(response.status, 200, path);
    assert.match(html, /^<!doctype html>.*<title>[^<]+ · StreamForge<\/title>/s, path);
    if (path.startsWith("/embed/") || ["/docs", "/offline"].includes(path)) continue; // pages without a header
    for (const { link, paths } of PAGES) {
      if (link) assert.ok(html.includes(` href="${paths[0]}">${words.common.pages[link]}</a>`), path);
    }
  }
});

Deno.test("each script and style of the table is a file, and no name is used twice", async () => {
  for (const path of [...Object.values(bundleEntries()), ...pageStyles()]) assert.ok(await isFile(path), path);
  const names = PAGES.flatMap(({ scripts = {} }) => Object.keys(scripts));
  assert.equal(new Set(names).size, names.length);
});

Deno.test("each folder of routes/web is in the table, and each client/ is checked without Deno's types", async () => {
  const folders = [...Deno.readDirSync(folder)].filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  const inTable = new Set([...PAGES.map(({ folder }) => folder), "shared", "words"]);
  assert.deepEqual(folders.toSorted(), [...inTable].toSorted());
  for (const name of folders) {
    if (!await Deno.stat(new URL(`${name}/client`, folder)).then(() => true, () => false)) continue;
    const text = await Deno.readTextFile(new URL(`${name}/client/deno.json`, folder));
    const { lib } = JSON.parse(text).compilerOptions;
    assert.deepEqual(lib, ["esnext", "dom", "dom.iterable", "dom.asynciterable"], name);
  }
});
