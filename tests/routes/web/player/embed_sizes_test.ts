/** Tests that the player is visible and usable in frames of all usual sizes, with pictures of all aspect ratios. */
import assert from "node:assert/strict";
import type { FrameLocator, Page } from "playwright-core";
import { browserTest, inTab, until } from "../../../browser.ts";
import { ffmpeg, fixture, textFixture } from "../../../media_fixtures.ts";
import { seedCaptions, seedVideo } from "../../harness.ts";
import { CUES, openPlayers, seedReal } from "./player_page.ts";

const { app, origin, browser } = await openPlayers();

const FRAMES = [[320, 180], [560, 315], [640, 360], [1280, 720], [300, 500]];
const LONG = "A title that is much too long for the width of any frame on a page, and goes on ".repeat(3);
const chapters = [{ start: 0, end: 15, title: "One" }, { start: 15, end: 30, title: "Two" }];

/** A clip of 30 s with this picture size. */
async function shaped(size: string): Promise<string> {
  const path = await textFixture(`${size}.mp4`, "");
  const picture = ["-f", "lavfi", "-i", `testsrc2=s=${size}:r=10:d=30`, "-f", "lavfi", "-i", "sine=d=30"];
  await ffmpeg([...picture, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", path]);
  return path;
}

const ids: Record<string, string> = {};
for (const [name, size] of [["wide", "640x360"], ["tall", "360x640"], ["square", "400x400"]]) {
  ids[name] = await seedReal(app, { source: await shaped(size) }, { chapters, title: `${name}. ${LONG}` });
  await seedCaptions(app, ids[name], { cues: CUES });
}
const sound = { source: { shortSide: 0, bytes: await Deno.readFile(await fixture("click.mp3")) } };
ids["sound alone"] = await seedVideo(app, { title: LONG, renditions: sound });
ids["not made yet"] = await seedVideo(app, { title: LONG });

/** Another site's page with only the frame. */
const blog = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, ({ url }) => {
  const query = new URL(url).searchParams;
  const html = `<!doctype html><html lang="en"><title>Blog</title><link rel="icon" href="data:,">` +
    `<iframe src="${origin}/embed/${query.get("id")}" width="${query.get("width")}" height="${query.get("height")}"` +
    ` style="border: 0" allow="autoplay; fullscreen; picture-in-picture"></iframe></html>`;
  return new Response(html, { headers: { "Content-Type": "text/html" } });
});
Deno.test.afterAll(() => blog.shutdown());

async function inFrame(page: Page, id: string, [width, height]: number[]): Promise<FrameLocator> {
  await page.goto(
    `http://127.0.0.1:${blog.addr.port}/?${new URLSearchParams({ id, width: `${width}`, height: `${height}` })}`,
  );
  return page.frameLocator("iframe");
}

/** Lists elements that are partly outside of the frame, and the page itself if it scrolls. */
async function outside(frame: FrameLocator): Promise<string[]> {
  return await frame.locator("body").evaluate((body) => {
    const found: string[] = [];
    for (const element of body.querySelectorAll("video, .waiting, #controls, #controls > *, #controls button, input")) {
      const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
      if (width === 0 && height === 0) continue;
      if (left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5) {
        found.push(`${element.id || element.localName} ${left},${top} to ${right},${bottom}`);
      }
    }
    const { scrollHeight, scrollWidth } = document.documentElement;
    if (scrollHeight > innerHeight || scrollWidth > innerWidth) found.push(`page of ${scrollWidth}x${scrollHeight}`);
    return found;
  });
}

const stateOf = (frame: FrameLocator) => frame.locator("#screen").getAttribute("data-state");
const isHidden = (frame: FrameLocator) =>
  frame.locator("#controls").evaluate((controls) => getComputedStyle(controls).opacity === "0");

Deno.test(browserTest(
  "the player fits frames of all sizes, whatever the aspect ratio of the picture",
  async () => {
    for (const [i, size] of FRAMES.entries()) {
      const colorScheme = i % 2 ? "light" as const : "dark" as const;
      await inTab(browser, { origin, colorScheme }, async ({ page }) => {
        for (const [name, id] of Object.entries(ids)) {
          const frame = await inFrame(page, id, size);
          await frame.locator("video, .waiting").first().waitFor();
          const hasPicture = name !== "not made yet" && name !== "sound alone";
          if (hasPicture) {
            await until(
              "it is loaded",
              () => frame.locator("video").evaluate((v: HTMLVideoElement) => v.readyState >= 1),
            );
          }
          if (name !== "not made yet") await frame.locator("#screen[data-state]").waitFor(); // the script has begun
          assert.deepEqual(await outside(frame), [], `${name} at ${size}`);
          if (name === "not made yet") {
            continue;
          }
          await frame.getByRole("button", { name: "settings" }).click();
          await frame.locator("#settings").waitFor();
          const menu = await frame.locator("#settings").evaluate((menu) => {
            const { left, top, right, bottom } = menu.getBoundingClientRect();
            return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
          });
          assert(menu, `the settings of ${name} at ${size} lie outside`);
        }
      });
    }
  },
));

Deno.test(
  browserTest("in a low frame the controls hide during playback, and return for mouse and keyboard", async () => {
    await inTab(browser, { origin }, async ({ page }) => {
      const frame = await inFrame(page, ids.tall, [560, 315]);
      await frame.getByRole("button", { name: "Play", exact: true }).click();
      await until("it plays", async () => await stateOf(frame) === "playing");
      await page.mouse.move(900, 700);
      await frame.locator("body").evaluate(() => (document.activeElement as HTMLElement)?.blur());
      await until("the controls have gone", () => isHidden(frame));
      await page.mouse.move(200, 100);
      await until("the mouse brings them back", async () => !await isHidden(frame));
      await frame.getByRole("button", { name: "pause" }).click();
      await until("it stands still", async () => await stateOf(frame) === "paused");

      await frame.getByRole("button", { name: "Play", exact: true }).click();
      await frame.locator("body").evaluate(() => (document.activeElement as HTMLElement)?.blur());
      await until("the controls have gone again", () => isHidden(frame));
      for (let i = 0; i < 12; i++) {
        await page.keyboard.press("Tab");
        if (await frame.locator("#play:focus").count() > 0) break;
      }
      await until("the keyboard brings them back", async () => !await isHidden(frame));
      await page.keyboard.press("Enter");
      await until("it stands still", async () => await stateOf(frame) === "paused");
      assert.equal(await isHidden(frame), false, "while it stands still they stay");
    });
  }),
);

Deno.test(browserTest("in a low frame a tap shows the controls, and the next one hides them", async () => {
  await inTab(browser, { origin, hasTouch: true, isMobile: true }, async ({ page }) => {
    const frame = await inFrame(page, ids.wide, [320, 180]);
    await frame.getByRole("button", { name: "Play", exact: true }).tap();
    await until("it plays", async () => await stateOf(frame) === "playing");
    await until("the controls have gone", () => isHidden(frame));
    await frame.locator("#picture").tap({ position: { x: 200, y: 60 } });
    await until("they are back", async () => !await isHidden(frame));
    await new Promise((done) => setTimeout(done, 600)); // longer than the wait for a second tap
    assert.equal(await stateOf(frame), "playing", "that finger stopped it");
    await frame.locator("#picture").tap({ position: { x: 200, y: 60 } });
    await until("the second one hides them", () => isHidden(frame));
    assert.equal(await stateOf(frame), "playing");
  });
}));

Deno.test(browserTest("on its page a tall picture is as large as it can be with its controls visible", async () => {
  for (const viewport of [{ width: 360, height: 740 }, { width: 1440, height: 900 }]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await inTab(browser, { origin, viewport, colorScheme }, async ({ page }) => {
        for (const name of ["tall", "square", "wide"]) {
          await page.goto(`/videos/${ids[name]}`);
          await until("it is loaded", () => page.evaluate(() => document.querySelector("video")!.readyState >= 1));
          const { picture, controlsEnd, statusStart } = await page.evaluate(() => {
            const video = document.querySelector("video")!;
            const box = video.getBoundingClientRect();
            const scale = Math.min(box.width / video.videoWidth, box.height / video.videoHeight);
            return {
              picture: { width: video.videoWidth * scale, height: video.videoHeight * scale },
              controlsEnd: document.querySelector("#controls")!.getBoundingClientRect().bottom,
              statusStart: document.querySelector(".status-line")!.getBoundingClientRect().top,
            };
          });
          const where = `${name} at ${viewport.width}x${viewport.height}: ${picture.width}x${picture.height}`;
          assert(controlsEnd <= statusStart, `${where}: the controls end at ${controlsEnd} of ${statusStart}`);
          const isWide = picture.width > 0.9 * Math.min(viewport.width, 0.6 * viewport.width + 100);
          assert(isWide || picture.height > 0.6 * viewport.height, where);
        }
      });
    }
  }
}));
