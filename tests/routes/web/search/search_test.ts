import assert from "node:assert/strict";
import { assertAccessible, browserTest, inTab, openApp, sidewaysScroll, until } from "../../../browser.ts";
import { fixture } from "../../../media_fixtures.ts";
import { seedCaptions, seedVideo } from "../../harness.ts";

const { app, origin, browser } = await openApp();

const bytes = await Deno.readFile(await fixture("talk.mp4"));
const talk = await seedVideo(app, {
  title: "The keeping of <b>lynxes</b>",
  visibility: "public",
  renditions: { source: { shortSide: 180, bytes } },
});
await seedCaptions(app, talk, {
  cues: ["Lynxes are shy animals.", "Nobody has seen <i>two</i> lynxes", "together in the wild.", "That was all."]
    .map((text, i) => ({ id: i + 1, start: 0.2 + i, end: 1.1 + i, text, words: [] })),
});
const long = await seedVideo(app, {
  title: "Wombats",
  visibility: "public",
  renditions: { source: { shortSide: 180, bytes } },
});
await seedCaptions(app, long, {
  cues: Array.from({ length: 30 }, (_, i) => ({
    ...{ id: i + 1, start: i * 2, end: i * 2 + 1.5, text: `Wombat ${i} digs a burrow.`, words: [] },
  })),
});

Deno.test(browserTest(
  "results appear while the person types, and their count is announced",
  () =>
    inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/search");
      await until("the field has the focus", () => page.evaluate(() => document.activeElement?.id === "search-query"));
      await page.keyboard.type("lynx", { delay: 20 });
      await page.locator(".moment").nth(1).waitFor();
      assert.deepEqual(await page.locator(".moment mark").allTextContents(), ["Lynxes", "lynxes"]);
      assert.equal(await page.locator("#search-said").textContent(), "2 moments");
      assert.equal(new URL(page.url()).search, "?q=lynx");
      assert.equal(await page.locator("a.found-title .name").textContent(), "The keeping of <b>lynxes</b>");
      assert.equal(await page.locator(".sentence").nth(1).textContent(), "Nobody has seen <i>two</i> lynxes");
      await page.locator("#search-query").fill('"lynxes together"');
      await until("the phrase alone is shown", async () => await page.locator(".moment").count() === 1);
      await page.locator("#search-query").fill("unheard of");
      await page.getByText("No video that you may see has").waitFor();
      assert.equal(await page.locator("#search-said").textContent(), "No moments");
    }),
));

Deno.test(browserTest(
  "a mistyped word is found, and the page says what was searched instead",
  () =>
    inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/");
      await page.keyboard.press("/");
      await page.keyboard.type("womabt");
      await page.keyboard.press("Enter");
      await page.locator(".moment").first().waitFor();
      assert.equal(
        await page.locator("#corrected").innerText(),
        "Nothing has womabt. These are the results for wombat.",
      );
      await page.locator("#more-moments").click();
      await until("the later page is of the same word", async () => await page.locator(".moment").count() === 30);
      await page.locator("#corrected a").click();
      await page.waitForURL("**/search?q=wombat");
      assert.equal(await page.locator("#corrected").count(), 0);
      assert.equal(await page.locator("#search-query").inputValue(), "wombat");
    }),
));

Deno.test(browserTest(
  "a late answer does not replace a newer one",
  () =>
    inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/search");
      let letGo = () => {};
      await page.route(/results\?q=lynx$/, async (route) => {
        await new Promise<void>((resolve) => letGo = resolve);
        await route.continue().catch(() => {}); // the page has aborted this request
      });
      await page.locator("#search-query").fill("lynx");
      await page.waitForRequest(/results\?q=lynx$/);
      await page.locator("#search-query").fill("wombat");
      await page.locator(".moment").first().waitFor();
      letGo();
      await page.waitForTimeout(200);
      assert.deepEqual(await page.locator(".moment mark").first().textContent(), "Wombat");
      assert.equal(await page.locator("#results[aria-busy]").count(), 0);
    }),
));

