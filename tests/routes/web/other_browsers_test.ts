/**
 * The main use case in Firefox and in WebKit: `streamforge serve` with its own database, worker and model; a video
 * uploaded on the page, captioned, played, and its captions toggled and searched.
 */
import assert from "node:assert/strict";
import { browserTest, until } from "../../browser.ts";
import { openFirefox } from "../../firefox.ts";
import { ffmpeg, textFixture } from "../../media_fixtures.ts";
import type { OtherBrowser } from "../../other_browser.ts";
import { serveWhole } from "../../serve_whole.ts";
import { openWebKit } from "../../webkit.ts";

const PATIENCE_MS = 240_000; // the first caption job on a machine builds the model's graphs
const speech = new URL("../../data/sentence.flac", import.meta.url).pathname;
const { text: sentence } = JSON.parse(await Deno.readTextFile(new URL("../../data/sentence.json", import.meta.url)));

const dataDir = await Deno.makeTempDir({ prefix: "streamforge_other_browsers_" });
const { link, stop } = await serveWhole(dataDir);
Deno.test.afterAll(async () => {
  await stop();
  await Deno.remove(dataDir, { recursive: true });
});

for (const [name, open] of [["firefox", openFirefox], ["webkit", openWebKit]] as const) {
  Deno.test(browserTest(`${name}: a video uploaded on the page is captioned, plays, and is searched`, async () => {
    // each browser uploads a file of its own: the same one again would be the same video
    const clip = await textFixture(`beans_${name}.mp4`, "");
    await ffmpeg(
      [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=320x180:r=25",
        "-stream_loop",
        "3",
        "-i",
        speech,
        "-shortest",
        "-c:v",
        "libx264",
        "-preset",
      ]
        .concat(["ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ar", "48000", "-b:a", "128k"])
        .concat(["-metadata", `comment=${name}`, clip]),
    );
    const browser = await open();
    try {
      await tellStory(browser, name, clip);
    } catch (error) {
      throw new Error(`in ${browser.name}: ${(error as Error).message}`, { cause: error });
    } finally {
      await browser.close();
    }
  }));
}

async function tellStory(browser: OtherBrowser, name: string, clip: string): Promise<void> {
  const textOf = (selector: string) =>
    browser.evaluate((it) => [...document.querySelectorAll(it)].map(({ textContent }) => textContent), selector);
  const timeOf = () => browser.evaluate(() => document.querySelector("video")!.currentTime);
  const shown = () =>
    browser.evaluate(() => {
      const track = document.querySelector("video")!.textTracks[0];
      return track.mode === "showing" ? track.activeCues?.length ?? 0 : 0;
    });

  await browser.open(link.href);
  await browser.chooseFile("#files", clip);
  const id = await until("its card", () =>
    browser.evaluate((title) => {
      const cards = [...document.querySelectorAll<HTMLElement>("#cards li")];
      return cards.find(({ textContent }) => textContent.includes(title))?.dataset.id;
    }, `beans_${name}`));
  const card = `#cards [data-id="${id}"]`;
  await until("its captions", async () => (await textOf(card))[0].includes("Captions ready"), PATIENCE_MS);
  await until(
    "its picture",
    () => browser.evaluate((it) => document.querySelector<HTMLImageElement>(it)!.naturalWidth, `${card} img`),
  );
  await browser.click(`${card} .title a`);
  await until("the transcript", async () => (await textOf("#lines .text")).join(" ").includes(sentence));

  // a first look at the MP4, then HLS, or the MP4 again where that fails
  await browser.click("#play");
  await until("it plays", async () => await timeOf() > 3);
  await until("a cue shows", shown);
  await browser.click("#play");
  await until("it is paused", () => browser.evaluate(() => document.querySelector("video")!.paused));

  await browser.click("#captions");
  await until("the cue is hidden", async () => await shown() === 0);
  await browser.click("#captions");
  await until("it shows again", shown);

  await browser.click("#seek");
  const middle = await browser.evaluate(() => document.querySelector("video")!.duration / 2);
  await until("a click in the middle of the seek bar", async () => Math.abs(await timeOf() - middle) < 0.3);

  await browser.click("#find");
  await browser.type("rows of beans");
  await until("the words are found", async () => /^\d found$/.test((await textOf("#found"))[0]));
  await browser.pressEnter();
  await until("the next place", async () => /^\d of \d$/.test((await textOf("#found"))[0]));
  await until("its time", async () => Math.abs(await timeOf() - middle) > 0.3);
  assert.deepEqual(
    await browser.evaluate(() => [...CSS.highlights.get("found-now") ?? []].map(String)),
    ["rows of beans"],
  );
}
