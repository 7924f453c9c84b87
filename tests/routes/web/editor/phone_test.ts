import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, sidewaysScroll, until } from "../../../browser.ts";
import { accessible, clock, field, openEditors, row, says, spoken } from "./editor_harness.ts";

const { captioned, texts, editing } = await openEditors();
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
/** What a keyboard of a phone leaves free. */
const ABOVE_KEYBOARD = { width: 360, height: 400 };

/** Fails unless an element lies in the window and nothing covers its middle. */
async function canBeSeen(page: Page, selector: string): Promise<DOMRect> {
  const [box, isOnTop] = await page.locator(selector).evaluate((element) => {
    const box = element.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return [box.toJSON() as DOMRect, element === top || element.contains(top)] as const;
  });
  assert.ok(isOnTop, `${selector} is covered`);
  const { height } = page.viewportSize()!;
  assert.ok(box.top >= 0 && box.bottom <= height, `${selector}: ${box.top} to ${box.bottom} of ${height}`);
  return box;
}

Deno.test(
  browserTest("on a phone a caption is played, corrected and left for the next one with one thumb", async () => {
    const cues = Array.from({ length: 9 }, (_, i) => spoken(i + 1, 2 * i, 2 * i + 1.5, `chop number ${i + 1}`));
    const id = await captioned({ cues });
    await editing(id, async (tab) => {
      const { page } = tab;
      await row(page, 1).tap();
      await page.locator("#thumb-play").tap();
      await until("it plays", async () => await clock(page) > 0.3);
      await until(
        "it pauses where the caption ends",
        () => page.evaluate(() => document.querySelector("video")!.paused),
      );
      await field(page).tap();
      await page.setViewportSize(ABOVE_KEYBOARD);
      for (let n = 1; n <= 9; n++) {
        await until(`caption ${n} is open`, async () => await field(page).inputValue() === `chop number ${n}`);
        assert.ok(await field(page).evaluate((text) => text === document.activeElement), "the keyboard stays");
        for (const part of ["#video", "#cue-text", "#thumb-play", "#thumb-next", "#said"]) await canBeSeen(page, part);
        await page.keyboard.press("Control+a");
        await page.keyboard.type(`shop number ${n}`);
        if (n < 9) await page.locator("#thumb-next").tap();
      }
      assert.equal(await sidewaysScroll(page), 0);
      await page.setViewportSize(PHONE.viewport);
      const [bar, next] = [await canBeSeen(page, "#thumb-bar"), await canBeSeen(page, "#thumb-next")];
      assert.ok(bar.bottom > 640, "in reach of the thumb");
      assert.ok(next.height >= 44 && next.width >= 44);
      await accessible(tab);
      await page.evaluate(() => scrollTo(0, 0));
      await page.locator("#save").tap();
      await says(page, /^Saved$/);
      assert.deepEqual(await texts(id), cues.map((_, i) => `shop number ${i + 1}`));
    }, PHONE);
  }),
);

Deno.test(browserTest("what is tapped in the editor on a phone is large enough for a thumb", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await row(page, 2).tap();
    const small = await page.locator(".edit-work button, .edit-work label.check").evaluateAll((all) =>
      all.filter((one) => one.getClientRects().length > 0).map((one) => {
        const { width, height } = one.getBoundingClientRect();
        return { what: one.textContent, width, height };
      }).filter(({ width, height }) => height < 44 || width < 24)
    );
    assert.deepEqual(small, []);
  }, PHONE);
}));
