import assert from "node:assert/strict";
import type { Cue } from "../../../../src/core/types.ts";
import { browserTest, pressLayout, until } from "../../../browser.ts";
import { accessible, choose, clock, CUES, field, openEditors, row, save, says, value } from "./editor_harness.ts";

const { app, captioned, stored, texts, editing } = await openEditors();

Deno.test(browserTest("typing is saved for viewers, undone word by word, and marked as edited", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await row(page, 1).click();
    assert.ok(Math.abs(await clock(page) - 1) < 0.05, "the video goes there");
    await page.keyboard.press("End");
    await page.keyboard.type(" is up");
    await says(page, /Not saved|Draft/);
    assert.match(await row(page, 1).textContent() ?? "", /The baker in our street is up/);
    await page.keyboard.press("Control+z");
    assert.equal(await field(page).inputValue(), "The baker in our street is ");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+Shift+z");
    await page.keyboard.press("Control+y");
    assert.equal(await field(page).inputValue(), "The baker in our street is up");
    await save(page);
    const { cues, revision } = await stored(id);
    assert.equal(cues[0].text, "The baker in our street is up");
    assert.deepEqual([cues[0].is_edited, cues[1].is_edited, revision.source], [true, false, "edited"]);
    assert.equal(cues[0].words[2].start, 1.8, "words that stayed keep their times");
    assert.match(await row(page, 1).textContent() ?? "", /edited/);
    const vtt = await (await app.request(`/api/videos/${id}/captions.vtt`)).text();
    assert.match(vtt, /in our street is up/);
  });
}));

Deno.test(browserTest("cues are split at the cursor and at the playhead, merged, inserted and deleted", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await choose(page, 1);
    await page.keyboard.press("Home");
    for (let i = 0; i < 9; i++) await page.keyboard.press("ArrowRight");
    await page.getByRole("button", { name: "Split at the cursor" }).click();
    await until("there are five", async () => await page.locator(".cue").count() === 5);
    assert.equal(await field(page).inputValue(), "in our street");
    assert.equal(await value(page, "cue-start"), "0:01.800", "where the word begins");
    await choose(page, 1);
    await page.getByRole("button", { name: "Merge with the next" }).click();
    assert.equal(await field(page).inputValue(), "The baker in our street");
    assert.equal(await value(page, "cue-end"), "0:03.000");

    await choose(page, 4);
    await page.keyboard.press("Escape");
    for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowRight");
    await until("it is at 11 s", async () => Math.abs(await clock(page) - 11) < 0.05);
    await page.keyboard.press("s");
    await until("there are five", async () => await page.locator(".cue").count() === 5);
    assert.equal(await value(page, "cue-start"), "0:11.000");
    await page.keyboard.press("Delete");
    assert.equal(await page.locator(".cue").count(), 4);
    await choose(page, 2);
    await page.getByRole("button", { name: "Insert a caption" }).click();
    await page.keyboard.type("between");
    assert.equal(await value(page, "cue-start"), "0:06.000");
    await save(page);
    assert.deepEqual((await texts(id)).slice(1, 4), [CUES[1].text, "between", CUES[2].text]);
  });
}));

