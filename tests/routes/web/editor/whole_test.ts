/**
 * The jobs that the editor queues, with the whole program: its own database, worker and model. Captions are made again
 * around edited cues, and a script is timed against the sound.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, inTab, openBrowser, until } from "../../../browser.ts";
import { ffmpeg, textFixture } from "../../../media_fixtures.ts";
import { serveWhole } from "../../../serve_whole.ts";
import { choose } from "./editor_harness.ts";

const PATIENCE_MS = 240_000; // the first caption job on a machine builds the model's graphs
const speech = new URL("../../../data/passage.flac", import.meta.url).pathname;
const { text: passage } = JSON.parse(await Deno.readTextFile(new URL("../../../data/passage.json", import.meta.url)));

interface Cue {
  start: number;
  end: number;
  text: string;
}

Deno.test(browserTest("captions made again keep edited cues and show the differences; a script is timed", async () => {
  const clip = await textFixture("passage.mp4", "");
  await ffmpeg(
    ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-i", speech, "-shortest", "-c:v", "libx264", "-preset"]
      .concat(["ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", clip]),
  );
  const dataDir = await Deno.makeTempDir({ prefix: "streamforge_edit_" });
  const { link, stop } = await serveWhole(dataDir, { WHISPER_MODEL: "tiny.en" });
  const browser = await openBrowser();
  try {
    const token = link.searchParams.get("token")!;
    const headers = { authorization: `Bearer ${token}` };
    const get = async (path: string) => await (await fetch(new URL(path, link), { headers })).json();
    const body = await Deno.readFile(clip);
    const { id } = await (await fetch(new URL("/api/videos?title=Passage", link), { method: "POST", headers, body }))
      .json();
    /** The captions that viewers get. */
    const served = async () => {
      const { tracks: [track] } = await get(`/api/videos/${id}/tracks`);
      return await get(`/api/videos/${id}/tracks/${track.id}`);
    };
    await until("the captions are made", async () => {
      const { tracks: [track] } = await get(`/api/videos/${id}/tracks`);
      return track?.state === "finished";
    }, PATIENCE_MS);

    await inTab(browser, { origin: link.origin, signedIn: true, token }, async ({ page }) => {
      await page.goto(`/videos/${id}/edit`);
      await page.locator(".cue").first().waitFor();
      const heard: Cue[] = (await served()).cues;
      assert.ok(heard.length >= 3, `${heard.length} cues`);
      await edit(page, 2, "What a person wrote here.");
      await page.keyboard.press("Control+s");
      await until("saved", async () => await page.locator("#save-state").textContent() === "Saved");

      await page.getByRole("tab", { name: "Re-create" }).click();
      await page.locator("#tool-make").getByRole("button", { name: "Re-create captions" }).click();
      const again = page.getByRole("dialog", { name: "Created again" });
      await again.waitFor({ timeout: PATIENCE_MS });
      await again.getByText("1 edited cue was kept").waitFor();
      assert.equal(await page.locator(".notice").filter({ hasText: "saved another version" }).count(), 0);
      await again.getByRole("button", { name: "close" }).click();
      const merged: Cue[] = (await served()).cues;
      assert.deepEqual(
        merged.map(({ text }) => text),
        heard.map(({ text }, i) => i === 1 ? "What a person wrote here." : text),
      );
      assert.deepEqual(await texts(page), merged.map(({ text }) => plain(text)));
      await page.getByRole("tab", { name: "versions" }).click();
      await page.locator("#versions li").first().getByText("created by tiny.en").waitFor();

      await page.getByRole("tab", { name: "Re-create" }).click();
      await page.getByLabel("a script").fill(passage);
      await page.getByRole("button", { name: "Match script to sound" }).click();
      const timed = page.getByRole("dialog", { name: "The script is matched to the sound" });
      await timed.waitFor({ timeout: PATIENCE_MS });
      await timed.getByRole("button", { name: "close" }).click();
      assert.match(
        await page.locator("#job").textContent() ?? "",
        /^The text is timed: \d+ of \d+ words were heard\.$/,
      );
      assert.equal(await page.locator(".notice").filter({ hasText: "saved another version" }).count(), 0);
      const script: Cue[] = (await served()).cues;
      assert.equal(plain(script.map(({ text }) => text).join(" ")), plain(passage));
      assert.deepEqual(await texts(page), script.map(({ text }) => plain(text)));
      const last = heard.at(-1)!;
      assert.ok(Math.abs(script.at(-1)!.end - last.end) < 1, `${script.at(-1)!.end} and ${last.end} s`);
      assert.ok(Math.abs(script[0].start - heard[0].start) < 0.5, `${script[0].start} and ${heard[0].start} s`);
    });
  } finally {
    await browser.close();
    await stop();
    await Deno.remove(dataDir, { recursive: true });
  }
}));

async function edit(page: Page, number: number, text: string): Promise<void> {
  await choose(page, number);
  await page.getByRole("textbox", { name: "Text of the caption" }).fill(text);
}

/** The texts of the listed cues. */
async function texts(page: Page): Promise<string[]> {
  return await page.locator(".cue-text").allTextContents();
}

function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
