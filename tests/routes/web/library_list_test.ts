import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { fail, progress } from "../../../src/db/jobs.ts";
import { findAnyVideo, findVideo, updateVideo } from "../../../src/db/videos.ts";
import { assertAccessible, browserTest, inTab, openBrowser, serveApp, sidewaysScroll, until } from "../../browser.ts";
import { testDatabase } from "../../database.ts";
import { fixture } from "../../media_fixtures.ts";
import { claimJob, seedCaptions, seedVideo, startApp, type TestApp } from "../harness.ts";

const browser = await openBrowser();
Deno.test.afterAll(() => browser.close());
const bytes = await Deno.readFile(await fixture("talk.mp4"));
const media = { source: { shortSide: 180, bytes } };
const EVIL = `<img src=x onerror=alert(1)>"'&`;

const card = (page: Page, id: string) => page.locator(`li[data-id="${id}"]`);
const order = async (page: Page) => (await page.locator("#cards .title").allTextContents()).join("|");
const shows = (page: Page, titles: string) => until(titles || "nothing", async () => (await order(page)) === titles);
const isLive = (page: Page) => page.getByText("live", { exact: true }).waitFor();

/** A library of its own for a test: what others leave in it would be in the way. */
async function library(use: (app: TestApp, origin: string) => Promise<void>): Promise<void> {
  const { sql, close: drop } = await testDatabase();
  const app = await startApp(sql);
  const { origin, close } = serveApp(app);
  try {
    await use(app, origin);
  } finally {
    await close();
    await app.close();
    await drop();
  }
}

/** Whether the page has been loaded anew since this was called. */
async function watchReload(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Object.assign(globalThis, { isSame: true }));
  return () => page.evaluate(() => !("isSame" in globalThis));
}

async function sample(app: TestApp): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const [title, tags] of [["Beta", ["greek", "talks"]], ["álpha", ["greek"]], ["Zen", []]] as const) {
    ids[title] = await seedVideo(app, { title, renditions: media });
    await updateVideo(app.sql, ids[title], { tags });
  }
  await seedCaptions(app, ids.Beta, { language: "es" });
  await fail(app.sql, await claimJob(app.sql, ids["álpha"], "caption_video"), { message: "no model", permanent: true });
  return ids;
}

browserTest(
  "the list is sorted, filtered and searched without a reload, and back goes back",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await isLive(page);
        const isReloaded = await watchReload(page);
        const choose = (name: string, value: string) => page.locator(`#find [name=${name}]`).selectOption(value);
        assert.equal(await order(page), "Zen|álpha|Beta");
        await choose("sort", "title");
        await shows(page, "álpha|Beta|Zen");
        assert.equal(await page.locator("#find [name=order]").inputValue(), "asc");
        await choose("order", "desc");
        await shows(page, "Zen|Beta|álpha");
        assert.equal(new URL(page.url()).search, "?sort=title&order=desc");
        await choose("status", "captioned");
        await shows(page, "Beta");
        await choose("status", "failed");
        await shows(page, "álpha");
        await choose("status", "processing");
        await shows(page, "Zen");
        await choose("status", "");
        await choose("language", "es");
        await shows(page, "Beta");
        await page.goBack();
        await shows(page, "Zen|Beta|álpha");
        assert.equal(await page.locator("#find [name=language]").inputValue(), "");

        await page.getByLabel("Search titles and tags").pressSequentially("alp");
        await shows(page, "álpha");
        assert.equal(new URL(page.url()).searchParams.get("q"), "alp");
        assert.match((await page.locator("#said").getAttribute("href"))!, /^\/search\?q=alp$/);
        assert.equal(
          await page.getByRole("link", { name: /search “.*alp.*” in what is said/ }).getAttribute("href"),
          "/search?q=alp",
        );
        await page.getByRole("link", { name: "Show not only “alp”" }).click();
        await shows(page, "Zen|Beta|álpha");
        assert.equal(await page.getByLabel("Search titles and tags").inputValue(), "");

        await card(page, ids.Beta).getByRole("link", { name: "greek" }).click();
        await shows(page, "Beta|álpha");
        assert.equal(await page.locator("#find [name=tag]").inputValue(), "greek");
        await page.getByLabel("Search titles and tags").fill("nothing like it");
        await page.keyboard.press("Enter");
        await page.getByText("No video matches.").waitFor();
        await page.locator("#no-match").getByRole("link", { name: "Show all" }).click();
        await shows(page, "Zen|álpha|Beta");
        assert.equal(await isReloaded(), false);
        await page.goto("/?tag=greek&sort=title");
        assert.equal(await order(page), "álpha|Beta", "the address alone says it");
      });
    }),
);

