import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible, browserTest, inTab, sidewaysScroll, until } from "../../../browser.ts";
import { ffmpeg, textFixture } from "../../../media_fixtures.ts";
import { openPlayers, openSettings, seedReal, timeOf } from "./player_page.ts";

const { sql, app, origin, browser, captioned } = await openPlayers();
const path = await textFixture("twelve_seconds.mp4", "");
await ffmpeg([
  ...["-f", "lavfi", "-t", "12", "-i", "testsrc=s=320x180:r=10", "-f", "lavfi", "-t", "12", "-i", "sine=frequency=300"],
  ...["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "10", "-c:a", "aac", path],
]);
const real = async (title: string) => {
  const id = await seedReal(app, { source: path }, { title });
  await sql`update streamforge.videos set visibility = 'public' where id = ${id}`;
  return id;
};

/** Plays for a moment from a time on, then pauses, as a person does. */
async function watch(page: Page, seconds: number): Promise<void> {
  await page.evaluate(async (seconds) => {
    const video = document.querySelector("video")!;
    video.muted = true;
    if (video.readyState < 1) {
      await new Promise((done) => video.addEventListener("loadedmetadata", done, { once: true }));
    }
    video.currentTime = seconds;
  }, seconds);
  await page.locator("h1").click();
  await page.keyboard.press("k");
  await until("it plays on", async () => await timeOf(page) > seconds + 0.2);
  await page.keyboard.press("k");
}

const places = async () =>
  await sql<{ viewer: string; positionSeconds: number }[]>`
    select viewer, position_seconds from streamforge.watch_progress`;

Deno.test(browserTest("who is signed in goes on where the video was left, in another browser too", async () => {
  const id = await real("Left in the middle");
  const address = `/api/videos/${id}/progress`;
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await watch(page, 6);
    const kept = await until("it is kept", async () => {
      const { position } = await (await app.request(address, { as: "owner" })).json();
      return position > 6 && position;
    });
    assert(kept < 8, String(kept));
  });
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.getByText("Continues at 0:06.").waitFor();
    await until("it stands there", async () => Math.abs(await timeOf(page) - 6.5) < 1.5);
    await page.getByRole("button", { name: "Start over" }).click();
    await until("it stands at the beginning", async () => await timeOf(page) === 0);
    await page.goto(`/videos/${id}?t=2`);
    await until("a link's time wins", async () => await timeOf(page) === 2);
    await page.goto(`/`);
    const card = page.locator(`li[data-id="${id}"]`);
    assert.match((await card.getByRole("progressbar").getAttribute("aria-label"))!, /^5\d% watched$/);
    const row = page.getByRole("region", { name: "Continue watching" });
    await row.getByRole("link", { name: "Left in the middle" }).waitFor();
    await assertAccessible(page);
    await page.setViewportSize({ width: 360, height: 800 });
    assert.equal(await sidewaysScroll(page), 0, "the row alone scrolls sideways");
  });
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto("/");
    await page.locator(`li[data-id="${id}"]`).waitFor();
    assert.equal(await page.getByRole("progressbar").count(), 0, "nobody else sees it");
    assert.equal(await page.getByRole("region", { name: "Continue watching" }).isVisible(), false);
  });
}));

Deno.test(
  browserTest("the end counts as watched: it begins anew, leaves the row, and the filter knows it", async () => {
    const id = await real("Seen to its end");
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await watch(page, 11.5);
      await until("it is kept", async () => {
        const kept = await (await app.request(`/api/videos/${id}/progress`, { as: "owner" })).json();
        return kept.is_watched && kept.position === 0;
      });
      await page.reload();
      await page.locator("#now").waitFor();
      assert.equal(await timeOf(page), 0);
      await page.goto("/");
      assert.equal(
        await page.locator(`li[data-id="${id}"]`).getByRole("progressbar").getAttribute("aria-label"),
        "Watched",
      );
      assert.equal(await page.locator("#continue").getByText("Seen to its end").count(), 0);
      await page.getByText("More filters").click();
      await page.locator("select[name=watched]").selectOption("yes");
      await until(
        "only that one",
        async () => (await page.locator("#cards .title").allTextContents()).join() === "Seen to its end",
      );
      assert.equal(await page.locator("#continue").isVisible(), false, "the row is of the whole library");
      await page.locator("select[name=watched]").selectOption("no");
      await until(
        "not that one",
        async () => !(await page.locator("#cards .title").allTextContents()).includes("Seen to its end"),
      );
    });
  }),
);

