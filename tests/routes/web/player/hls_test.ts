import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { Page } from "playwright-core";
import { browserTest, inTab, until } from "../../../browser.ts";
import { ffmpeg, fixture, textFixture } from "../../../media_fixtures.ts";
import { seedCaptions } from "../../harness.ts";
import { cue, CUES, isPaused, openPlayers, openSettings, seedReal, seek, shownCues, timeOf } from "./player_page.ts";

const { app, origin, browser, captioned } = await openPlayers();

const SECONDS = 14; // three HLS segments
const RATE = 25; // frames a second
/** Encodes the frame number N in two greys: left half N mod 16, right half floor(N / 16). */
const COUNTED = "geq=lum='if(lt(X,W/2),24+12*mod(N,16),24+8*floor(N/16))':cb=128:cr=128";
const LENGTHS = [0.48, 1.2, 0.96, 2.04]; // seconds, each a whole number of frames
const COUNTED_CUES = (() => {
  const cues = [];
  for (let start = 0.2, i = 0; start + LENGTHS[i % 4] < SECONDS; i++) {
    const end = start + LENGTHS[i % 4];
    cues.push(cue(i + 1, round(start), round(end), `cue ${i + 1}`));
    start = end + (i % 3) * 0.12; // every third cue follows without a gap
  }
  return cues;
})();

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

async function counted(name: string, more: string[]): Promise<string> {
  const path = await textFixture(name, "");
  const picture = ["-f", "lavfi", "-t", `${SECONDS}`, "-i", `color=black:s=128x72:r=${RATE},${COUNTED}`];
  const sound = ["-f", "lavfi", "-t", `${SECONDS}`, "-i", "sine=frequency=300:sample_rate=48000"];
  const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "4", "-pix_fmt", "yuv420p", "-g", "50"];
  await ffmpeg([...picture, ...sound, ...codec, ...more, "-c:a", "aac", path]);
  return path;
}

/** The frame number and the active cue that the page shows. */
async function shownMoment(page: Page): Promise<{ frame: number; cue: string }> {
  const frame = await page.evaluate(async () => {
    const video = document.querySelector("video")!;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const canvas = document.createElement("canvas");
    canvas.width = 128;
    canvas.height = 72;
    const ctx = canvas.getContext("2d", { willReadFrequently: true })!;
    ctx.drawImage(video, 0, 0, 128, 72);
    const grey = (x: number) => ctx.getImageData(x, 36, 1, 1).data[1] * 219 / 255 + 16;
    return Math.abs(Math.round((grey(32) - 24) / 12)) + 16 * Math.abs(Math.round((grey(96) - 24) / 8)); // abs(): no -0
  });
  return { frame, cue: (await shownCues(page)).join("|") };
}

const source = (page: Page) => page.evaluate(() => document.querySelector("video")!.currentSrc);

Deno.test(browserTest("HLS and the MP4 show the same frame and the same cue at every time", async () => {
  const id = await seedReal(app, { source: await counted("counted.mp4", ["-bf", "2"]) });
  await seedCaptions(app, id, { cues: COUNTED_CUES });
  // in the middle of frames before, at and after each edge of a cue, also at segment boundaries
  const edges = COUNTED_CUES.flatMap(({ start, end }) => [start, end]).filter((_, i) => i % 3 === 0);
  const frames = [0, 149, 150, 151, 299, 300, 349]
    .concat(edges.flatMap((edge) => [Math.round(edge * RATE) - 1, Math.round(edge * RATE)]));
  const times = [...new Set(frames)].map((frame) => (frame + 0.5) / RATE);
  const wanted = (time: number) => ({
    frame: Math.floor(time * RATE),
    cue: COUNTED_CUES.find(({ start, end }) => start <= time && time < end)?.text ?? "",
  });
  await inTab(browser, { origin }, async ({ page }) => {
    const compare = async (how: string, times: number[]) => {
      const read = [];
      for (const time of times) {
        await seek(page, time);
        let shown = await shownMoment(page);
        // a busy machine may draw the frame of a seek some time after the browser says that it has sought
        for (let i = 0; i < 20 && !isDeepStrictEqual(shown, wanted(time)); i++) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          shown = await shownMoment(page);
        }
        read.push(shown);
      }
      assert.deepEqual(read, times.map(wanted), how);
    };
    const playHls = async () => {
      await page.locator("#play").click();
      await until("HLS plays", async () => (await source(page)).startsWith("blob:") && !await isPaused(page));
      await seek(page, 0);
      // until the end is loaded the decoder holds back the last loaded frame
      await until("all of it is there", () =>
        page.evaluate((seconds) => {
          const { buffered } = document.querySelector("video")!;
          return buffered.length > 0 && buffered.end(0) >= seconds - 0.05;
        }, SECONDS));
    };
    await page.goto(`/videos/${id}`);
    await until("the transcript is there", async () => await page.locator("#lines li").count() === COUNTED_CUES.length);
    assert.match(await source(page), /\/source$/);
    await compare("the plain file", times);
    await seek(page, 0);
    await playHls();
    await compare("HLS from the start", times);

    await page.goto(`/videos/${id}?t=13`);
    await until("it stands at 13 s", async () => Math.abs(await timeOf(page) - 13) < 0.01);
    await playHls();
    // after segments appended out of order, Chromium starts a later one at its first audio, 20 ms early
    await compare("HLS from the middle", times.filter((time) => ![149, 299].includes(Math.floor(time * RATE))));
  });
}));

