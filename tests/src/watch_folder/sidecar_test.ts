import assert from "node:assert/strict";
import { sidecarPath, writeBeside } from "../../../src/watch_folder/sidecar.ts";
import { withFolder } from "../../temporary_folder.ts";

Deno.test("captions are named as Jellyfin, Plex and Kodi expect", () => {
  assert.equal(sidecarPath("/media/A film (1999).mkv", "en"), "/media/A film (1999).en.srt");
  assert.equal(sidecarPath("/media/a.b.mp4", "jw"), "/media/a.b.jv.srt");
});

Deno.test("writeBeside() gives a file the rights and the owner of its folder, and leaves nothing else", async () => {
  await withFolder(async (folder) => {
    await Deno.chmod(folder, 0o775);
    const isRoot = Deno.uid() === 0;
    if (isRoot) await Deno.chown(folder, 1234, 2345);
    const before = Deno.umask(0o077); // as the worker has
    try {
      assert.equal(await writeBeside(`${folder}/a.en.srt`, "ünï\n", ".work.tmp"), true);
    } finally {
      Deno.umask(before);
    }
    const { mode, uid, gid } = await Deno.stat(`${folder}/a.en.srt`);
    assert.equal(mode! & 0o777, 0o664);
    if (isRoot) assert.deepEqual([uid, gid], [1234, 2345]);
    assert.deepEqual(await Deno.readFile(`${folder}/a.en.srt`), new TextEncoder().encode("ünï\n"));
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["a.en.srt"]);
  });
});

Deno.test("writeBeside() never replaces a file", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.en.srt`, "mine");
    assert.equal(await writeBeside(`${folder}/a.en.srt`, "other", ".work.tmp"), false);
    assert.equal(await Deno.readTextFile(`${folder}/a.en.srt`), "mine");
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["a.en.srt"]);
  });
});
