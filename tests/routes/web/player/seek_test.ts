import assert from "node:assert/strict";
import { browserTest, inTab, until } from "../../../browser.ts";
import { ffmpeg, textFixture } from "../../../media_fixtures.ts";
import { seedCaptions } from "../../harness.ts";
import { CUES, openPlayers, seedReal, seek, timeOf } from "./player_page.ts";

const { app, origin, browser } = await openPlayers();

/** A video of 12 s: 4 s each of red, green and blue. */
async function colors(): Promise<string> {
  const path = await textFixture("colors.mp4", "");
  const parts = ["red", "lime", "blue"].flatMap((
    color,
  ) => ["-f", "lavfi", "-t", "4", "-i", `color=${color}:s=320x180:r=10`]);
  await ffmpeg([
    ...[...parts, "-f", "lavfi", "-t", "12", "-i", "sine=frequency=300"],
    ...["-filter_complex", "[0][1][2]concat=n=3", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"],
    ...["-g", "10", "-c:a", "aac", path],
  ]);
  return path;
}

const EVIL = `<img src=x onerror="document.title='owned'"> & "more"`;
const chapters = [
  { start: 0, end: 4, title: "Red" },
  { start: 4, end: 8, title: EVIL },
  { start: 8, end: 12, title: "Blue" },
];
const path = await colors();

Deno.test(browserTest("above the seek bar a preview shows picture, chapter and time", async () => {
  const id = await seedReal(app, { source: path }, { chapters });
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    const bar = page.locator("#seek");
    const { width } = (await bar.boundingBox())!;
    for (const [second, chapter, color] of [[1.5, "Red", 0], [6.5, EVIL, 1], [10.5, "Blue", 2]] as const) {
      await bar.hover({ position: { x: width * second / 12, y: 10 } });
      assert.equal(
        await page.locator("#preview-time").textContent(),
        `0:${String(Math.floor(second)).padStart(2, "0")}`,
      );
      assert.equal(await page.locator("#preview-chapter").textContent(), chapter);
      const rgb = await until("the picture is there", async () => {
        const png = await page.locator("#preview-tile").screenshot();
        const raw = await ffmpeg(
          [
            "-i",
            await textFixture("tile.png", png),
            "-vf",
            "scale=1:1:flags=area",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
          ]
            .concat("pipe:1"),
        );
        return Math.max(...raw) > 100 ? [...raw] : null;
      });
      assert.equal(rgb.indexOf(Math.max(...rgb)), color, `${rgb} at ${second} s`);
    }
    await page.locator("h1").hover();
    assert.equal(await page.locator("#preview").isVisible(), false);
    assert.equal(await page.title(), "A talk · StreamForge");
  });
}));

Deno.test(browserTest(
  "chapters have a menu that marks the current one, marks on the seek bar, and a track for other players",
  async () => {
    const id = await seedReal(app, { source: path }, { chapters });
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await seek(page, 5);
      assert.equal(await page.locator("#marks span").count(), 2, "none at the start");
      await page.getByRole("button", { name: "chapters" }).click();
      const menu = page.getByRole("group", { name: "Chapters" });
      assert.deepEqual(await menu.locator("button span").allTextContents(), ["Red", EVIL, "Blue"]);
      assert.equal(await page.locator("#chapters img").count(), 0);
      await until("the present one is lit", async () => {
        return await menu.locator("[aria-current=true] span").textContent() === EVIL;
      });
      assert.equal(await page.evaluate(() => document.activeElement!.textContent), `0:04${EVIL}`);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await until("at 8 s", async () => Math.abs(await timeOf(page) - 8) < 0.05);
      assert.match((await page.locator("#seek").getAttribute("aria-valuetext"))!, /0:08 of 0:12, Blue/);
      await page.keyboard.press("Escape");
      assert.equal(await menu.isVisible(), false);
    });
  },
));

Deno.test(browserTest("a link with a time starts there", async () => {
  const id = await seedReal(app, { source: path });
  await seedCaptions(app, id, { cues: CUES });
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}?t=7`);
    await until("at 7 s", async () => Math.abs(await timeOf(page) - 7) < 0.01);
  });
}));

Deno.test(browserTest("the system's media controls show the title and the chapter", async () => {
  const id = await seedReal(app, { source: path }, { chapters, title: "A title" });
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await seek(page, 9);
    const shown = await until("there is something", () =>
      page.evaluate(() => {
        const found = navigator.mediaSession.metadata;
        return found && [found.title, found.album];
      }));
    assert.deepEqual(shown, ["A title", "Blue"]);
  });
}));
