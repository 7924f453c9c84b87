/** Tests the player's buttons: play, 10 s back and forward, repeating a part, speed, casting; and what sound alone shows. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, inTab, until } from "../../../browser.ts";
import { ffmpeg, fixture, textFixture } from "../../../media_fixtures.ts";
import { seedVideo } from "../../harness.ts";
import { isPaused, openPlayers, openSettings, seedReal, seek, timeOf } from "./player_page.ts";

const { app, sql, origin, browser } = await openPlayers();

const path = await textFixture("minute.mp4", "");
await ffmpeg([
  ...["-f", "lavfi", "-i", "testsrc2=s=320x180:r=10:d=60", "-f", "lavfi", "-i", "sine=d=60", "-c:v", "libx264"],
  ...["-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "10", "-c:a", "aac", path],
]);
const id = await seedReal(app, { source: path });

const isAt = async (page: Page, seconds: number) => Math.abs(await timeOf(page) - seconds) < 0.05;

Deno.test(browserTest("a large button plays the video, and is there again while it is paused", async () => {
  for (const address of [`/videos/${id}`, `/embed/${id}`]) {
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(address);
      const large = page.locator("#big-play");
      const { width, height } = (await large.boundingBox())!;
      assert(width >= 64 && height >= 64);
      await large.click();
      await until("it plays", async () => !await isPaused(page) && await timeOf(page) > 0);
      await large.waitFor({ state: "hidden" });
      await page.getByRole("button", { name: "Pause", exact: true }).click();
      await large.waitFor();
    });
  }
}));

Deno.test(browserTest("buttons and j and l go 10 seconds back and forward", async () => {
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await seek(page, 20);
    await page.getByRole("button", { name: "10 seconds forward" }).click();
    await until("30 s", () => isAt(page, 30));
    await page.getByRole("button", { name: "10 seconds back" }).click();
    await page.getByRole("button", { name: "10 seconds back" }).click();
    await until("10 s", () => isAt(page, 10));
    await page.keyboard.press("l");
    await until("20 s", () => isAt(page, 20));
    await page.keyboard.press("j");
    await until("10 s", () => isAt(page, 10));
    assert.equal(await page.locator("#forward").getAttribute("title"), "10 seconds forward (l)");
  });
}));

Deno.test(
  browserTest("a part is repeated from A to B, marked by buttons or keys and shown on the seek bar", async () => {
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await seek(page, 30);
      const span = page.locator("#loop-span");
      const repeats = async () => {
        await seek(page, 31.5);
        await page.keyboard.press("k");
        await until("it was at the end", async () => await timeOf(page) > 31.7);
        await until("it is at the start again", async () => await timeOf(page) < 30.5);
        assert(!await isPaused(page));
        await page.keyboard.press("k");
      };
      await openSettings(page);
      await page.getByRole("button", { name: "From here" }).click();
      await page.locator("#loop-state").getByText("Repeats from 0:30: choose the end.").waitFor();
      await seek(page, 32);
      await page.getByRole("button", { name: "To here" }).click();
      await page.locator("#loop-state").getByText("Repeats 0:30 to 0:32.").waitFor();
      const [bar, box] = [(await page.locator("#seek").boundingBox())!, (await span.boundingBox())!];
      assert(Math.abs((box.x - bar.x) / bar.width - 0.5) < 0.02, "it begins in the middle of the bar");
      assert(Math.abs(box.width / bar.width - 2 / 60) < 0.02);
      await page.keyboard.press("Escape");
      await repeats();

      await page.keyboard.press("x");
      await span.waitFor({ state: "hidden" });
      await seek(page, 31.5);
      await page.keyboard.press("k");
      await until("it goes on", async () => await timeOf(page) > 32.3);
      await page.keyboard.press("k");

      await seek(page, 30);
      await page.keyboard.press("a");
      await seek(page, 32);
      await page.keyboard.press("b");
      await repeats();
      await seek(page, 40);
      await page.keyboard.press("k");
      await until("behind the end it goes on", async () => await timeOf(page) > 40.5);
    });
  }),
);

Deno.test(browserTest("the speed goes up to 3, and voices keep their pitch", async () => {
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await openSettings(page);
    await page.getByRole("combobox", { name: "Speed" }).selectOption({ label: "3×" });
    const read = () =>
      page.evaluate(() => {
        const { playbackRate, preservesPitch } = document.querySelector("video")!;
        return { playbackRate, preservesPitch };
      });
    assert.deepEqual(await read(), { playbackRate: 3, preservesPitch: true });
    await page.keyboard.press("Escape");
    await page.keyboard.press("k");
    await until("it plays at that speed", async () => await timeOf(page) > 1);
    assert.deepEqual(await read(), { playbackRate: 3, preservesPitch: true });
    await page.keyboard.press("<");
    assert.equal((await read()).playbackRate, 2.5);
  });
}));

Deno.test(
  browserTest("where the browser knows of a television, a button asks it, with a file that it can take", async () => {
    await inTab(browser, { origin }, async ({ page }) => {
      // the part of the browser that finds devices: there are none here
      await page.addInitScript(() => {
        const remote = Object.assign(new EventTarget(), {
          state: "disconnected",
          watchAvailability: (found: (isAvailable: boolean) => void) => {
            setTimeout(() => found(true));
            return Promise.resolve(1);
          },
          prompt() {
            document.documentElement.dataset.prompted = document.querySelector("video")!.currentSrc;
            this.state = "connected";
            remote.dispatchEvent(new Event("connect"));
            return Promise.resolve();
          },
        });
        Object.defineProperty(HTMLMediaElement.prototype, "remote", { get: () => remote });
      });
      await page.goto(`/videos/${id}`);
      await page.keyboard.press("k");
      await until(
        "hls.js plays",
        () => page.evaluate(() => document.querySelector("video")!.currentSrc.startsWith("blob:")),
      );
      await until("it plays", async () => await timeOf(page) > 0.2);
      const cast = page.getByRole("button", { name: "Play on a TV or speaker" });
      await cast.click();
      await until("the browser was asked", () => page.locator("html[data-prompted]").count());
      assert.match((await page.locator("html").getAttribute("data-prompted"))!, /\/source$/);
      assert.equal(await cast.getAttribute("aria-pressed"), "true");
    });
  }),
);

Deno.test(browserTest("where no device is known there is no such button", async () => {
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.getByRole("button", { name: "Full screen" }).waitFor();
    assert.equal(await page.locator("#cast").isVisible(), false);
  });
}));

Deno.test(browserTest("the mini player opens before anything has played", async () => {
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    const isOpen = () => page.evaluate(() => document.pictureInPictureElement !== null);
    await page.getByRole("button", { name: "Mini player" }).click();
    await until("it is open", isOpen);
    await page.keyboard.press("i");
    await until("it is closed", async () => !await isOpen());
  });
}));

Deno.test(browserTest("the owner's page has the waveform of sound alone worked out", async () => {
  const bytes = await Deno.readFile(await fixture("click.mp3"));
  const sound = await seedVideo(app, { title: "Sound", renditions: { source: { shortSide: 0, bytes } } });
  const queued = () => sql`select 1 from streamforge.jobs where video_id = ${sound} and kind = 'inspect_audio'`;
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${sound}`);
    await page.locator("#waveform").waitFor();
    await page.waitForTimeout(300);
    assert.equal((await queued()).length, 0, "not by a visitor");
  });
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await page.goto(`/videos/${sound}`);
    await until("it is queued", async () => (await queued()).length === 1);
    const folder = `videos/${sound}/hearing/1`;
    await app.storage.put(`${folder}/peaks.bin`, new Blob([new Int8Array(400).fill(50)]).stream());
    await app.storage.put(`${folder}/index.json`, new Blob([`{"hearing":{}}`]).stream());
    await sql`update streamforge.videos set audio_report_key = ${folder} where id = ${sound}`;
    await until("it is drawn without another visit", () => page.locator("#waveform rect").count());
  });
}));

Deno.test(
  browserTest("sound alone shows its waveform, of which the played part is brighter, or its cover", async () => {
    const bytes = await Deno.readFile(await fixture("click.mp3"));
    const sound = await seedVideo(app, { title: "Sound", renditions: { source: { shortSide: 0, bytes } } });
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${sound}`);
      await page.locator('#waveform [data-icon="sound-waves"]').waitFor();

      const folder = `videos/${sound}/hearing/1`;
      const pairs = Int8Array.from({ length: 400 }, (_, i) => (i % 2 ? 1 : -1) * (i < 200 ? 10 : 100));
      await app.storage.put(`${folder}/peaks.bin`, new Blob([pairs]).stream());
      await sql`update streamforge.videos set audio_report_key = ${folder} where id = ${sound}`;
      await page.reload();
      const bars = page.locator("#waveform rect");
      await until("it is drawn", () => bars.count());
      const heights = await bars.evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute("height"))));
      assert(heights[0] < 20 && heights.at(-1)! > 90, heights.join(" "));
      await page.keyboard.press("5");
      await until("half of it is brighter", async () => {
        const played = await page.locator("#waveform .played").count();
        return Math.abs(played / heights.length - 0.5) < 0.1;
      });

      const key = `videos/${sound}/thumbnail.jpg`;
      await app.storage.put(
        key,
        new Blob([new Uint8Array(await ffmpeg(["-i", path, "-frames:v", "1", "-f", "mjpeg", "pipe:1"]))]).stream(),
      );
      await sql`update streamforge.videos set thumbnail_key = ${key} where id = ${sound}`;
      await page.reload();
      await until(
        "the cover is there",
        () => page.locator("img.cover").evaluate((cover: HTMLImageElement) => cover.naturalWidth),
      );
      assert.equal(await page.locator("#waveform").count(), 0);
    });
  }),
);
