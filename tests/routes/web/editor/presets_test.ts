import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, until } from "../../../browser.ts";
import { accessible, choose, clock, field, open, openEditors, row, save, value } from "./editor_harness.ts";

const { captioned, stored, editing } = await openEditors();

async function choosePreset(page: Page, label: string): Promise<void> {
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await page.getByLabel("Keys like").selectOption({ label });
}

const isAt = (page: Page, seconds: number) =>
  until(`the position is ${seconds}`, async () => Math.abs(await clock(page) - seconds) < 0.05);
const number = (page: Page) => page.locator(".cue.current .cue-number").textContent();

Deno.test(browserTest("the keys of Subtitle Edit are chosen, listed, work, and stay chosen", async () => {
  const id = await captioned();
  await editing(id, async (tab) => {
    const { page } = tab;
    await choosePreset(page, "Subtitle Edit");
    const listed = await page.locator("#preset-keys").innerText();
    assert.match(listed, /f11\s+Start the caption at the position/);
    assert.match(listed, /ctrl alt v\s+Split the text at the cursor/);
    await accessible(tab);
    await page.keyboard.press("Escape");
    await open(page, id);
    await choose(page, 1);
    await page.keyboard.press("Shift+Enter"); // in the text
    assert.equal(await number(page), "2");
    await isAt(page, 3.5);
    await page.keyboard.press("Alt+ArrowRight");
    await isAt(page, 4);
    await page.keyboard.press("w");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Escape");
    await page.keyboard.press("w"); // no snapping
    await page.keyboard.press("F11");
    assert.equal(await value(page, "cue-start"), "0:04.000");
    await page.keyboard.press("ArrowRight");
    await isAt(page, 5);
    await page.keyboard.press("F10");
    assert.equal(await number(page), "3");
    await page.keyboard.press("ArrowRight");
    await isAt(page, 8);
    await page.keyboard.press("F9");
    await page.keyboard.press("Control+p");
    await until("it plays", () => page.evaluate(() => !document.querySelector("video")!.paused));
    await page.keyboard.press("Control+p");
    await page.keyboard.press("n"); // the editor's own keys stay where they do not collide
    await page.keyboard.press("Control+z");
    await save(page);
    const { cues } = await stored(id);
    const times = cues.map(({ start, end }: { start: number; end: number }) => [start, end]);
    assert.deepEqual(times, [[1, 3], [4, 5], [8, 10], [11, 13]]);
  });
}));

Deno.test(browserTest("the keys of YouTube's editor work in the text, and buttons keep theirs", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await choosePreset(page, "YouTube");
    await page.keyboard.press("Escape");
    await choose(page, 1);
    await page.keyboard.press("Shift+ArrowDown");
    assert.equal(await number(page), "2");
    await isAt(page, 3.5);
    await page.keyboard.press("Shift+ArrowRight");
    await isAt(page, 4.5);
    await page.keyboard.press("Shift+Space");
    await until("it plays", () => page.evaluate(() => !document.querySelector("video")!.paused));
    await page.keyboard.press("Shift+Space");
    await page.keyboard.press("End");
    await page.keyboard.press("Shift+Enter");
    assert.match(await field(page).inputValue(), /\n/);
    await page.keyboard.press("Enter");
    await until("one is added", async () => await page.locator(".cue").count() === 5);
    await page.locator("#zoom-in").focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".cue").count(), 5, "a button's Enter is its own");
    await choosePreset(page, "StreamForge");
    await page.keyboard.press("Escape");
    await row(page, 2).click();
    await page.keyboard.press("Shift+ArrowDown");
    assert.equal(await number(page), "2", "in the text the arrow selects text again");
  });
}));

Deno.test(browserTest("the spelling is checked in the language of the captions, and the page says so", async () => {
  const id = await captioned({ language: "de" });
  await editing(id, async ({ page }) => {
    await choose(page, 1);
    for (const name of ["cue-text", "replace-text", "review-word"]) {
      const [lang, isChecked] = await page.locator(`#${name}`).evaluate((node) => [
        ...[(node as HTMLElement).lang, (node as HTMLElement).spellcheck],
      ]);
      assert.deepEqual([name, lang, isChecked], [name, "de", true]);
    }
    await page.getByText("Your browser checks the spelling of what you type, in the language of the captions")
      .waitFor();
  });
}));

Deno.test(browserTest("the layout with a wide video or a wide list is chosen and stays", async () => {
  const id = await captioned();
  await editing(id, async (tab) => {
    const { page } = tab;
    const widths = async () => {
      const [screen, list] = [page.locator(".edit-screen"), page.locator(".edit-list")];
      return [(await screen.boundingBox())!.width, (await list.boundingBox())!.width];
    };
    const [even] = await widths();
    await page.getByLabel("Layout").selectOption({ label: "Wide list" });
    const [narrow, wide] = await widths();
    assert.ok(narrow < even && wide > 1.4 * narrow, `${narrow} and ${wide}`);
    await page.getByLabel("Layout").selectOption({ label: "Wide video" });
    await open(page, id);
    const [video, list] = await widths();
    assert.ok(video > 1.4 * list, `${video} and ${list}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await accessible(tab);
  });
}));

Deno.test(
  browserTest("the speaker and the place are set for all selected captions, and the place is shown", async () => {
    const id = await captioned();
    await editing(id, async ({ page }) => {
      await choose(page, 1);
      await row(page, 2).click({ modifiers: ["Shift"] });
      await page.getByLabel("speaker").fill("Ann");
      await page.locator("#cue-place").selectOption("9");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Home");
      await until(
        "it is at the top on the right",
        async () => await page.locator("#caption").getAttribute("data-place") === "9",
      );
      const [frame, shown] = [
        await page.locator(".edit-frame").boundingBox(),
        await page.locator("#caption").boundingBox(),
      ];
      assert.ok(shown!.y < frame!.y + frame!.height / 2);
      await save(page);
      const { cues } = await stored(id);
      assert.deepEqual(
        cues.map(({ speaker }: { speaker?: string }) => speaker ?? null),
        ["Ann", "Ann", null, null],
      );
      assert.deepEqual(cues[1].position, cues[0].position);
      await page.keyboard.press("Control+z");
      await page.keyboard.press("Control+z");
      await save(page);
      assert.deepEqual((await stored(id)).cues.map(({ speaker }: { speaker?: string }) => speaker ?? null), [
        ...[null, null, null, null],
      ]);
    });
  }),
);
