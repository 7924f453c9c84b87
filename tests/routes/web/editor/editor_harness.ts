import type { Locator, Page } from "playwright-core";
import type { Cue } from "../../../../src/core/types.ts";
import { assertAccessible, inTab, openApp, type Tab, until } from "../../../browser.ts";
import { ffmpeg, textFixture } from "../../../media_fixtures.ts";
import { seedCaptions, seedVideo } from "../../harness.ts";

/** A cue whose words share its time equally. A "?" after a word marks it as doubtful. */
export function spoken(id: number, start: number, end: number, marked: string): Cue {
  const parts = marked.split(/\s+/);
  const at = (i: number) => Math.round((start + (end - start) * i / parts.length) * 1000) / 1000;
  const words = parts.map((word, i) => ({
    ...{
      word: ` ${word.replace("?", "")}`,
      start: at(i),
      end: at(i + 1),
      probability: word.endsWith("?") ? 0.2 : 0.95,
    },
  }));
  return { id, start, end, text: marked.replaceAll("?", ""), words };
}

export const CUES = [
  spoken(1, 1, 3, "The baker in our street"),
  spoken(2, 3.5, 6, "opens his chop? before\nthe sun comes up."),
  spoken(3, 7, 9, "He lights the oven?"),
  spoken(4, 10, 12, "and listens to the radio."),
];

/** Opens a server and a browser, with helpers that seed videos and read stored captions. Closed after the tests. */
export async function openEditors() {
  const opened = await openApp();
  const { app, origin, browser } = opened;
  let made: Promise<Uint8Array<ArrayBuffer>> | undefined;

  const captioned = async ({ cues = CUES, title = "A passage", language = "en" } = {}): Promise<string> => {
    const bytes = await (made ??= media());
    const id = await seedVideo(app, { title, renditions: { source: { shortSide: 180, bytes } } });
    await app.storage.put(`videos/${id}/original`, new Blob([bytes]).stream());
    await seedCaptions(app, id, { cues, language });
    return id;
  };

  // deno-lint-ignore no-explicit-any
  const get = async (path: string): Promise<any> => await (await app.request(path, { as: "owner" })).json();

  /** The track as the API serves it now. */
  // deno-lint-ignore no-explicit-any
  const stored = async (id: string, language = "en"): Promise<any> => {
    const { tracks } = await get(`/api/videos/${id}/tracks`);
    const track = tracks.find((track: { language: string }) => track.language === language);
    return await get(`/api/videos/${id}/tracks/${track.id}`);
  };

  const texts = async (id: string) => (await stored(id)).cues.map(({ text }: Cue) => text);

  const editing = async (id: string, use: (tab: Tab) => Promise<void>, options = {}): Promise<void> => {
    await inTab(browser, { origin, signedIn: true, ...options }, async (tab) => {
      await open(tab.page, id);
      await use(tab);
    });
  };

  return { ...opened, captioned, get, stored, texts, editing };
}

/** Twenty seconds of speech with a picture. */
async function media(): Promise<Uint8Array<ArrayBuffer>> {
  const path = await textFixture("spoken.mp4", "");
  const speech = new URL("../../../data/passage.flac", import.meta.url).pathname;
  await ffmpeg(
    ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-i", speech, "-t", "20", "-c:v", "libx264", "-preset"]
      .concat(["ultrafast", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "48k"])
      .concat(["-movflags", "+faststart", path]),
  );
  return await Deno.readFile(path);
}

export const row = (page: Page, number: number): Locator => page.locator(".cue").nth(number - 1).locator(".cue-row");

/** Clicks a cue until it is chosen: lint results that appear during a click can move the rows, so that it misses. */
export async function choose(page: Page, number: number): Promise<void> {
  await until(`cue ${number} is chosen`, async () => {
    await row(page, number).click();
    return await page.locator(".cue.current .cue-number").textContent() === String(number);
  });
}

export const field = (page: Page) => page.getByRole("textbox", { name: "Text of the caption" });
const state = (page: Page) => page.locator("#save-state").textContent();

export async function says(page: Page, words: RegExp): Promise<void> {
  await until(`the state says ${words}`, async () => words.test(await state(page) ?? ""));
}

/** Opens the editor of a video and waits for its cues and media. */
export async function open(page: Page, id: string, { ready = "Saved" }: { ready?: string | null } = {}): Promise<void> {
  await page.goto(`/videos/${id}/edit`);
  await page.locator(".cue").first().waitFor();
  if (ready) await says(page, new RegExp(`^${ready}`));
  await until("it can be played", () => page.evaluate(() => document.querySelector("video")!.readyState >= 1));
}

export async function save(page: Page): Promise<void> {
  await page.keyboard.press("Control+s");
  await says(page, /^Saved$/);
}

/** axe-core copies the waveform's styles into its own document, for which the browser logs a policy violation. */
export async function accessible({ page, complaints }: Tab): Promise<void> {
  const before = complaints.length;
  await assertAccessible(page);
  const rest = complaints.splice(before).filter((text) =>
    !/^Applying inline style.*sha256-gXnHDepVZ6KF6fKGOD/.test(text)
  );
  complaints.push(...rest);
}

export const clock = (page: Page) => page.evaluate(() => document.querySelector("video")!.currentTime);
export const value = (page: Page, id: string) => page.locator(`#${id}`).inputValue();
