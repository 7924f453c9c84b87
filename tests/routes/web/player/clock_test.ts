/** Tests that captions, sound and picture stay in step, whatever faults the source's timestamps have. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { SpeechEngine } from "../../../../src/jobs/engines.ts";
import { runJobs } from "../../../../src/jobs/loop.ts";
import { findVideo } from "../../../../src/db/videos/videos.ts";
import { browserTest, inTab, openApp, until } from "../../../browser.ts";
import { type ClockFault, type ClockFormat, type ClockMedia, clockMedia, toneTimes } from "../../../clock_media.ts";
import { isIdle, SilentEngine, workerContext } from "../../../src/jobs/worker_fixture.ts";

const { app, sql, origin, browser } = await openApp();

const LATE = 1.7;
const GAP: [number, number] = [4.2, 8];
const SURROUND: ClockFault = { parts: [[48_000, 2], [48_000, 6], [48_000, 2]], soundCodec: "ac3" };
const RATES: ClockFault = { parts: [[48_000, 2], [44_100, 2], [48_000, 2]] };
const CHANNELS: ClockFault = { parts: [[48_000, 2], [48_000, 1], [48_000, 2]] };

const CASES: [string, ClockFormat, ClockFault][] = [
  ["sound that starts late", "mp4", { soundFrom: LATE }],
  ["a picture that starts late", "mp4", { pictureFrom: LATE }],
  ["a gap in the sound", "mp4", { soundGap: GAP }],
  ["a gap in the picture", "mkv", { pictureGap: GAP }],
  ["a change to 5.1 and back", "mkv", SURROUND],
  ["sound that starts late", "ts", { soundFrom: LATE }],
  ["a gap in the sound", "ts", { soundGap: GAP }],
  ["a change of the sample rate", "ts", RATES],
  ["a change between mono and stereo", "ts", CHANNELS],
  ["sound that starts late", "mpg", { soundFrom: LATE }],
  ["a change of rate and channels", "mpg", { parts: [[48_000, 2], [44_100, 1], [48_000, 2]] }],
  ["a picture that starts late", "webm", { pictureFrom: LATE }],
  ["a gap in the sound", "webm", { soundGap: GAP }],
  ["a change of the sample rate", "aac", RATES],
];

const SOUND_SECONDS = 0.05;
const PICTURE_SECONDS = 0.05 + 1 / 25;

/** Records the audio that it is given to transcribe. */
class RecordingEngine extends SilentEngine {
  readonly receivedAudio: Float32Array[] = [];

  override async transcribe(...[audio, ...rest]: Parameters<SpeechEngine["transcribe"]>) {
    const chunks: Float32Array[] = [];
    const kept = async function* () {
      for await (const chunk of audio) {
        chunks.push(chunk.slice());
        yield chunk;
      }
    };
    const transcript = await super.transcribe(kept(), ...rest);
    this.receivedAudio.push(new Float32Array(await new Blob(chunks as BlobPart[]).arrayBuffer()));
    return transcript;
  }
}

/** Uploads a file, runs the real jobs, and returns the times of the tones in the audio that they transcribed. */
async function uploadAndWork({ path }: ClockMedia): Promise<{ id: string; captioned: number[] }> {
  const body = await Deno.readFile(path);
  const response = await app.request("/api/videos", { method: "POST", as: "owner", body });
  assert.equal(response.status, 201, await response.clone().text());
  const { id } = await response.json();
  const engine = new RecordingEngine();
  const stop = new AbortController();
  const working = runJobs({ ...workerContext(sql, app.dataDir, engine), signal: stop.signal });
  try {
    await until(`the jobs of ${path} are done`, async () => {
      const video = await findVideo(sql, id);
      return video && isIdle(video);
    }, 300_000);
  } finally {
    stop.abort();
    await working;
  }
  await app.request(`/api/videos/${id}`, {
    ...{ method: "PATCH", as: "owner", headers: { "Content-Type": "application/json" } },
    body: JSON.stringify({ visibility: "public" }),
  });
  return { id, captioned: toneTimes(engine.receivedAudio[0]) };
}

interface Played {
  /** Seconds of the tones, in the MP4 and in the segments of HLS. */
  mp4Sound: number[];
  hlsSound: number[];
  /** For each moment, whether the picture changes there from black to white. */
  mp4Picture: boolean[];
  hlsPicture: boolean[];
  hlsHoles: number;
}

