import assert from "node:assert/strict";
import { progress } from "../../../../src/db/jobs/lease.ts";
import { findAnyVideo, findVideo, updateVideo } from "../../../../src/db/videos/videos.ts";
import {
  assertAccessible,
  browserTest,
  inTab,
  openBrowser,
  pressLayout,
  sidewaysScroll,
  until,
} from "../../../browser.ts";
import { claimJob } from "../../harness.ts";
import { card, deleteByMenu, isLive, library, order, sample, shows } from "./library_page.ts";

const browser = await openBrowser();
Deno.test.afterAll(() => browser.close());

const EVIL = `<img src=x onerror=alert(1)>"'&`;

Deno.test(browserTest(
  "a video is renamed and tagged by keyboard; errors are shown and can be corrected",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
        await isLive(page);
        await page.getByRole("button", { name: "Edit title and tags of Zen" }).focus();
        await page.keyboard.press("Enter");
        const dialog = page.getByRole("dialog", { name: "Title and tags" });
        await dialog.waitFor();
        await page.keyboard.type(EVIL); // the title is selected
        await page.keyboard.press("Tab");
        await page.keyboard.type(`Talks, ${"x".repeat(41)}`);
        await page.keyboard.press("Enter");
        await dialog.getByText(/A tag is "x+": it must be text of 1 to 40 characters/).waitFor();
        assert.equal((await findVideo(app.sql, ids.Zen))!.title, "Zen");
        await page.keyboard.press("Tab");
        await page.keyboard.type(`Talks, ${EVIL}`);
        await dialog.getByRole("button", { name: "greek" }).click();
        assert.equal(await dialog.getByRole("button", { name: "talks" }).getAttribute("aria-pressed"), "true");
        await dialog.getByRole("button", { name: "save" }).click();
        await dialog.waitFor({ state: "detached" });
        const { title, tags } = (await findVideo(app.sql, ids.Zen))!;
        assert.deepEqual([title, tags], [EVIL, ["talks", EVIL, "greek"]]);
        await until(
          "it stands there as it was typed",
          async () => await card(page, ids.Zen).locator(".title").textContent() === EVIL,
        );
        assert.deepEqual(await card(page, ids.Zen).locator(".video-tag").allTextContents(), tags);
        assert.equal(await page.locator("#cards img[src=x]").count(), 0);
        await until(
          "the focus is where it was, and the names of the controls are new",
          () =>
            page.evaluate(
              (name) => document.activeElement?.getAttribute("aria-label") === name,
              `Edit title and tags of ${EVIL}`,
            ),
        );
        await card(page, ids.Zen).getByRole("link", { name: EVIL, exact: true }).last().click();
        await shows(page, EVIL);
        assert.equal(await page.locator("#find [name=tag]").inputValue(), EVIL);
        await page.getByRole("button", { name: "Edit title" }).click();
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "detached" });
        assert(complaints.splice(0).every((text) => text.includes("400")));
      });
    }),
));

Deno.test(browserTest(
  "videos are deleted and restored by keyboard, through each video's notice or Ctrl+Z",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await isLive(page);
        const remove = async (title: string) => {
          await page.getByLabel(`More for ${title}`).focus();
          for (const key of ["Enter", "Tab", "Tab", "Enter"]) await page.keyboard.press(key);
          await card(page, ids[title]).waitFor({ state: "detached" });
        };
        const focused = () => page.evaluate(() => document.activeElement?.textContent);
        await remove("Zen");
        assert.equal(await focused(), "Undo", "the next key brings it back");
        await page.keyboard.press("Enter");
        await card(page, ids.Zen).waitFor();
        await until("the focus is on it", async () => (await focused()) === "Zen");
        assert.equal(await page.locator(".notice").count(), 0);

        await remove("Zen");
        await page.keyboard.press("Escape");
        assert.equal(await page.locator(".notice").count(), 0);
        assert.equal(await focused(), "álpha", "and on with the next");
        await remove("álpha");
        await remove("Beta");
        assert.equal(await page.locator(".notice").count(), 2);
        assert.equal(await order(page), "");
        await page.getByRole("button", { name: "Undo the deletion of álpha" }).focus();
        await page.keyboard.press("Space");
        await shows(page, "álpha");
        await pressLayout(page, "я", "KeyZ", "Control"); // on a Russian layout
        await shows(page, "álpha|Beta");
        assert.equal(await page.locator(".notice").count(), 0);
        await card(page, ids.Beta).getByText("Captions ready").waitFor();
        const { deleteAt } = (await findAnyVideo(app.sql, ids.Zen))!;
        assert(deleteAt && deleteAt.getTime() > Date.now(), "the one that was let go is still to be swept");
        for (const title of ["álpha", "Beta"]) assert(await findVideo(app.sql, ids[title]), title);
      });
    }),
));

