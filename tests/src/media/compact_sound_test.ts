import assert from "node:assert/strict";
import { readAudio } from "../../../src/media/audio.ts";
import { probe } from "../../../src/media/probe.ts";
import { encodeCompactSound } from "../../../src/media/compact_sound.ts";
import { CLICK_SECONDS, clickTime, emptyFolder, fixture, streamsOf, tools } from "../../media_fixtures.ts";

async function compact(name: Parameters<typeof fixture>[0], maxSeconds = 600): Promise<string> {
  const input = await fixture(name);
  const outPath = `${await emptyFolder()}/sound.m4a`;
  await encodeCompactSound(tools, { input, info: await probe(tools, input), outPath, maxSeconds });
  return outPath;
}

async function clickIn(path: string): Promise<number> {
  const parts: number[] = [];
  for await (const chunk of readAudio(tools, path)) parts.push(...chunk);
  return clickTime(Float32Array.from(parts))!;
}

for (
  const [name, seconds] of [["click.mp4", CLICK_SECONDS], ["click.webm", CLICK_SECONDS], [
    "late_sound.mp4",
    1.5,
  ]] as const
) {
  Deno.test(`encodeCompactSound() keeps the time of ${name}: mono AAC at 16 kHz`, async () => {
    const path = await compact(name);
    const [stream, ...others] = await streamsOf(path);
    assert.deepEqual([stream.codec_name, stream.sample_rate, stream.channels, others], ["aac", "16000", 1, []]);
    const clickSeconds = await clickIn(path);
    assert.ok(Math.abs(clickSeconds - seconds) < 0.02, `${clickSeconds} and not ${seconds}`);
  });
}

Deno.test("encodeCompactSound() ends at maxSeconds", async () => {
  const [stream] = await streamsOf(await compact("long.mkv", 3));
  assert.ok(Math.abs(Number(stream.duration) - 3) < 0.1, stream.duration);
});

Deno.test("encodeCompactSound() refuses a file without sound", async () => {
  await assert.rejects(compact("silent_picture.mp4"), { name: "MediaError", message: /no sound/ });
});
