import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  meanRow,
  percentText,
  sharesByWord,
  wordAt,
} from "../../../../routes/web/learn/client/whisper/attention_shares.ts";
import { packAttention, WindowAttention } from "../../../../src/core/attention.ts";
import { assertAccessible, browserTest, inTab, openApp, sidewaysScroll, until } from "../../../browser.ts";
import { captionedVideo, doJob, realPartsOf } from "../../api/explained.ts";

const { app, origin, browser } = await openApp();
const parts = realPartsOf(app);
Deno.test.afterAll(() => parts.engines.close());

const SHOTS = Deno.env.get("SHOTS");

async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

function pressed(page: Page): Promise<string | null> {
  return page.locator("#words button[aria-pressed=true]").textContent();
}

async function textOf(page: Page, selector: string): Promise<string> {
  return await page.locator(selector).first().textContent() ?? "";
}

Deno.test(browserTest(
  "the owner chooses a video and a moment, queues its analysis, and steps through words, layers and heads",
  async () => {
    const id = await captionedVideo(app, parts, { title: "Beans behind the kitchen" });
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await page.goto("/learn");
      await page.getByRole("link", { name: "Whisper", exact: true }).click();
      assert.equal(await page.locator("#video").inputValue(), id);
      assert.match(await textOf(page, "#video"), /Beans behind the kitchen/);
      await until("its moments are there", async () => await page.locator("#moment option").count() > 0);
      assert.match(await textOf(page, "#moment option"), /^0:00 .*garden/);
      assert.equal(await page.locator("#inside").isVisible(), false);
      await page.getByRole("button", { name: "look inside" }).press("Enter");
      await until("it waits", async () => /waits/.test(await textOf(page, "#whisper-state")));
      assert.ok(await page.getByRole("button", { name: "stop" }).isVisible());
      await doJob(parts, id, "explain_window");
      await page.locator("#words button").first().waitFor();
      assert.match(await textOf(page, "#whisper-state"), /as tiny\.en heard it/);
      assert.match(await page.locator("#moment option").first().textContent() ?? "", /^● 0:00/);

      // by keyboard: the second word, the last, the second again
      await page.locator("#words button").first().focus();
      const all = await page.locator("#words button").allTextContents();
      await page.keyboard.press("ArrowRight");
      assert.equal(await pressed(page), all[1]);
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), all[1]);
      await page.keyboard.press("End");
      assert.equal(await pressed(page), all.at(-1));
      await page.keyboard.press("Home");
      await page.keyboard.press("ArrowRight");
      const said = page.locator("#sound-picture .readout");
      await until(
        "it reads out",
        async () => (await said.textContent())?.includes(`"${all[1]}" (the alignment heads)`),
      );

      // the alignment heads attend to the sound of the word
      await page.locator("#sound-picture summary").click();
      await until("in words", async () => {
        return new RegExp(`^\\d+ %|while "${all[1]}"`).test(await textOf(page, "#sound-picture li"));
      });
      const places = await page.locator("#sound-picture li").allTextContents();
      assert.ok(
        places.slice(0, 3).some((place) => place.includes(`"${all[1]}"`)),
        places.join("; "),
      );

      await page.locator("#cross-layer").selectOption({ label: "4" });
      await page.locator("#cross-head").selectOption({ label: "2" });
      await until("layer and head", async () => (await said.textContent())?.includes("layer 4, head 2"));
      const heads = page.locator("#heads-picture canvas");
      await heads.focus();
      await page.keyboard.press("ArrowDown");
      await until("the next head", async () => (await said.textContent())?.includes("layer 4, head 3"));
      assert.equal(await page.locator("#cross-head").inputValue(), "2");

      // the path and its table
      await page.locator("#path-picture summary").click();
      await page.locator("#path-picture tbody tr, #path-picture tr").nth(1).waitFor();
      assert.equal(await page.locator("#path-picture th[scope=row]").count(), all.length);
      await page.locator("#path-picture canvas").focus();
      await page.keyboard.press("ArrowDown");
      await until("the next word", async () => await pressed(page) === all[2]);

      // self-attention covers the prompt and the words so far, no later ones
      assert.equal(await page.locator("#looked-at span").count(), 2 + 3);
      const shares = await page.locator("#looked-at small").allTextContents();
      const sum = shares.reduce((sum, text) => sum + Number.parseFloat(text.replace(/^under /, "")), 0);
      assert.ok(Math.abs(sum - 100) < 4, `${shares}`);

      // the slider chooses the encoder's moment
      await page.locator("#frame").focus();
      await page.keyboard.press("Home");
      for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
      assert.equal(await textOf(page, "#frame-value"), "0:00.4");
      await until("that moment", async () => {
        return /the moment 0:00\.4 \(layer 1, all heads\)/.test(await textOf(page, "#encoder-picture .readout"));
      });

      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.locator("#path-picture").getByRole("button", { name: /save PNG/i }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "the_path_that_gives_words_their_times.png");

      // during playback the words light up one after the other
      await page.locator("#words button").first().click();
      await page.getByRole("button", { name: "play", exact: true }).click();
      await until("the word at the playhead is lit", async () => await pressed(page) === all[3]);
      await page.getByRole("button", { name: "pause", exact: true }).click();
      await shot(page, "video_dark");
    });

    // other people with the link see finished windows, and can't queue an analysis
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}/audio-report`);
      await page.getByRole("link", { name: "what Whisper makes of it" }).click();
      await page.locator("#words button").first().waitFor();
      assert.equal(await page.locator("#ask").isVisible(), false);
      assert.equal(await page.locator("#video").inputValue(), id);
    });
  },
));

Deno.test(browserTest(
  "a guest without videos sees instructions and the shipped example, on a phone too",
  async () => {
    for (const colorScheme of ["dark", "light"] as const) {
      for (const width of [1280, 360]) {
        const viewport = { width, height: 800 };
        await inTab(browser, { origin, colorScheme, viewport, reducedMotion: "reduce" }, async ({ page }) => {
          await page.goto("/learn/whisper?video=example");
          await page.locator("#words button").first().waitFor();
          assert.match(await textOf(page, "#whisper"), /no public video with captions.*Sign in/s);
          assert.match((await page.locator("#words button").allTextContents()).join(" "), /Every voice leaves/);
          await until("drawn", async () => await textOf(page, "#encoder-map .readout") !== "");
          for (const summary of await page.locator("#inside summary").all()) await summary.click();
          assert.equal(await sidewaysScroll(page), 0);
          await assertAccessible(page);
          await shot(page, `example_${colorScheme}_${width}`);
        });
      }
    }
  },
));

Deno.test("the page has a policy without inline script, and lists no video that the viewer may not see", async () => {
  const id = await captionedVideo(app, parts, { title: "A secret", visibility: "private" });
  const headers = { Accept: "text/html" };
  const page = await app.request(`/learn/whisper?video=${id}`, { headers });
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.headers.get("Content-Security-Policy")!, /unsafe-inline/);
  const html = await page.text();
  assert.doesNotMatch(html, /A secret/);
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i);
  const mine = await (await app.request(`/learn/whisper?video=${id}`, { headers, as: "browser" })).text();
  assert.match(mine, /A secret/);
});

Deno.test("sharesByWord() divides attention among words, pauses and padding", () => {
  const words = [{ text: " a", start: 10, end: 10.2, tokens: [0, 1] }, {
    text: " b",
    start: 10.3,
    end: 10.4,
    tokens: [1, 2],
  }];
  const header = { words: words as never, start: 10, positions: 20, position_seconds: 0.02 };
  const places = sharesByWord(header, [0.4, 0.2, 0.1, 0.2, 0.1], 0.1);
  assert.deepEqual(places.map(({ what, share }) => [what.slice(0, 12), Math.round(100 * share)]), [
    ['while "a" is', 60],
    ['while "b" is', 20],
    ["where no wor", 10],
    ["behind the s", 10],
  ]);
  assert.deepEqual([wordAt(words, 9), wordAt(words, 10), wordAt(words, 10.25), wordAt(words, 99)], [-1, 0, 0, 1]);
  assert.deepEqual([0, 0.0004, 0.042, 0.37].map(percentText), ["0.0 %", "under 0.1 %", "4.2 %", "37 %"]);
});

Deno.test("WindowAttention reads packed matrices row by row, and meanRow() averages heads", () => {
  const matrix = (rows: number, columns: number, value: (row: number, column: number) => number) => ({
    ...{ rows, columns },
    values: Float32Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns)),
  });
  const header = {
    version: 1 as const,
    ...{ model: "m", language: "en", task: "transcribe" as const, start: 0, end: 1, position_seconds: 0.02 },
    ...{ positions: 50, band_hz: [100], mel_range: [0, 1] as [number, number], prompt: ["<start>"], path: [0, 1, 2] },
    encoder: { layers: 1, heads: 2, cell_positions: 25, cells: 2 },
    decoder: { layers: 1, heads: 2, cell_positions: 25, cells: 2 },
    words: [{ text: " é", start: 0, end: 1, tokens: [0, 2] as [number, number] }],
    ...{ tokens: [], alignment_heads: [[0, 1]] as [number, number][], lead_seconds: 0 },
  };
  const attention = new WindowAttention(packAttention(header, {
    mel: matrix(1, 50, () => 0.5),
    encoder: matrix(4, 3, (row, column) => (row === 3 ? 0 : 1) * [0.5, 0.25, 0.25][column]),
    cross: matrix(2, 3, (row, column) => row === 0 ? [1, 0, 0][column] : [0, 0, 1][column]),
    self: matrix(2, 2, (_, column) => [0.75, 0.25][column]),
    alignment: matrix(3, 50, () => 0),
  }));
  assert.equal(attention.header.words[0].text, " é");
  const close = (row: Float32Array, right: number[]) =>
    row.forEach((v, i) => assert.ok(Math.abs(v - right[i]) < 0.003, `${row}`));
  close(attention.encoderRow(0, 1, 0), [0.5, 0.25, 0.25]);
  close(attention.encoderRow(0, 1, 1), [0, 0, 0]);
  close(meanRow(attention, "cross", { layer: 0, head: null }, 0), [0.5, 0, 0.5]);
  close(meanRow(attention, "cross", { layer: null, head: null }, 0), [0, 0, 1]);
  close(attention.selfRow(0, 0, 0), [0.75, 0.25]);
  assert.throws(() => attention.row("self", 2), RangeError);
});
