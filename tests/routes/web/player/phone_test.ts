/** Tests the player on a phone, by touch. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, inTab, sidewaysScroll, until } from "../../../browser.ts";
import { ffmpeg, textFixture } from "../../../media_fixtures.ts";
import { seedCaptions } from "../../harness.ts";
import { CUES, isPaused, openPlayers, seedReal, seek, shownCues, timeOf } from "./player_page.ts";

const { app, origin, browser } = await openPlayers();

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const path = await textFixture("phone.mp4", "");
await ffmpeg([
  ...["-f", "lavfi", "-i", "testsrc2=s=640x360:r=10:d=60", "-f", "lavfi", "-i", "sine=d=60", "-c:v", "libx264"],
  ...["-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "10", "-c:a", "aac", path],
]);
const chapters = [{ start: 0, end: 30, title: "One" }, { start: 30, end: 60, title: "Two" }];
const id = await seedReal(app, { source: path }, { chapters });
await seedCaptions(app, id, { cues: CUES });

/** Taps the picture at this share of its width, beside the large button. */
async function tap(page: Page, share: number, times = 1): Promise<void> {
  const { x, y, width, height } = (await page.locator("#picture").boundingBox())!;
  for (let i = 0; i < times; i++) await page.touchscreen.tap(x + width * share, y + height * 0.2);
}

Deno.test(browserTest("at 360 px the controls are one row, and what does not fit is in the settings menu", async () => {
  for (const locale of ["en-GB", "de-DE"]) {
    for (const device of [PHONE, { viewport: PHONE.viewport }]) {
      await inTab(browser, { origin, locale, ...device }, async ({ page }) => {
        for (const address of [`/videos/${id}`, `/embed/${id}`]) {
          await page.goto(address);
          await seek(page, 1);
          assert.equal(await sidewaysScroll(page), 0);
          const { tops, outside } = await page.evaluate(() => {
            const row = document.querySelector("#buttons")!.getBoundingClientRect();
            const boxes = [...document.querySelectorAll("#buttons > :not([hidden])")].map((one) =>
              one.getBoundingClientRect()
            );
            return {
              tops: new Set(boxes.map(({ top, bottom }) => Math.round((top + bottom) / 2))).size,
              outside: boxes.filter(({ right }) => right > row.right + 0.5).length,
            };
          });
          assert.deepEqual({ tops, outside }, { tops: 1, outside: 0 }, `${address} ${locale}`);
          for (const id of ["play", "captions", "settings-button", "full-screen"]) {
            assert(await page.locator(`#buttons #${id}`).isVisible(), id);
          }
          await page.locator("#settings-button").click();
          const forward = page.locator("#more #forward");
          await forward.click();
          await until("11 s", async () => Math.abs(await timeOf(page) - 11) < 0.05);
          assert((await forward.textContent())!.length > 5, "its name is written there");
          assert.equal(await sidewaysScroll(page), 0);
        }
      });
    }
  }
}));

Deno.test(browserTest("wider windows have all controls in the row again", async () => {
  await inTab(browser, { origin, viewport: { width: 360, height: 740 } }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.locator("#more #forward").waitFor({ state: "attached" });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.locator("#buttons #forward").waitFor();
    const order = await page.locator("#buttons button:visible").evaluateAll((all) => all.map(({ id }) => id));
    assert.deepEqual(order.slice(0, 4), ["play", "back", "forward", "mute"]);
    assert.equal(await page.locator("#more").evaluate((more: HTMLElement) => more.hidden), true);
  });
}));

Deno.test(browserTest("what is tapped in the player is at least 44 px wide and high", async () => {
  await inTab(browser, { origin, ...PHONE }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await seek(page, 1);
    await page.locator("#settings-button").tap();
    await page.locator("#look summary").tap();
    const small = await page.evaluate(() => {
      const targets = "#controls button, #controls select, #controls input, #controls summary, #controls a, #big-play";
      return [...document.querySelectorAll(targets)].flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        return width > 0 && (width < 44 || height < 44) ? [`${one.id || one.textContent} ${width}x${height}`] : [];
      });
    });
    assert.deepEqual(small, []);
  });
}));

Deno.test(
  browserTest("one tap shows or hides the controls, and two go 10 seconds back or forward with a sign", async () => {
    await inTab(browser, { origin, ...PHONE }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await seek(page, 20);
      const isHidden = () => page.locator("#controls").evaluate((one) => getComputedStyle(one).opacity === "0");
      assert.equal(await isHidden(), false);
      await tap(page, 0.38);
      await until("they are hidden", isHidden);
      await page.waitForTimeout(400); // longer than the wait for a second tap
      assert(await isPaused(page), "a tap plays nothing");
      await tap(page, 0.38);
      await until("they are shown", async () => !await isHidden());

      await page.waitForTimeout(400);
      await tap(page, 0.85, 2);
      const sign = page.locator('#leap[data-side="right"]');
      await sign.waitFor();
      assert.match((await sign.textContent())!, /10 s/);
      await until("30 s", async () => Math.abs(await timeOf(page) - 30) < 0.05);
      await sign.waitFor({ state: "hidden" });
      await page.waitForTimeout(400);
      await tap(page, 0.15, 3);
      await page.locator('#leap[data-side="left"]').waitFor();
      await until("three taps are two steps: 10 s", async () => Math.abs(await timeOf(page) - 10) < 0.05);

      await page.waitForTimeout(400);
      if (await isHidden()) await tap(page, 0.38);
      await page.locator("#big-play").tap();
      await until("it plays", async () => !await isPaused(page));
      await until("the controls hide by themselves", isHidden);
      await tap(page, 0.38);
      await page.locator("#big-play").tap();
      await until("the same button pauses", () => isPaused(page));
    });
  }),
);

Deno.test(browserTest("on a phone the menu lies below the picture, whose captions show each choice", async () => {
  await inTab(browser, { origin, ...PHONE }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await seek(page, 0.4);
    await until("the cue shows", async () => (await shownCues(page)).length === 1);
    await page.locator("#settings-button").tap();
    const [menu, picture] = [
      await page.locator("#settings").boundingBox(),
      await page.locator("#picture").boundingBox(),
    ];
    assert(menu!.y >= picture!.y + picture!.height - 60, `menu at ${menu!.y}, picture at ${JSON.stringify(picture)}`);
    assert(menu!.y + menu!.height <= 740.5);
    await page.getByRole("button", { name: "White on a see-through box" }).tap();
    assert.equal(await page.locator('#presets [value="white"]').getAttribute("aria-pressed"), "true");
  });
}));
