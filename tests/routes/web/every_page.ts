// All pages with what they need, for tests that look at each.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { CHAPTERS } from "../../../routes/web/learn/chapters.tsx";
import { createCollection } from "../../../src/db/collections/collections.ts";
import type { Sql } from "../../../src/db/pool/client.ts";
import { fixture } from "../../media_fixtures.ts";
import { fail } from "../../src/jobs/queue.ts";
import { claimJob, seedCaptions, seedVideo, type TestApp } from "../harness.ts";
import { runInspectAudio } from "./audio_report/audio_report_job.ts";
import { CUES, seedReal } from "./player/player_page.ts";

const OWNER_READER = { user: "owner", isAdministrator: true };

export interface PageCase {
  path: string;
  /** A selector that matches once the page's script is ready. */
  ready?: string;
  status?: number;
  /** Messages of the browser's console that are expected. */
  excused?: RegExp;
  /** Whether it is shown without the frame of the other pages. */
  isBare?: boolean;
}

/** Seeds videos in every state, and lists all pages that show them. */
export async function seedPages(sql: Sql, app: TestApp): Promise<PageCase[]> {
  const id = await seedReal(app, { source: await fixture("talk.mp4") }, {
    title: "Talk & <b>walk</b>",
    chapters: [{ start: 0, end: 1, title: "One" }, { start: 1, end: 2, title: "Two" }],
  });
  await seedCaptions(app, id, { cues: CUES });
  await app.storage.put(`videos/${id}/original`, new Blob([await Deno.readFile(await fixture("talk.mp4"))]).stream());
  await app.request(`/api/videos/${id}/hearing`, { method: "POST", as: "owner" });
  await runInspectAudio(app, id);
  const waiting = await seedVideo(app, { title: "A talk that is not made yet" });
  const failed = await seedVideo(app, { title: "A talk that can't be made" });
  await fail(sql, await claimJob(sql, failed, "transcode_video"), { message: "no space left", permanent: true });
  const playlist = await createCollection(sql, OWNER_READER, { title: "A list", visibility: "private", video: id });
  return [
    { path: "/", ready: '#link-state[data-state="live"]' },
    { path: `/videos/${id}`, ready: "#lines li" },
    { path: `/videos/${waiting}`, ready: ".waiting" },
    { path: `/videos/${failed}`, ready: ".waiting .failed" },
    { path: `/videos/${id}/share`, ready: "svg" },
    { path: `/videos/${id}/download` },
    { path: `/videos/${id}/playlists` },
    { path: "/playlists" },
    { path: `/playlists/${playlist.id}` },
    // axe-core copies the waveform's styles into its own document, for which the browser logs a policy violation
    { path: `/videos/${id}/edit`, ready: ".cue", excused: /^Applying inline style.*sha256-gXnHDepVZ6KF6fKGOD/ },
    { path: `/videos/${waiting}/edit` },
    { path: "/search", ready: "#search-query" },
    { path: "/search?q=line", ready: ".moment" },
    { path: "/search?q=nothinglikethis" },
    { path: `/videos/${id}/audio-report`, ready: "main canvas" },
    { path: `/videos/${waiting}/audio-report` },
    { path: "/settings" },
    { path: "/sign-in" },
    { path: `/embed/${id}`, ready: "video", isBare: true },
    { path: "/nothing/here", status: 404, excused: /404/ },
    { path: "/learn" },
    ...CHAPTERS.map(({ name }) => ({
      // the example needs no analysed video
      path: name === "whisper" ? "/learn/whisper?video=example" : `/learn/${name}`,
      ready: "main canvas:visible",
    })),
  ];
}

/** Opens a page and waits until its script is ready. `shiftsOf` then gives its layout shift. @returns its policy */
export async function openPage(page: Page, { path, ready = "main", status = 200 }: PageCase): Promise<string> {
  await page.addInitScript(() => {
    type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Element | null }[] };
    const found = Object.assign(globalThis, { shifts: { sum: 0, moved: [] as string[] } }).shifts;
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
        if (hadRecentInput) continue;
        found.sum += value;
        const names = sources.map(({ node }) => node?.id || node?.className || node?.localName || node?.nodeName);
        found.moved.push(`${value.toFixed(3)} ${names.join(" ")}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  const response = (await page.goto(path))!;
  assert.equal(response.status(), status, path);
  await page.locator(ready).first().waitFor();
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
  });
  return response.headers()["content-security-policy"] ?? "";
}

export function shiftsOf(page: Page): Promise<{ sum: number; moved: string[] }> {
  return page.evaluate(() => (globalThis as unknown as { shifts: { sum: number; moved: string[] } }).shifts);
}
