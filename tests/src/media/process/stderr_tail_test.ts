import assert from "node:assert/strict";
import { join } from "node:path";
import { probe } from "../../../../src/media/probe.ts";
import { run } from "../../../../src/media/process/run.ts";
import { StderrTail } from "../../../../src/media/process/stderr_tail.ts";
import { emptyFolder, ffmpeg, fixture, tools } from "../../../media_fixtures.ts";

async function faultsOf(text: string, options?: ConstructorParameters<typeof StderrTail>[1]): Promise<string[]> {
  const tail = new StderrTail(["/data/No space left on device.mkv"], options);
  await tail.read(new Blob([text]).stream());
  return Object.keys(tail.faults);
}

Deno.test("a system error is distinguished from the same words in a file name or a text", async () => {
  for (
    const [line, fault] of [
      ["av_interleaved_write_frame(): No space left on device", "noSpace"],
      ["[out#0/hls @ 0x55d0] Error writing trailer of file:a.mp4: No space left on device", "noSpace"],
      ["Task finished with error code: -28 (No space left on device)", "noSpace"],
      ["file:/data/a.mkv: Disk quota exceeded", "noSpace"],
      ["file:/data/a.mkv: Input/output error", "read"],
      [`file:/data/${"a".repeat(400)}.mkv: Permission denied`, "machine"],
      ["[h264 @ 0x55d0] Cannot allocate memory.", "machine"],
      ["Error writing trailer of file:a.mp4: Input/output error", "write"],
      ["Unknown encoder 'libx264'", "machine"],
    ]
  ) assert.deepEqual(await faultsOf(`${line}\n`), [fault], line);
  for (
    const line of [
      "file:/data/No space left on device.mkv: Invalid data found when processing input",
      "[mov @ 0x55d0] error opening alias: path='Permission denied', dir='no such device'",
      "[matroska @ 0x55d0] Unknown attachment Input/output error.ttf",
      "the chapter 'Read-only file system' has no end",
    ]
  ) assert.deepEqual(await faultsOf(`${line}\n`), [], line);
});

Deno.test("faults are read from errors before a file's summary, and not from the summary", async () => {
  const error = "[mov @ 0x55d0] [error] Cannot allocate memory\n";
  const warning = "[mov @ 0x55d0] [warning] Skipped opening external track: Permission denied\n";
  const summary = "[info] Input #0, mov, from 'file:/data/a.mov':\n[info]   Metadata:\n" +
    "[info]     title           : x: No space left on device\n                    : Input/output error\n" +
    "[error] a key of two lines: No space left on device\n";
  const options = { maxLines: 100, isSummary: true };
  assert.deepEqual(await faultsOf(warning + summary, options), []);
  assert.deepEqual(await faultsOf(error + summary, options), ["machine"]);
});

Deno.test("a film whose titles are names of faults is read, even if one of its streams does not open", async () => {
  const names = ["No space left on device", "Permission denied", "Input/output error", "x: No space left on device"];
  const folder = await emptyFolder();
  const film = await fixture("talk.mp4");
  const path = join(folder, "No space left on device.mkv");
  const tags = names.flatMap((name, i) => ["-metadata", `title${i}=${name}`, "-metadata:s:0", `comment${i}=${name}`]);
  const streams = ["-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy", "-c:a:1", "alac"];
  const lines = ["-metadata", `title=${names.join("\n")}`];
  await ffmpeg(["-i", film, ...streams, ...tags, ...lines, path]);
  const info = await probe(tools, path);
  assert.equal(info.browserPlayable, true);

  const bytes = await Deno.readFile(path);
  const at = bytes.findIndex((_, i) => [0x63, 0xa2, 0x98].every((byte, k) => bytes[i + k] === byte));
  bytes.fill(0xff, at + 3, at + 23); // the header of the ALAC decoder
  await Deno.writeFile(path, bytes);
  const { video, audio } = await probe(tools, path);
  assert.deepEqual([video?.codec, video?.width, audio?.codec, audio?.index], ["h264", 320, "aac", 1]);

  const limits = { readable: [path], wallSeconds: 60, stallSeconds: 60 };
  const summaryRun = await run(tools, "ffprobe", ["-v", "level+info", `file:${path}`], {
    ...limits,
    summaryLines: 1000,
  });
  assert.match(summaryRun.stderr.lines.join("\n"), /: No space left on device/, "the summary has the title");
});