Deno.test(browserTest("everything works by keyboard alone", async () => {
  const id = await captioned();
  await editing(id, async (tab) => {
    const { page } = tab;
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const settled = async (seconds: number) =>
      await until(`the playhead is at ${seconds}`, async () => Math.abs(await clock(page) - seconds) < 0.045);
    await press("ArrowDown", "ArrowDown", "ArrowUp"); // cue 2
    await settled(3.5);
    await press("w", "ArrowRight");
    await settled(3.6);
    await press("i");
    await until("in", async () => await value(page, "cue-start") === "0:03.600");
    await press("l");
    await settled(4.6);
    await press("l", "o");
    await until("out", async () => await value(page, "cue-end") === "0:05.600");
    await press("e", "Shift+A", "Shift+ArrowRight");
    assert.deepEqual([await value(page, "cue-start"), await value(page, "cue-end")], ["0:03.660", "0:05.800"]);
    await press("Enter");
    assert.ok(await field(page).evaluate((node) => node === document.activeElement));
    await press("Control+a");
    await page.keyboard.type("i o s m"); // in a text field letters are not shortcuts
    assert.equal(await field(page).inputValue(), "i o s m");
    await press("Alt+ArrowDown", "Alt+ArrowDown");
    assert.equal(await value(page, "cue-start"), "0:10.000", "with Alt they are");
    await press("Escape");
    assert.ok(await row(page, 4).evaluate((node) => node === document.activeElement));
    await press("Shift+ArrowUp", "Delete");
    assert.equal(await page.locator(".cue").count(), 2);
    await press("m"); // the last cue has no next one to merge with
    assert.equal(await page.locator(".cue").count(), 2);
    await press("Control+z", "Control+y", "ArrowUp", "ArrowUp", "m");
    assert.equal(await field(page).inputValue(), "The baker in our street i o s m");
    await press("Space");
    await until("it plays", () => page.evaluate(() => !document.querySelector("video")!.paused));
    await press("k");
    await until("it stands", () => page.evaluate(() => document.querySelector("video")!.paused));
    await press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await accessible(tab);
    await press("Shift+Tab", "Space"); // single-letter shortcuts are now switched off
    await press("Escape");
    await page.locator("h1").click();
    await press("n");
    assert.equal(await page.locator(".cue").count(), 1);
    await press("Alt+n");
    assert.equal(await page.locator(".cue").count(), 2);
    await page.keyboard.type("the end");
    await save(page);
    assert.equal((await texts(id)).length, 2);
  });
}));

Deno.test(browserTest("Home and End go to the first cue and the last", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await row(page, 2).click();
    await page.keyboard.press("Escape");
    await page.keyboard.press("End");
    assert.equal(await page.locator(".cue.current .cue-number").textContent(), "4");
    await page.keyboard.press("Home");
    assert.equal(await page.locator(".cue.current .cue-number").textContent(), "1");
  });
}));

Deno.test(browserTest("times are accepted as people write them, and text that is no time is reported", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    const start = page.locator("#cue-start");
    await row(page, 2).click();
    await start.fill("3,25");
    await start.press("Enter");
    assert.equal(await start.inputValue(), "0:03.250");
    await start.press("ArrowUp");
    assert.equal(await start.inputValue(), "0:03.350");
    await start.fill("+0.5");
    await start.press("Enter");
    assert.equal(await start.inputValue(), "0:03.850");
    await start.fill("soon");
    await start.press("Enter");
    assert.equal(await start.getAttribute("aria-invalid"), "true");
    await until("it is said", async () => /“soon” is not a time/.test(await page.locator("#said").textContent() ?? ""));
    await start.press("Tab");
    assert.equal(await start.inputValue(), "0:03.850");
  });
}));

Deno.test(browserTest("all cues are shifted, or only the selected ones", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.getByRole("tab", { name: "shift" }).click();
    await page.getByLabel("By seconds").fill("1.5");
    await page.getByRole("button", { name: "later" }).click();
    await row(page, 2).click();
    await row(page, 3).click({ modifiers: ["Shift"] });
    await page.getByRole("combobox", { name: "What", exact: true }).selectOption("selected");
    await page.getByLabel("By seconds").fill("0.25");
    await page.getByRole("button", { name: "earlier" }).click();
    await save(page);
    assert.deepEqual((await stored(id)).cues.map(({ start }: Cue) => start), [2.5, 4.75, 8.25, 11.5]);
  });
}));

Deno.test(browserTest("the keys work on a Russian layout: letters, with Alt, Ctrl S and Ctrl Z", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    const count = () => page.locator(".cue").count();
    await page.keyboard.press("ArrowDown"); // cue 2
    await pressLayout(page, "ь", "KeyM");
    assert.equal(await count(), 3, "merged");
    await pressLayout(page, "я", "KeyZ", "Control");
    assert.equal(await count(), 4, "undone");
    await pressLayout(page, "н", "KeyY", "Control");
    assert.equal(await count(), 3, "done again");
    await pressLayout(page, "ы", "KeyS", "Control");
    await says(page, /^Saved$/);
    assert.equal((await stored(id)).cues.length, 3);
    await pressLayout(page, "а", "KeyF", "Control");
    await page.getByRole("tab", { name: "find", selected: true }).waitFor();
    await page.keyboard.press("Tab");
    await page.locator("h1").click();
    await pressLayout(page, "m", "Semicolon"); // AZERTY: the letter that is printed on the key
    assert.equal(await count(), 2);
  });
}));
