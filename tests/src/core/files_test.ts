import assert from "node:assert/strict";
import { replaceWhole, writeWhole } from "../../../src/core/files.ts";
import { withFolder } from "../../temporary_folder.ts";

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("writeWhole() writes text, bytes and streams over an old file, with the requested mode", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/file`;
    await writeWhole(path, "old and long");
    await writeWhole(path, "text");
    assert.equal(await Deno.readTextFile(path), "text");
    await writeWhole(path, new Uint8Array([1, 2]), { isFlushed: true });
    assert.deepEqual([...await Deno.readFile(path)], [1, 2]);
    await writeWhole(path, new Blob(["stream"]).stream(), { mode: 0o755, temporary: `${folder}/aside` });
    assert.equal(await Deno.readTextFile(path), "stream");
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o755);
    assert.deepEqual(namesIn(folder), ["file"]);
  });
});

Deno.test("writeWhole() keeps the old file and leaves no other if the content breaks off", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/file`;
    await writeWhole(path, "old");
    const broken = ReadableStream.from(async function* () {
      yield new Uint8Array(1000);
      throw await Promise.resolve(new RangeError("broken"));
    }());
    await assert.rejects(writeWhole(path, broken), RangeError);
    assert.equal(await Deno.readTextFile(path), "old");
    assert.deepEqual(namesIn(folder), ["file"]);
  });
});

Deno.test("replaceWhole() makes a complete folder or none", async () => {
  await withFolder(async (folder) => {
    await replaceWhole(`${folder}/good`, async (temporary) => {
      await Deno.mkdir(temporary);
      await Deno.writeTextFile(`${temporary}/a`, "");
    });
    const half = async (temporary: string) => {
      await Deno.mkdir(temporary);
      await Deno.writeTextFile(`${temporary}/a`, "");
      throw new RangeError("broken");
    };
    await assert.rejects(replaceWhole(`${folder}/bad`, half), RangeError);
    assert.deepEqual(namesIn(folder), ["good"]);
    assert.deepEqual(namesIn(`${folder}/good`), ["a"]);
  });
});

Deno.test("writeWhole() leaves no temporary file, even if it fails", async () => {
  await withFolder(async (folder) => {
    await writeWhole(`${folder}/a.srt`, "one");
    await writeWhole(`${folder}/a.srt`, "two");
    assert.equal(await Deno.readTextFile(`${folder}/a.srt`), "two");
    await Deno.mkdir(`${folder}/b.srt/in_the_way`, { recursive: true });
    await assert.rejects(writeWhole(`${folder}/b.srt`, "x"));
    assert.deepEqual(namesIn(folder), ["a.srt", "b.srt"]);
  });
});
