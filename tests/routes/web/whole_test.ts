/**
 * The main use case, end to end: `streamforge serve` with its own database, worker and model, a video uploaded on the
 * page, and its captions read there.
 */
import assert from "node:assert/strict";
import { browserTest, inTab, openBrowser, until } from "../../browser.ts";
import { ffmpeg, textFixture } from "../../media_fixtures.ts";
import { serveWhole } from "../../serve_whole.ts";

const PATIENCE_MS = 240_000; // the first caption job on a machine builds the model's graphs
const speech = new URL("../../data/sentence.flac", import.meta.url).pathname;
const { text: sentence } = JSON.parse(await Deno.readTextFile(new URL("../../data/sentence.json", import.meta.url)));

Deno.test(browserTest(
  "a video uploaded on the page is captioned, and its captions are shown, hidden and downloaded",
  async () => {
    const clip = await textFixture("beans.mp4", "");
    await ffmpeg(
      ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-i", speech, "-shortest", "-c:v", "libx264", "-preset"]
        .concat(["ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ar", "48000", "-b:a", "128k", clip]),
    );
    const dataDir = await Deno.makeTempDir({ prefix: "streamforge_whole_" });
    const { link, stop } = await serveWhole(dataDir);
    const browser = await openBrowser();
    try {
      const token = link.searchParams.get("token")!;
      await inTab(browser, { origin: link.origin, signedIn: true, token }, async ({ page }) => {
        const chooser = page.waitForEvent("filechooser");
        await page.getByRole("button", { name: "choose files" }).click();
        await (await chooser).setFiles([clip]);

        const card = page.locator("#cards li").filter({ hasText: "beans" });
        await card.getByText("Captions ready", { exact: true }).waitFor({ timeout: PATIENCE_MS });
        await until(
          "it has a picture",
          () => card.locator("img").evaluate((img: HTMLImageElement) => img.naturalWidth),
        );
        await card.getByRole("link", { name: "beans", exact: true }).click();

        await until("the transcript is there", () => page.locator("#lines li").count());
        const lines = await page.locator("#lines .text").allTextContents();
        assert.equal(lines.join(" "), sentence);
        const shown = () =>
          page.evaluate(() => {
            const track = document.querySelector("video")!.textTracks[0];
            return track.mode === "showing" ? track.activeCues?.length ?? 0 : 0;
          });
        await page.keyboard.press("Space");
        await until("a cue shows while it plays", shown);
        await page.keyboard.press("c");
        assert.equal(await shown(), 0);
        await page.keyboard.press("c");
        await until("it shows again", shown);
        await page.locator(".heading").getByRole("link", { name: "Download" }).click();
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("link", { name: "Download the captions as SRT" }).click(),
        ]);
        const srt = await Deno.readTextFile(await download.path());
        assert.match(srt, /^1\n00:00:0[01],\d{3} --> 00:00:0[1-5],\d{3}\n/);
        assert(srt.replace(/\s+/g, " ").includes("three rows of beans"));
      });
    } finally {
      await browser.close();
      await stop();
      await Deno.remove(dataDir, { recursive: true });
    }
  },
));