/** Plays the first rendition in Chromium and measures it. */
async function play(page: Page, id: string, name: string, moments: number[]): Promise<Played> {
  const samplesOf = async (urls: string[]) => {
    const base64 = await page.evaluate(async (urls) => {
      const pieces = await Promise.all(urls.map(async (url) => await (await fetch(url)).arrayBuffer()));
      const bytes = await new Blob(pieces).arrayBuffer();
      const audio = await new OfflineAudioContext(1, 1, 16_000).decodeAudioData(bytes);
      const samples = new Uint8Array(audio.getChannelData(0).buffer);
      let text = "";
      for (let i = 0; i < samples.length; i += 32_768) text += String.fromCharCode(...samples.subarray(i, i + 32_768));
      return btoa(text);
    }, urls);
    return toneTimes(new Float32Array(Uint8Array.fromBase64(base64).buffer));
  };
  const folder = `/api/stream/${id}/${name}`;
  const hls = `/api/stream/${id}/hls/${name}`;
  const playlist = await (await app.request(`${hls}/index.m3u8`, { as: "owner" })).text();
  const master = await (await app.request(`/api/stream/${id}/master.m3u8`, { as: "owner" })).text();
  const codecs = /CODECS="([^"]+)"/.exec(master)![1];
  const files = ["init.mp4", ...playlist.split("\n").filter((line) => line && !line.startsWith("#"))];
  const segments = files.map((file) => `${hls}/${file}`);
  const look = { url: folder, segments, codecs, moments, off: PICTURE_SECONDS };
  const [mp4, cut] = moments.length > 0
    ? [await page.evaluate(seePicture, { ...look, segments: [] }), await page.evaluate(seePicture, look)]
    : [{ seen: [], holes: 0 }, { seen: [], holes: 0 }];
  return {
    ...{ mp4Sound: await samplesOf([folder]), hlsSound: await samplesOf(segments) },
    ...{ mp4Picture: mp4.seen, hlsPicture: cut.seen, hlsHoles: cut.holes },
  };
}

/** Runs in the page: looks just before and just after each moment. With `segments` it plays them as hls.js does. */
async function seePicture({ url, segments, codecs, moments, off }: {
  url: string;
  segments: string[];
  codecs: string;
  moments: number[];
  off: number;
}): Promise<{ seen: boolean[]; holes: number }> {
  const video = Object.assign(document.createElement("video"), { muted: true, preload: "auto" });
  document.body.append(video);
  const event = (target: EventTarget, name: string) => new Promise((done) => target.addEventListener(name, done));
  if (segments.length === 0) {
    video.src = url;
    await event(video, "loadeddata");
  } else {
    const source = new MediaSource();
    video.src = URL.createObjectURL(source);
    await event(source, "sourceopen");
    const buffer = source.addSourceBuffer(`video/mp4; codecs="${codecs}"`);
    for (const segment of segments) {
      if (video.error) throw new Error(`${codecs}, before ${segment}: ${video.error.message}`);
      buffer.appendBuffer(await (await fetch(segment)).arrayBuffer());
      await event(buffer, "updateend");
    }
    source.endOfStream();
  }
  const canvas = new OffscreenCanvas(2, 2).getContext("2d")!;
  const isWhiteAt = async (seconds: number) => {
    const sought = event(video, "seeked");
    const painted = new Promise((done) => video.requestVideoFrameCallback(done));
    video.currentTime = Math.max(0, seconds);
    await sought;
    await Promise.race([painted, new Promise((done) => setTimeout(done, 500))]); // an unchanged picture is not painted
    canvas.drawImage(video, 0, 0, 2, 2);
    return canvas.getImageData(0, 0, 1, 1).data[0] > 128;
  };
  const seen: boolean[] = [];
  for (const moment of moments) seen.push(!await isWhiteAt(moment - off) && await isWhiteAt(moment + off));
  const holes = video.buffered.length - 1;
  video.remove();
  return { seen, holes: segments.length > 0 ? holes : 0 };
}

function assertTimes(times: number[], expected: number[], what: string): void {
  const text = `${what}: ${times.map((time) => time.toFixed(3))} and not ${expected.map((time) => time.toFixed(3))}`;
  assert.equal(times.length, expected.length, text);
  assert.ok(times.every((time, i) => Math.abs(time - expected[i]) < SOUND_SECONDS), text);
}

for (const [fault, format, options] of CASES) {
  Deno.test(browserTest(`captions, sound and picture are in step: ${fault}, in ${format}`, async () => {
    const media = await clockMedia(format, options);
    const { id, captioned } = await uploadAndWork(media);
    assertTimes(captioned, media.sound, "what is captioned");
    const name = (await (await app.request(`/api/videos/${id}`, { as: "owner" })).json()).renditions[0].name;
    await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
      const hasPicture = format !== "aac";
      const played = await play(page, id, name, hasPicture ? media.picture : []);
      assertTimes(played.mp4Sound, captioned, "the sound of the MP4, against what is captioned");
      assertTimes(played.hlsSound, captioned, "the sound of HLS, against what is captioned");
      const all = hasPicture ? media.picture.map(() => true) : [];
      assert.deepEqual(played.mp4Picture, all, `the picture of the MP4 at ${media.picture}`);
      assert.deepEqual(played.hlsPicture, all, `the picture of HLS at ${media.picture}`);
      assert.equal(played.hlsHoles, 0, "HLS plays through");
      complaints.length = 0; // of the page that the measurement ran in, which is not under test
    });
  }));
}
