import assert from "node:assert/strict";
import { readChapters } from "../../../src/media/chapters.ts";
import { ffmpeg, fixture, textFixture, tools } from "../../media_fixtures.ts";

async function withChapters(name: string, chapters: [start: number, end: number, title: string][]): Promise<string> {
  const text = chapters.map(([start, end, title]) =>
    `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${start}\nEND=${end}\ntitle=${title}\n`
  );
  const meta = await textFixture(`${name}.txt`, `;FFMETADATA1\n${text.join("")}`);
  const path = await textFixture(name, "");
  await ffmpeg(["-i", await fixture("long.mkv"), "-i", meta, "-map_metadata", "1", "-map", "0", "-c", "copy", path]);
  return path;
}

Deno.test("readChapters() gives the file's chapters in order, without gaps, each with a title", async () => {
  const path = await withChapters("chapters.mkv", [
    [0, 4000, "Opening"],
    [5000, 9000, "\\<b\\>Beans\\</b\\> & \\\n peas"],
    [9000, 14000, ""],
    [20000, 21000, "after the end"],
  ]);
  const found = await readChapters(tools, path, { startSeconds: 0, durationSeconds: 14 });
  assert.deepEqual(found, [
    { start: 0, end: 5, title: "Opening" },
    { start: 5, end: 9, title: "<b>Beans</b> & peas" },
    { start: 9, end: 14, title: "Chapter 3" },
  ]);
});

Deno.test("readChapters() counts from the file's time 0", async () => {
  const path = await withChapters("late_chapters.mkv", [[2000, 6000, "One"], [6000, 9000, "Two"]]);
  const found = await readChapters(tools, path, { startSeconds: 2, durationSeconds: 14 });
  assert.deepEqual(found.map(({ start }) => start), [0, 4]);
});

Deno.test("readChapters() finds none if the file states none, or is not media", async () => {
  const none = { startSeconds: 0, durationSeconds: 2 };
  assert.deepEqual(await readChapters(tools, await fixture("talk.mp4"), none), []);
  assert.deepEqual(await readChapters(tools, await textFixture("no_media.txt", "[CHAPTER]\n"), none), []);
});

Deno.test("readChapters() keeps the first 500 of 60,000 chapters with 30 MB of titles", async () => {
  const title = "a chapter of every frame ".repeat(20);
  const chapters = Array.from({ length: 60_000 }, (_, i): [number, number, string] => [i, i + 1, `${i} ${title}`]);
  const found = await readChapters(tools, await withChapters("many.mkv", chapters), {
    startSeconds: 0,
    durationSeconds: 14,
  });
  assert.equal(found.length, 500);
  assert.match(found[499].title, /^499 a chapter/);
});
