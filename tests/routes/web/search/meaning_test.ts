/** The search page with the search by meaning; its vectors are made by hand, so that they need no model. */
import assert from "node:assert/strict";
import { UnavailableError } from "../../../../src/core/errors.ts";
import { findAnalyzedCaptions } from "../../../../src/db/analyses/analyzed_captions.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { storePassages } from "../../../../src/db/search/meaning.ts";
import { assertAccessible, browserTest, inTab, openApp, sidewaysScroll } from "../../../browser.ts";
import { fixture } from "../../../media_fixtures.ts";
import { seedCaptions, seedVideo, startApp } from "../../harness.ts";

const direction = Float32Array.from({ length: 384 }, (_, i) => i === 0 ? 1 : 0);
const { app, sql, origin, browser } = await openApp({
  embedQuery: (query) => {
    if (query === "broken") return Promise.reject(new UnavailableError("the sentence model is being loaded"));
    return Promise.resolve(direction);
  },
});
const bytes = await Deno.readFile(await fixture("talk.mp4"));
const id = await seedVideo(app, {
  ...{ title: "The router", visibility: "public" },
  renditions: { source: { shortSide: 180, bytes } },
});
await seedCaptions(app, id, {
  cues: ["It is broken.", "Press the button for ten seconds."].map((text, i) => ({
    ...{ id: i + 1, start: i, end: i + 0.8, text, words: [] },
  })),
});
const captions = (await findAnalyzedCaptions(sql, id))!;
const passage = { firstPosition: 2, lastPosition: 2, vector: direction };
await transaction(sql, (tx) => storePassages(tx, id, captions, [passage]));

Deno.test(browserTest(
  "a moment that was found by its meaning says so, and the person chooses what is compared by the keyboard",
  () =>
    inTab(browser, { origin, viewport: { width: 390, height: 800 } }, async ({ page }) => {
      await page.goto("/search");
      await page.locator("#search-query").fill("how do I reset it");
      const moment = page.locator(".moment");
      await moment.getByText("Press the button for ten seconds.").waitFor();
      assert.equal(await moment.getByText("by meaning").count(), 1);
      assert.equal(await sidewaysScroll(page), 0);
      await assertAccessible(page);
      await page.locator("#search-mode").focus();
      await page.keyboard.press("ArrowDown");
      await page.getByText("No video that you may see has").waitFor();
      assert.equal(new URL(page.url()).search, "?q=how+do+I+reset+it&mode=words");
      await page.reload();
      assert.equal(await page.locator("#search-mode").inputValue(), "words");
      await page.goBack();
    }),
));

Deno.test(browserTest(
  "without the model the page says so, and has what the words find",
  () =>
    inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/search?q=broken");
      await page.getByText("Only words were compared: The sentence model is being loaded.").waitFor();
      assert.equal(await page.locator(".moment mark").textContent(), "broken");
    }),
));

Deno.test(browserTest(
  "a moment that was found by meaning is not appended again where it has the words too",
  async () => {
    const other = await seedVideo(app, {
      ...{ title: "A talk", visibility: "public" },
      renditions: { source: { shortSide: 180, bytes } },
    });
    await seedCaptions(app, other, {
      cues: Array.from({ length: 30 }, (_, i) => ({
        ...{ id: i + 1, start: 3 * i, end: 3 * i + 2, text: `Ocelot ${i}.`, words: [] },
      })),
    });
    const later = { firstPosition: 26, lastPosition: 26, vector: direction }; // on the second page by words
    const track = (await findAnalyzedCaptions(sql, other))!;
    await transaction(sql, (tx) => storePassages(tx, other, track, [later]));
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/search?q=ocelot");
      const ofVideo = page.locator(`.moment[href^="/videos/${other}"]`);
      assert.equal(await ofVideo.count(), 21);
      await page.locator("#more-moments").click();
      await page.locator("#more-moments").waitFor({ state: "detached" });
      const links = await ofVideo.evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
      assert.equal(links.length, 30);
      assert.equal(new Set(links).size, 30);
    });
  },
));

Deno.test("where the search by meaning is switched off, the page has no choice", async () => {
  const other = await startApp(sql);
  const page = await (await other.request("/search?q=broken")).text();
  assert.doesNotMatch(page, /search-mode|by meaning|Only words/);
  await other.close();
});
