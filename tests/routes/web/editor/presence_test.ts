import assert from "node:assert/strict";
import { browserTest, inTab, until } from "../../../browser.ts";
import { accessible, choose, open, openEditors, row } from "./editor_harness.ts";

const { origin, browser, captioned, editing } = await openEditors();

Deno.test(browserTest("who else edits the captions is shown with their caption, until they leave", async () => {
  const id = await captioned();
  await editing(id, async (tab) => {
    const { page } = tab;
    const line = () => page.locator("#presence").textContent();
    await choose(page, 1);
    await page.waitForTimeout(1000);
    assert.equal(await line(), "", "nobody sees themselves");
    await inTab(browser, { origin, signedIn: true }, async ({ page: other }) => {
      await open(other, id);
      await choose(other, 3);
      await until("they are shown", async () => await line() === "owner is at caption 3");
      assert.match(await row(page, 3).textContent() ?? "", /owner/);
      await until(
        "both see each other",
        async () => await other.locator("#presence").textContent() === "owner is at caption 1",
      );
      await choose(other, 4);
      await until("they moved", async () => await line() === "owner is at caption 4");
      assert.equal(await page.locator(".cue.elsewhere").count(), 1);
      await accessible(tab);
      await page.setViewportSize({ width: 360, height: 740 });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await page.setViewportSize({ width: 1280, height: 800 });
    });
    await until("they left", async () => await line() === "");
    assert.equal(await page.locator(".cue.elsewhere").count(), 0);
  });
}));
