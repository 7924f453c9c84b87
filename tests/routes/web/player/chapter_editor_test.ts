import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { transaction } from "../../../../src/db/pool/client.ts";
import { setFoundChapters } from "../../../../src/db/videos/player_media.ts";
import { findVideo, updateVideo } from "../../../../src/db/videos/videos.ts";
import { fixture } from "../../../media_fixtures.ts";
import { assertAccessible, browserTest, inTab, sidewaysScroll } from "../../../browser.ts";
import { openPlayers, seedReal, seek } from "./player_page.ts";

const { sql, app, origin, browser } = await openPlayers();

const seed = async () => {
  const id = await seedReal(app, { source: await fixture("talk.mp4") });
  await transaction(
    sql,
    (tx) => setFoundChapters(tx, id, [{ start: 0, end: 1, title: "soil" }, { start: 1, end: 2, title: "water" }]),
  );
  return id;
};
const stored = async (id: string) => {
  const { chapters, chaptersBy } = (await findVideo(sql, id))!;
  return [...chapters.map(({ start, title }) => `${start} ${title}`), chaptersBy];
};
const save = (page: Page) => page.locator("#chapter-form").getByRole("button", { name: "Save" });
const title = (page: Page, n: number) => page.getByRole("textbox", { name: `Title of chapter ${n}` });
const start = (page: Page, n: number) => page.getByRole("textbox", { name: `Start of chapter ${n}` });

Deno.test(
  browserTest(
    "the owner renames, moves, adds and removes chapters, and the player and its track have them",
    async () => {
      const id = await seed();
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await page.goto(`/videos/${id}`);
        await page.getByText("2 chapters, found in the captions").waitFor();
        await page.getByRole("button", { name: "Edit the chapters" }).press("Enter");
        await page.keyboard.press("Control+a");
        await page.keyboard.type("Good soil");
        await seek(page, 0.5);
        await page.getByRole("button", { name: "Here: chapter 2" }).click();
        assert.equal(await start(page, 2).inputValue(), "0:00.5");
        await seek(page, 1.5);
        await page.getByRole("button", { name: "Add a chapter at 0:01" }).click();
        await page.keyboard.type("Harvest");
        assert.equal(await start(page, 3).inputValue(), "0:01.5");
        await assertAccessible(page);
        await page.keyboard.press("Enter");
        await page.getByText("3 chapters that you wrote").waitFor();
        assert.deepEqual(await stored(id), ["0 Good soil", "0.5 water", "1.5 Harvest", "person"]);
        assert.deepEqual(await page.locator("#chapters li span").allTextContents(), ["Good soil", "water", "Harvest"]);
        const track = await page.locator("track[kind=chapters]").getAttribute("src");
        assert.match(await (await app.request(track!)).text(), /00:00:00\.500 --> 00:00:01\.500\nwater/);
        await transaction(sql, (tx) => setFoundChapters(tx, id, [{ start: 0, end: 2, title: "found again" }]));
        await page.getByRole("button", { name: "Edit the chapters" }).click();
        await page.getByRole("button", { name: "Remove chapter 2" }).click();
        assert(
          await page.getByRole("button", { name: "Remove chapter 2" }).evaluate((el) => el === document.activeElement),
        );
        await save(page).click();
        await page.getByText("2 chapters that you wrote").waitFor();
        assert.deepEqual(await stored(id), ["0 Good soil", "1.5 Harvest", "person"]);
      });
    },
  ),
);

Deno.test(browserTest("wrong times are refused with the line that they are in, and nothing is saved", async () => {
  const id = await seed();
  await inTab(browser, { origin, signedIn: true, viewport: { width: 360, height: 800 } }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.getByRole("button", { name: "Edit the chapters" }).click();
    const refused = async (time: string, name: string, message: string) => {
      await start(page, 2).fill(time);
      await title(page, 2).fill(name);
      await save(page).click();
      await page.getByRole("alert").filter({ hasText: message }).waitFor();
    };
    await refused("1:75", "x", 'Line 2: "1:75" is not a time. Write it like 1:23 or 1:02:03.');
    assert(await start(page, 2).evaluate((field) => field === document.activeElement && field.ariaInvalid === "true"));
    await refused("9:00", "x", "Line 2 starts at 9:00, but the video ends at 0:02.");
    await refused("0:00", "x", "Lines 1 and 2 start at the same time.");
    await refused("", "x", "Line 2 has no time.");
    await refused("0:01", "", "Line 2 has no title.");
    assert.equal(await sidewaysScroll(page), 0);
    await page.getByRole("button", { name: "Cancel" }).last().click();
    assert.deepEqual(await stored(id), ["0 soil", "1 water", "analysis"]);
  });
}));

Deno.test(browserTest("a list in the description becomes the chapters, and a wrong line of it is named", async () => {
  const id = await seed();
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    const take = page.getByRole("button", { name: "Take the list of the description" });
    assert.equal(await take.isVisible(), false);
    await updateVideo(sql, id, { description: "Beans.\n0:00 Intro\n0:01 Water\n0:99 End" });
    await take.waitFor();
    await page.setViewportSize({ width: 360, height: 800 });
    assert.equal(await sidewaysScroll(page), 0);
    await take.click();
    await page.getByRole("alert").filter({ hasText: 'Line 3: "0:99" is not a time' }).waitFor();
    await start(page, 3).fill("0:01.5");
    await page.keyboard.press("Enter");
    await page.getByText("3 chapters that you wrote").waitFor();
    assert.deepEqual(await stored(id), ["0 Intro", "1 Water", "1.5 End", "person"]);
  });
}));
