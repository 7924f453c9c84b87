import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, until } from "../../../browser.ts";
import { choose, clock, field, openEditors, value } from "./editor_harness.ts";

const { captioned, editing } = await openEditors();

/** Waits until the line that says what was done shows a text, where a person can see it. */
async function said(page: Page, text: string): Promise<void> {
  const line = page.locator("#said");
  await until(`"${text}" is said`, async () => (await line.innerText()).trim() === text);
  const { width, height } = (await line.boundingBox())!;
  assert.ok(width > 100 && height > 15, `${width} x ${height}`);
  assert.equal(await line.getAttribute("role"), "status");
}

Deno.test(browserTest("each action and each refusal is said in a visible line", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await choose(page, 1);
    await page.keyboard.press("Escape");
    const press = async (key: string, text: string) => {
      await page.keyboard.press(key);
      await said(page, text);
    };
    await press("Control+z", "There is nothing to undo");
    await press("s", "The position is not between two words of this caption.");
    await press("m", "Merge");
    await press("Control+z", "Undone: merge");
    await press("Control+z", "There is nothing to undo");
    await press("Control+y", "Redone: merge");
    await press("Control+z", "Undone: merge");
    await press("Delete", "Deletion of 1 caption");
    await press("Control+z", "Undone: deletion of 1 caption");
    await press("d", "Start 0:01.100");
    await press("ArrowUp", "This is the first caption");
    await press("Shift+ArrowDown", "2 captions selected");
    await page.keyboard.press("End");
    await press("m", "This is the last caption: there is none to merge with");
    await press("w", "Snapping off");
  });
}));

Deno.test(browserTest("without captions an action says what is missing", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await choose(page, 1);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Shift+End");
    for (let i = 0; i < 4; i++) await page.keyboard.press("Delete");
    await until("all are deleted", async () => await page.locator(".cue").count() === 0);
    await page.locator("h1").click();
    for (const key of ["s", "i", "p", "m", "ArrowDown", "Delete"]) {
      await page.keyboard.press(key);
      await said(page, "There is no caption: insert one first");
    }
  });
}));

Deno.test(browserTest("split falls back to the position where the cursor is not between two words", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await choose(page, 1);
    const split = page.getByRole("button", { name: "Split at the cursor" });
    await page.keyboard.press("Home");
    await split.click();
    await said(page, "Put the cursor between two words, or the position inside the caption");
    assert.equal(await page.locator(".cue").count(), 4);

    await page.keyboard.press("Escape");
    for (let i = 0; i < 8; i++) await page.keyboard.press("ArrowRight");
    await until("it is at 1.8 s", async () => Math.abs(await clock(page) - 1.8) < 0.01);
    await split.click();
    await said(page, "Split at the position");
    assert.equal(await field(page).inputValue(), "in our street");
    assert.equal(await value(page, "cue-start"), "0:01.800");
  });
}));
