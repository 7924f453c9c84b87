/** The progress of captions on pages and in the API, with a whole server whose worker is killed halfway. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, inTab, openBrowser, until } from "../../browser.ts";
import { ffmpeg, textFixture } from "../../media_fixtures.ts";
import { processesWith } from "../../processes.ts";
import { serveWhole } from "../../serve_whole.ts";

const PATIENCE_MS = 240_000; // the first caption job on a machine builds the model's graphs
const passage = new URL("../../data/passage.flac", import.meta.url).pathname;

/** The pid of a server's worker: its child process that runs `work`. */
async function workerOf(serverPid: number): Promise<number | null> {
  const parentOf = async (pid: number) =>
    Number((await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "")).split(") ")[1]?.split(" ")[1] ?? 0);
  for (const { pid, args } of await processesWith("work")) {
    if (!args.includes("work")) continue;
    for (let above = await parentOf(pid); above > 1; above = await parentOf(above)) if (above === serverPid) return pid;
  }
  return null;
}

/** Records every percentage of captions that the page shows from now on. */
async function watch(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const shown: number[] = [];
    const look = () => {
      const text = document.querySelector("main")!.textContent!;
      const percent = /Making captions (\d+)\s?%/.exec(text)?.[1];
      if (percent !== undefined && shown.at(-1) !== Number(percent)) shown.push(Number(percent));
    };
    look();
    new MutationObserver(look).observe(document.querySelector("main")!, {
      ...{ childList: true, subtree: true, characterData: true, attributes: true },
    });
    Object.assign(globalThis, { shown });
  });
  return () => page.evaluate(() => (globalThis as unknown as { shown: number[] }).shown);
}

const rises = (values: number[]) => values.every((value, i) => i === 0 || value >= values[i - 1]);

Deno.test(browserTest(
  "the progress of captions never falls, on the pages and in the API, even if the worker is killed",
  async () => {
    const talk = await textFixture("long talk.flac", "");
    await ffmpeg(["-stream_loop", "11", "-i", passage, "-c:a", "flac", talk]);
    const dataDir = await Deno.makeTempDir({ prefix: "streamforge_progress_" });
    const { link, process, stop } = await serveWhole(dataDir, { WHISPER_MODEL: "tiny.en", LOG_LEVEL: "error" });
    const browser = await openBrowser();
    try {
      const token = link.searchParams.get("token")!;
      await inTab(browser, { origin: link.origin, signedIn: true, token }, async ({ page }) => {
        const shownInLibrary = await watch(page);
        const chooser = page.waitForEvent("filechooser");
        await page.getByRole("button", { name: "choose files" }).click();
        await (await chooser).setFiles([talk]);
        const title = page.locator("#cards li").filter({ hasText: "long talk" }).locator(".title a");
        const address = (await title.getAttribute("href"))!;
        const player = await page.context().newPage();
        await player.goto(address);
        await player.getByText(/Making captions/).waitFor({ timeout: PATIENCE_MS });
        const shownInPlayer = await watch(player);

        const told: number[] = [];
        let killed: number | null = null;
        const ask = async () => {
          const response = await page.request.get(`/api${address}/captions/status`);
          const { status, progress } = await response.json();
          told.push(progress);
          if (!killed && progress > 0.1 && progress < 0.9) {
            killed = await workerOf(process.pid);
            if (killed) Deno.kill(killed, "SIGKILL");
          }
          return status === "ready";
        };
        await until("the captions are there", ask, PATIENCE_MS);
        assert(killed, `no worker was killed: ${[...new Set(told)]}`);
        assert(rises(told), `the API tells ${[...new Set(told)]}`);
        assert(new Set(told).size > 4, `it comes step by step: ${[...new Set(told)]}`);
        for (const shown of [await shownInLibrary(), await shownInPlayer()]) {
          assert(rises(shown), `a page shows ${shown}`);
          assert(shown.length > 2, `a page shows ${shown}`);
        }
        await player.close();
      });
    } finally {
      await browser.close();
      await stop();
      await Deno.remove(dataDir, { recursive: true });
    }
  },
));
