import assert from "node:assert/strict";
import { readExtent } from "../../../src/media/file_extent.ts";
import { fileNotices } from "../../../src/media/file_notices.ts";
import { probe } from "../../../src/media/probe.ts";
import { ffmpeg, fixture, tools } from "../../media_fixtures.ts";
import { withFolder } from "../../temporary_folder.ts";

/** Files of each kind, by the arguments that make them from an MP4 of two seconds. */
const KINDS: Record<string, string[]> = {
  "plain.mp4": ["-c", "copy"],
  "fast.mp4": ["-c", "copy", "-movflags", "+faststart"],
  "fragments.mp4": ["-c", "copy", "-movflags", "frag_keyframe+empty_moov"],
  "plain.mkv": ["-c", "copy"],
  "live.mkv": ["-c", "copy", "-live", "1"],
  "plain.wav": ["-vn"],
  "plain.avi": ["-c", "copy"],
};
const CUT = ["fast.mp4", "plain.mkv", "plain.wav", "plain.avi"];
const JOINED = ["plain.mp4", "fast.mp4", "fragments.mp4", "plain.mkv", "live.mkv", "plain.wav"];

Deno.test("a file that was cut off is told from a whole one, and so is a second one behind it", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/tried`;
    for (const [name, args] of Object.entries(KINDS)) {
      const whole = `${folder}/${name}`;
      await ffmpeg(["-i", await fixture("talk.mp4"), ...args, whole]);
      const bytes = await Deno.readFile(whole);
      assert.deepEqual(await readExtent(whole), { missingBytes: 0, secondAt: null }, name);
      if (CUT.includes(name)) {
        const half = bytes.length >> 1;
        await Deno.writeFile(path, bytes.subarray(0, half));
        assert.deepEqual(await readExtent(path), { missingBytes: bytes.length - half, secondAt: null }, `cut ${name}`);
      }
      if (JOINED.includes(name)) {
        await Deno.writeFile(path, new Uint8Array([...bytes, ...bytes]));
        assert.deepEqual(await readExtent(path), { missingBytes: 0, secondAt: bytes.length }, `joined ${name}`);
      }
      await Deno.writeFile(path, new Uint8Array([...bytes, ...new TextEncoder().encode("TAG and a title")]));
      assert.deepEqual(await readExtent(path), { missingBytes: 0, secondAt: null }, `${name} with a tag behind it`);
    }
  });
});

Deno.test("the notices say in words what is missing and what was not read", async () => {
  await withFolder(async (folder) => {
    const noticesOf = async (bytes: Uint8Array, seconds: number | null) => {
      await Deno.writeFile(`${folder}/a`, bytes);
      return (await fileNotices(`${folder}/a`, await probe(tools, `${folder}/a`), seconds)).map(({ text }) => text);
    };
    await ffmpeg(["-f", "lavfi", "-i", "sine=duration=20", "-c:a", "flac", `${folder}/20.flac`]);
    const flac = await Deno.readFile(`${folder}/20.flac`);
    assert.deepEqual(await noticesOf(flac, 20), []);
    assert.deepEqual(await noticesOf(flac, 19.5), [], "headers are rounded");
    assert.match((await noticesOf(flac, 7))[0], /incomplete: it should last 0:20, and ends after 0:07/);
    assert.deepEqual(await noticesOf(flac, null), []);
    await ffmpeg(["-i", `${folder}/20.flac`, `${folder}/20.wav`]);
    const wav = await Deno.readFile(`${folder}/20.wav`);
    assert.match((await noticesOf(wav.subarray(0, wav.length - 1000), 19.99))[0], /its last 1000 bytes are missing/);
    const second = (await noticesOf(new Uint8Array([...wav, ...wav]), 20))[0];
    assert.match(second, new RegExp(`second recording is appended to the file, from byte ${wav.length} on, and it is`));
  });
});
