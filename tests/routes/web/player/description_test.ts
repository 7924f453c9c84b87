import assert from "node:assert/strict";
import { findVideo, updateVideo } from "../../../../src/db/videos/videos.ts";
import { assertAccessible, browserTest, inTab, sidewaysScroll, until } from "../../../browser.ts";
import { openPlayers, timeOf } from "./player_page.ts";

const { sql, origin, browser, captioned } = await openPlayers();

Deno.test(
  browserTest("the owner writes a description by keyboard, and others read it with links and times", async () => {
    const id = await captioned();
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await page.getByRole("button", { name: "Add a description" }).press("Enter");
      await page.keyboard.type("Beans, see https://example.org/beans.\n0:01 Water <b>now</b>");
      await page.keyboard.press("Control+Enter");
      await page.getByRole("link", { name: "https://example.org/beans" }).waitFor();
      const edit = page.getByRole("button", { name: "Edit the description" });
      assert(await edit.evaluate((button) => button === document.activeElement));
      await assertAccessible(page);
      await edit.press("Enter");
      assert.match(
        await page.getByRole("textbox", { name: "Description" }).inputValue(),
        /^Beans.*\n0:01 Water <b>now<\/b>$/,
      );
      await page.keyboard.type("not this");
      await page.getByRole("button", { name: "Cancel" }).click();
      assert.equal((await findVideo(sql, id))!.description.includes("not this"), false);
    });
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      const link = page.getByRole("link", { name: "https://example.org/beans" });
      assert.equal(await link.getAttribute("href"), "https://example.org/beans");
      assert.match((await link.getAttribute("rel"))!, /noopener/);
      assert.equal(await page.locator("#description b").count(), 0, "tags are text");
      await page.getByText("Water <b>now</b>").waitFor();
      assert.equal(await page.getByRole("button", { name: "Edit the description" }).count(), 0);
      await page.getByRole("link", { name: "0:01", exact: true }).click();
      await until("the player jumped", async () => await timeOf(page) >= 1);
    });
  }),
);

Deno.test(browserTest("a long description is folded until it is opened or a link in it has the focus", async () => {
  const id = await captioned();
  const lines = Array.from({ length: 20 }, (_, i) => `Line ${i} https://example.org/${"x".repeat(60)}${i}`);
  await updateVideo(sql, id, { description: lines.join("\n") });
  await inTab(browser, { origin, viewport: { width: 360, height: 700 } }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    const height = () => page.locator("#description [data-part]").evaluate((element) => element.clientHeight);
    const folded = await height();
    assert.ok(folded < 130, `${folded} px`);
    await page.getByRole("button", { name: "Show more" }).click();
    assert.ok(await height() > 3 * folded);
    assert.equal(await sidewaysScroll(page), 0);
    await page.getByRole("button", { name: "Show less" }).click();
    assert.equal(await height(), folded);
    const last = page.getByRole("link", { name: `${"x".repeat(60)}19` });
    await page.getByRole("button", { name: "Show more" }).focus();
    await page.keyboard.press("Shift+Tab");
    assert(await last.evaluate((link) => link === document.activeElement));
    assert.ok(await height() > 3 * folded, "what has the focus is seen");
  });
}));

Deno.test(browserTest("a description that is written elsewhere appears while the page is open", async () => {
  const id = await captioned();
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    assert.equal(await page.getByRole("region", { name: "Description" }).count(), 0);
    await updateVideo(sql, id, { description: "Written later." });
    await page.getByText("Written later.").waitFor();
  });
}));
