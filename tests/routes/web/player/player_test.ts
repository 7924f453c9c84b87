import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { writeSrt, writeTranscriptJson, writeVtt } from "../../../../src/captions/mod.ts";
import { appendCues, finishRevision } from "../../../../src/db/tracks/building_revisions.ts";
import { finish } from "../../../../src/db/jobs/outcomes.ts";
import { progress } from "../../../../src/db/jobs/lease.ts";
import { recordRenditions } from "../../../../src/db/videos/renditions.ts";
import { browserTest, inTab, until } from "../../../browser.ts";
import { ffmpeg, fixture, textFixture } from "../../../media_fixtures.ts";
import { beginCaptions, claimJob, seedCaptions, seedVideo } from "../../harness.ts";
import { cue, CUES, openPlayers, openSettings, seek, shownCues, timeOf } from "./player_page.ts";

const OTHER_NAME = "talks.example";
const { app, sql, origin, browser, playable, captioned } = await openPlayers({
  hostRules: `MAP ${OTHER_NAME} 127.0.0.1`,
});

const GREEN = [0x62, 0xe5, 0x8a];
const AMBER = [0xff, 0xb8, 0x4d];

/** Counts the picture's pixels of exactly this colour, and the rows that have any, and gives the first such row. */
async function pixels(page: Page, color: number[]): Promise<
  { count: number; rows: number; first: number; height: number }
> {
  await page.locator("#big-play").evaluate((one: HTMLElement) => one.hidden = true); // it is as green as cues
  const png = await page.locator("video").screenshot();
  const width = new DataView(png.buffer, png.byteOffset).getUint32(16);
  const rgb = await ffmpeg(
    ["-i", await textFixture("screen.png", png), "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"],
  );
  const rows = new Set<number>();
  let count = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    if (color.some((value, c) => Math.abs(rgb[i + c] - value) > 2)) continue;
    rows.add(Math.floor(i / 3 / width));
    count++;
  }
  const height = rgb.length / 3 / width;
  return { count, rows: rows.size, first: Math.min(height, ...rows), height };
}

Deno.test(browserTest("the player shows the current cue, and the button and the c key toggle it", async () => {
  const id = await captioned();
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await seek(page, 0.4);
    await until("the first cue shows", async () => (await shownCues(page))[0] === "The first line\nin two rows.");
    const toggle = page.getByRole("button", { name: "Captions", exact: true });
    assert.equal(await toggle.getAttribute("aria-pressed"), "true");

    await toggle.click();
    assert.equal(await toggle.getAttribute("aria-pressed"), "false");
    assert.deepEqual(await shownCues(page), []);
    await page.locator("h1").click();
    await page.keyboard.press("c");
    assert.equal(await toggle.getAttribute("aria-pressed"), "true");
    assert.equal((await shownCues(page)).length, 1);

    await page.keyboard.press("c");
    await page.reload(); // the choice is stored
    await seek(page, 0.4);
    assert.equal(await toggle.getAttribute("aria-pressed"), "false");
    assert.deepEqual(await shownCues(page), []);
    await until("the transcript reads on", () => page.locator("#lines [aria-current=true]").count());
  });
}));

Deno.test(browserTest("cues are drawn in the terminal style, and their size and colour are kept", async () => {
  const id = await captioned();
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await seek(page, 1);
    await until("the cue shows", async () => (await shownCues(page)).length > 0);
    const green = await until("the cue is green", async () => {
      const found = await pixels(page, GREEN);
      return found.count > 50 ? found : null;
    });
    assert.equal((await pixels(page, AMBER)).count, 0);
    await openSettings(page);
    await page.getByText("Your own look").click();
    await page.getByRole("combobox", { name: "Text color" }).selectOption("amber");
    await page.getByRole("combobox", { name: "Size" }).selectOption("150");
    const amber = await until("the cue is amber", async () => {
      const found = await pixels(page, AMBER);
      return found.count > 50 ? found : null;
    });
    assert(amber.rows > green.rows * 1.2, `letters of ${amber.rows} rows after ${green.rows}`);
    await page.getByRole("combobox", { name: "position" }).selectOption("top");
    await page.keyboard.press("Escape");
    await until("the cue is in the upper half", async () => {
      const { first, height, count } = await pixels(page, AMBER);
      return count > 50 && first < height / 4;
    });
    await page.reload();
    await openSettings(page);
    await page.getByText("Your own look").click();
    assert.equal(await page.getByRole("combobox", { name: "Text color" }).inputValue(), "amber");
    assert.equal(await page.getByRole("combobox", { name: "Size" }).inputValue(), "150");
    assert.equal(await page.getByLabel("position").inputValue(), "top");
  });
}));

