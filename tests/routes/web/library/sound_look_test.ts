/** A file with poor sound is uploaded on the page, and its owner is told before the captions are there. */
import assert from "node:assert/strict";
import { listAnalyses } from "../../../../src/db/analyses/analyses.ts";
import { browserTest, inTab, openApp, sidewaysScroll, until } from "../../../browser.ts";
import { ffmpeg, textFixture, tools } from "../../../media_fixtures.ts";
import { CountingEngine, whileWorking, workerContext } from "../../../src/jobs/worker_fixture.ts";
import { card } from "./library_page.ts";
import { choose, videosTitled } from "./upload_page.ts";

const { sql, app, origin, browser } = await openApp();
const speech = new URL("../../../data/sentence.flac", import.meta.url).pathname;

async function clip(name: string, filter: string): Promise<string> {
  const path = await textFixture(name, "");
  await ffmpeg(["-i", speech, "-af", filter, path]);
  return path;
}

Deno.test(browserTest(
  "sound quality (5.x): the card and the page of an upload say before its captions that they will be bad, and why",
  async () => {
    const files = [
      await clip("good.flac", "anull"),
      await clip("shout.flac", "volume=40dB:precision=fixed,volume=-6dB"),
    ];
    const isSeen = Promise.withResolvers<void>();
    const engine = new CountingEngine(() => isSeen.promise); // the captions wait until their owner has read it
    const context = { ...workerContext(sql, app.dataDir, engine), storage: app.storage, mediaTools: tools };
    const working = { ...context, config: { ...context.config, analyses: ["sound_quality" as const] } };
    await whileWorking(working, async () => {
      await inTab(browser, { origin, signedIn: true, viewport: { width: 360, height: 800 } }, async ({ page }) => {
        await choose(page, ...files);
        const idOf = async (title: string) => (await until(title, async () => (await videosTitled(sql, title))[0])).id;
        const [good, poor] = [await idOf("good"), await idOf("shout")];
        const warning = "Captions will probably be bad. The noise is louder than the voice.";
        await card(page, poor).getByText(warning).waitFor();
        await until("the good one was looked at too", async () => (await listAnalyses(sql, good)).length === 1);
        assert.equal(await card(page, good).locator(".warning").isVisible(), false);
        assert.equal(await sidewaysScroll(page), 0);

        await page.goto(`/videos/${poor}`);
        await page.locator("[data-notice=poor_captions]").getByText(warning).waitFor();
        await page.getByText("captions are probably bad, at a quick look").click();
        await page.getByText(/This is a quick look at 4 s of the sound/).waitFor();
        assert.equal(await sidewaysScroll(page), 0);
        isSeen.resolve();
        await page.locator("[data-notice=poor_captions]").getByText("The captions are probably bad.").waitFor();
        await page.getByText("LUFS").waitFor();
        assert.equal(await page.getByText("quick look").count(), 0);
      });
      const asViewer = await (await app.request(`/videos/${(await videosTitled(sql, "shout"))[0].id}`)).text();
      assert.doesNotMatch(asViewer, /data-notice="poor_captions"/);
    });
  },
));
