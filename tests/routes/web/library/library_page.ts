import type { Page } from "playwright-core";
import { fail } from "../../../src/jobs/queue.ts";
import { updateVideo } from "../../../../src/db/videos/videos.ts";
import { serveApp, until } from "../../../browser.ts";
import { testDatabase } from "../../../database.ts";
import { fixture } from "../../../media_fixtures.ts";
import { claimJob, seedCaptions, seedVideo, startApp, type TestApp } from "../../harness.ts";

const bytes = await Deno.readFile(await fixture("talk.mp4"));
export const media = { source: { shortSide: 180, bytes } };

export const card = (page: Page, id: string) => page.locator(`li[data-id="${id}"]`);
export const order = async (page: Page) => (await page.locator("#cards .title").allTextContents()).join("|");
export const shows = (page: Page, titles: string) =>
  until(titles || "nothing", async () => (await order(page)) === titles);
export const isLive = (page: Page) => page.getByText("Live", { exact: true }).waitFor();

export async function deleteByMenu(page: Page, title: string): Promise<void> {
  await page.getByLabel(`More for ${title}`).click();
  await page.getByRole("button", { name: `Delete ${title}` }).click();
}

/** Runs a test on a separate library, without the videos of other tests. */
export async function library(use: (app: TestApp, origin: string) => Promise<void>): Promise<void> {
  const { sql, close: drop } = await testDatabase();
  const app = await startApp(sql);
  const { origin, close } = serveApp(app);
  try {
    await use(app, origin);
  } finally {
    await close();
    await app.close();
    await drop();
  }
}

/** Seeds three videos: one captioned, one failed, one whose captions are being made. @returns their ids by title */
export async function sample(app: TestApp): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const [title, tags] of [["Beta", ["greek", "talks"]], ["álpha", ["greek"]], ["Zen", []]] as const) {
    ids[title] = await seedVideo(app, { title, renditions: media });
    await updateVideo(app.sql, ids[title], { tags });
  }
  await seedCaptions(app, ids.Beta, { language: "es" });
  await fail(app.sql, await claimJob(app.sql, ids["álpha"], "caption_video"), { message: "no model", permanent: true });
  return ids;
}
