import assert from "node:assert/strict";
import { scanFolder } from "../../../src/watch_folder/scan_folder.ts";
import { withFolder } from "../../temporary_folder.ts";

const names = async (root: string, options = {}) =>
  (await scanFolder(root, options)).files.map(({ path }) => path.slice(root.length + 1)).sort();

Deno.test("scanFolder() finds files at every depth, with their size and time", async () => {
  await withFolder(async (root) => {
    await Deno.mkdir(`${root}/shows/one/season 1`, { recursive: true });
    await Deno.mkdir(`${root}/shows/@eaDir`);
    await Deno.mkdir(`${root}/.hidden`);
    const path = `${root}/shows/one/season 1/é 1.mkv`;
    await Deno.writeTextFile(path, "12345");
    await Deno.utime(path, 1_700_000_000, 1_700_000_000.5);
    for (const name of ["shows/@eaDir/a.mkv", ".hidden/b.mkv", "c.mkv.part"]) {
      await Deno.writeTextFile(`${root}/${name}`, "1");
    }
    await Deno.writeTextFile(`${root}/empty.mkv`, "");
    const { files, problems } = await scanFolder(root);
    assert.deepEqual(files, [{ path, sizeBytes: 5, modifiedMs: 1_700_000_000_500 }]);
    assert.equal(problems.size, 0);
  });
});

Deno.test("scanFolder() follows no link, so neither leaves the folder nor runs in a circle", async () => {
  await withFolder(async (root) => {
    await withFolder(async (outside) => {
      await Deno.writeTextFile(`${outside}/secret.mkv`, "1");
      await Deno.writeTextFile(`${root}/own.mkv`, "1");
      await Deno.mkdir(`${root}/sub`);
      await Deno.symlink(outside, `${root}/outside`);
      await Deno.symlink(`${outside}/secret.mkv`, `${root}/secret.mkv`);
      await Deno.symlink(root, `${root}/sub/circle`);
      await Deno.symlink(`${root}/own.mkv`, `${root}/again.mkv`);
      assert.deepEqual(await names(root), ["own.mkv"]);
    });
  });
});

Deno.test("scanFolder() leaves out files with captions where it is asked to", async () => {
  await withFolder(async (root) => {
    for (const name of ["a.mkv", "a.de.srt", "b.mkv"]) await Deno.writeTextFile(`${root}/${name}`, "1");
    assert.deepEqual(await names(root), ["a.mkv", "b.mkv"]);
    assert.deepEqual(await names(root, { withoutCaptions: true }), ["b.mkv"]);
  });
});

Deno.test("scanFolder() throws if the folder is not there", async () => {
  await assert.rejects(scanFolder("/nonexistent/folder"), Deno.errors.NotFound);
});
