/** Tests of every page: it is accessible, has no layout shift or sideways scrolling, and shows the focus. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible, browserTest, inTab, sidewaysScroll } from "../../browser.ts";
import { openPage, seedPages, shiftsOf } from "./every_page.ts";
import { openPlayers } from "./player/player_page.ts";

const { sql, app, origin, browser } = await openPlayers();
const PAGES = await seedPages(sql, app);

/** The largest cumulative layout shift of a page, as web vitals define it. */
const MAX_SHIFT = 0.1;
/** More presses of Tab than any page needs before its rows repeat. */
const MAX_STOPS = 60;

// other tests try all combinations of colour and width on each page; here two are enough
for (const [colorScheme, width] of [["dark", 1280], ["light", 360]] as const) {
  Deno.test(browserTest(`every page is accessible, stable and fits, ${colorScheme} and ${width} px wide`, async () => {
    const titles = new Map<string, string>();
    for (const pageCase of PAGES) {
      const { path, excused } = pageCase;
      const look = { colorScheme, viewport: { width, height: 800 }, reducedMotion: "reduce" as const };
      await inTab(browser, { origin, signedIn: true, ...look }, async ({ page, complaints }) => {
        const policy = await openPage(page, pageCase);
        assert.match(policy, /default-src 'none'/, path);
        assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/, path);
        const title = await page.title();
        assert.match(title, /\S/, path);
        assert.equal(await page.locator("html").getAttribute("lang"), "en", path);
        titles.set(title, path);
        assert.equal(await page.evaluate(() => document.getAnimations().length), 0, `${path} moves`);
        assert.equal(await sidewaysScroll(page), 0, `${path} is scrolled sideways`);
        await assertAccessible(page).catch((error) => assert.fail(`${path}: ${error.message}`));
        const { sum, moved } = await shiftsOf(page);
        assert(sum < MAX_SHIFT, `${path} moves by ${sum.toFixed(3)}: ${moved.join("; ")}`);
        const rest = complaints.splice(0).filter((text) => !excused?.test(text));
        assert.deepEqual(rest, [], path);
      });
    }
    assert(titles.size >= PAGES.length - 4, `pages share titles: ${[...titles.keys()].join(", ")}`);
  }));
}

/** The look of the focused element and of its surroundings; null at the end of the page. */
async function lookOfFocus(page: Page, key: string): Promise<{ name: string; look: string; isSeen: boolean } | null> {
  return await page.evaluate((key) => {
    let element = document.activeElement as HTMLElement | null;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement as HTMLElement;
    if (!element || element === document.body) return null;
    const looks = (node: Element | null) => {
      if (!node) return "";
      const s = getComputedStyle(node);
      return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor].join(" ");
    };
    const lookOf = () => [element, element.parentElement, element.nextElementSibling].map(looks).join("|");
    Object.assign(globalThis, { [key]: lookOf });
    const box = element.getBoundingClientRect();
    const name = element.id || element.getAttribute("aria-label") || element.textContent!.trim().slice(0, 40);
    return { name: `${element.localName} "${name}"`, look: lookOf(), isSeen: box.width > 0 && box.height > 0 };
  }, key);
}

Deno.test(browserTest("the focus is visible wherever Tab moves it", async () => {
  for (const pageCase of PAGES) {
    const { path, excused } = pageCase;
    const look = { viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" as const };
    await inTab(browser, { origin, signedIn: true, ...look }, async ({ page, complaints }) => {
      await openPage(page, pageCase);
      const names: string[] = [];
      for (let i = 0; i < MAX_STOPS; i++) {
        await page.keyboard.press("Tab");
        const focused = await lookOfFocus(page, `look${i % 2}`);
        if (!focused) break;
        assert(focused.isSeen, `${path}: ${focused.name} has the focus and no size`);
        // compares with the same element without the focus. No Shift+Tab: some pages use keys themselves
        const before = focused;
        await page.keyboard.press("Tab");
        const after = await page.evaluate(
          (key) => (globalThis as unknown as Record<string, () => string>)[key](),
          `look${i % 2}`,
        );
        assert.notEqual(after, before.look, `${path}: ${focused.name} looks the same with and without the focus`);
        await page.keyboard.press("Shift+Tab");
        names.push(focused.name);
        if (names.length > 2 && names.at(-1) === names[0]) break;
      }
      assert(names.length >= 2, `${path}: Tab leads to ${names.join(", ") || "nothing"}`);
      complaints.splice(0, complaints.length, ...complaints.filter((text) => !excused?.test(text)));
    });
  }
}));

Deno.test(browserTest("the cursor blinks, but not with reduced motion", async () => {
  for (const [reducedMotion, expected] of [["no-preference", true], ["reduce", false]] as const) {
    await inTab(browser, { origin, reducedMotion }, async ({ page }) => {
      await page.goto("/");
      const moves = await page.evaluate(() => document.getAnimations().length > 0);
      assert.equal(moves, expected, reducedMotion);
    });
  }
}));
