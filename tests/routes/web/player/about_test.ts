import assert from "node:assert/strict";
import {
  queueAnalyses,
  recordAnalysis,
  setAnalysisFailed,
  setAnalysisWaiting,
} from "../../../../src/db/analyses/analyses.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { browserTest, inTab, sidewaysScroll } from "../../../browser.ts";
import { QUALITY } from "../../sound_quality_sample.ts";
import { openPlayers } from "./player_page.ts";

const { sql, app, origin, browser, captioned, playable } = await openPlayers();

async function makeQuality(id: string): Promise<void> {
  const made = { result: QUALITY, madeBy: "sound quality rule 1", seconds: 1.5, revisionId: null };
  await transaction(sql, async (tx) => {
    await recordAnalysis(tx, id, "sound_quality", made);
    await tx`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  });
}

Deno.test(browserTest(
  "sound quality (5.3): the panel shows what was found out, keeps what is open, and the owner runs it again",
  async () => {
    const id = await captioned();
    await inTab(browser, { origin, signedIn: true, viewport: { width: 360, height: 800 } }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      const panel = page.locator(".about");
      await page.locator("#lines").waitFor();
      await panel.locator("#about-sound_quality summary").getByText("not made yet").click();
      await panel.getByRole("button", { name: "Make", exact: true }).click();
      await panel.getByText("waiting").waitFor();
      await makeQuality(id);
      await panel.getByText("made by sound quality rule 1").waitFor();
      await panel.getByText("48 of 100, captions may have faults").waitFor();
      await panel.getByText("Record closer to the microphone, or in a quieter place.").waitFor();
      assert.equal(await sidewaysScroll(page), 0);
      await panel.getByRole("button", { name: "Make again" }).click();
      await panel.locator("[data-state=pending]").waitFor();
      await transaction(sql, (tx) => setAnalysisFailed(tx, id, "sound_quality", "ffmpeg crashed"));
      await panel.getByText("Ffmpeg crashed.").waitFor();
      assert.equal(await panel.getByText("made by sound quality rule 1").isVisible(), true, "it is still open");
    });
  },
));

Deno.test("a kind that was never asked for is offered to the owner where there is something to make it of", async () => {
  const [silent, fresh] = [await captioned({ visibility: "public" }), await playable({ visibility: "public" })];
  await sql`update streamforge.videos set has_audio = false where id = ${silent}`;
  const offered = async (id: string, as: "owner" | "anonymous") => {
    const page = await (await app.request(`/videos/${id}`, { as })).text();
    return [...page.matchAll(/data-analyze="(\w+)"/g)].map(([, kind]) => kind);
  };
  assert.deepEqual(await offered(silent, "owner"), [
    ...["topics", "sentiment", "tags", "safety", "chapters", "summary", "meaning", "thumbnails"],
  ]);
  assert.deepEqual(await offered(silent, "anonymous"), []);
  assert.deepEqual(await offered(fresh, "owner"), [], "its captions are not made yet, and then all follow");
});

Deno.test("an analysis that waits for an hour says why to the owner, who can ask again", async () => {
  const id = await captioned({ visibility: "public" });
  await transaction(sql, async (tx) => {
    await queueAnalyses(tx, id, ["sound_quality"]);
    await setAnalysisWaiting(tx, id, "sound_quality", "no pip");
  });
  const page = async (as: "owner" | "anonymous") => await (await app.request(`/videos/${id}`, { as })).text();
  assert.match(await page("owner"), /tried again within an hour: No pip\./);
  assert.doesNotMatch(await page("owner"), /data-analyze="sound_quality" disabled/);
  assert.doesNotMatch(await page("anonymous"), /no pip/i);
});

Deno.test("viewers see what was found out, without the button and the reasons of failures", async () => {
  const id = await captioned({ visibility: "public" });
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["sound_quality"]));
  await makeQuality(id);
  await transaction(sql, (tx) => setAnalysisFailed(tx, id, "sound_quality", "ffmpeg crashed"));
  const page = async (as: "owner" | "anonymous") => await (await app.request(`/videos/${id}`, { as })).text();
  const [ofOwner, ofViewer] = [await page("owner"), await page("anonymous")];
  assert.match(ofOwner, /Ffmpeg crashed\..*data-analyze="sound_quality"/s);
  assert.match(ofViewer, /Made by sound quality rule 1/);
  assert.doesNotMatch(ofViewer, /crashed|data-analyze/);
});
