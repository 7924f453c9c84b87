import type { Page } from "playwright-core";
import type { Chapter } from "../../../../src/core/player_media.ts";
import type { Cue, Visibility } from "../../../../src/core/types.ts";
import { setChapters, setStoryboard } from "../../../../src/db/videos/player_media.ts";
import { finish } from "../../../../src/db/jobs/outcomes.ts";
import { type NewRendition, recordRenditions, type RenditionName } from "../../../../src/db/videos/renditions.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { probe } from "../../../../src/media/probe.ts";
import { renderStoryboard } from "../../../../src/media/storyboard.ts";
import { remux } from "../../../../src/media/transcode.ts";
import { openApp } from "../../../browser.ts";
import { emptyFolder, fixture, tools } from "../../../media_fixtures.ts";
import { claimJob, seedCaptions, seedVideo, type TestApp } from "../../harness.ts";

export const cue = (id: number, start: number, end: number, text: string): Cue => ({ id, start, end, text, words: [] });
export const CUES = [
  cue(1, 0.1, 0.8, "The first line\nin two rows."),
  cue(2, 0.9, 1.4, "Tom & <b>Jerry</b>"),
  cue(3, 1.5, 1.9, "The last one."),
];

/** Opens a server and a browser, with helpers that seed videos. Closed after the tests. */
export async function openPlayers(options: Parameters<typeof openApp>[0] = {}) {
  const { sql, app, origin, port, browser } = await openApp(options);
  interface Kind {
    title?: string;
    visibility?: Visibility;
    /** Further renditions. */
    more?: NonNullable<Parameters<typeof seedVideo>[1]>["renditions"];
  }
  const playable = async ({ title = "A talk", visibility = "unlisted", more = {} }: Kind = {}) => {
    const bytes = await Deno.readFile(await fixture("talk.mp4"));
    return await seedVideo(app, { title, visibility, renditions: { source: { shortSide: 180, bytes }, ...more } });
  };
  const captioned = async ({ cues = CUES, ...options }: Kind & { cues?: Cue[] } = {}) => {
    const id = await playable(options);
    await seedCaptions(app, id, { cues });
    return id;
  };
  return { sql, app, origin, port, browser, playable, captioned };
}

/** Seeds a video with real files that the program's own code makes from `paths`: MP4, HLS and preview pictures. */
export async function seedReal(
  app: TestApp,
  paths: Partial<Record<RenditionName, string>>,
  { title = "A talk", chapters = [] }: { title?: string; chapters?: Chapter[] } = {},
): Promise<string> {
  const id = await seedVideo(app, { title });
  const rows: NewRendition[] = [];
  let durationSeconds = 0;
  for (const [name, input] of Object.entries(paths) as [RenditionName, string][]) {
    const info = await probe(tools, input);
    const { folder, names, ...made } = await remux(tools, { input, info, outDir: await emptyFolder() });
    const prefix = `videos/${id}/${name}/1`;
    for (const file of names) await app.storage.putFile(`${prefix}/${file}`, `${folder}/${file}`);
    rows.push({ ...made, name, mp4Key: `${prefix}/video.mp4`, hlsKey: `${prefix}/index.m3u8` });
    durationSeconds = made.durationSeconds;
  }
  const { width, height } = rows[0];
  const outDir = await emptyFolder();
  const pictures = await renderStoryboard(tools, {
    ...{ input: Object.values(paths)[0], durationSeconds, width: width!, height: height!, outDir },
  });
  const sheets = `videos/${id}/storyboard/1-1`;
  for (const name of pictures.names) await app.storage.putFile(`${sheets}/${name}`, `${outDir}/${name}`);
  const job = await claimJob(app.sql, id, "transcode_video");
  const facts = { durationSeconds, width, height, hasVideo: true, hasAudio: true };
  await finish(app.sql, job, (tx) => recordRenditions(tx, id, rows, { facts }));
  await transaction(app.sql, async (tx) => {
    await setChapters(tx, id, chapters);
    await setStoryboard(tx, id, { folder: sheets, ...pictures.layout });
  });
  return id;
}

/** Pauses, seeks, and waits until the browser has updated the frame and the cues. */
export async function seek(page: Page, seconds: number): Promise<void> {
  await page.evaluate(async (seconds) => {
    const video = document.querySelector("video")!;
    video.muted = true;
    video.pause();
    if (video.readyState < 1) {
      if (video.preload === "none") video.preload = "metadata";
      await new Promise((done) => video.addEventListener("loadedmetadata", done, { once: true }));
    }
    const sought = new Promise((done) => video.addEventListener("seeked", done, { once: true }));
    video.currentTime = seconds;
    await sought;
  }, seconds);
}

/** The texts of the cues that are shown on the picture. */
export async function shownCues(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const track = document.querySelector("video")!.textTracks[0];
    if (track.mode !== "showing") return [];
    return [...track.activeCues ?? []].map((cue) => (cue as VTTCue).getCueAsHTML().textContent ?? "");
  });
}

export const timeOf = (page: Page) => page.evaluate(() => document.querySelector("video")!.currentTime);
export const isPaused = (page: Page) => page.evaluate(() => document.querySelector("video")!.paused);

/** Opens the settings menu if it is closed. */
export async function openSettings(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: "Settings", exact: true });
  if (await button.getAttribute("aria-expanded") !== "true") await button.click();
}
