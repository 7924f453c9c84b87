/** The filters of the library and of the search page. */
import assert from "node:assert/strict";
import { updateVideo } from "../../../../src/db/videos/videos.ts";
import { assertAccessible, browserTest, inTab, openApp, sidewaysScroll, until } from "../../../browser.ts";
import { fixture } from "../../../media_fixtures.ts";
import { seedCaptions, seedVideo } from "../../harness.ts";

const { app, sql, origin, browser } = await openApp();
const bytes = await Deno.readFile(await fixture("talk.mp4"));

async function make(title: string, topic: string): Promise<string> {
  const id = await seedVideo(app, {
    ...{ title, visibility: "public" },
    renditions: { source: { shortSide: 180, bytes } },
  });
  await seedCaptions(app, id, { cues: [{ id: 1, start: 0, end: 1, text: "An ocelot.", words: [] }] });
  const result = { language: "en", unavailable: null, topics: [{ topic, score: 0.4 }] };
  await sql`
    insert into streamforge.analyses (video_id, kind, state, result)
    values (${id}, 'topics', 'ready', ${sql.json(result)})`;
  return id;
}
await make("About stars", "science");
await updateVideo(sql, await make("About songs", "music"), { tags: ["cats"] });

Deno.test(browserTest(
  "the library is filtered by topic with the keyboard alone, the address keeps it, and a link removes it",
  () =>
    inTab(browser, { origin, viewport: { width: 390, height: 800 } }, async ({ page }) => {
      const titles = () => page.locator("#cards .name, #cards h2, #cards h3").allInnerTexts();
      await page.goto("/");
      for (const control of ["#fold", ".more-filters summary"]) {
        await page.locator(control).focus();
        await page.keyboard.press("Enter");
      }
      const topic = page.locator('select[name="topic"]');
      assert.deepEqual(await topic.locator("option").allInnerTexts(), ["Any", "music (1)", "science (1)"]);
      assert.equal(await sidewaysScroll(page), 0);
      await assertAccessible(page);
      await topic.focus();
      await page.keyboard.type("sci");
      await until("one video is shown", async () => await page.locator("#cards > li").count() === 1);
      assert.equal(new URL(page.url()).search, "?topic=science");
      assert.match((await titles()).join(), /About stars/);
      await page.reload();
      assert.equal(await topic.inputValue(), "science");
      await page.getByRole("button", { name: "Filters (1)" }).click();
      assert.equal(await topic.isVisible(), true, "what is set is open");
      await page.getByRole("link", { name: "Remove the filter science" }).click();
      await until("both are shown", async () => await page.locator("#cards > li").count() === 2);
      assert.equal(await topic.inputValue(), "");
      assert.equal(await page.locator('select[name="flagged"]').count(), 0, "for who has signed in");
    }),
));

Deno.test(
  browserTest(
    "the filters work without a script",
    () =>
      inTab(browser, { origin, javaScriptEnabled: false }, async ({ page }) => {
        await page.goto("/");
        await page.locator(".more-filters summary").click();
        await page.locator('select[name="topic"]').selectOption("music");
        await page.getByRole("button", { name: /^search$/i }).click();
        assert.match(page.url(), /topic=music/);
        assert.equal(await page.locator("#cards > li").count(), 1);
        await page.goto("/search?q=ocelot");
        await page.locator(".more-filters summary").click();
        await page.locator('select[name="tag"]').selectOption("cats");
        await page.getByRole("button", { name: /^search$/i }).click();
        assert.match(page.url(), /tag=cats/);
        assert.equal(await page.locator(".moment").count(), 1);
      }),
  ),
);

Deno.test(
  browserTest(
    "the search page follows its filters while the person changes them",
    () =>
      inTab(browser, { origin, signedIn: true, viewport: { width: 390, height: 800 } }, async ({ page }) => {
        await page.goto("/search?q=ocelot");
        assert.equal(await page.locator(".moment").count(), 2);
        await page.locator(".more-filters summary").click();
        await page.locator('select[name="topic"]').selectOption("science");
        await until("one moment is shown", async () => await page.locator(".moment").count() === 1);
        assert.equal(new URL(page.url()).search, "?q=ocelot&topic=science");
        assert.equal(await sidewaysScroll(page), 0);
        await page.locator('select[name="flagged"]').selectOption("true");
        await page.getByText("Only some videos were searched").waitFor();
      }),
  ),
);
