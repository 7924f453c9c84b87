import assert from "node:assert/strict";
import { outputStems } from "../../../src/cli/caption_files.ts";
import { ConfigError } from "../../../src/core/errors.ts";

Deno.test("captions go beside their input, or into the given folder", () => {
  assert.deepEqual(outputStems(["/a/talk.mp4", "/b/x.y.mkv"], null, ["srt"]), ["/a/talk", "/b/x.y"]);
  assert.deepEqual(outputStems(["/a/talk.mp4", "/b/other"], "/out", ["srt"]), ["/out/talk", "/out/other"]);
});

Deno.test("the captions of inputs that differ only in their extension keep it", () => {
  assert.deepEqual(outputStems(["/a/talk.mp4", "/a/talk.mov", "/a/z.mp4"], null, ["srt"]), [
    "/a/talk.mp4",
    "/a/talk.mov",
    "/a/z",
  ]);
});

Deno.test("two inputs that would write the same file are refused before anything is done", () => {
  const refused = (error: Error) =>
    error instanceof ConfigError && /"\/a\/talk.mp4" and "\/b\/talk.mp4" would both write/.test(error.message);
  assert.throws(() => outputStems(["/a/talk.mp4", "/b/talk.mp4"], "/out", ["srt"]), refused);
});

Deno.test("an input is never overwritten", () => {
  const refused = (error: Error) => error instanceof ConfigError && /\/a\/talk\.txt is an input/.test(error.message);
  assert.throws(() => outputStems(["/a/talk.txt"], null, ["srt", "txt"]), refused);
  assert.deepEqual(outputStems(["/a/talk.txt"], null, ["srt"]), ["/a/talk"]);
});
