/** Tests that captions in Arabic and Hebrew are shown from right to left everywhere. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { browserTest, inTab, until } from "../../../browser.ts";
import { seedCaptions } from "../../harness.ts";
import { cue, openPlayers, seek } from "./player_page.ts";

const { app, origin, browser, playable } = await openPlayers();

const ARABIC = [
  cue(1, 0.1, 0.8, "الخباز في شارعنا يفتح متجره."),
  cue(2, 0.9, 1.4, "يشعل الفرن (240) مع Radio 5!"),
  cue(3, 1.5, 1.9, "نعم."),
];
const HEBREW = [cue(1, 0.1, 0.8, "האופה ברחוב שלנו קם מוקדם."), cue(2, 0.9, 1.4, "הוא מדליק את התנור.")];

async function speaking(language: string, cues: typeof ARABIC): Promise<string> {
  const id = await playable({ title: `${language}: ${cues[0].text}`, visibility: "public" });
  await seedCaptions(app, id, { language, cues });
  return id;
}

/** CSS pixels from the left: the first and last letter of an element's text, and its box. */
async function lettersOf(element: Locator): Promise<{ first: number; last: number; left: number; right: number }> {
  return await element.evaluate((element) => {
    const nodes: Text[] = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (walker.currentNode.textContent!.trim()) nodes.push(walker.currentNode as Text);
    const at = (node: Text, offset: number) => {
      const range = document.createRange();
      range.setStart(node, offset);
      range.setEnd(node, offset + 1);
      const box = range.getBoundingClientRect();
      return (box.left + box.right) / 2;
    };
    const [begin, end] = [nodes[0], nodes.at(-1)!];
    const { left, right } = element.getBoundingClientRect();
    return { first: at(begin, 0), last: at(end, end.data.length - 1), left, right };
  });
}

/** Checks that a text begins at the right edge of its box, with its full stop at the left. */
async function assertFromTheRight(element: Locator, what: string): Promise<void> {
  assert.equal(await element.evaluate((e) => getComputedStyle(e).direction), "rtl", what);
  const { first, last, right } = await lettersOf(element);
  assert(last < first, `${what}: the last sign is at ${last}, the first at ${first}`);
  assert(right - first < 40, `${what}: it begins ${right - first} px from the right`);
}

const linesAreThere = (page: Page, n: number) =>
  until("the lines are there", async () => await page.locator("#lines li").count() === n);

for (const [language, cues] of [["ar", ARABIC], ["he", HEBREW]] as const) {
  Deno.test(browserTest(`the transcript and the picture show ${language} from right to left`, async () => {
    const id = await speaking(language, cues);
    for (const width of [1280, 360]) {
      await inTab(browser, { origin, viewport: { width, height: 800 } }, async ({ page }) => {
        await page.goto(`/videos/${id}`);
        await linesAreThere(page, cues.length);
        await assertFromTheRight(page.locator("#lines .text").first(), "the first line");
        // the title's direction follows its first letter
        assert.equal(await page.locator("#title").evaluate((e) => getComputedStyle(e).direction), "ltr");
        await seek(page, 0.4);
        const onPicture = await page.evaluate(() => {
          const shown = document.querySelector("video")!.textTracks[0].activeCues![0] as VTTCue;
          return { text: shown.text, align: shown.align, vertical: shown.vertical };
        });
        // WebVTT takes the direction from the text; centred lines can't be cut at the wrong end
        assert.deepEqual(onPicture, { text: cues[0].text, align: "center", vertical: "" });
        const track = page.locator("video track");
        assert.equal(await track.getAttribute("srclang"), language);
      });
    }
  }));
}

Deno.test(browserTest("numbers and Latin words keep their order within an Arabic line", async () => {
  const id = await speaking("ar", ARABIC);
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await linesAreThere(page, 3);
    const order = await page.locator("#lines .text").nth(1).evaluate((element) => {
      const at = (word: string) => {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const node = walker.currentNode as Text;
          const offset = node.data.indexOf(word);
          if (offset < 0) continue;
          const range = document.createRange();
          range.setStart(node, offset);
          range.setEnd(node, offset + word.length);
          return range.getBoundingClientRect().left;
        }
        throw new Error(`no ${word}`);
      };
      return { verb: at("يشعل"), degrees: at("240"), radio: at("Radio"), five: at("5") };
    });
    assert(order.verb > order.degrees && order.degrees > order.five && order.five > order.radio, JSON.stringify(order));
  });
}));

Deno.test(
  browserTest("the editor shows Arabic from right to left in its list, its text field and on the picture", async () => {
    const id = await speaking("ar", ARABIC);
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await page.goto(`/videos/${id}/edit`);
      await page.locator(".cue").nth(2).waitFor();
      await assertFromTheRight(page.locator(".cue-text").nth(1), "a row");
      await page.locator(".cue-row").nth(0).click();
      const field = page.locator("#cue-text");
      assert.equal(await field.inputValue(), ARABIC[0].text);
      const style = await field.evaluate((e) => {
        const { direction, textAlign } = getComputedStyle(e);
        return { direction, textAlign };
      });
      assert.deepEqual(style, { direction: "rtl", textAlign: "start" });
      await until(
        "it stands on the picture",
        async () => await page.locator("#caption").textContent() === ARABIC[0].text,
      );
      assert.equal(await page.locator("#caption").evaluate((e) => getComputedStyle(e).direction), "rtl");
    });
  }),
);

Deno.test(browserTest("search finds Arabic and Hebrew, and marks matches from right to left", async () => {
  const arabic = await speaking("ar", ARABIC);
  const hebrew = await speaking("he", HEBREW);
  for (const [id, query, language] of [[arabic, "الفرن", "ar"], [hebrew, "התנור", "he"]]) {
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/search?q=${encodeURIComponent(query)}&language=${language}`);
      const sentence = page.locator(`.moment[href^="/videos/${id}"] .sentence`).first();
      await sentence.waitFor();
      assert.equal(await sentence.getAttribute("lang"), language);
      assert.equal(await sentence.evaluate((e) => getComputedStyle(e).direction), "rtl");
      assert.equal(await sentence.locator("mark").textContent(), query);
      const { first, last } = await lettersOf(sentence);
      assert(last < first);
    });
  }
}));
