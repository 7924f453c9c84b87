import assert from "node:assert/strict";
import { recordAnalysis } from "../../../../src/db/analyses/analyses.ts";
import { readSpeakers } from "../../../../src/db/analyses/speakers.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import type { SpeakersJson } from "../../../../src/schemas/speakers.ts";
import { browserTest, inTab, sidewaysScroll } from "../../../browser.ts";
import { openPlayers } from "./player_page.ts";

const { sql, app, origin, browser, captioned } = await openPlayers();

const SPEAKERS: SpeakersJson = {
  speakers: [
    { id: 1, name: "Speaker 1", is_named: false, seconds: 1.2, spans: [{ start: 0.1, end: 1.3 }] },
    { id: 2, name: "Bob", is_named: true, seconds: 0.4, spans: [{ start: 1.5, end: 1.9 }] },
  ],
};

async function find(id: string): Promise<void> {
  const made = { result: SPEAKERS, madeBy: "CAM++", seconds: 1, revisionId: null };
  await transaction(sql, (tx) => recordAnalysis(tx, id, "speakers", made));
}

Deno.test(browserTest(
  "speakers (5.x): the panel shows who speaks how long and when; the owner gives a name by the keyboard, and takes it away",
  async () => {
    const id = await captioned();
    await find(id);
    await inTab(browser, { origin, signedIn: true, viewport: { width: 360, height: 800 } }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await page.locator("#lines li").first().waitFor();
      const panel = page.locator("#about-speakers");
      const line = (text: string) => panel.locator("summary").getByText(text, { exact: true }).waitFor();
      await line("Speaker 1, Bob");
      await panel.locator("summary").press("Enter");
      await panel.getByText("0:01, 75%").waitFor();
      assert.equal(await sidewaysScroll(page), 0);
      await panel.getByRole("link", { name: "0:01" }).click();
      await page.waitForFunction(() => document.querySelector("video")!.currentTime >= 1.5);

      const field = panel.getByLabel("Name of speaker 1, in all captions");
      await field.fill("Ann <b>");
      await field.press("Enter");
      await line("Ann <b>, Bob");
      assert.equal((await readSpeakers(sql, id))!.found.speakers[0].name, "Ann <b>");
      const other = panel.getByLabel("Name of speaker 2, in all captions");
      await other.fill("");
      await other.press("Tab");
      await line("Ann <b>, Speaker 2");
      assert.equal((await readSpeakers(sql, id))!.found.speakers[1].is_named, false);
    });
  },
));

Deno.test("speakers: viewers see the names, and no fields", async () => {
  const id = await captioned({ visibility: "public" });
  await find(id);
  const page = await (await app.request(`/videos/${id}`, { as: "anonymous" })).text();
  assert.match(page, /<span>Speaker 1<\/span>/);
  assert.doesNotMatch(page, /data-speaker/);
});
