/** Tests how captions look on the picture: two looks at one click, and every choice shown at once. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, inTab, until } from "../../../browser.ts";
import { ffmpeg, textFixture } from "../../../media_fixtures.ts";
import { seedCaptions, seedVideo } from "../../harness.ts";
import { cue, openPlayers, openSettings, seek, shownCues } from "./player_page.ts";

const { app, origin, browser, captioned } = await openPlayers();

const LINE = [cue(1, 0, 1.9, "HHHH HHHH HHHH")];

/** The captions on a plain black picture, of which the colours are measured. */
async function openCaptions(page: Page): Promise<void> {
  const path = await textFixture("black.mp4", "");
  await ffmpeg([
    ...[
      "-f",
      "lavfi",
      "-i",
      "color=0x808080:s=640x360:r=10:d=2",
      "-f",
      "lavfi",
      "-i",
      "anullsrc=d=2",
      "-c:v",
      "libx264",
    ],
    ...["-pix_fmt", "yuv420p", "-c:a", "aac", path],
  ]);
  const id = await seedVideo(app, { renditions: { source: { shortSide: 360, bytes: await Deno.readFile(path) } } });
  await seedCaptions(app, id, { cues: LINE });
  await page.goto(`/videos/${id}`);
  await seek(page, 1);
  await until("the cue shows", async () => (await shownCues(page)).length > 0);
}

/** The number of pixels near this colour in the lowest third of the picture, away from the menu at its right. */
async function count(page: Page, [red, green, blue]: number[]): Promise<number> {
  const { x, y, width, height } = (await page.locator("#picture").boundingBox())!;
  const png = await page.screenshot({ clip: { x, y: y + height * 2 / 3, width: width * 0.48, height: height / 3 } });
  const rgb = await ffmpeg(
    ["-i", await textFixture("look.png", png), "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"],
  );
  let found = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    const isNear = [red, green, blue].every((value, c) => Math.abs(rgb[i + c] - value) < 8);
    if (isNear) found++;
  }
  return found;
}

const TERMINAL = [0x62, 0xe5, 0x8a];
const WHITE = [255, 255, 255];
const [BLACK, HALF_CLEAR] = [[0, 0, 0], [64, 64, 64]]; // black at 100% and at 50% on the grey picture

Deno.test(
  browserTest("captions look like a terminal, and one click or w makes them white on a half-clear box", async () => {
    await inTab(browser, { origin }, async ({ page }) => {
      await openCaptions(page);
      const isTerminal = async () => await count(page, TERMINAL) > 30 && await count(page, BLACK) > 200;
      const isWhite = async () => await count(page, WHITE) > 30 && await count(page, HALF_CLEAR) > 200;
      await until("green on black", isTerminal);
      await openSettings(page);
      await page.getByRole("button", { name: "White on a see-through box" }).click();
      await until("white on a half-clear box", isWhite);
      assert.equal(await count(page, TERMINAL), 0);
      await page.keyboard.press("w");
      await until("w: green on black", isTerminal);
      await page.keyboard.press("w");
      await page.reload();
      await seek(page, 1);
      await until("the choice is kept", isWhite);
    });
  }),
);

Deno.test(browserTest("each choice of the captions' look shows at once on the picture and on the sample", async () => {
  await inTab(browser, { origin }, async ({ page }) => {
    await openCaptions(page);
    await openSettings(page);
    await page.getByText("Your own look").click();
    const sample = page.locator(".cue-sample span");
    const style = (name: string) =>
      sample.evaluate((span, name) => getComputedStyle(span).getPropertyValue(name), name);
    const choose = (label: string, option: string) =>
      page.getByRole("combobox", { name: label, exact: true }).selectOption({ label: option });

    await choose("Text color", "Magenta");
    await until("magenta", async () => await count(page, [255, 0, 255]) > 30);
    assert.equal(await style("color"), "rgb(255, 0, 255)");
    await choose("Text opacity", "50%");
    await until("half of it on black", async () => await count(page, [128, 0, 128]) > 30);
    assert.equal(await style("color"), "rgba(255, 0, 255, 0.5)");
    await choose("Text opacity", "100%");

    await choose("Background", "Yellow");
    await until("a yellow background", async () => await count(page, [255, 255, 0]) > 200);
    await choose("Background opacity", "0%");
    await until("no background", async () => await count(page, [255, 255, 0]) === 0);
    await choose("Window", "Blue");
    await choose("Window opacity", "100%");
    await until("a blue window", async () => await count(page, [0, 0, 255]) > 400);
    assert.equal(await style("outline-color"), "rgb(0, 0, 255)");
    const small = await count(page, [0, 0, 255]);
    await choose("Size", "200%");
    await until("twice as large", async () => await count(page, [0, 0, 255]) > 2 * small);
    assert.equal(await style("font-size"), `${2 * 13.5}px`);
    await choose("Size", "100%");

    await choose("Window opacity", "0%");
    await choose("Text color", "White");
    const before = await count(page, BLACK);
    await choose("Edge", "Outline");
    await until("a black edge", async () => await count(page, BLACK) > before + 50);
    for (const edge of ["Raised", "Depressed", "Shadow"]) {
      await choose("Edge", edge);
      assert.notEqual(await style("text-shadow"), "none", edge);
    }
    await choose("Font", "Typewriter");
    assert.match(await style("font-family"), /Courier/);
    await choose("Font", "Small capitals");
    assert.equal(await style("font-variant"), "small-caps");

    await page.reload();
    await openSettings(page);
    await page.getByText("Your own look").click();
    assert.equal(await page.getByRole("combobox", { name: "Edge" }).inputValue(), "shadow");
    assert.equal(await style("font-variant"), "small-caps");
  });
}));

Deno.test(browserTest("captions are switched off in the menu of languages, and + and - change their size", async () => {
  const id = await captioned();
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await seek(page, 0.4);
    await until("the cue shows", async () => (await shownCues(page)).length === 1);
    await openSettings(page);
    await page.getByRole("combobox", { name: "Captions" }).selectOption({ label: "Off" });
    const languages = page.locator("#caption-language");
    assert.deepEqual(await shownCues(page), []);
    assert.equal(await page.locator("#captions").getAttribute("aria-pressed"), "false");
    await page.keyboard.press("Escape");
    await page.keyboard.press("c");
    assert.notEqual(await languages.inputValue(), "off", "the menu follows the key");
    assert.equal((await shownCues(page)).length, 1);
    const size = page.locator("#cue-size");
    await page.keyboard.press("+");
    assert.equal(await size.inputValue(), "125");
    await page.keyboard.press("-");
    await page.keyboard.press("-");
    assert.equal(await size.inputValue(), "75");
  });
}));

Deno.test(browserTest("an iPhone's own full screen keeps the captions as they were", async () => {
  const id = await captioned();
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await seek(page, 0.4);
    await until("the cue shows", async () => (await shownCues(page)).length === 1);
    const kind = await page.locator("video track").first().getAttribute("kind");
    assert(kind === "captions" || kind === "subtitles", kind ?? "");
    // what Safari does as it opens and closes its full screen, where the system's captions are off
    for (const name of ["webkitbeginfullscreen", "webkitendfullscreen"]) {
      await page.evaluate((name) => {
        const video = document.querySelector("video")!;
        video.dispatchEvent(new Event(name));
        video.textTracks[0].mode = "disabled";
      }, name);
      await until(`they show after ${name}`, async () => (await shownCues(page)).length === 1);
      assert.equal(await page.locator("#captions").getAttribute("aria-pressed"), "true");
    }
  });
}));
