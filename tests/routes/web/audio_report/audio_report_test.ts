import assert from "node:assert/strict";
import { browserTest, inTab, openApp, sidewaysScroll, until } from "../../../browser.ts";
import { ffmpeg, textFixture } from "../../../media_fixtures.ts";
import { seedVideo } from "../../harness.ts";
import { runInspectAudio } from "./audio_report_job.ts";

const { app, origin, browser } = await openApp();

/** A minute of speech, long enough that its overview leaves columns out. */
const speech = new URL("../../../data/passage.flac", import.meta.url).pathname;
const sound = await Deno.readFile(await encoded());

async function encoded(): Promise<string> {
  const path = await textFixture("passage.m4a", "");
  await ffmpeg(["-i", speech, "-c:a", "aac", "-b:a", "48k", "-movflags", "+faststart", path]);
  return path;
}

async function video(visibility: "unlisted" | "private" = "unlisted", hasAudio = true): Promise<string> {
  const id = await seedVideo(app, {
    ...{ title: "A passage", visibility, hasAudio, renditions: { source: { shortSide: 0, bytes: sound } } },
  });
  await app.storage.put(`videos/${id}/original`, new Blob([sound]).stream());
  return id;
}

Deno.test(
  browserTest("the owner queues an audio report and sees it appear, with full detail loaded in ranges", async () => {
    const id = await video();
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      const ranges: string[] = [];
      page.on("response", async (response) => {
        if (!/hearing\/(mel|peaks)$/.test(response.url())) return;
        ranges.push(`${response.status()} ${await response.headerValue("content-range")}`);
      });
      await page.goto(`/videos/${id}/audio-report`);
      await page.getByRole("button", { name: "Make the audio report" }).click();
      await until("it waits", async () => /waits/.test(await page.locator("#audio-report-state").textContent() ?? ""));
      await runInspectAudio(app, id);
      const picture = page.locator("#audio-report canvas");
      await picture.waitFor();
      await until("the full picture came in parts", () => ranges.length >= 4);
      assert.ok(ranges.every((range) => range.startsWith("206 bytes ")), ranges.join());
      assert.equal(await page.locator("#references canvas").count(), 3);
      assert.match(await page.locator("#lessons").textContent() ?? "", /16,000 Hz/);

      await picture.focus();
      for (const key of ["ArrowRight", "ArrowRight", "+", "+"]) await page.keyboard.press(key);
      assert.match(await picture.getAttribute("aria-valuetext") ?? "", /^0:0[23]\.\d speech, seen /);
      await page.keyboard.press(" ");
      await until("the playhead follows the sound", async () => {
        return await page.locator("#audio-report button").first().textContent() === "Pause" &&
          Number(await picture.getAttribute("aria-valuenow")) > 3.5;
      });
    });
  }),
);

Deno.test(browserTest("viewers with the link see an existing report, and only the owner can queue one", async () => {
  const id = await video();
  await inTab(browser, { origin, viewport: { width: 360, height: 700 } }, async ({ page }) => {
    await page.goto(`/videos/${id}/audio-report`);
    await until("it is said", async () => {
      return /has not asked/.test(await page.locator("#audio-report-state").textContent() ?? "");
    });
    assert.equal(await page.locator("#make-report").count(), 0);
    await (await app.request(`/api/videos/${id}/hearing`, { method: "POST", as: "owner" })).body?.cancel();
    await runInspectAudio(app, id);
    await page.locator("#audio-report canvas").waitFor();
    assert.equal(await sidewaysScroll(page), 0);
  });
}));

Deno.test("the page has a policy without inline script, and is 404 for people who may not see the video", async () => {
  const id = await video("private", false);
  const headers = { Accept: "text/html" };
  const mine = await app.request(`/videos/${id}/audio-report`, { headers, as: "browser" });
  assert.equal(mine.status, 200);
  assert.doesNotMatch(mine.headers.get("Content-Security-Policy")!, /unsafe/);
  const html = await mine.text();
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i);
  assert.match(html, /This video has no sound/);
  assert.equal((await app.request(`/videos/${id}/audio-report`, { headers })).status, 404);
});
