import assert from "node:assert/strict";
import { displayName, singleLine, withoutFolders } from "../../../src/core/display_text.ts";
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

Deno.test("withoutFolders() names files without their folders, and leaves addresses and fractions alone", () => {
  const messages = {
    "/srv/models/mine/config.json could not be read": "config.json could not be read",
    'the model "/srv/models/mine" is not there': 'the model "mine" is not there',
    "No such file (os error 2): open '/data/work/a/b.mp4'": "No such file (os error 2): open 'b.mp4'",
    "file:/data/media/videos/x/original: Invalid data": "original: Invalid data",
    "/a/b.so, /c/d.so: can't be opened": "b.so, d.so: can't be opened",
    "https://example.com/a/b and 3/4/5 at 1/2 of /tmp": "https://example.com/a/b and 3/4/5 at 1/2 of /tmp",
    "the language is en/US, ffmpeg was killed (SIGKILL)": "the language is en/US, ffmpeg was killed (SIGKILL)",
  };
  for (const [message, expected] of Object.entries(messages)) assert.equal(withoutFolders(message), expected);
});
