import assert from "node:assert/strict";
import { MediaError } from "../../../src/core/errors.ts";
import { readAudio, type ReadAudioOptions } from "../../../src/media/audio.ts";
import { CLICK_SECONDS, clickTime, ffmpeg, fixture, textFixture, tools } from "../../media_fixtures.ts";

async function samplesOf(path: string, options?: ReadAudioOptions): Promise<Float32Array> {
  const chunks: Float32Array[] = [];
  for await (const chunk of readAudio(tools, path, options)) chunks.push(chunk);
  const all = new Float32Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

Deno.test("readAudio() puts a click at its time, whatever the codec's priming", async () => {
  for (
    const name of ["click.mp4", "click.m4a", "click.mp3", "cover.mp3", "click.flac", "click.webm", "late_picture.mp4"]
  ) {
    const time = clickTime(await samplesOf(await fixture(name)));
    assert.ok(time !== null && Math.abs(time - CLICK_SECONDS) <= 0.005, `${name}: ${time}`);
  }
});

Deno.test("readAudio() puts silence before sound that starts late", async () => {
  const time = clickTime(await samplesOf(await fixture("late_sound.mp4")));
  assert.ok(time !== null && Math.abs(time - CLICK_SECONDS - 0.5) <= 0.005, `${time}`);
});

Deno.test("readAudio() keeps a click at the same distance from the picture in a transport stream", async () => {
  const source = await fixture("click.mp4");
  const path = source.replace("click.mp4", "click.ts");
  await ffmpeg(["-i", source, "-c", "copy", path]);
  // The stream begins with 1024 samples of priming, so that the picture's time 0 is 21 ms after its beginning.
  const time = clickTime(await samplesOf(path));
  assert.ok(time !== null && Math.abs(time - CLICK_SECONDS - 1024 / 48000) <= 0.005, `${time}`);
});

Deno.test("readAudio() gives chunks of the length asked for, the same samples in all", async () => {
  const path = await fixture("talk.mp4");
  const whole = await samplesOf(path);
  const lengths: number[] = [];
  const parts: number[] = [];
  for await (const chunk of readAudio(tools, path, { chunkSeconds: 0.3 })) {
    lengths.push(chunk.length);
    for (const sample of chunk) parts.push(sample);
  }
  assert.deepEqual(lengths.slice(0, -1).filter((length) => length !== 4800), []);
  assert.ok(lengths.at(-1)! <= 4800);
  assert.deepEqual(new Float32Array(parts), whole);
  assert.ok(Math.abs(whole.length / 16_000 - 2) < 0.03);
  assert.ok(whole.some((sample) => Math.abs(sample) > 0.1) && whole.every((sample) => Math.abs(sample) <= 1.5));
});

Deno.test("readAudio() reads a part of a file alone, from about its start on", async () => {
  for (const name of ["click.mp4", "click.mp3", "click.flac", "click.webm"]) {
    const samples = await samplesOf(await fixture(name), { part: { start: 0.75, seconds: 0.5 } });
    const time = clickTime(samples);
    assert.ok(time !== null && Math.abs(time - (CLICK_SECONDS - 0.75)) <= 0.06, `${name}: ${time}`);
    assert.ok(Math.abs(samples.length / 16_000 - 0.5) <= 0.06, `${name}: ${samples.length}`);
  }
});

Deno.test("readAudio() mixes 5.1 down to one channel", async () => {
  const samples = await samplesOf(await fixture("surround.mkv"));
  assert.ok(Math.abs(samples.length / 16_000 - 1) < 0.05);
  assert.ok(samples.some((sample) => Math.abs(sample) > 0.02));
});

/** The bytes that the process with this word in its command line has written so far. */
async function bytesWritten(word: string): Promise<number> {
  let bytes = 0;
  for await (const { name } of Deno.readDir("/proc")) {
    const command = /^\d+$/.test(name) ? await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "") : "";
    if (!command.includes(word)) continue;
    const io = await Deno.readTextFile(`/proc/${name}/io`).catch(() => "");
    bytes = Math.max(bytes, Number(io.match(/^wchar: (\d+)$/m)?.[1] ?? 0));
  }
  return bytes;
}

Deno.test("readAudio() makes ffmpeg wait for a slow reader instead of filling the memory", async () => {
  const path = (await fixture("click.flac")).replace("click.flac", "hour.flac");
  await ffmpeg(["-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono:d=3600", path]);
  const reader = readAudio(tools, path, { chunkSeconds: 1 })[Symbol.asyncIterator]();
  await reader.next();
  let [before, now] = [-1, await bytesWritten("hour.flac")];
  while (now !== before) {
    await new Promise((done) => setTimeout(done, 300));
    [before, now] = [now, await bytesWritten("hour.flac")];
  }
  assert.ok(now > 0 && now < 20e6, `ffmpeg stands at ${now} bytes of 230 MB`);
  await reader.return!();
  await assert.rejects(samplesOf(path, { maxSeconds: 3 }), /longer than .* hours, which is the most/);
});

Deno.test("readAudio() throws a MediaError for a file without sound, or without sound that can be decoded", async () => {
  await assert.rejects(samplesOf(await fixture("silent_picture.mp4")), /the file has no sound/);
  const bytes = await Deno.readFile(await fixture("click.m4a"));
  const start = new TextDecoder("latin1").decode(bytes).indexOf("mdat") + 4;
  const end = new TextDecoder("latin1").decode(bytes).indexOf("moov") - 4;
  bytes.fill(0xff, start, end);
  const broken = await textFixture("broken.m4a", bytes);
  await assert.rejects(samplesOf(broken), (error: Error) => {
    return error instanceof MediaError && /^no audio could be decoded: /.test(error.message);
  });
});

Deno.test("readAudio() decodes a truncated file as far as it goes", async () => {
  const whole = await fixture("talk.mp4");
  const path = whole.replace("talk.mp4", "cut.mp4");
  await ffmpeg(["-i", whole, "-c", "copy", "-movflags", "+faststart", path]);
  await Deno.truncate(path, (await Deno.stat(path)).size / 2);
  const seconds = (await samplesOf(path)).length / 16_000;
  assert.ok(seconds > 0.3 && seconds < 1.8, `${seconds}`);
});

Deno.test("readAudio() stops at an abort, with its reason", async () => {
  const abort = new AbortController();
  const reading = (async () => {
    for await (const _ of readAudio(tools, await fixture("talk.mp4"), { signal: abort.signal, chunkSeconds: 0.1 })) {
      abort.abort(new Error("enough"));
    }
  })();
  await assert.rejects(reading, /enough/);
});
