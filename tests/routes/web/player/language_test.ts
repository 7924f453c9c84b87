import assert from "node:assert/strict";
import { browserTest, inTab, sidewaysScroll } from "../../../browser.ts";
import { openPlayers } from "./player_page.ts";

const { sql, app, origin, browser, captioned } = await openPlayers();

async function detected(id: string, probabilities: Record<string, number>): Promise<void> {
  const list = Object.entries(probabilities).map(([language, probability]) => ({ language, probability }));
  await sql`update streamforge.videos set language = 'en', language_probabilities = ${sql.json(list)} where id = ${id}`;
}

Deno.test(browserTest(
  "languages (5.1): the page says how sure the language is, and shows the other likely ones by the keyboard",
  async () => {
    const id = await captioned({ visibility: "public" });
    await detected(id, { en: 0.971, cy: 0.02 });
    await inTab(browser, { origin, viewport: { width: 390, height: 800 } }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      assert.match(await page.locator(".heading .meta").innerText(), /English, 97% sure/);
      const row = page.locator("#about-language");
      await row.locator("summary").focus();
      await page.keyboard.press("Enter");
      await row.getByText("Welsh").waitFor();
      assert.deepEqual(await row.locator("li").allInnerTexts(), ["English 97%", "Welsh 2%"]);
      assert.equal(await sidewaysScroll(page), 0);
    });
    const video = await (await app.request(`/api/videos/${id}`)).json();
    assert.deepEqual(video.language_probabilities[1], { language: "cy", probability: 0.02 });
  },
));

Deno.test("a language that was given, or chosen by a person since, has no probability", async () => {
  const [given, changed] = [await captioned({ visibility: "public" }), await captioned({ visibility: "public" })];
  await detected(given, {});
  await detected(changed, { cy: 0.6, en: 0.3 });
  for (const id of [given, changed]) {
    const page = await (await app.request(`/videos/${id}`)).text();
    assert.match(page, /English/);
    assert.doesNotMatch(page, /English, |Welsh/);
    assert.match(page, /data-part="about-language-line" data-state="none"/);
  }
});