Deno.test(browserTest("of anonymous viewers the browser alone keeps the place", async () => {
  const id = await real("Nobody knows");
  const before = await places();
  await inTab(browser, { origin }, async ({ page }) => {
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") sent.push(`${request.method()} ${request.url()}`);
    });
    await page.goto(`/videos/${id}`);
    await watch(page, 5);
    await page.goto("/");
    const row = page.getByRole("region", { name: "Continue watching" });
    await row.getByRole("link", { name: "Nobody knows" }).click();
    await page.getByText("Continues at 0:05.").waitFor();
    await page.goto("/");
    const card = page.locator(`li[data-id="${id}"]`);
    await card.getByRole("progressbar").waitFor();
    await row.getByRole("button", { name: "Remove Nobody knows from this row" }).click();
    await row.waitFor({ state: "hidden" });
    assert.equal(await card.getByRole("progressbar").count(), 0);
    await page.reload();
    await card.waitFor();
    assert.equal(await row.isVisible(), false);
    assert.deepEqual(sent, []);
  });
  assert.deepEqual(await places(), before);
}));

Deno.test(browserTest("a place behind the end, and one at the beginning, are no places to go on from", async () => {
  const id = await real("Shorter now");
  const local = (page: Page) =>
    page.evaluate((id) => {
      const { position, isWatched } = JSON.parse(localStorage.getItem("streamforge_progress")!)[id];
      return [position, isWatched].join();
    }, id);
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.evaluate((id) => {
      const place = { position: 300, isWatched: true, durationSeconds: 600, at: Date.now() };
      localStorage.setItem("streamforge_progress", JSON.stringify({ [id]: place }));
    }, id);
    await page.goto("/");
    const row = page.getByRole("region", { name: "Continue watching" });
    await row.getByRole("progressbar", { includeHidden: true }).waitFor();
    assert.equal(await row.locator(".continue-left").textContent(), "");
    await page.goto(`/videos/${id}`);
    await page.locator("#now").waitFor();
    assert.equal(await page.getByText("Continues at").count(), 0);
    assert.equal(await timeOf(page), 0);
    await watch(page, 3);
    await until("the place is kept", async () => !/^(0|300),/.test(await local(page)));
    await page.evaluate(() => document.querySelector("video")!.currentTime = 0);
    await page.goto("/");
    await until("it begins anew", async () => await local(page) === "0,true");
  });
  await sql`insert into streamforge.watch_progress (viewer, video_id, position_seconds, is_watched)
    values ('owner', ${id}, 300, false)`;
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await page.goto("/");
    await page.locator("#cards li").first().waitFor();
    assert.equal(await page.locator(`#continue li[data-video="${id}"]`).count(), 0); // the server takes it for the beginning
    await page.goto(`/videos/${id}`);
    await page.locator("#now").waitFor();
    assert.equal(await page.getByText("Continues at").count(), 0);
  });
}));

Deno.test(
  browserTest("where the browser's storage is blocked, the player and its frame play all the same", async () => {
    const id = await real("Blocked");
    await inTab(browser, { origin }, async ({ page }) => {
      await page.addInitScript(() => {
        for (const name of ["localStorage", "sessionStorage"]) {
          Object.defineProperty(globalThis, name, {
            get() {
              throw new DOMException("Access is denied for this document.", "SecurityError");
            },
          });
        }
      });
      for (const path of [`/videos/${id}`, `/embed/${id}`]) {
        await page.goto(path);
        await page.locator("#mute").click();
        await page.keyboard.press("k");
        await until("it plays", async () => await timeOf(page) > 0.2);
      }
    });
  }),
);

Deno.test(browserTest("while it plays a place is sent every 10 s at most, and when the page is left", async () => {
  const id = await real("Counted");
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    let sent = 0;
    page.on("request", (request) => {
      if (request.method() === "PUT") sent++;
    });
    await page.goto(`/videos/${id}`);
    await page.locator("h1").click();
    await page.keyboard.press("k");
    await until("it has played for 4 s", async () => await timeOf(page) > 4);
    assert.equal(sent, 0);
    await page.goto("about:blank");
    const { position } = await until("it is kept", async () => {
      const kept = await (await app.request(`/api/videos/${id}/progress`, { as: "owner" })).json();
      return kept.position > 0 && kept;
    });
    assert(position > 4 && position < 8, position);
  });
}));

Deno.test(browserTest("volume and speed are those of the last video", async () => {
  const [first, second] = [await captioned(), await captioned()];
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${first}`);
    await openSettings(page);
    await page.getByLabel("Speed").selectOption("1.5");
    await page.locator("#volume").fill("0.4");
    await page.goto(`/videos/${second}`);
    const now = () =>
      page.evaluate(() => {
        const { volume, muted, playbackRate } = document.querySelector("video")!;
        return [volume, muted, playbackRate].join();
      });
    await until("both are as before", async () => await now() === "0.4,false,1.5");
    assert.equal(await page.getByLabel("Speed").inputValue(), "1.5");
    await page.evaluate(() => localStorage.setItem("streamforge_player", '{"volume":7,"speed":"fast"}'));
    await page.reload();
    await until("nonsense is ignored", async () => await now() === "1,false,1");
  });
}));