browserTest(
  "without JavaScript the list is searched, filtered, and goes on behind its page",
  () =>
    library(async (app, origin) => {
      await sample(app);
      for (let i = 0; i < 61; i++) await seedVideo(app, { title: `Number ${i}`, visibility: "public" });
      await inTab(browser, { origin, javaScriptEnabled: false }, async ({ page }) => {
        await page.goto("/");
        await page.locator("#find [name=sort]").selectOption("title");
        await page.locator("#find [name=order]").selectOption("desc");
        await page.getByRole("button", { name: "search" }).click();
        assert.match(await order(page), /^Number 9\|Number 8\|/);
        await page.getByRole("link", { name: "more videos" }).click();
        assert.equal(await order(page), "Number 0");
        await page.getByLabel("Search titles and tags").fill("number 60");
        await page.getByRole("button", { name: "search" }).click();
        assert.equal(await order(page), "Number 60");
        await page.getByRole("link", { name: "list", exact: true }).click();
        assert.equal(await page.locator("#cards.list").count(), 1);
        await page.goto("/");
        assert.equal(await page.locator("#cards.list").count(), 1, "it is kept");
      });
    }),
);

browserTest(
  "more videos come in the order and under the filter that are set, and changes find their place",
  () =>
    library(async (app, origin) => {
      const made: Record<string, string> = {};
      for (let i = 100; i < 165; i++) made[i] = await seedVideo(app, { title: `No ${i}`, visibility: "public" });
      await seedVideo(app, { title: "Other", visibility: "public" });
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await page.goto("/?sort=title&q=no");
        await isLive(page);
        const count = () => page.locator("#cards li").count();
        assert.equal(await count(), 60);
        await updateVideo(app.sql, made[164], { title: "No 1005" });
        await until("it came up", async () => (await order(page)).startsWith("No 100|No 1005|No 101|"));
        await updateVideo(app.sql, made[103], { title: "Renamed" });
        await card(page, made[103]).waitFor({ state: "detached" });
        await page.getByRole("link", { name: "more videos" }).click();
        await until("all are there", async () => (await count()) === 64);
        assert.match(await order(page), /No 162\|No 163$/);
        assert.equal(await page.locator("#more").count(), 0);
        const late = await seedVideo(app, { title: "No 1010" });
        await card(page, late).waitFor();
        assert.match(await order(page), /No 101\|No 1010\|No 102\|/);
        const other = await seedVideo(app, { title: "Elsewhere" });
        await updateVideo(app.sql, late, { title: "No 102b" });
        await until("it moved", async () => /No 102\|No 102b\|No 104/.test(await order(page)));
        assert.equal(await card(page, other).count(), 0, "it is not what is searched for");
      });
    }),
);

browserTest("grid and list are switched and kept", () =>
  library(async (app, origin) => {
    await sample(app);
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await isLive(page);
      const isReloaded = await watchReload(page);
      const across = () =>
        page.locator("#cards li").evaluateAll((items) =>
          new Set(items.map((li) => li.getBoundingClientRect().left)).size
        );
      assert.equal(await across(), 3);
      await page.getByRole("link", { name: "list", exact: true }).focus();
      await page.keyboard.press("Enter");
      assert.equal(await across(), 1);
      assert.equal(await page.getByRole("link", { name: "list", exact: true }).getAttribute("aria-current"), "true");
      await page.locator("#find [name=sort]").selectOption("title");
      await shows(page, "álpha|Beta|Zen");
      assert.equal(await across(), 1);
      assert.equal(await isReloaded(), false);
      await page.reload();
      assert.equal(await across(), 1);
      await page.getByRole("link", { name: "grid", exact: true }).click();
      assert.equal(await across(), 3);
    });
  }));

browserTest(
  "a video is renamed and tagged by keyboard; what is wrong is said and can be mended",
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
        await card(page, ids.Zen).getByRole("link", { name: EVIL }).last().click();
        await shows(page, EVIL);
        assert.equal(await page.locator("#find [name=tag]").inputValue(), EVIL);
        await page.getByRole("button", { name: "Edit title" }).click();
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "detached" });
        assert(complaints.splice(0).every((text) => text.includes("400")));
      });
    }),
);

