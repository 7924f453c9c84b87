import assert from "node:assert/strict";
import { findAnalyzedCaptions } from "../../../../src/db/analyses/analyzed_captions.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { storePassages } from "../../../../src/db/search/meaning.ts";
import { browserTest, inTab, sidewaysScroll } from "../../../browser.ts";
import { openPlayers } from "./player_page.ts";

const { sql, origin, browser, captioned } = await openPlayers();

Deno.test(browserTest("related moments are loaded when they come near, and a click plays the sentence", async () => {
  const near = async (title: string) => {
    const id = await captioned({ title, visibility: "public" });
    const vector = new Float32Array(384).fill(Math.sqrt(1 / 384));
    const captions = (await findAnalyzedCaptions(sql, id))!;
    await transaction(sql, (tx) => storePassages(tx, id, captions, [{ firstPosition: 3, lastPosition: 3, vector }]));
    return id;
  };
  const alone = await captioned();
  await inTab(browser, { origin }, async ({ page }) => {
    const answered = page.waitForResponse((response) => response.url().endsWith("/related"));
    await page.goto(`/videos/${alone}`);
    await page.locator("#related-place").scrollIntoViewIfNeeded();
    await (await answered).finished();
    assert.equal(await page.getByRole("region", { name: "Related moments" }).count(), 0, "nothing is near");
  });
  const [id, other] = [await near("Beans"), await near("All about gardens")];
  await inTab(browser, { origin, viewport: { width: 360, height: 700 } }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    const link = page.getByRole("region", { name: "Related moments" }).getByRole("link");
    await page.locator("#related-place").scrollIntoViewIfNeeded();
    await link.waitFor();
    assert.match((await link.textContent())!, /The last one\..*0:01 All about gardens/);
    assert.equal(await sidewaysScroll(page), 0);
    await link.click();
    await page.waitForURL(`${origin}/videos/${other}?t=1`);
    await page.getByRole("heading", { name: "All about gardens" }).waitFor();
  });
}));
