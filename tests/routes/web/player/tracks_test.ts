import assert from "node:assert/strict";
import { writeRevisionFiles } from "../../../../src/captions/mod.ts";
import { newId } from "../../../../src/core/ids.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { captionFiles } from "../../../../src/storage/object_keys.ts";
import { browserTest, inTab, until } from "../../../browser.ts";
import { openPlayers, openSettings, seek, shownCues } from "./player_page.ts";
import { addFileTracks } from "../../../../src/db/tracks/file_tracks.ts";

const { app, sql, origin, browser, captioned } = await openPlayers();

/** Adds a track of a file's subtitle stream, as the job does. */
async function addTrack(
  videoId: string,
  streamIndex: number,
  text: string,
  {
    language = "en",
    title = null as string | null,
    isForced = false,
    isHearingImpaired = false,
    isCommentary = false,
  } = {},
): Promise<void> {
  const cues = [{ id: 1, start: 0.1, end: 1.9, text, words: [], isEdited: false }];
  const id = newId();
  const keys = captionFiles(videoId, id);
  const { srt, vtt, json } = writeRevisionFiles(cues, { language, durationSeconds: 2 });
  await app.storage.putText(keys.srtKey, srt);
  await app.storage.putText(keys.vttKey, vtt);
  await app.storage.putText(keys.transcriptKey, json);
  const revision = {
    ...{ id, source: "uploaded" as const, author: null, note: null, baseRevision: null, cues, wordCount: 2 },
    ...keys,
  };
  const track = { streamIndex, language, title, isForced, isHearingImpaired, isCommentary, isDefault: false, revision };
  await transaction(sql, (tx) => addFileTracks(tx, videoId, [track]));
}

Deno.test(browserTest(
  "the menu lists uploaded captions before automatic ones, shows them by default, and keeps a choice",
  async () => {
    const id = await captioned(); // seeds automatic captions in English
    await addTrack(id, 2, "nur das Schild", { language: "de", isForced: true });
    await addTrack(id, 3, "[a door slams]", { isHearingImpaired: true });
    await addTrack(id, 4, "by the director", { title: "Director's comment" });
    await addTrack(id, 5, "by a person");
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await openSettings(page);
      const menu = page.locator("#caption-language");
      assert.deepEqual(await menu.locator("option:not([value=off])").allTextContents(), [
        ...["English (Director's comment)", "English", "English SDH", "Deutsch, forced", "English (automatic)"],
      ]);
      const shows = async (text: string | RegExp) => {
        await seek(page, 0.5);
        await until(`${text} is shown`, async () => (await shownCues(page)).some((cue) => cue.match(text)));
      };
      await shows("by the director");
      await menu.selectOption({ label: "English" });
      await shows("by a person");
      await menu.selectOption({ label: "English (automatic)" });
      await shows("The first line");
      await page.reload();
      await shows("The first line");
      assert.equal(
        await menu.evaluate((menu: HTMLSelectElement) => menu.selectedOptions[0].text),
        "English (automatic)",
      );
    });
  },
));

Deno.test(browserTest("forced captions are not preferred to automatic ones", async () => {
  const id = await captioned();
  await addTrack(id, 2, "only the sign", { isForced: true });
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await seek(page, 0.5);
    await until(
      "the automatic ones are shown",
      async () => (await shownCues(page)).some((cue) => /first line/.test(cue)),
    );
    await openSettings(page);
    const options = await page.locator("#caption-language option:not([value=off])").allTextContents();
    assert.deepEqual(options, ["English, forced", "English"]);
  });
}));

Deno.test(browserTest(
  "a track's label fits the closed menu on a phone, and a longer one is in its tooltip",
  async () => {
    const id = await captioned();
    await addTrack(id, 2, "by the director", { title: "Director's comment" });
    await inTab(browser, { origin, viewport: { width: 360, height: 740 } }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await openSettings(page);
      const menu = page.locator("#caption-language");
      const widths = await menu.evaluate((menu: HTMLSelectElement) => {
        const context = document.createElement("canvas").getContext("2d")!;
        const { font, paddingLeft, paddingRight } = getComputedStyle(menu);
        context.font = font;
        const arrow = context.measureText("mm").width;
        const label = context.measureText(menu.selectedOptions[0].text).width;
        return { needed: label + arrow + parseFloat(paddingLeft) + parseFloat(paddingRight), there: menu.clientWidth };
      });
      assert.ok(widths.there >= widths.needed, JSON.stringify(widths));
      assert.equal(await menu.getAttribute("title"), "English (Director's comment)");
      await menu.selectOption({ label: "English" });
      assert.equal(await menu.getAttribute("title"), "English");
    });
  },
));
