import assert from "node:assert/strict";
import { assertAccessible, browserTest, inTab, sidewaysScroll, until } from "../../../browser.ts";
import { fixture } from "../../../media_fixtures.ts";
import { seedCaptions, seedVideo } from "../../harness.ts";
import { CUES, openPlayers, openSettings, seedReal } from "./player_page.ts";

const { app, origin, browser, captioned } = await openPlayers();
const chapters = [{ start: 0, end: 1, title: "One" }, { start: 1, end: 2, title: "Two" }];

Deno.test(browserTest("the player is accessible in light and dark, wide and narrow, with its menus open", async () => {
  const id = await seedReal(app, { source: await fixture("talk.mp4") }, { chapters });
  await seedCaptions(app, id, { cues: CUES });
  const waiting = await seedVideo(app);
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 360]) {
      await inTab(
        browser,
        { origin, signedIn: true, colorScheme, viewport: { width, height: 800 } },
        async ({ page }) => {
          await page.goto(`/videos/${id}?t=1`);
          await until("the lines are there", async () => await page.locator("#lines li").count() === 3);
          await assertAccessible(page);
          await openSettings(page);
          await page.locator("#find").fill("the");
          await assertAccessible(page);
          await page.locator("#chapters-button").click();
          await assertAccessible(page);
          assert.equal(await sidewaysScroll(page), 0);
          await page.keyboard.press("Escape");
          await page.keyboard.press("?");
          await page.getByRole("dialog").waitFor();
          await assertAccessible(page);
          for (const path of [`/embed/${id}`, `/videos/${waiting}`]) {
            await page.goto(path);
            await assertAccessible(page);
            assert.equal(await sidewaysScroll(page), 0, path);
          }
        },
      );
    }
  }
}));

Deno.test(browserTest("at 360 px nothing scrolls sideways, and with reduced motion nothing moves", async () => {
  const id = await captioned({ title: "a".repeat(200) });
  const size = { viewport: { width: 360, height: 740 }, reducedMotion: "reduce" as const };
  await inTab(browser, { origin, signedIn: true, ...size }, async ({ page }) => {
    for (const path of [`/videos/${id}`, `/embed/${id}`, "/", "/sign-in"]) {
      await page.goto(path);
      assert.equal(await sidewaysScroll(page), 0, path);
      assert.equal(await page.evaluate(() => document.getAnimations().length), 0, path);
    }
  });
}));

Deno.test(browserTest("the layout does not shift while the page starts", async () => {
  const id = await captioned();
  await inTab(browser, { origin }, async ({ page }) => {
    await page.addInitScript(() => {
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const shift = entry as PerformanceEntry & { value: number };
          document.documentElement.dataset.shift = String(
            Number(document.documentElement.dataset.shift ?? 0) + shift.value,
          );
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(`/videos/${id}`);
    await until("the lines are there", async () => await page.locator("#lines li").count() === 3);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const shift = await page.evaluate(() => Number(document.documentElement.dataset.shift ?? 0));
    assert(shift < 0.02, `a shift of ${shift}`);
  });
}));

Deno.test(browserTest("notices in full screen appear over the picture, and can be closed there", async () => {
  const id = await captioned();
  await inTab(browser, { origin, permissions: ["clipboard-read", "clipboard-write"] }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.locator("h1").click();
    await page.keyboard.press("f");
    await until("it fills the screen", () => page.evaluate(() => document.fullscreenElement !== null));
    await page.evaluate(() => document.getElementById("copy-text")!.click()); // it is not in full screen
    const notice = page.locator(".notice").filter({ hasText: "3 lines copied" });
    await notice.waitFor();
    await page.screenshot(); // renders a frame with the notice
    await notice.getByRole("button", { name: "Close this message" }).click(); // fails if it is covered
    assert.equal(await notice.count(), 0);
  });
}));

Deno.test(browserTest("prefers-contrast: more applies to the player too", async () => {
  const id = await captioned();
  for (const colorScheme of ["light", "dark"] as const) {
    await inTab(browser, { origin, colorScheme, contrast: "more" }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      const { background, color } = await page.evaluate(() => ({
        background: getComputedStyle(document.documentElement).backgroundColor,
        color: getComputedStyle(document.body).color,
      }));
      const [black, white] = ["rgb(0, 0, 0)", "rgb(255, 255, 255)"];
      assert.deepEqual([background, color], colorScheme === "light" ? [white, black] : [black, white]);
      await assertAccessible(page);
    });
  }
}));