Deno.test(
  browserTest("hls.js is loaded when playback starts, and the quality changes at the current position", async () => {
    const large = await counted("large.mp4", []);
    const small = await textFixture("small.mp4", "");
    await ffmpeg(["-i", large, "-vf", "scale=64:36", "-c:v", "libx264", "-preset", "ultrafast", "-g", "50", small]);
    const id = await seedReal(app, { source: large, "360p": small });
    await seedCaptions(app, id, { cues: COUNTED_CUES });
    await inTab(browser, { origin }, async ({ page }) => {
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      const has = (pattern: RegExp) => asked.some((path) => pattern.test(path));
      await page.goto(`/videos/${id}?t=1m0s`);
      await page.goto(`/videos/${id}?t=7`);
      await until("it stands at 7 s", async () => Math.abs(await timeOf(page) - 7) < 0.01);
      assert(!has(/player_hls|m3u8/), "nothing of HLS is fetched by looking");
      await page.keyboard.press("k");
      await until("it plays on from there by HLS", async () => {
        return (await source(page)).startsWith("blob:") && await timeOf(page) >= 7 && !await isPaused(page);
      });
      assert(has(/player_hls-\w+\.js$/) && has(/master\.m3u8$/));
      await page.keyboard.press("k");

      await openSettings(page);
      const quality = page.getByRole("combobox", { name: "quality" });
      assert.deepEqual(await quality.locator("option").allTextContents(), [
        "Automatic",
        "Original, 72p",
        "360p",
        "One file (MP4)",
      ]);
      for (const [name, width] of [["360p", 64], ["Original, 72p", 128]] as const) {
        await quality.selectOption({ label: name });
        await until(
          `${name} is seen`,
          () => page.evaluate((width) => document.querySelector("video")!.videoWidth === width, width),
        );
        assert.match(await source(page), /^blob:/);
      }
      const stood = await timeOf(page);
      await quality.selectOption({ label: "One file (MP4)" });
      await until("the file at the same place", async () => {
        return /\/source$/.test(await source(page)) && Math.abs(await timeOf(page) - stood) < 0.05;
      });
      assert(await isPaused(page));
    });
  }),
);

Deno.test(browserTest("if HLS fails the MP4 continues at the same position", async () => {
  const id = await seedReal(app, { source: await counted("fallback.mp4", []) });
  await seedCaptions(app, id, { cues: COUNTED_CUES });
  await inTab(browser, { origin }, async ({ page, complaints }) => {
    let asked = 0;
    await page.route("**/master.m3u8*", (route) => {
      asked++;
      return route.fulfill({ status: 500, body: "broken" });
    });
    await page.goto(`/videos/${id}?t=5`);
    await until("it stands at 5 s", async () => Math.abs(await timeOf(page) - 5) < 0.01);
    await page.locator("#play").click();
    await until("HLS was tried", () => asked > 0);
    await until("the file plays", async () => {
      return /\/source$/.test(await source(page)) && !await isPaused(page) && await timeOf(page) > 5;
    });
    for (const complaint of complaints.splice(0)) assert.match(complaint, /500/);
  });
}));

Deno.test(browserTest("after a segment that can't be decoded it plays on by itself", async () => {
  const id = await seedReal(app, { source: await counted("garbage.mp4", []) });
  await inTab(browser, { origin }, async ({ page, complaints }) => {
    let broken = 0;
    await page.route(/\.m4s/, async (route) => {
      if (broken++ > 0) return route.continue();
      const body = await (await route.fetch()).body();
      return route.fulfill({ body: body.fill(255, 8) });
    });
    await page.goto(`/videos/${id}?t=5`);
    await page.locator("#play").click();
    await until("it plays", async () => broken > 0 && !await isPaused(page) && await timeOf(page) > 5.5);
    complaints.splice(0);
  });
}));

Deno.test(browserTest("if the seek to where the MP4 was never ends, the MP4 plays on", async () => {
  const id = await seedReal(app, { source: await counted("stuck.mp4", []) });
  await inTab(browser, { origin }, async ({ page }) => {
    await page.addInitScript(() => {
      const isStuck = (video: HTMLMediaElement) => video.currentSrc.startsWith("blob:");
      Object.defineProperty(HTMLMediaElement.prototype, "seeking", {
        get(this: HTMLMediaElement) {
          return isStuck(this);
        },
      });
    });
    await page.goto(`/videos/${id}?t=1`);
    await page.locator("#play").click();
    await until("HLS was begun", async () => (await source(page)).startsWith("blob:"));
    await until("the file plays", async () => /\/source$/.test(await source(page)) && !await isPaused(page));
    assert(await timeOf(page) > 1);
  });
}));

Deno.test(
  browserTest("?t= sets the start, and another quality continues at the same position with captions", async () => {
    const bytes = await Deno.readFile(await fixture("talk.mp4"));
    const id = await captioned({ cues: CUES, more: { "360p": { shortSide: 90, bytes } } });
    await inTab(browser, { origin }, async ({ page }) => {
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(`/videos/${id}?t=1.2`);
      await until("it stands at 1.2 s", async () => Math.abs(await timeOf(page) - 1.2) < 0.01);
      await openSettings(page);
      await page.getByRole("combobox", { name: "quality" }).selectOption({ label: "360p" });
      await until("the other file is asked for", () => asked.includes(`/api/stream/${id}/360p`));
      await until("it stands at 1.2 s again", async () => Math.abs(await timeOf(page) - 1.2) < 0.01);
      await until("the cue shows", async () => (await shownCues(page))[0]?.startsWith("Tom"));
      for (const [t, seconds] of [["1s", 1], ["0:01", 1], ["0m1s", 1]] as const) {
        await page.goto(`/videos/${id}?t=${t}`);
        await until(`?t=${t}`, async () => Math.abs(await timeOf(page) - seconds) < 0.01);
      }
    });
  }),
);
