import assert from "node:assert/strict";
import { displayName, singleLine } from "../../../src/core/display_text.ts";
import { probe } from "../../../src/media/probe.ts";
import { emptyFolder, ffmpeg, fixture, textFixture, tools } from "../../media_fixtures.ts";

Deno.test("singleLine() leaves no line break and no control character", () => {
  assert.equal(singleLine("  A\tB\u0001 title\r\n\u0085\u2028"), "A B title");
  assert.equal(
    singleLine("two  spaces, \u05E9\u05DC\u05D5\u05DD\u200F, 👩‍💻"),
    "two  spaces, \u05E9\u05DC\u05D5\u05DD\u200F, 👩‍💻",
  );
  assert.equal(singleLine("half \uD83D"), "half \uFFFD");
});

Deno.test("displayName() keeps the direction of the text around it, and cuts no character in half", () => {
  assert.equal(displayName("safe\u202Egpj.exe\u2066\u2069"), "safegpj.exe");
  assert.equal(displayName("abc😀", 4), "abc");
  assert.equal(displayName("abc😀", 5), "abc😀");
  assert.equal(displayName("abc def", 4), "abc");
});

Deno.test("probe() gives the title of a file's subtitles as one line", async () => {
  const path = `${await emptyFolder()}/titled.mkv`;
  const srt = await textFixture("titled.srt", "1\n00:00:00,000 --> 00:00:01,000\nHello\n");
  const title = "title=A\tB\u0001 title\nin two lines\u202E";
  await ffmpeg([
    "-i",
    await fixture("talk.mp4"),
    "-i",
    srt,
    "-map",
    "0:v",
    "-map",
    "1",
    "-metadata:s:s:0",
    title,
    path,
  ]);
  assert.equal((await probe(tools, path)).subtitles[0].title, "A B title in two lines");
});
