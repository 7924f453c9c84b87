import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { posterKeys, type PosterPicture } from "../../../../src/core/poster.ts";
import { queueAnalyses, recordAnalysis } from "../../../../src/db/analyses/analyses.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { setPosterCandidates } from "../../../../src/db/videos/posters.ts";
import { findVideo } from "../../../../src/db/videos/videos.ts";
import { probe } from "../../../../src/media/probe.ts";
import { writeFramePoster } from "../../../../src/media/poster_files.ts";
import { browserTest, inTab, sidewaysScroll, until } from "../../../browser.ts";
import { makeFilm, SCENE_SECONDS } from "../../../made_film.ts";
import { emptyFolder, ffmpeg, tools } from "../../../media_fixtures.ts";
import { openPlayers, seedReal, seek } from "./player_page.ts";

const { sql, app, origin, browser } = await openPlayers();
const film = await makeFilm();
const video = (await probe(tools, film)).video!;
/** In the fractal, the face and the pattern. */
const STARTS = [1.5, 2.5, 4.5].map((scene) => scene * SCENE_SECONDS);

/** A film with its candidates, the second of which is its poster. */
async function seedFilm(): Promise<string> {
  const id = await seedReal(app, { source: film }, { title: "A film" });
  const [outDir, folder] = [await emptyFolder(), `videos/${id}/thumbnails/job-1`];
  const pictures: PosterPicture[] = [];
  for (const [i, at] of STARTS.entries()) {
    const made = await writeFramePoster(tools, { input: film, video, at, outDir, name: `${i}` });
    const paths = posterKeys(`${outDir}/${i}`, made);
    for (const [n, key] of posterKeys(`${folder}/${i}`, made).entries()) await app.storage.putFile(key, paths[n]);
    pictures.push(made);
  }
  const reasons = [["sharp"], ["face", "well_lit"], ["long_scene"]];
  const candidates = STARTS.map((start, i) => ({
    start,
    score: [0.4, 0.8, 0.5][i],
    faces: i % 2,
    reasons: reasons[i],
  }));
  await transaction(sql, async (tx) => {
    await tx`update streamforge.jobs set state = 'done' where video_id = ${id}`;
    await queueAnalyses(tx, id, ["thumbnails"]);
    await recordAnalysis(tx, id, "thumbnails", {
      ...{ result: { candidates }, madeBy: "thumbnail rule 1", seconds: 1, revisionId: null },
    });
    await setPosterCandidates(tx, id, { folder, pictures }, { number: 1, start: STARTS[1] });
    await tx`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  });
  return id;
}

const posterOf = (page: Page) => page.evaluate(() => document.querySelector("video")!.getAttribute("poster"));
const pressed = (page: Page) => page.locator('.thumbnail-grid button[aria-pressed="true"]');

Deno.test(browserTest(
  "thumbnails (5.2): the owner chooses a candidate by mouse and by keyboard, and the machine's choice again",
  async () => {
    const id = await seedFilm();
    await inTab(browser, { origin, signedIn: true, viewport: { width: 390, height: 844 } }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      const grid = page.locator(".thumbnail-grid");
      assert.equal(await grid.locator("button").count(), 3);
      assert.equal(await pressed(page).getAttribute("aria-label"), "The picture at 0:07: a face and well lit");
      assert.equal(await sidewaysScroll(page), 0);
      await grid.locator("button").last().scrollIntoViewIfNeeded();
      await page.waitForFunction(() =>
        [...document.querySelectorAll<HTMLImageElement>(".thumbnail-grid img")].every((image) => image.naturalWidth > 0)
      );
      const before = await posterOf(page);

      await grid.getByRole("button", { name: "The picture at 0:04" }).click();
      await grid.locator('[aria-pressed="true"][data-candidate="0"]').waitFor();
      await page.getByText("You chose it.").waitFor();
      assert.deepEqual((await findVideo(sql, id))!.poster!.by, "person");
      assert.notEqual(await posterOf(page), before, "the player shows it too");

      await grid.getByRole("button", { name: "The picture at 0:04" }).focus();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await grid.locator('[aria-pressed="true"][data-candidate="2"]').waitFor();
      assert.equal(
        await page.evaluate(() => (document.activeElement as HTMLElement).dataset.candidate),
        "2",
        "the focus stays",
      );

      await page.getByRole("button", { name: "let StreamForge choose" }).click();
      await grid.locator('[aria-pressed="true"][data-candidate="1"]').waitFor();
      assert.equal((await findVideo(sql, id))!.poster!.by, "analysis");
    });
  },
));

Deno.test(browserTest(
  "the owner takes the frame at the playhead, and uploads a picture, which the library shows",
  async () => {
    const id = await seedFilm();
    const picture = `${await emptyFolder()}/own.png`;
    await ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=320x240", "-frames:v", "1", picture]);
    await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
      await page.goto(`/videos/${id}`);
      await seek(page, 4);
      await page.getByRole("button", { name: "Use the picture at 0:04" }).click();
      await page.getByText("The picture is being taken.").waitFor();
      const [{ payload }] = await sql<{ payload: unknown }[]>`
        select payload from streamforge.jobs where video_id = ${id} and kind = 'take_thumbnail'`;
      assert.deepEqual(payload, { start: 4 });

      await page.locator("#new-picture").setInputFiles(picture);
      await page.getByText("Your picture stands for the video now.").waitFor();
      await page.locator(".thumbnail-chosen").getByText("your picture").waitFor();
      assert.equal(await pressed(page).count(), 0);
      await page.locator("#new-picture").setInputFiles(film);
      await page.locator(".notice.failed").getByText(/must be a JPEG, PNG or WebP file/).waitFor();
      assert.match(complaints.splice(0).join("\n"), /415/);

      await page.goto("/");
      const image = page.locator(`a[href="/videos/${id}"] img`).first();
      await until(
        "the picture in the library",
        async () => await image.evaluate((one: HTMLImageElement) => one.naturalWidth === 320),
      );
      assert.match(await image.evaluate((one: HTMLImageElement) => one.currentSrc), /thumbnail\.webp\?v=[\w-]{22}$/);
    });
  },
));

Deno.test(browserTest("viewers see the poster, and nothing to choose", async () => {
  const id = await seedFilm();
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.locator("#about-thumbnails summary").click();
    await page.locator("#about-thumbnails").getByText("a face and well lit").waitFor();
    assert.equal(await page.locator(".thumbnails").count(), 0);
    assert.match((await posterOf(page))!, /thumbnail\.jpg\?size=large&v=job-1\.1$/);
  });
}));