Deno.test(browserTest(
  "arrow keys move through the results, Enter plays at the moment, and going back shows the results again",
  () =>
    inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/search?q=lynx");
      const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
      await page.locator("#search-query").focus();
      await page.keyboard.press("ArrowDown");
      assert.match(await focused(), /The keeping of/);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      assert.match(await focused(), /Nobody has seen/);
      await page.keyboard.press("ArrowUp");
      assert.match(await focused(), /Lynxes are shy/);
      await page.keyboard.press("Tab");
      assert.match(await focused(), /Nobody has seen/);
      await page.keyboard.press("Escape");
      assert.equal(await page.evaluate(() => document.activeElement?.id), "search-query");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("End");
      await page.keyboard.press("Enter");
      await page.waitForURL(`**/videos/${talk}?t=1`);
      await until("the player is there", () => page.evaluate(() => document.querySelector("video")!.currentTime >= 1));
      await page.goBack();
      await page.locator(".moment").first().waitFor();
    }),
));

Deno.test(browserTest(
  "more moments are appended, and the first of them gets the focus",
  () =>
    inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/search?q=wombat");
      assert.equal(await page.locator(".moments .panel-note").textContent(), "More than 20 moments");
      await page.locator("#more-moments").click();
      await until("there are thirty", async () => await page.locator(".moment").count() === 30);
      assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ""), /Wombat 20 digs/);
      assert.equal(await page.locator(".moments .panel-note").textContent(), "30 moments");
      assert.equal(await page.locator("#more-moments").count(), 0);
    }),
));

Deno.test(browserTest(
  "/ focuses the search field on any page, and Enter there opens the search",
  () =>
    inTab(browser, { origin }, async ({ page }) => {
      for (const path of ["/", "/learn", `/videos/${talk}`]) {
        await page.goto(path);
        await page.keyboard.press("/");
        assert.equal(await page.evaluate(() => (document.activeElement as HTMLInputElement).name), "q", path);
      }
      await page.keyboard.type("shy / animals");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/search?q=shy*");
      assert.equal(await page.locator(".moment").count(), 1);
    }),
));

Deno.test(browserTest(
  "an invalid query and an unreachable server are reported in words",
  () =>
    inTab(browser, { origin }, async ({ page, complaints }) => {
      await page.goto("/search");
      await page.locator("#search-query").fill("a ".repeat(60));
      await page.locator(".problem", { hasText: "Q has 60 words" }).waitFor();
      await page.route(/search\/results/, (route) => route.abort());
      await page.locator("#search-query").fill("lynx");
      await page.locator("p.unreached").waitFor();
      await page.unroute(/search\/results/);
      await page.locator("#search-query").press("Enter");
      await page.locator(".moment").first().waitFor();
      complaints.splice(0); // the browser logs the 400 and the aborted connection
    }),
));

Deno.test(browserTest(
  "search works without a script",
  () =>
    inTab(browser, { origin, javaScriptEnabled: false }, async ({ page }) => {
      await page.goto("/");
      await page.locator(".find input").fill("wombat");
      await page.locator(".find input").press("Enter");
      await page.locator("#more-moments").click();
      assert.equal(await page.locator(".moment").count(), 10);
    }),
));

for (const colorScheme of ["light", "dark"] as const) {
  Deno.test(browserTest(
    `the search page is accessible in ${colorScheme} colours, wide and at 360 pixels`,
    () =>
      inTab(browser, { origin, colorScheme }, async ({ page }) => {
        for (const path of ["/search", "/search?q=lynx", "/search?q=wombat", "/search?q=unheard"]) {
          await page.goto(path);
          await assertAccessible(page);
        }
        await page.setViewportSize({ width: 360, height: 740 });
        for (const path of ["/search?q=lynx", "/", `/videos/${talk}`]) {
          await page.goto(path);
          assert.equal(await sidewaysScroll(page), 0, path);
        }
        await page.goto("/search?q=lynx");
        await assertAccessible(page);
      }),
  ));
}
