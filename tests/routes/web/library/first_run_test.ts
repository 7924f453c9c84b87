import assert from "node:assert/strict";
import { reportWorker } from "../../../../src/db/jobs/workers.ts";
import { recordEngineSpeed } from "../../../../src/db/jobs/engine_speeds.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { listVideos } from "../../../../src/db/videos/videos.ts";
import { SAMPLE } from "../../../../src/media/sample.ts";
import { probe } from "../../../../src/media/probe.ts";
import { browserTest, inTab, openBrowser } from "../../../browser.ts";
import { assetPath } from "../../../../src/core/assets.ts";
import { library } from "./library_page.ts";

const browser = await openBrowser();
Deno.test.afterAll(() => browser.close());
const host = Deno.hostname();

Deno.test("the sample is what the page says that it is", async () => {
  const tools = { ffmpegPath: "ffmpeg", ffprobePath: "ffprobe" };
  const info = await probe(tools, assetPath("sample.mp4"));
  assert.ok(Math.abs(info.durationSeconds! - SAMPLE.seconds) < 0.1, `${info.durationSeconds} s`);
  assert.equal((await Deno.stat(assetPath("sample.mp4"))).size, SAMPLE.bytes);
  assert.ok(SAMPLE.bytes < 400_000);
});

Deno.test(browserTest("one click uploads the sample and opens its page", async () => {
  await library(async ({ sql }, origin) => {
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await page.getByText("No worker is running").waitFor();
      await page.getByRole("button", { name: "Try the sample" }).click();
      await page.waitForURL(/\/videos\/[\w-]+$/);
      await page.getByRole("heading", { level: 1, name: "Sample - the art of printing" }).waitFor();
      const { videos } = await listVideos(sql, { reader: { user: "owner", isAdministrator: true } });
      const facts = videos.map((
        { title, sizeBytes, visibility, jobs },
      ) => [title, sizeBytes, visibility, jobs[0].kind]);
      assert.deepEqual(facts, [["Sample - the art of printing", SAMPLE.bytes, "unlisted", "transcode_video"]]);
      await page.goto("/");
      await page.locator("#empty").waitFor({ state: "hidden" });
    });
  });
}));

Deno.test(browserTest("a sample that can't be uploaded says why, and can be tried again", async () => {
  await library(async (_app, origin) => {
    await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
      await page.route("**/api/videos?**", (route) => route.fulfill({ status: 507, body: "{}" }));
      await page.getByRole("button", { name: "Try the sample" }).click();
      await page.locator(".notice.failed").waitFor();
      await page.unroute("**/api/videos?**");
      complaints.length = 0;
      await page.getByRole("button", { name: "Try the sample" }).click();
      await page.waitForURL(/\/videos\/[\w-]+$/);
    });
  });
}));

Deno.test(
  browserTest("what the server can do is shown as soon as it is measured, and a file can be chosen", async () => {
    await library(async ({ sql }, origin) => {
      const worker = { id: `${host}/1/a`, version: "0.1.0", model: "/models/my-whisper", device: null };
      await reportWorker(sql, { ...worker, fallbackReason: null, models: [] });
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        const power = page.locator("#server-power");
        await power.getByText("It writes captions with the model my-whisper.").waitFor();
        await power.getByText("Its speed has not been measured yet").waitFor();
        const run = { host, model: worker.model, device: "cpu" as const, soundSeconds: 60, runSeconds: 8 };
        await transaction(sql, (tx) => recordEngineSpeed(tx, run));
        await power.getByText("on its processor, with the model my-whisper").waitFor();
        await power.getByText("Measured here: 7.5 times as fast as the speech. An hour takes about 8 min.").waitFor();
        const chooser = page.waitForEvent("filechooser");
        await page.getByRole("button", { name: "Choose a video" }).click();
        await chooser;
      });
    });
  }),
);

Deno.test(browserTest("who has not signed in reads where public videos will be, and how to sign in", async () => {
  await library(async (_app, origin) => {
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/");
      await page.getByText("No public videos yet.").waitFor();
      assert.equal(await page.getByRole("button", { name: "Try the sample" }).count(), 0);
      await page.locator("#empty").getByRole("link", { name: "Sign in" }).click();
      await page.waitForURL("**/sign-in");
    });
  });
}));
