import assert from "node:assert/strict";
import { unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { findVideo, type Video } from "../../../../src/db/videos/videos.ts";
import { assertAccessible, browserTest, inTab, openBrowser, sidewaysScroll, until } from "../../../browser.ts";
import { seedVideo, type TestApp } from "../../harness.ts";
import { card, isLive, library, media, order, sample, shows } from "./library_page.ts";

const browser = await openBrowser();
Deno.test.afterAll(() => browser.close());

const box = (page: Page, title: string) => page.getByRole("checkbox", { name: `Select ${title}` });
const bar = (page: Page) => page.getByRole("group", { name: "Selected videos" });
const act = (page: Page, name: string) => bar(page).getByRole("button", { name, exact: true }).click();
/** Waits until the bar, the boxes and the screen reader's line agree on what is selected. */
const selected = (page: Page, titles: string[]) =>
  until(`${titles} selected`, async () => {
    const on = await page.locator(".card:has(.pick :checked) .title").allTextContents();
    const said = await page.locator("#selection-said").textContent();
    const words = titles.length > 0 ? `${titles.length} selected` : "No video is selected.";
    return on.join("|") === titles.join("|") && said === words && await bar(page).isVisible() === (titles.length > 0);
  });
const videosOf = async ({ sql }: TestApp, ids: Record<string, string>) => {
  const all: Record<string, Video | null> = {};
  for (const [title, id] of Object.entries(ids)) all[title] = await findVideo(sql, id);
  return all;
};

Deno.test(browserTest(
  "videos are selected by mouse, one and a range and all; tags and visibility change together; Escape ends it",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app); // Zen, álpha, Beta on the page
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await isLive(page);
        const opacity = () => card(page, ids.Zen).locator(".pick").evaluate((pick) => getComputedStyle(pick).opacity);
        assert.equal(await opacity(), "0");
        await card(page, ids.Zen).hover();
        assert.equal(await opacity(), "1", "the box appears at the pointer");
        await box(page, "Zen").click();
        await selected(page, ["Zen"]);
        await box(page, "Beta").click({ modifiers: ["Shift"] });
        await selected(page, ["Zen", "álpha", "Beta"]);
        await card(page, ids["álpha"]).locator(".thumb").click(); // does not open the video now
        await selected(page, ["Zen", "Beta"]);
        await act(page, "Tags");
        const dialog = page.getByRole("dialog", { name: "Tags of 2 videos" });
        await dialog.getByLabel("Add tags").fill("Garden, new one");
        await dialog.getByRole("group", { name: "Remove tags" }).getByRole("button", { name: "greek" }).click();
        await dialog.getByRole("button", { name: "Change" }).click();
        await page.getByText("2 videos are changed.").waitFor();
        const { Zen, Beta, álpha } = await videosOf(app, ids);
        assert.deepEqual([Zen!.tags, Beta!.tags, álpha!.tags], [
          ["garden", "new one"],
          ["talks", "garden", "new one"],
          ["greek"],
        ]);
        await card(page, ids.Zen).getByText("new one").waitFor();
        await selected(page, ["Zen", "Beta"]);
        await act(page, "Visibility");
        await page.getByRole("dialog").getByRole("button", { name: "Public" }).click();
        await until("both are public", async () => {
          const now = await videosOf(app, ids);
          return now.Zen!.visibility === "public" && now.Beta!.visibility === "public";
        });
        await until("the cards say so", () =>
          card(page, ids.Zen).getByRole("combobox").inputValue().then((v) => v === "public"));
        await bar(page).getByRole("button", { name: "Select all shown" }).click();
        await selected(page, ["Zen", "álpha", "Beta"]);
        await page.keyboard.press("Escape");
        await selected(page, []);
        await card(page, ids["álpha"]).locator(".thumb").click();
        await page.waitForURL(`**/videos/${ids["álpha"]}`);
      });
    }),
));

