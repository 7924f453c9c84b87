import assert from "node:assert/strict";
import { findVideo } from "../../../../src/db/videos/videos.ts";
import { browserTest, inTab, openBrowser, until } from "../../../browser.ts";
import { fixture } from "../../../media_fixtures.ts";
import { card, deleteByMenu, isLive, library, sample, shows } from "./library_page.ts";

const browser = await openBrowser();
Deno.test.afterAll(() => browser.close());

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

for (const locale of ["en", "es", "de"]) {
  Deno.test(
    browserTest(`on a phone the first video begins above 250 px (${locale})`, () =>
      library(async (app, origin) => {
        const ids = await sample(app);
        await inTab(browser, { origin, signedIn: true, locale, ...phone }, async ({ page }) => {
          const top = (await card(page, ids.Zen).boundingBox())!.y;
          assert(top < 250, `it begins at ${top} px`);
        });
        await inTab(browser, { origin, locale, ...phone }, async ({ page }) => {
          await app.sql`update streamforge.videos set visibility = 'public'`;
          await page.goto("/");
          const top = (await card(page, ids.Zen).boundingBox())!.y;
          assert(top < 250, `for a guest it begins at ${top} px`);
        });
      })),
  );
}

Deno.test(browserTest("on a phone uploading is one button; its options fold", () =>
  library(async (_app, origin) => {
    await inTab(browser, { origin, signedIn: true, ...phone }, async ({ page }) => {
      await isLive(page);
      await page.getByRole("button", { name: "Options" }).tap();
      await page.locator("#upload-visibility").selectOption("private");
      const coming = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "Upload", exact: true }).tap();
      await (await coming).setFiles(await fixture("talk.mp4"));
      await page.locator("#cards li").waitFor();
      assert.equal(await page.locator("#cards select").inputValue(), "private");
    });
  })));

Deno.test(
  browserTest("on a phone filters fold behind a button with their number", () =>
    library(async (app, origin) => {
      await sample(app);
      await inTab(browser, { origin, signedIn: true, ...phone }, async ({ page }) => {
        await isLive(page);
        const fold = page.locator("#fold");
        assert.equal(await fold.textContent(), "Filters");
        assert.equal(await page.locator("#find").isVisible(), false);
        await fold.tap();
        assert.equal(await fold.getAttribute("aria-expanded"), "true");
        await page.locator("#find [name=tag]").selectOption("greek");
        await shows(page, "álpha|Beta");
        await page.locator("#find [name=status]").selectOption("failed");
        await shows(page, "álpha");
        await until("two are active", async () => await fold.textContent() === "Filters (2)");
        await page.reload();
        assert.equal(await fold.textContent(), "Filters (2)");
        assert.equal(await page.locator("#find").isVisible(), false);
        await page.getByRole("link", { name: "Remove the filter #greek" }).tap();
        await until("one is active", async () => await fold.textContent() === "Filters (1)");
      });
      await inTab(browser, { origin, signedIn: true, ...phone, javaScriptEnabled: false }, async ({ page }) => {
        assert(await page.locator("#find").isVisible(), "without a script all of it is there");
      });
    })),
);

Deno.test(
  browserTest(
    "on a phone deleting is in the card's menu, whose targets are large",
    () =>
      library(async (app, origin) => {
        const ids = await sample(app);
        await inTab(browser, { origin, signedIn: true, ...phone }, async ({ page }) => {
          await isLive(page);
          assert.equal(await page.getByRole("button", { name: "Delete Zen" }).count(), 0);
          const menu = page.getByLabel("More for Zen");
          await menu.tap();
          for (const item of await card(page, ids.Zen).locator(".menu-items :is(a, button)").all()) {
            const { width, height } = (await item.boundingBox())!;
            assert(width >= 44 && height >= 44, `${await item.textContent()}: ${width} x ${height}`);
          }
          await page.keyboard.press("Escape");
          assert.equal(await page.getByRole("button", { name: "Delete Zen" }).count(), 0);
          assert(await menu.evaluate((element) => element === document.activeElement));
          await deleteByMenu(page, "Zen");
          await card(page, ids.Zen).waitFor({ state: "detached" });
          assert.equal(await findVideo(app.sql, ids.Zen), null);
          await page.getByRole("button", { name: "Undo the deletion of Zen" }).tap();
          await card(page, ids.Zen).waitFor();
        });
      }),
  ),
);
