/**
 * `./sf bench:editor`: counts keys and clicks for four tasks on a ten-minute file in the editor, by doing them in
 * Chromium as a person would. Each task fails unless the stored captions are as wanted.
 *
 * Letters of words that are typed are counted on their own: every editor needs them.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Cue } from "../src/core/types.ts";
import { browserTest, inTab, openApp, until } from "../tests/browser.ts";
import { ffmpeg, textFixture } from "../tests/media_fixtures.ts";
import { choose, field, open, save, spoken } from "../tests/routes/web/editor/editor_harness.ts";
import { seedCaptions, seedVideo } from "../tests/routes/harness.ts";

const N_CUES = 150;
const CUE_SECONDS = 4;
/** Every fifteenth caption has a word that was misheard, and that the machine was unsure of. */
const isWrong = (i: number) => i % 15 === 7;
/** Every thirtieth has a line that is too long for the guide. */
const isLong = (i: number) => i % 30 === 20;

const CUES = Array.from({ length: N_CUES }, (_, i) => {
  const text = isLong(i)
    ? "and then the three of them walked slowly down to the harbour"
    : `the baker opened his ${isWrong(i) ? "chop?" : "shop"} early`;
  return spoken(i + 1, CUE_SECONDS * i + 0.5, CUE_SECONDS * i + 3.9, text);
});

const { app, origin, browser } = await openApp();
const counts: [task: string, keys: number, clicks: number, letters: number][] = [];

/** A person's hands, counted. */
class Hands {
  keys = 0;
  clicks = 0;
  letters = 0;
  constructor(readonly page: Page) {}

  async press(key: string): Promise<void> {
    this.keys++;
    await this.page.keyboard.press(key);
  }
  async click(name: string | RegExp, role: "button" | "tab" = "button"): Promise<void> {
    this.clicks++;
    await this.page.getByRole(role, { name }).click();
  }
  /** Clicks into the text of the caption, after so many letters. */
  async clickInText(letters: number): Promise<void> {
    this.clicks++;
    const position = await field(this.page).evaluate((text: HTMLTextAreaElement, letters) => {
      const { font, paddingLeft } = getComputedStyle(text);
      const context = document.createElement("canvas").getContext("2d")!;
      context.font = font;
      return { x: parseFloat(paddingLeft) + context.measureText(text.value.slice(0, letters)).width, y: 15 };
    }, letters);
    await field(this.page).click({ position });
  }
  async type(text: string): Promise<void> {
    this.letters += text.length;
    await this.page.keyboard.type(text);
  }
}

function count(task: string, run: (hands: Hands) => Promise<void>, check: (cues: Cue[]) => void): void {
  Deno.test(browserTest(task, async () => {
    const id = await seed();
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await open(page, id);
      const hands = new Hands(page);
      await run(hands);
      hands.keys++; // Ctrl S
      await save(page);
      const { tracks } = await (await app.request(`/api/videos/${id}/tracks`, { as: "owner" })).json();
      check((await (await app.request(`/api/videos/${id}/tracks/${tracks[0].id}`, { as: "owner" })).json()).cues);
      counts.push([task, hands.keys, hands.clicks, hands.letters]);
    });
  }));
}

let media: Promise<Uint8Array<ArrayBuffer>> | undefined;
async function seed(): Promise<string> {
  const bytes = await (media ??= tenMinutes());
  const id = await seedVideo(app, { title: "Ten minutes", renditions: { source: { shortSide: 90, bytes } } });
  await seedCaptions(app, id, { cues: CUES });
  return id;
}

async function tenMinutes(): Promise<Uint8Array<ArrayBuffer>> {
  const path = await textFixture("ten_minutes.mp4", "");
  const seconds = String(N_CUES * CUE_SECONDS);
  await ffmpeg(
    ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=5", "-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono", "-t", seconds]
      .concat(["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"])
      .concat(["-movflags", "+faststart", path]),
  );
  return await Deno.readFile(path);
}

count("correct ten misheard words", async (hands) => {
  await hands.press("r");
  await hands.click("Review");
  for (let n = CUES.filter((_, i) => isWrong(i)).length; n > 0; n--) {
    await until("the word is selected", () =>
      hands.page.evaluate(() => {
        const field = document.querySelector<HTMLInputElement>("#review-word")!;
        return document.activeElement === field && field.value === "chop" && field.selectionEnd === 4;
      }));
    await hands.type("shop");
    await hands.press("Enter");
  }
}, (cues) => assert.ok(cues.every(({ text }) => !text.includes("chop"))));

count("split five captions", async (hands) => {
  for (let n = 0; n < 5; n++) {
    hands.clicks++;
    await choose(hands.page, 10 + 11 * n);
    await hands.clickInText(9); // between two words
    await hands.press("Control+Enter");
  }
}, (cues) => assert.equal(cues.length, N_CUES + 5));

count("shift all captions by half a second", async (hands) => {
  await hands.click("Shift", "tab");
  await hands.click("Later");
}, (cues) => assert.equal(cues[9].start, CUES[9].start + 0.5));

count("check all captions, and fix what can be fixed", async (hands) => {
  await hands.press("x");
  await hands.page.getByText("No problems found").waitFor();
}, (cues) => assert.ok(cues.every(({ text }) => text.split("\n").every((line) => line.length <= 42))));

Deno.test.afterAll(() => {
  console.log("| task | keys | clicks | letters typed |\n| --- | --- | --- | --- |");
  for (const [task, ...numbers] of counts) console.log(`| ${task} | ${numbers.join(" | ")} |`);
});