Deno.test(
  browserTest("a notice stays about 20 seconds, and as long as it has the focus", () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await page.clock.install();
        await page.reload();
        await deleteByMenu(page, "Zen");
        await page.mouse.move(0, 0);
        await card(page, ids.Zen).waitFor({ state: "detached" });
        await page.clock.runFor(18_000);
        assert.equal(await page.locator(".notice").count(), 1);
        await page.getByRole("button", { name: "Undo the deletion of Zen" }).focus();
        await page.clock.runFor(25_000);
        assert.equal(await page.locator(".notice").count(), 1, "time stands still for who is at it");
        await page.getByRole("searchbox", { name: "Search titles and tags" }).focus();
        await page.clock.runFor(3_000);
        assert.equal(await page.locator(".notice").count(), 0);
      });
    })),
);

Deno.test(browserTest(
  "a failed deletion or undo shows an error, and the card is there again",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
        await isLive(page);
        await page.route("**/api/videos/*", (route) => route.abort());
        await deleteByMenu(page, "Zen");
        await page.getByText("The server can't be reached.").waitFor();
        assert.equal(await card(page, ids.Zen).count(), 1);
        await page.unroute("**/api/videos/*");
        await page.getByRole("button", { name: "Close this message" }).click();
        await deleteByMenu(page, "Zen");
        await card(page, ids.Zen).waitFor({ state: "detached" });
        await app.sql`update streamforge.videos set delete_at = now() where id = ${ids.Zen}`;
        await page.getByRole("button", { name: "Undo the deletion of Zen" }).click();
        await page.getByText("It does not exist any more.").waitFor();
        complaints.length = 0;
      });
    }),
));

Deno.test(browserTest(
  "axe-core finds nothing on the library, light and dark, as grid and list, with dialogs and notices",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      await progress(app.sql, await claimJob(app.sql, ids.Zen, "caption_video"), {
        progress: 0.4,
        stage: "transcribing",
      });
      await updateVideo(app.sql, ids.Zen, { title: "مرحبا بالعالم" });
      for (const colorScheme of ["light", "dark"] as const) {
        for (const width of [1280, 360]) {
          const viewport = { width, height: 800 };
          await inTab(
            browser,
            { origin, signedIn: true, colorScheme, viewport, reducedMotion: "reduce" },
            async ({ page }) => {
              for (const path of ["/?view=list", "/?view=grid&q=a&tag=greek", "/?q=nothing", "/?view=grid"]) {
                await page.goto(path);
                await isLive(page);
                await assertAccessible(page);
                assert.equal(await sidewaysScroll(page), 0, path);
              }
              if (width === 360) await page.getByLabel("More for Beta").click();
              await page.getByRole("button", { name: "Edit title and tags of Beta" }).click();
              await assertAccessible(page);
              await page.keyboard.press("Escape");
              await deleteByMenu(page, "Beta");
              await page.locator(".notice").waitFor();
              await assertAccessible(page);
              assert.equal(await sidewaysScroll(page), 0);
              await page.getByRole("button", { name: "Undo the deletion of Beta" }).click();
              await card(page, ids.Beta).waitFor();
            },
          );
        }
      }
    }),
));
