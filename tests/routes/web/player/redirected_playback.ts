/** Playback with STORAGE_REDIRECT=1 in a browser, where media comes from a store of another origin. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { inTab, until } from "../../../browser.ts";
import { fixture } from "../../../media_fixtures.ts";
import { openPlayers, seedReal, seek } from "./player_page.ts";

const playingTime = (page: Page) => page.evaluate(() => document.querySelector("video")!.currentTime);

/** Plays a private video by HLS and by MP4, and shows its pictures. @param storeOrigin the origin of the store */
export async function assertPlaysFromStore(
  { app, origin, browser }: Pick<Awaited<ReturnType<typeof openPlayers>>, "app" | "origin" | "browser">,
  storeOrigin: string,
): Promise<void> {
  const id = await seedReal(app, { source: await fixture("talk.mp4") });
  await app.sql`update streamforge.videos set visibility = 'private' where id = ${id}`;
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    const fromStore: string[] = [];
    page.on("response", (response) => {
      if (response.url().startsWith(storeOrigin) && response.ok()) {
        fromStore.push(new URL(response.url()).pathname);
      }
    });
    const response = await page.goto(`/videos/${id}`);
    const policy = response!.headers()["content-security-policy"];
    for (const directive of ["media-src", "img-src", "connect-src"]) {
      assert.match(policy, new RegExp(`${directive} [^;]*${storeOrigin}`));
    }
    assert.doesNotMatch(policy, new RegExp(`script-src [^;]*${storeOrigin}`));
    await seek(page, 0.5);
    await page.evaluate(() => document.querySelector("video")!.play());
    await until("it plays", async () => await playingTime(page) > 0.8);
    // on a busy machine the MP4 of the page may have played until then
    const source = () => page.evaluate(() => document.querySelector("video")!.currentSrc);
    await until("it plays by hls.js", async () => (await source()).startsWith("blob:"));
    await until("segments come from the store", () => fromStore.some((path) => path.endsWith(".m4s")));

    // by the MP4, as a browser without hls.js plays it
    await page.evaluate(async (address) => {
      const video = document.createElement("video");
      video.muted = true;
      video.src = address;
      document.body.append(video);
      await video.play();
      video.currentTime = 1.5;
      await new Promise((done) => video.addEventListener("seeked", done, { once: true }));
    }, `/api/stream/${id}/source`);
    assert(fromStore.some((path) => path.endsWith("video.mp4")), fromStore.join(" "));

    const width = await page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return image.naturalWidth;
    }, `/api/videos/${id}/storyboard.jpg?sheet=0`);
    assert(width > 0);
    assert(fromStore.some((path) => path.endsWith("sheet_0.jpg")));
  });
}
