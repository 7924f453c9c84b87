import assert from "node:assert/strict";
import { progress } from "../../../../src/db/jobs/lease.ts";
import { reportWorker } from "../../../../src/db/jobs/workers.ts";
import { appendCues, startRevision } from "../../../../src/db/tracks/building_revisions.ts";
import { assertAccessible, browserTest, inTab, sidewaysScroll, until } from "../../../browser.ts";
import { claimJob } from "../../harness.ts";
import { cue, openPlayers } from "./player_page.ts";

const { sql, app, origin, browser, captioned } = await openPlayers();

const payloadOf = async (id: string) => {
  const [{ payload }] = await sql<{ payload: unknown }[]>`
    select payload from streamforge.jobs where video_id = ${id} and kind = 'caption_video'
    order by created_at desc limit 1`;
  return payload;
};

Deno.test(
  browserTest(
    "captions are made again with another model, words, beams and line length, and the form remembers them",
    async () => {
      const id = await captioned();
      const worker = { id: "w1", version: "1", model: "tiny", device: null, fallbackReason: null };
      await reportWorker(sql, { ...worker, models: ["tiny", "base", "small"] });
      await inTab(browser, { origin, signedIn: true, viewport: { width: 360, height: 800 } }, async ({ page }) => {
        await page.goto(`/videos/${id}`);
        await page.getByText("Model, words and lines").click();
        await page.getByLabel("Model", { exact: true }).selectOption("small");
        await page.getByLabel("Names and words to expect").fill("Ada Lovelace");
        await page.getByLabel("Beams").selectOption("5");
        await page.getByLabel("Characters in a line").fill("32");
        assert.equal(await sidewaysScroll(page), 0);
        await assertAccessible(page);
        await page.getByRole("button", { name: "Re-create captions" }).click();
        await page.getByText("Captions waiting").waitFor();
        assert.deepEqual(await payloadOf(id), {
          model: "small",
          hotwords: "Ada Lovelace",
          beam_size: 5,
          max_line_chars: 32,
        });
      });
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        for (const path of [`/videos/${id}`, `/videos/${id}/edit`]) {
          await page.goto(path);
          if (path.endsWith("edit")) await page.getByRole("tab", { name: "Re-create" }).click();
          await page.getByText("Model, words and lines").click();
          assert.equal(await page.getByLabel("Model", { exact: true }).inputValue(), "small");
          assert.equal(await page.getByLabel("Names and words to expect").inputValue(), "Ada Lovelace");
          assert.equal(await page.getByLabel("Beams").inputValue(), "5");
          assert.equal(await page.getByLabel("Characters in a line").inputValue(), "32");
        }
      });
    },
  ),
);

Deno.test(
  browserTest(
    "while captions are made again the owner sees new lines and the time left, and the old ones stay",
    async () => {
      const id = await captioned();
      await app.request(`/api/videos/${id}/captions/regenerate`, { as: "owner", method: "POST" });
      const job = await claimJob(sql, id, "caption_video");
      const { revision } = await startRevision(sql, job, { language: "en", model: "tiny" });
      await sql`update streamforge.jobs set started_at = now() - interval '60 s' where id = ${job.id}`;
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await page.goto(`/videos/${id}`);
        await appendCues(sql, job, revision, [cue(1, 0.1, 0.8, "A better first line.")]);
        await page.getByText("1 new line so far").waitFor();
        await page.locator(".new-lines").getByText("A better first line.").waitFor();
        await page.locator("#lines").getByText("The first line").waitFor();
        let shown = 0;
        for (let share = 0.3; share < 0.36; share += 0.01) {
          await progress(sql, job, { progress: share, stage: "transcribing" });
          const now = await until("the bar rises", async () => {
            const value = Number(await page.locator("#facts").getAttribute("data-progress"));
            return value > shown ? value : 0;
          });
          assert.ok(now > shown);
          shown = now;
          await new Promise((done) => setTimeout(done, 1800));
        }
        await progress(sql, job, { progress: 0.1, stage: "transcribing" });
        await page.getByText(/About \d+ min left|Less than a minute left/).waitFor();
        assert.equal(Number(await page.locator("#facts").getAttribute("data-progress")), shown, "it never falls");
      });
      await inTab(browser, { origin }, async ({ page }) => {
        await page.goto(`/videos/${id}`);
        await page.locator("#lines").getByText("The first line").waitFor();
        assert.equal(await page.getByText("new line so far").count(), 0, "viewers have the old captions");
        assert.equal(await page.locator("#regenerating").count(), 0);
      });
    },
  ),
);