Deno.test(browserTest("the transcript highlights the current line, and a click on a line seeks to it", async () => {
  const id = await captioned();
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await until("three lines", async () => await page.locator("#lines li").count() === 3);
    assert.deepEqual(await page.locator("#lines .text").allTextContents(), [
      "The first line in two rows.",
      "Tom & <b>Jerry</b>",
      "The last one.",
    ]);
    await seek(page, 1);
    await until("line 2 is lit", () => page.locator("#lines li:nth-child(2) [aria-current=true]").count());
    await page.locator("#lines a").nth(2).click();
    await until("it plays from 1.5 s", async () => await timeOf(page) >= 1.5);
    await until("line 3 is lit", () => page.locator("#lines li:nth-child(3) [aria-current=true]").count());
    assert.equal(new URL(page.url()).search, "", "the page stayed");
  });
}));

Deno.test(browserTest(
  "captions appear while they are made: cues, transcript, badge, and at the end the files",
  async () => {
    const id = await playable();
    const { job, revision } = await beginCaptions(app, id, { cues: CUES.slice(0, 1) });
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await until("one line", async () => await page.locator("#lines li").count() === 1);
      await progress(sql, job, { progress: 0.42, stage: "transcribing" });
      await page.getByText("Making captions 42%").waitFor();
      await page.evaluate(() => (document.querySelector("#lines li") as HTMLElement).dataset.mark = "kept");

      await appendCues(sql, job, revision, CUES.slice(1, 2));
      await until("two lines", async () => await page.locator("#lines li").count() === 2);
      assert.equal(await page.locator("#lines li[data-mark=kept]").count(), 1, "the first line was not made anew");
      await seek(page, 1);
      await until("the new cue shows", async () => (await shownCues(page))[0]?.startsWith("Tom"));
      await page.locator(".heading").getByRole("link", { name: "Download" }).click();
      await page.getByText("There are no captions to download yet.").waitFor();
      await page.keyboard.press("Escape");

      await appendCues(sql, job, revision, CUES.slice(2));
      const stem = `videos/${id}/captions/${revision.id}`;
      const transcript = { language: "en", languageProbability: 1, duration: 2, segments: [], dropped: [] };
      await app.storage.putText(`${stem}.srt`, writeSrt(CUES));
      await app.storage.putText(`${stem}.vtt`, writeVtt(CUES, { language: "en" }));
      await app.storage.putText(`${stem}.json`, writeTranscriptJson(transcript, CUES));
      await finish(sql, job, (tx) =>
        finishRevision(tx, revision, {
          ...{ language: "en", languageProbability: 1, wordCount: 11, note: null },
          ...{ srtKey: `${stem}.srt`, vttKey: `${stem}.vtt`, transcriptKey: `${stem}.json` },
        }));
      await page.getByText("Captions ready").waitFor();
      await until("three lines", async () => await page.locator("#lines li").count() === 3);
      await page.locator(".heading").getByRole("link", { name: "Download" }).click();
      await page.getByRole("link", { name: "Download the captions as SRT" }).waitFor();
    });
  },
));

