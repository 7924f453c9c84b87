/** Tests that the player fetches no media that nobody plays, and throws nothing away that it has begun to fetch. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, inTab, until } from "../../../browser.ts";
import { ffmpeg, textFixture } from "../../../media_fixtures.ts";
import { seedCaptions } from "../../harness.ts";
import { CUES, openPlayers, seedReal, timeOf } from "./player_page.ts";

const { app, sql, origin, browser } = await openPlayers();

const path = await textFixture("half_minute.mp4", "");
const picture = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=10:d=30", "-f", "lavfi", "-i", "sine=d=30"];
await ffmpeg([...picture, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", path]);

/** A video with HLS, a poster and captions. */
async function withPoster(): Promise<string> {
  const id = await seedReal(app, { source: path });
  await seedCaptions(app, id, { cues: CUES });
  const key = `videos/${id}/thumbnail.jpg`;
  const jpeg = await ffmpeg(["-i", path, "-frames:v", "1", "-f", "mjpeg", "pipe:1"]);
  await app.storage.put(key, new Blob([new Uint8Array(jpeg)]).stream());
  await sql`update streamforge.videos set thumbnail_key = ${key} where id = ${id}`;
  return id;
}

/** What the page asks the server for of the media, and which of these requests it gave up. */
function followMedia(page: Page): { asked: string[]; aborted: string[] } {
  const log = { asked: [] as string[], aborted: [] as string[] };
  const pathOf = (url: string) => new URL(url).pathname;
  page.on("request", (request) => {
    const path = pathOf(request.url());
    if (/^\/api\/stream\//.test(path) && !/thumbnail/.test(path)) log.asked.push(path);
  });
  page.on(
    "requestfailed",
    (request) => pathOf(request.url()).startsWith("/api/stream/") && log.aborted.push(request.url()),
  );
  return log;
}

const isAhead = (page: Page, seconds: number) =>
  until(`it plays beyond ${seconds} s`, async () => await timeOf(page) > seconds);

const isLoaded = (page: Page) =>
  until("all is loaded", () => page.evaluate(() => document.querySelector("video")!.buffered.end(0) > 29));

Deno.test(browserTest("opening a video fetches its picture and captions, and nothing of its media", async () => {
  const id = await withPoster();
  for (const address of [`/videos/${id}`, `/embed/${id}`]) {
    await inTab(browser, { origin }, async ({ page }) => {
      const { asked, aborted } = followMedia(page);
      await page.goto(address);
      await until(
        "the captions are there",
        () => page.evaluate(() => document.querySelector("video")!.textTracks[0].cues?.length === 3),
      );
      await page.waitForLoadState("load");
      await page.waitForTimeout(1000); // time to ask for more
      assert.deepEqual({ asked, aborted }, { asked: [], aborted: [] }, address);
    });
  }
}));

Deno.test(browserTest("what plays is fetched once: HLS without the MP4 before it", async () => {
  const id = await withPoster();
  await inTab(browser, { origin }, async ({ page }) => {
    const { asked, aborted } = followMedia(page);
    await page.goto(`/videos/${id}`);
    await page.locator("#play").click();
    await isAhead(page, 0.5);
    await page.locator("#play").click();
    await isLoaded(page);
    assert(asked.every((path) => path.includes("/hls/") || path.endsWith("master.m3u8")), asked.join("\n"));
    assert.deepEqual(asked.length, new Set(asked).size, "something was fetched twice");
    assert.deepEqual(aborted, []);
  });
}));

Deno.test(
  browserTest(
    "a click in the transcript, a seek before playback and a link with a time load what they need",
    async () => {
      const id = await withPoster();
      await inTab(browser, { origin }, async ({ page }) => {
        const { aborted } = followMedia(page);
        await page.goto(`/videos/${id}`);
        await page.locator("#lines a").nth(2).click();
        await isAhead(page, 2);
        await page.locator("#play").click();
        await isLoaded(page);

        await page.goto(`/videos/${id}`);
        await page.keyboard.press("5");
        const isShown = () => page.evaluate(() => document.querySelector("video")!.readyState >= 2);
        await until("the frame is there", isShown);
        assert(Math.abs(await timeOf(page) - 15) < 0.1);
        assert(await page.evaluate(() => document.querySelector("video")!.paused));
        await isLoaded(page);

        await page.goto(`/videos/${id}?t=20`);
        await until("the frame of the link is there", isShown);
        assert(Math.abs(await timeOf(page) - 20) < 0.1);
        await page.keyboard.press("k");
        await isAhead(page, 20.2);
        assert.deepEqual(aborted, []);
      });
    },
  ),
);
