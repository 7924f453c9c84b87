import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { progress } from "../../../../src/db/jobs/lease.ts";
import { updateVideo } from "../../../../src/db/videos/videos.ts";
import { browserTest, inTab, openBrowser, until } from "../../../browser.ts";
import { claimJob, seedVideo } from "../../harness.ts";
import { card, isLive, library, media, order, sample, shows } from "./library_page.ts";

const browser = await openBrowser();
Deno.test.afterAll(() => browser.close());

/** Returns a function that says whether the page has reloaded since this call. */
async function watchReload(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Object.assign(globalThis, { isSame: true }));
  return () => page.evaluate(() => !("isSame" in globalThis));
}

Deno.test(browserTest(
  "the list is sorted, filtered and searched without a reload, and the back button undoes each step",
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
          await page.getByRole("link", { name: /Search “.*alp.*” in what is said/ }).getAttribute("href"),
          "/search?q=alp",
        );
        await page.getByRole("link", { name: "Remove the filter “alp”" }).click();
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
));

Deno.test(browserTest(
  "without JavaScript the list can be searched and filtered, and has a next page",
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
        await page.getByRole("link", { name: "List", exact: true }).click();
        assert.equal(await page.locator("#cards.list").count(), 1);
        await page.goto("/");
        assert.equal(await page.locator("#cards.list").count(), 1, "it is kept");
      });
    }),
));

Deno.test(browserTest(
  "more videos load in the chosen order and filter, and changed videos move to their place",
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
));

Deno.test(browserTest("the view switches between grid and list, and is kept", () =>
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
      await page.getByRole("link", { name: "List", exact: true }).focus();
      await page.keyboard.press("Enter");
      assert.equal(await across(), 1);
      assert.equal(await page.getByRole("link", { name: "List", exact: true }).getAttribute("aria-current"), "true");
      await page.locator("#find [name=sort]").selectOption("title");
      await shows(page, "álpha|Beta|Zen");
      assert.equal(await across(), 1);
      assert.equal(await isReloaded(), false);
      await page.reload();
      assert.equal(await across(), 1);
      await page.getByRole("link", { name: "Grid", exact: true }).click();
      assert.equal(await across(), 3);
    });
  })));

Deno.test(browserTest(
  "a job's stage is shown at once, and its remaining time once its rate is steady",
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
          await progress(app.sql, job, { progress: i / 100, stage: "Writing down what is said" });
          await until(`${i} % is shown`, async () => {
            await page.clock.runFor(500); // events are collected before the page updates
            return await badge(`Making captions ${i}%`).count() > 0;
          });
          if (i === 1) assert.equal((await work.innerText()).trim(), "Writing down what is said");
          await page.clock.runFor(4000);
        }
        assert.match(await work.innerText(), /^Writing down what is said\s*About \d+ min left$/);
        await page.clock.runFor(120_000);
        assert.equal((await work.innerText()).trim(), "Writing down what is said", "nothing came: nothing is promised");
      });
    }),
));

Deno.test(browserTest(
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
));
