import assert from "node:assert/strict";
import { findVideo } from "../../../src/db/videos.ts";
import { browserTest, inTab } from "../../browser.ts";
import { openPlayers } from "./player_page.ts";

const { sql, origin, browser, captioned } = await openPlayers();

browserTest(
  "the owner has captions made again in another language, and a second wish is refused in words",
  async () => {
    const id = await captioned();
    await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
      await page.goto(`/videos/${id}`);
      await page.locator("#language").selectOption("es");
      await page.getByRole("button", { name: "generate again" }).click();
      await page.getByText("[captions waiting]").waitFor();
      const [job] = (await findVideo(sql, id))!.jobs;
      assert.equal(job.kind, "caption_video");
      await page.locator("#language").selectOption("fr");
      await page.getByRole("button", { name: "generate again" }).click();
      await page.locator(".notice.failed").filter({ hasText: job.id }).waitFor();
      assert.match(complaints.splice(0).join("\n"), /409/);
    });
  },
);

browserTest("whoever may change the video renames it and finds the editor; nobody else does", async () => {
  const id = await captioned();
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.getByRole("button", { name: "rename" }).click();
    await page.keyboard.type("cam f");
    assert.equal(await page.getByRole("textbox", { name: "Title" }).inputValue(), "cam f");
    assert.equal(await page.locator("#captions").getAttribute("aria-pressed"), "true", "c was typed, not pressed");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "cam f" }).waitFor();
    assert.equal((await findVideo(sql, id))?.title, "cam f");
    assert.equal(await page.title(), "cam f · StreamForge");
    assert.equal(await page.getByRole("link", { name: "edit captions" }).getAttribute("href"), `/videos/${id}/edit`);
  });
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.getByRole("link", { name: "what Whisper hears" }).waitFor();
    assert.equal(await page.getByRole("link", { name: "edit captions" }).count(), 0);
  });
});
