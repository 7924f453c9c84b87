import type { CDPSession, Page } from "playwright-core";
import { listVideos } from "../../../../src/db/videos/videos.ts";
import type { Sql } from "../../../../src/db/pool/client.ts";
import { until } from "../../../browser.ts";
import { fixture, textFixture } from "../../../media_fixtures.ts";

/** A playable clip with `moreBytes` appended in an MP4 box named "free", which players skip. */
export async function clip(name: string, moreBytes = 0): Promise<string> {
  const talk = await Deno.readFile(await fixture("talk.mp4"));
  const file = new Uint8Array(talk.length + 8 + moreBytes);
  file.set(talk);
  new DataView(file.buffer).setUint32(talk.length, 8 + moreBytes);
  file.set(new TextEncoder().encode("free"), talk.length + 4);
  return await textFixture(name, file);
}

const sessions = new WeakMap<Page, CDPSession>();

/** Limits the tab's upload speed; -1 for no limit. */
export async function line(page: Page, bytesPerSecond: number): Promise<void> {
  const devtools = sessions.get(page) ?? await page.context().newCDPSession(page);
  sessions.set(page, devtools); // conditions belong to a session, so reuse it
  const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond };
  await devtools.send("Network.emulateNetworkConditions", conditions);
}

export async function choose(page: Page, ...paths: string[]): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.locator("#choose, #choose-short").filter({ visible: true }).click(); // a phone has its own
  await (await chooser).setFiles(paths);
}

export const row = (page: Page, name: string) => page.locator("#queue li").filter({ hasText: name });

/** The videos with these titles: more than one per title if a file was sent twice. */
export async function videosTitled(sql: Sql, ...titles: string[]) {
  const { videos } = await listVideos(sql, { reader: { user: "owner", isAdministrator: true } });
  return videos.filter(({ title }) => titles.includes(title));
}

/** Collects the offset of each PATCH that the page sends. */
export function offsets(page: Page): number[] {
  const found: number[] = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH") found.push(Number(request.headers()["upload-offset"]));
  });
  return found;
}

/** Waits until a file is partly sent. */
export async function partly(page: Page, name: string): Promise<void> {
  await until(`${name} is on its way`, async () => /\b[1-8]\d%/.test(await row(page, name).innerText()));
}

/** Counts the uploads that the page creates. */
export function beginnings(page: Page): { count: number } {
  const found = { count: 0 };
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/uploads")) found.count++;
  });
  return found;
}

/** Drops files or folders on the page as from a file manager. */
export async function drop(page: Page, ...files: string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  const at = { x: 640, y: 600 };
  await devtools.send("Input.dispatchDragEvent", { type: "dragEnter", ...at, data });
  await devtools.send("Input.dispatchDragEvent", { type: "dragOver", ...at, data });
  await page.locator("#upload.over").waitFor();
  await devtools.send("Input.dispatchDragEvent", { type: "drop", ...at, data });
}
