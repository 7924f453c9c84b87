import assert from "node:assert/strict";
import { outputStems, writeAtOnce } from "../../../src/cli/caption_files.ts";
import { ConfigError } from "../../../src/core/errors.ts";
import { tempFolder } from "./screen.ts";

Deno.test("captions lie beside their input, or in the folder given", () => {
  assert.deepEqual(outputStems(["/a/talk.mp4", "/b/x.y.mkv"], null, ["srt"]), ["/a/talk", "/b/x.y"]);
  assert.deepEqual(outputStems(["/a/talk.mp4", "/b/other"], "/out", ["srt"]), ["/out/talk", "/out/other"]);
});

Deno.test("inputs that differ in their extension only keep it", () => {
  assert.deepEqual(outputStems(["/a/talk.mp4", "/a/talk.mov", "/a/z.mp4"], null, ["srt"]), [
    "/a/talk.mp4",
    "/a/talk.mov",
    "/a/z",
  ]);
});

Deno.test("two inputs that would write one file are refused before anything is done", () => {
  const refused = (error: Error) =>
    error instanceof ConfigError && /"\/a\/talk.mp4" and "\/b\/talk.mp4" would both write/.test(error.message);
  assert.throws(() => outputStems(["/a/talk.mp4", "/b/talk.mp4"], "/out", ["srt"]), refused);
});

Deno.test("an input is never written over", () => {
  const refused = (error: Error) => error instanceof ConfigError && /\/a\/talk\.txt is an input/.test(error.message);
  assert.throws(() => outputStems(["/a/talk.txt"], null, ["srt", "txt"]), refused);
  assert.deepEqual(outputStems(["/a/talk.txt"], null, ["srt"]), ["/a/talk"]);
});

Deno.test("writeAtOnce() leaves no temporary file, also where it fails", async () => {
  await using dir = await tempFolder();
  await writeAtOnce(`${dir.path}/a.srt`, "one");
  await writeAtOnce(`${dir.path}/a.srt`, "two");
  assert.equal(await Deno.readTextFile(`${dir.path}/a.srt`), "two");
  await Deno.mkdir(`${dir.path}/b.srt/in_the_way`, { recursive: true });
  await assert.rejects(writeAtOnce(`${dir.path}/b.srt`, "x"));
  assert.deepEqual([...Deno.readDirSync(dir.path)].map(({ name }) => name).sort(), ["a.srt", "b.srt"]);
});