Deno.test(
  browserTest("a page opened while the video is being prepared shows it as soon as it can be played", async () => {
    const id = await seedVideo(app);
    const job = await claimJob(sql, id, "transcode_video");
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      assert.equal(await page.locator("video").count(), 0);
      await progress(sql, job, { progress: 0.5, stage: "encoding" });
      await page.getByText("Preparing the video, 50%").waitFor();
      const mp4Key = `videos/${id}/source/1/video.mp4`;
      await app.storage.put(mp4Key, new Blob([await Deno.readFile(await fixture("talk.mp4"))]).stream());
      const facts = { durationSeconds: 2, width: 320, height: 180, hasVideo: true, hasAudio: true };
      const size = { shortSide: 180, width: 320, height: 180, bandwidth: 1000, sizeBytes: 1 };
      const rendition = { name: "source" as const, mp4Key, hlsKey: null, codecs: "avc1.64001f", ...size };
      await finish(sql, job, (tx) => recordRenditions(tx, id, [rendition], { facts }));
      await page.locator("video").waitFor();
      await until("it can be played", () => page.evaluate(() => document.querySelector("video")!.readyState >= 1));
    });
  }),
);

Deno.test(browserTest("a video without a picture plays and shows its captions", async () => {
  const bytes = await Deno.readFile(await fixture("click.m4a"));
  const id = await seedVideo(app, { renditions: { source: { shortSide: 0, bytes } } });
  await seedCaptions(app, id, { cues: CUES });
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.getByText("Sound only").waitFor();
    await seek(page, 1);
    await until("the cue shows", async () => (await shownCues(page))[0]?.startsWith("Tom"));
    await until("it is on the screen", async () => (await pixels(page, GREEN)).count > 50);
  });
}));

Deno.test(
  browserTest("viewers other than the owner get no controls to change a video, and no private video", async () => {
    const id = await captioned();
    await inTab(browser, { origin }, async ({ page, complaints }) => {
      await page.goto(`/videos/${id}`);
      for (const name of ["rename", "Re-create captions", "delete this video", "sign out"]) {
        assert.equal(await page.getByRole("button", { name }).count(), 0, name);
      }
      await page.goto("/sign-in"); // leaves the player, which would reload itself
      await sql`update streamforge.videos set visibility = 'private' where id = ${id}`;
      const response = await page.goto(`/videos/${id}`);
      assert.equal(response?.status(), 404);
      await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
      assert.match(complaints.splice(0).join("\n"), /404/);
    });
  }),
);

Deno.test(browserTest("titles and cues never become markup", async () => {
  const title = `<img src=x onerror="document.title='owned'"> </script><script>document.title='owned'</script>`;
  const id = await playable({ title });
  await seedCaptions(app, id, { cues: [cue(1, 0.1, 1.9, `<img src=x onerror="document.title='owned'">`)] });
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await until("the line is there", () => page.locator("#lines li").count());
    assert.equal(await page.locator("h1").textContent(), title);
    assert.equal(await page.locator("main img, h1 script, #lines img").count(), 0);
    await page.goto("/");
    await page.getByRole("link", { name: "<img src=x" }).first().waitFor();
    assert.equal(await page.locator("#cards script, #cards img[src=x]").count(), 0);
    assert.equal(await page.title(), "Library · StreamForge");
  });
}));

Deno.test(browserTest("a plain <video> on another machine's page shows the captions over plain HTTP", async () => {
  const id = await captioned();
  const markup = `<video controls><source src="/api/stream/${id}/720p" type="video/mp4">` +
    `<track kind="subtitles" src="/api/videos/${id}/captions" srclang="en" default></video>`;
  const html = `<!doctype html><title>Elsewhere</title><link rel="icon" href="data:,">${markup}`;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) =>
      new URL(request.url).pathname === "/page.html"
        ? new Response(html, { headers: { "Content-Type": "text/html" } })
        : app.app.fetch(request),
  );
  try {
    for (const host of ["127.0.0.1", OTHER_NAME]) {
      const at = `http://${host}:${server.addr.port}`;
      await inTab(browser, { origin: at }, async ({ page }) => {
        const asked = page.waitForRequest((request) => request.url().endsWith("/captions"));
        await page.goto("/page.html");
        const dest = (await (await asked).allHeaders())["sec-fetch-dest"];
        assert.equal(dest, host === OTHER_NAME ? undefined : "track");
        await seek(page, 0.4);
        await until(`a cue shows on ${host}`, async () => (await shownCues(page)).length === 1);
      });
    }
  } finally {
    await Promise.race([server.shutdown(), new Promise((done) => setTimeout(done, 500))]);
  }
}));
