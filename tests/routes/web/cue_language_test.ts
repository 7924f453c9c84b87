/** What is said has the language and direction of its track wherever it is shown, and the name of who says it. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { writeVtt } from "../../../src/captions/mod.ts";
import type { Cue } from "../../../src/core/types.ts";
import { assertAccessible, browserTest, inTab, sidewaysScroll, until } from "../../browser.ts";
import { seedCaptions } from "../harness.ts";
import { cue, openPlayers, seek, shownCues } from "./player/player_page.ts";

const { app, origin, browser, playable } = await openPlayers();

const said = (cue: Cue, speaker: string): Cue => ({ ...cue, speaker });
const ARABIC = [
  said(cue(1, 0.1, 0.8, "Radio 5 يشعل الفرن في شارعنا."), "ليلى"),
  said(cue(2, 0.9, 1.4, "Good morning."), "Ann <b>B</b>"),
  cue(3, 1.5, 1.9, "نعم."),
];

async function video(): Promise<string> {
  const id = await playable({ title: "Morning", visibility: "public" });
  const body = writeVtt(ARABIC, { language: "ar" });
  const answer = await app.request(`/api/videos/${id}/captions?lang=ar`, {
    ...{ method: "PUT", as: "owner", body, headers: { "content-type": "text/vtt" } },
  });
  assert(answer.ok, await answer.text());
  return id;
}

/** `lang` and `dir` of an element, and the direction that follows. */
const languageOf = async (element: Locator) =>
  await element.evaluate((e) =>
    `${(e as HTMLElement).lang} ${(e as HTMLElement).dir} ${getComputedStyle(e).direction}`
  );

Deno.test(
  browserTest("the transcript and the picture have the language of the track, and the speakers' names", async () => {
    const id = await video();
    const permissions = ["clipboard-read", "clipboard-write"];
    for (const width of [1280, 390]) {
      await inTab(browser, { origin, permissions, viewport: { width, height: 800 } }, async ({ page }) => {
        await page.goto(`/videos/${id}`);
        await until("the lines are there", async () => await page.locator("#lines li").count() === 3);
        const texts = page.locator("#lines .text");
        assert.equal(await languageOf(texts.nth(0)), "ar rtl rtl", "also where a Latin word begins it");
        assert.equal(await languageOf(texts.nth(1)), "ar auto ltr", "a foreign sentence");
        assert.equal(await texts.nth(0).evaluate((e) => getComputedStyle(e).hyphens), "auto");
        assert.equal(await page.locator("#video").getAttribute("lang"), "ar");
        assert.deepEqual(await page.locator("#lines .speaker").allTextContents(), ["ليلى", "Ann <b>B</b>"]);
        assert.equal(await page.locator("#lines li").nth(2).locator(".speaker").count(), 0);
        assert.equal(await texts.nth(1).textContent(), "Good morning.");
        await page.getByRole("button", { name: "Copy", exact: true }).click();
        await until("it is copied", async () =>
          await page.evaluate(() => navigator.clipboard.readText()) ===
            `ليلى: ${ARABIC[0].text}\nAnn <b>B</b>: Good morning.\nنعم.`);
        await seek(page, 0.4);
        assert.deepEqual(
          await shownCues(page),
          [`\u200f${ARABIC[0].text}`],
          "its first word would make it left to right",
        );
        await page.locator("#find").fill("good");
        await page.getByText("1 found").waitFor();
        await assertAccessible(page);
        assert.equal(await sidewaysScroll(page), 0);
      });
    }
  }),
);

Deno.test(browserTest("captions in an unknown language are not said to be in the page's", async () => {
  const id = await playable();
  await seedCaptions(app, id, { language: "und", cues: [cue(1, 0.1, 0.8, "Salut.")] });
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.locator("#lines li").waitFor();
    assert.equal(await languageOf(page.locator("#lines .text")), " auto ltr");
    assert.equal(await page.locator("#video").getAttribute("lang"), "");
  });
}));

Deno.test(browserTest("search results name the speaker and have the language of the track", async () => {
  const id = await video();
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/search?q=${encodeURIComponent("الفرن")}`);
    const moment = page.locator(`.moment[href^="/videos/${id}"]`);
    assert.equal(await languageOf(moment.locator(".sentence")), "ar rtl rtl");
    assert.equal(await moment.locator(".speaker").textContent(), "ليلى");
    await page.goto(`/search?q=${encodeURIComponent('"شارعنا good"')}`);
    assert.equal(await moment.locator(".speaker").textContent(), "ليلى, Ann <b>B</b>", "two cues, two people");
    await assertAccessible(page);
  });
  const { moments } = await (await app.request("/api/search?q=morning")).json();
  // deno-lint-ignore no-explicit-any
  assert.deepEqual(moments.find(({ video }: any) => video.id === id).speakers, ["Ann <b>B</b>"]);
}));

Deno.test(browserTest("rows, field, picture and comparisons of the editor have the language of the track", async () => {
  const id = await video();
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await page.goto(`/videos/${id}/edit`);
    await page.locator(".cue").nth(2).waitFor();
    assert.equal(await languageOf(page.locator(".cue-text").nth(0)), "ar rtl rtl");
    assert.equal(await languageOf(page.locator(".cue-text").nth(1)), "ar auto ltr");
    await page.locator(".cue-row").nth(0).click();
    assert.equal(await languageOf(page.locator("#cue-text")), "ar rtl rtl");
    await seek(page, 0.4);
    await until("it is on the picture", async () => await page.locator("#caption").textContent() === ARABIC[0].text);
    assert.equal(await languageOf(page.locator("#caption")), "ar rtl rtl");
    await page.locator("#cue-text").fill("Good");
    assert.equal(await languageOf(page.locator("#cue-text")), "ar auto ltr", "it follows what is typed");
    await page.keyboard.press("Control+s");
    await until("it is saved", async () => await page.locator("#save-state").textContent() === "Saved");
    await page.locator("#tab-versions").click();
    await page.getByRole("button", { name: "difference" }).first().click();
    assert.equal(await languageOf(page.getByRole("dialog").locator(".difference-text")), "ar auto ltr");
  });
}));
