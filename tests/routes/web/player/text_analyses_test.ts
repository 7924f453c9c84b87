import assert from "node:assert/strict";
import type { AnalysisKind } from "../../../../src/core/analyses.ts";
import { queueAnalyses, recordAnalysis } from "../../../../src/db/analyses/analyses.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { notify } from "../../../../src/db/pool/notify.ts";
import { setFoundChapters } from "../../../../src/db/videos/player_media.ts";
import { findVideo } from "../../../../src/db/videos/videos.ts";
import { ANALYSIS_RESULTS } from "../../../../src/schemas/analysis.ts";
import { browserTest, inTab, sidewaysScroll } from "../../../browser.ts";
import { openPlayers } from "./player_page.ts";

const { sql, app, origin, browser, captioned } = await openPlayers();

const OF_TEXT = { language: "en", unavailable: null, translated_from: null };
const RESULTS = {
  topics: { ...OF_TEXT, topics: [{ topic: "technology", score: 0.46 }] },
  sentiment: {
    ...OF_TEXT,
    ...{ score: 0.1, label: "positive" },
    spans: [{ start: 0, end: 1, score: -0.4 }, { start: 1, end: 2, score: 0.6 }],
  },
  tags: {
    ...OF_TEXT,
    tags: [
      { tag: "marie curie", kind: "name", count: 3, score: 0.4 },
      { tag: "<b>space probe", kind: "phrase", count: 1, score: 0.3 },
    ],
  },
  safety: {
    ...OF_TEXT,
    flags: [{ start: 0.9, end: 1.4, text: "Damn.", category: "strong language", words: ["damn"] }],
  },
  chapters: {
    ...OF_TEXT,
    chapters: [{ start: 0, end: 1, title: "Beginning" }, { start: 1, end: 2, title: "End" }],
  },
  summary: { ...OF_TEXT, sentences: [{ start: 1.5, end: 1.9, text: "The last one.", score: 1 }] },
  meaning: { ...OF_TEXT, passages: 2 },
} satisfies { [Kind in Exclude<AnalysisKind, "sound_quality">]?: unknown };

async function makeAll(id: string, results: Record<string, unknown> = RESULTS): Promise<void> {
  await transaction(sql, async (tx) => {
    for (const [kind, result] of Object.entries(results) as [AnalysisKind, unknown][]) {
      await queueAnalyses(tx, id, [kind]);
      const made = { result: ANALYSIS_RESULTS[kind].parse(result), madeBy: `rule of ${kind}`, seconds: 1 };
      await recordAnalysis(tx, id, kind, { ...made, revisionId: null });
    }
    await tx`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  });
}

Deno.test(browserTest(
  "chapters that are found while the page is open come into its menu, and go from it",
  async () => {
    const id = await captioned({ visibility: "public" });
    const find = (chapters: typeof RESULTS.chapters.chapters) =>
      transaction(sql, async (tx) => {
        await setFoundChapters(tx, id, chapters);
        await notify(tx, id, "video");
      });
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await page.locator("#lines li").first().waitFor();
      const button = page.getByRole("button", { name: "Chapters", exact: true });
      assert.equal(await button.isVisible(), false);
      await find(RESULTS.chapters.chapters);
      await button.click();
      await page.locator("#chapters button").getByText("End").click();
      await page.waitForFunction(() => document.querySelector("video")!.currentTime >= 1);
      assert.equal(await page.locator("#marks span").count(), 1);
      await page.locator("#chapters button").getByText("End").focus();
      await transaction(sql, (tx) => queueAnalyses(tx, id, ["topics"])); // something else changes
      await page.locator("#about-topics").getByText("waiting").waitFor();
      assert.match(await page.evaluate(() => document.activeElement!.textContent!), /End/, "the focus stays");
      assert.equal(await page.locator("track[kind=chapters]").count(), 1);
      await find([]);
      await button.waitFor({ state: "hidden" });
      assert.equal(await page.locator("#chapters").isVisible(), false);
    });
  },
));

Deno.test(browserTest(
  "what it is about (5.4, 5.5): the panel shows each analysis, its links move the player, and tags are taken and removed",
  async () => {
    const id = await captioned();
    await makeAll(id);
    await inTab(browser, { origin, signedIn: true, viewport: { width: 360, height: 800 } }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await page.locator("#lines li").first().waitFor();
      const panel = page.locator(".about");
      for (const text of ["technology", "positive", "marie curie, <b>space probe", "strong language 1"]) {
        await panel.locator("summary").getByText(text, { exact: true }).waitFor();
      }
      for (const summary of await panel.locator("summary:visible").all()) await summary.click();
      for (const kind of Object.keys(RESULTS)) await panel.getByText(`made by rule of ${kind}`).waitFor();
      assert.equal(await sidewaysScroll(page), 0);
      assert.equal(await panel.locator(".sentiment rect").count(), 2);

      await panel.locator("#about-summary a.about-moment").click();
      await page.waitForFunction(() => document.querySelector("video")!.currentTime >= 1.5); // it may play on
      assert.equal(new URL(page.url()).search, "", "the page stays");

      await panel.getByRole("button", { name: "+ marie curie" }).click();
      await panel.getByRole("button", { name: "× marie curie" }).waitFor();
      await panel.getByRole("button", { name: "+ <b>space probe" }).click();
      await panel.getByRole("button", { name: "× <b>space probe" }).waitFor();
      assert.deepEqual((await findVideo(sql, id))!.tags, ["marie curie", "<b>space probe"]);
      await panel.getByRole("button", { name: "× marie curie" }).click();
      await panel.getByRole("button", { name: "+ marie curie" }).waitFor();
      assert.deepEqual((await findVideo(sql, id))!.tags, ["<b>space probe"]);
    });
  },
));

Deno.test("what safety flagged is shown to the owner, and not to viewers", async () => {
  const id = await captioned({ visibility: "public" });
  await makeAll(id);
  const page = async (as: "owner" | "anonymous") => await (await app.request(`/videos/${id}`, { as })).text();
  assert.match(await page("owner"), /strong language.*made by rule of safety/si);
  const ofViewer = await page("anonymous");
  assert.match(ofViewer, /made by rule of topics/i);
  assert.doesNotMatch(ofViewer, /rule of safety|Damn|strong language/i);
});

Deno.test("viewers see suggested tags as text, and where an analysis is not available the reason", async () => {
  const id = await captioned({ visibility: "public" });
  const no = { language: "fr", unavailable: "not available for French" };
  await makeAll(id, {
    ...RESULTS,
    topics: { ...no, topics: [] },
    sentiment: { ...no, score: null, label: null, spans: [] },
    safety: { ...no, flags: [] },
    summary: { ...RESULTS.summary, translated_from: "fr" },
  });
  const page = await (await app.request(`/videos/${id}`, { as: "anonymous" })).text();
  assert.match(page, /Not available for French\./);
  assert.equal(page.match(/Made from the English translation: French is spoken\./g)?.length, 1);
  assert.doesNotMatch(page, /mean -?\d|Words are found|made by rule of (topics|sentiment|safety)/i);
  assert.match(page, /made by rule of tags/i);
  assert.match(page, /<li[^>]*>marie curie<\/li>/);
  assert.doesNotMatch(page, /data-action="tag-|data-analyze=/);
});