Deno.test(browserTest(
  "by keys alone: space, shift and arrows, all; deleting together, and one undo",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await isLive(page);
        await box(page, "Zen").focus();
        const shown = await card(page, ids.Zen).locator(".pick").evaluate((pick) => getComputedStyle(pick).opacity);
        assert.equal(shown, "1", "the box appears at the focus");
        await page.keyboard.press("Space");
        await selected(page, ["Zen"]);
        await page.keyboard.press("Shift+ArrowRight");
        await selected(page, ["Zen", "álpha"]);
        await page.keyboard.press("ArrowRight");
        assert(await box(page, "Beta").evaluate((element) => element === document.activeElement));
        await selected(page, ["Zen", "álpha"]);
        await page.keyboard.press("Shift+Space");
        await selected(page, ["Zen", "álpha", "Beta"]);
        await page.keyboard.press("Escape");
        await selected(page, []);
        await page.keyboard.press("Control+a");
        await selected(page, ["Zen", "álpha", "Beta"]);
        await page.keyboard.press("ArrowLeft");
        await page.keyboard.press("Space"); // not álpha
        await selected(page, ["Zen", "Beta"]);
        await bar(page).getByRole("button", { name: "Delete" }).focus();
        await page.keyboard.down("Enter");
        await shows(page, "álpha");
        await page.keyboard.down("Enter"); // still held: it does not press the button to undo
        await page.keyboard.up("Enter");
        assert.equal(await page.locator(".notice").count(), 1, "one undo for all");
        assert.equal(
          await page.evaluate(() => document.activeElement?.getAttribute("aria-label")),
          "Undo the deletion of 2 videos",
        );
        const gone = await videosOf(app, ids);
        assert.deepEqual([gone.Zen, gone.Beta], [null, null]);
        await page.keyboard.press("Control+z");
        await shows(page, "Zen|álpha|Beta");
        const back = await videosOf(app, ids);
        assert(back.Zen && back.Beta);
        assert.equal(await page.locator(".notice").count(), 0);
      });
    }),
));

Deno.test(browserTest(
  "captions are made again after a question; what failed is named with its reason, the others are done",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      await app.sql`update streamforge.videos set has_audio = false where id = ${ids.Zen}`;
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await isLive(page);
        await box(page, "Zen").click();
        await box(page, "Beta").click();
        await act(page, "Captions");
        const dialog = page.getByRole("dialog", { name: "Make the captions of 2 videos again?" });
        await dialog.getByRole("button", { name: "Cancel" }).click();
        const jobs = () =>
          app
            .sql`select 1 from streamforge.jobs where video_id = ${ids.Beta} and kind = 'caption_video' and state = 'queued'`;
        assert.equal((await jobs()).length, 0);
        await act(page, "Captions");
        await dialog.getByRole("button", { name: "Make captions" }).click();
        const failure = page.locator(".notice.failed");
        await failure.getByText("1 of 2 videos could not be changed:").waitFor();
        assert.match((await failure.getByRole("listitem").textContent())!, /^Zen: .*no sound/);
        await page.getByText("The captions of 1 video are made again.").waitFor();
        assert.equal((await jobs()).length, 1);
        await assertAccessible(page);
      });
    }),
));

Deno.test(browserTest(
  "videos go into a new playlist and an old one, and are downloaded as one ZIP file",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
        await isLive(page);
        await box(page, "Zen").click();
        await box(page, "Beta").click();
        await act(page, "Playlist");
        const title = page.getByLabel("Title of a new playlist");
        await title.fill("Talks <b>");
        await title.dispatchEvent("keydown", { key: "Enter", isComposing: true }); // ends a word of an input method
        await page.getByRole("dialog").waitFor();
        await page.keyboard.press("Enter");
        await page.getByText("2 videos are in “Talks <b>” now.").waitFor();
        await box(page, "álpha").click();
        await act(page, "Playlist");
        await page.getByRole("dialog").getByRole("button", { name: "Talks <b>" }).click();
        await page.getByText("3 videos are in “Talks <b>” now.").waitFor();
        const rows = await app.sql`select video_id from streamforge.collection_videos order by place`;
        assert.deepEqual(rows.map(({ videoId }) => videoId), [ids.Zen, ids.Beta, ids["álpha"]]);

        await act(page, "Download");
        const coming = page.waitForEvent("download");
        await page.getByRole("dialog").getByRole("button", { name: "Videos and captions" }).click();
        const file = await coming;
        assert.equal(file.suggestedFilename(), "videos.zip");
        const names = Object.keys(unzipSync(await Deno.readFile(await file.path())));
        assert.deepEqual(names, ["Zen.mp4", "álpha.mp4", "Beta.mp4", "Beta.es.srt", "Not included.txt"]);

        await box(page, "Beta").click();
        await act(page, "Download");
        await page.getByRole("dialog").getByRole("button", { name: "Captions", exact: true }).click();
        await page.locator(".notice.failed").waitFor(); // neither has any: the page stays, and says so
        assert.equal(new URL(page.url()).pathname, "/");
        assert(complaints.splice(0).every((text) => text.includes("404")));
      });
    }),
));

