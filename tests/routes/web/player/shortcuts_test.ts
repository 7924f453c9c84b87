import assert from "node:assert/strict";
import { browserTest, inTab, pressLayout, until } from "../../../browser.ts";
import { isPaused, openPlayers, openSettings, seek, timeOf } from "./player_page.ts";

const { origin, browser, captioned } = await openPlayers();

Deno.test(browserTest("the usual keys work: play, seek, tenths, mute, speed, full screen", async () => {
  const id = await captioned();
  await inTab(browser, { origin }, async ({ page }) => {
    const rate = () => page.evaluate(() => document.querySelector("video")!.playbackRate);
    await page.goto(`/videos/${id}`);
    await seek(page, 0.2);
    await page.locator("h1").click();
    for (const key of ["Space", "k"]) {
      await seek(page, 0);
      await page.keyboard.press(key);
      await until("it plays", async () => !await isPaused(page));
      await page.keyboard.press(key);
      await until("it stands", () => isPaused(page));
    }
    for (const [forth, back] of [["ArrowRight", "ArrowLeft"], ["l", "j"]]) {
      await page.keyboard.press(forth);
      await until(`${forth}: at the end`, async () => await timeOf(page) > 1.9);
      await page.keyboard.press(back);
      await until(`${back}: at the start`, async () => await timeOf(page) === 0);
    }
    for (const [key, seconds] of [["5", 1], ["9", 1.8], ["0", 0]] as const) {
      await page.keyboard.press(key);
      await until(`${key}: at ${seconds} s`, async () => Math.abs(await timeOf(page) - seconds) < 0.1);
    }
    await page.evaluate(() => document.querySelector("video")!.muted = false);
    await page.keyboard.press("m");
    assert(await page.evaluate(() => document.querySelector("video")!.muted));
    await until("the button says so", async () => await page.locator("#mute").getAttribute("aria-pressed") === "true");
    await page.keyboard.press(">");
    assert.equal(await rate(), 1.25);
    await page.keyboard.press("<");
    await page.keyboard.press("<");
    assert.equal(await rate(), 0.75);
    await openSettings(page);
    assert.equal(await page.getByRole("combobox", { name: "speed" }).inputValue(), "0.75");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#settings").isVisible(), false);
    await page.keyboard.press("f");
    await until("it fills the screen", () => page.evaluate(() => document.fullscreenElement?.id === "screen"));
    await page.keyboard.press("f");
    await until("it does not", () => page.evaluate(() => document.fullscreenElement === null));
  });
}));

Deno.test(
  browserTest("? lists the keys, Escape or ? closes the list, and no other key works while it is open", async () => {
    const id = await captioned();
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await seek(page, 1);
      for (const close of ["Escape", "?"]) {
        await page.keyboard.press("?");
        const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
        await dialog.getByText("Mini player").waitFor();
        await page.keyboard.press("5");
        assert.equal(await timeOf(page), 1);
        await page.keyboard.press(close);
        await dialog.waitFor({ state: "detached" });
      }
    });
  }),
);

Deno.test(browserTest("the seek bar and the menus work by keyboard alone", async () => {
  const id = await captioned();
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await seek(page, 0.5);
    const seekBar = page.getByRole("slider", { name: "Place in the video" });
    await seekBar.focus();
    assert.equal(await seekBar.getAttribute("aria-valuetext"), "0:00 of 0:02");
    await page.keyboard.press("ArrowRight");
    await until("at the end", async () => await timeOf(page) > 1.9);
    await page.keyboard.press("Home");
    await until("at the start", async () => await timeOf(page) === 0);
    const order: string[] = [];
    for (let i = 0; i < 7; i++) {
      await page.keyboard.press("Tab");
      order.push(await page.evaluate(() => document.activeElement!.id));
    }
    assert.deepEqual(order, ["play", "back", "forward", "mute", "volume", "captions", "settings-button"]);
    await page.locator("#settings-button").focus();
    await page.keyboard.press("Enter");
    await page.locator("#settings").waitFor();
    await page.getByRole("combobox", { name: "speed" }).focus();
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#settings").isVisible(), false);
    assert.equal(await page.evaluate(() => document.activeElement!.id), "settings-button");
    await page.keyboard.press("t");
    assert.equal(await page.evaluate(() => document.activeElement!.id), "find");
    await page.keyboard.type("k");
    assert(await isPaused(page), "a letter in a field is a letter");
  });
}));

Deno.test(browserTest("a click on the picture plays, and a double click toggles full screen", async () => {
  const id = await captioned();
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await seek(page, 0);
    await page.locator("#picture").click();
    await until("it plays", async () => !await isPaused(page));
    await page.locator("#picture").dblclick();
    await until("it fills the screen", () => page.evaluate(() => document.fullscreenElement?.id === "screen"));
  });
}));

Deno.test(
  browserTest("letters work on layouts without Latin letters, and go by what is printed on others", async () => {
    const id = await captioned();
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      const isMuted = () => page.evaluate(() => document.querySelector("video")!.muted);
      await seek(page, 1);
      await page.locator("h1").click();
      for (
        const [layout, m, l, j] of [["Russian", "ь", "д", "о"], ["Greek", "μ", "λ", "ξ"], ["Hebrew", "צ", "ך", "ח"]]
      ) {
        const before = await isMuted();
        await pressLayout(page, m, "KeyM");
        assert.equal(await isMuted(), !before, layout);
        await pressLayout(page, l, "KeyL");
        await until(`${layout}: at the end`, async () => await timeOf(page) > 1.9);
        await pressLayout(page, j, "KeyJ");
        await until(`${layout}: at the start`, async () => await timeOf(page) === 0);
      }
      await pressLayout(page, "Ю", "Period", "Shift");
      assert.equal(await page.evaluate(() => document.querySelector("video")!.playbackRate), 1.25);
      const before = await isMuted();
      await pressLayout(page, "m", "Semicolon"); // AZERTY
      assert.equal(await isMuted(), !before);
      await pressLayout(page, ",", "KeyM"); // AZERTY: a comma where others have m
      assert.equal(await isMuted(), !before);
      await pressLayout(page, "е", "KeyT");
      assert.equal(await page.evaluate(() => document.activeElement!.id), "find");
    });
  }),
);