browserTest(
  "videos are deleted and brought back by keyboard, each by its own notice or by Ctrl+Z",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await isLive(page);
        const remove = async (title: string) => {
          await page.getByRole("button", { name: `Delete ${title}` }).focus();
          await page.keyboard.press("Enter");
          await card(page, ids[title]).waitFor({ state: "detached" });
        };
        const focused = () => page.evaluate(() => document.activeElement?.textContent);
        await remove("Zen");
        assert.equal(await focused(), "undo", "the next key brings it back");
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
        await page.keyboard.press("Control+z");
        await shows(page, "álpha|Beta");
        assert.equal(await page.locator(".notice").count(), 0);
        await card(page, ids.Beta).getByText("[captions ✓]").waitFor();
        const { deleteAt } = (await findAnyVideo(app.sql, ids.Zen))!;
        assert(deleteAt && deleteAt.getTime() > Date.now(), "the one that was let go is still to be swept");
        for (const title of ["álpha", "Beta"]) assert(await findVideo(app.sql, ids[title]), title);
      });
    }),
);

browserTest("a notice stays some 20 seconds, and as long as the focus is on it", () =>
  library(async (app, origin) => {
    const ids = await sample(app);
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await page.clock.install();
      await page.reload();
      await page.getByRole("button", { name: "Delete Zen" }).click();
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
  }));

browserTest(
  "a deletion or an undoing that fails says so, and the card is there again",
  () =>
    library(async (app, origin) => {
      const ids = await sample(app);
      await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
        await isLive(page);
        await page.route("**/api/videos/*", (route) => route.abort());
        await page.getByRole("button", { name: "Delete Zen" }).click();
        await page.getByText("The server can't be reached.").waitFor();
        assert.equal(await card(page, ids.Zen).count(), 1);
        await page.unroute("**/api/videos/*");
        await page.getByRole("button", { name: "Close this message" }).click();
        await page.getByRole("button", { name: "Delete Zen" }).click();
        await card(page, ids.Zen).waitFor({ state: "detached" });
        await app.sql`update streamforge.videos set delete_at = now() where id = ${ids.Zen}`;
        await page.getByRole("button", { name: "Undo the deletion of Zen" }).click();
        await page.getByText("its time to be brought back").waitFor();
        complaints.length = 0;
      });
    }),
);

browserTest(
  "a job's stage is told at once, and its remaining time once its pace has held",
  () =>
    library(async (app, origin) => {
      const id = await seedVideo(app, { title: "Long", renditions: media });
      const job = await claimJob(app.sql, id, "caption_video");
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await page.clock.install();
        await page.reload();
        await isLive(page);
        const work = card(page, id).locator(".work");
        const badge = (text: string) => card(page, id).getByText(text, { exact: true });
        for (let i = 1; i <= 8; i++) {
          await progress(app.sql, job, { progress: i / 100, stage: "transcribing" });
          await until(`${i} % is shown`, async () => {
            await page.clock.runFor(500); // what comes is gathered for a moment
            return await badge(`[generating captions ${i} %]`).count() > 0;
          });
          if (i === 1) assert.equal((await work.innerText()).trim(), "transcribing");
          await page.clock.runFor(4000);
        }
        assert.match(await work.innerText(), /^transcribing\s*about \d+ min left$/);
        await page.clock.runFor(120_000);
        assert.equal((await work.innerText()).trim(), "transcribing", "nothing came: nothing is promised");
      });
    }),
);

browserTest(
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
              await page.getByRole("button", { name: "Edit title and tags of Beta" }).click();
              await assertAccessible(page);
              await page.keyboard.press("Escape");
              await page.getByRole("button", { name: "Delete Beta" }).click();
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
);

browserTest(
  "the library page loads less than 150 kB of script and style, compressed",
  () =>
    library(async (app, origin) => {
      await sample(app);
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await isLive(page);
        const loaded: string[] = await page.evaluate(() =>
          performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /\.(js|css)$/.test(name))
        );
        assert(loaded.length >= 2, loaded.join());
        let size = 0;
        for (const url of loaded) {
          const { body } = await app.request(new URL(url).pathname);
          size += (await new Response(body!.pipeThrough(new CompressionStream("gzip"))).bytes()).length;
        }
        assert(size < 150_000, `${size} bytes of ${loaded}`);
      });
    }),
);