Deno.test(browserTest(
  "a double click deletes once; a deletion whose answer is lost can be undone, by Ctrl+Z from a box too",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
        await isLive(page);
        const requests: { action: string; undo_seconds?: number }[] = [];
        await page.route("**/api/videos/bulk", async (route) => {
          requests.push(route.request().postDataJSON());
          await new Promise((done) => setTimeout(done, 300));
          await route.continue();
        });
        await box(page, "Zen").click();
        await box(page, "álpha").click();
        await bar(page).getByRole("button", { name: "Delete" }).dblclick();
        await shows(page, "Beta");
        await page.getByRole("button", { name: "Undo the deletion of 2 videos" }).click();
        await shows(page, "Zen|álpha|Beta");
        assert.deepEqual(requests.map(({ action, undo_seconds }) => [action, undo_seconds]), [
          ["delete", 62],
          ["undelete", undefined],
        ]);
        assert.equal(await page.locator(".notice.failed").count(), 0);

        await page.unroute("**/api/videos/bulk");
        await page.route("**/api/videos/bulk", async (route) => {
          await route.fetch();
          await route.abort();
        }, { times: 1 });
        await box(page, "Zen").click();
        await act(page, "Delete");
        await page.getByText("1 video may be deleted: no answer came.").waitFor();
        await shows(page, "álpha|Beta");
        await box(page, "Beta").focus();
        await page.keyboard.press("Control+z");
        await shows(page, "Zen|álpha|Beta");
        assert((await videosOf(app, ids)).Zen);
        assert.equal(await page.locator(".notice.undo").count(), 0);
        complaints.length = 0;
      });
    }),
));

Deno.test(browserTest(
  "of many cards that change each is read once at most",
  () =>
    library(async (app, origin) => {
      const names = Array.from({ length: 24 }, (_, i) => `Talk ${i}`);
      for (const title of names) await seedVideo(app, { title, renditions: media });
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await isLive(page);
        let single = 0;
        page.on("request", (request) => new URL(request.url()).pathname.startsWith("/library/cards/") && single++);
        await page.locator("#select-all").evaluate((button: HTMLElement) => button.click());
        await act(page, "Tags");
        await page.getByLabel("Add tags").fill("everywhere");
        await page.getByRole("dialog").getByRole("button", { name: "Change" }).click();
        await until("all have it", async () =>
          await page.locator(".video-tag").getByText("everywhere").count() === names.length);
        assert(single <= names.length, `${single} requests`);
      });
    }),
));

Deno.test(browserTest(
  "what leaves the list is not selected any more; guests have no boxes",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      const other = await seedVideo(app, { title: "Open", visibility: "public", renditions: media });
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await isLive(page);
        await page.locator("#select-all").evaluate((button: HTMLElement) => button.click());
        await selected(page, ["Open", "Zen", "álpha", "Beta"]);
        await page.locator("#find [name=tag]").selectOption("greek");
        await shows(page, "álpha|Beta");
        await selected(page, ["álpha", "Beta"]);
        await page.getByRole("link", { name: /Remove the filter/ }).click();
        await until("all are shown", async () => (await order(page)).split("|").length === 4);
        await selected(page, ["álpha", "Beta"]);
        await app.request(`/api/videos/${ids.Beta}`, { method: "DELETE", as: "owner" });
        await selected(page, ["álpha"]);
      });
      await inTab(browser, { origin }, async ({ page }) => {
        await page.goto("/");
        await card(page, other).waitFor();
        assert.equal(await page.getByRole("checkbox").count(), 0);
        assert.equal(await page.locator("#selection").count(), 0);
      });
    }),
));

Deno.test(browserTest(
  "on a phone a long press selects, and then a touch of a picture does",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      const viewport = { width: 360, height: 740 };
      await inTab(browser, { origin, signedIn: true, viewport, hasTouch: true, isMobile: true }, async ({ page }) => {
        await isLive(page);
        const finger = await page.context().newCDPSession(page);
        const thumb = (await card(page, ids.Zen).locator(".thumb").boundingBox())!;
        const press = async (x: number, y: number, milliseconds: number) => {
          await finger.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
          await new Promise((done) => setTimeout(done, milliseconds));
          await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
        };
        await press(thumb.x + thumb.width - 10, thumb.y + 10, 700);
        await selected(page, ["Zen"]);
        assert.equal(new URL(page.url()).pathname, "/", "lifting the finger opens nothing");
        assert.equal(
          await card(page, ids.Beta).locator(".pick").evaluate((pick) => getComputedStyle(pick).opacity),
          "1",
        );
        await card(page, ids["álpha"]).locator(".thumb").tap();
        await selected(page, ["Zen", "álpha"]);
        assert.equal(await sidewaysScroll(page), 0);
        await assertAccessible(page);
        for (const button of await bar(page).getByRole("button").all()) {
          assert((await button.boundingBox())!.height >= 44);
        }
        await bar(page).getByRole("button", { name: "Done" }).tap();
        await selected(page, []);
        await card(page, ids.Zen).locator(".thumb").tap();
        await page.waitForURL(`**/videos/${ids.Zen}`);
      });
    }),
));
