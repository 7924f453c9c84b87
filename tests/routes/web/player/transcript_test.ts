import assert from "node:assert/strict";
import type { Cue } from "../../../../src/core/types.ts";
import { browserTest, inTab, until } from "../../../browser.ts";
import { isPaused, openPlayers, seek, timeOf } from "./player_page.ts";

const { origin, browser, captioned, app } = await openPlayers();

/** A cue with a word every `step` seconds; words in capitals have a low probability. */
function spoken(id: number, start: number, step: number, text: string): Cue {
  const words = text.split(" ").map((word, i) => ({
    word: i > 0 ? ` ${word}` : word,
    start: start + i * step,
    end: start + (i + 1) * step,
    probability: word === word.toUpperCase() ? 0.31 : 0.9,
  }));
  return { id, start, end: words.at(-1)!.end, text, words };
}
const cues = [
  spoken(1, 0.1, 0.1, "Beans need a WARM soil,"),
  spoken(2, 0.8, 0.1, "a warm café and SUN"),
  spoken(3, 1.4, 0.1, "to grow in May."),
];

Deno.test(browserTest("the current word is highlighted, and a click on a word seeks to it", async () => {
  const id = await captioned({ cues });
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.getByRole("button", { name: "2 unsure words" }).waitFor(); // the words have loaded
    for (const [second, word] of [[0.15, "Beans"], [0.35, "a"], [1.05, "café"], [1.65, "in"]] as const) {
      await seek(page, second);
      await until(
        `"${word}" is lit`,
        async () => (await page.locator("#lines .now").allTextContents()).join() === word,
      );
    }
    await page.locator("#lines [data-at]").filter({ hasText: "café" }).click();
    await until("it plays from there", async () => await timeOf(page) >= 1 && !await isPaused(page));
    await page.evaluate(() => document.querySelector("video")!.pause());
    await page.locator("#lines a").first().focus();
    await page.keyboard.press("Enter");
    await until("a line by the keyboard", async () => await timeOf(page) < 1);
  });
}));

Deno.test(browserTest("words are highlighted in captions without word times too", async () => {
  const id = await captioned({ cues: [{ id: 1, start: 0, end: 2, text: "one two", words: [] }] });
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await until("the line is there", () => page.locator("#lines li").count());
    await seek(page, 1.8);
    await until("two is lit", async () => await page.locator("#lines .now").textContent() === "two");
    assert.equal(await page.locator("#unsure").isVisible(), false);
  });
}));

Deno.test(browserTest(
  "a phrase is found whatever the case, accents and line breaks, with count, next and previous",
  async () => {
    const id = await captioned({ cues });
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await until("the lines are there", async () => await page.locator("#lines li").count() === 3);
      await seek(page, 0);
      await page.keyboard.press("t");
      const found = page.locator("#found");
      await page.keyboard.type("A Warm");
      assert.equal(await found.textContent(), "2 found");
      const marked = () =>
        page.evaluate(() => [...CSS.highlights.get("found-now") ?? []].map((range) => String(range)).join());
      for (
        const [key, words, at] of [["Enter", "1 of 2", 0.3], ["Enter", "2 of 2", 0.8], [
          "Enter",
          "1 of 2",
          0.3,
        ]] as const
      ) {
        await page.keyboard.press(key);
        assert.equal(await found.textContent(), words);
        await until(`at ${at} s`, async () => Math.abs(await timeOf(page) - at) < 0.01);
        assert.equal((await marked()).toLowerCase(), "a warm");
      }
      await page.getByRole("button", { name: "Previous place" }).click();
      assert.equal(await found.textContent(), "2 of 2");
      await page.locator("#find").fill("cafe and sun to");
      assert.equal(await found.textContent(), "1 found");
      await page.locator("#find").fill("snow");
      assert.equal(await found.textContent(), "Not found");
      assert(await page.getByRole("button", { name: "Next place" }).isDisabled());
      await page.locator("#find").press("Escape");
      assert.equal(await found.textContent(), "");
    });
  },
));

Deno.test(browserTest("the text is copied with and without times, and unsure words are marked on demand", async () => {
  const id = await captioned({ cues });
  const permissions = ["clipboard-read", "clipboard-write"];
  await inTab(browser, { origin, permissions }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    const unsure = page.getByRole("button", { name: "2 unsure words" });
    await unsure.waitFor();
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await until("the text", async () => await copied() === cues.map(({ text }) => text).join("\n"));
    await page.getByRole("button", { name: "copy with times" }).click();
    await until("with times", async () => (await copied()).startsWith("0:00 Beans need"));
    assert.match(await copied(), /\n0:01 to grow in May\.$/);

    const color = () =>
      page.locator("#lines [data-unsure]").first().evaluate((word) => getComputedStyle(word).textDecorationStyle);
    assert.equal(await color(), "solid");
    await unsure.click();
    assert.equal(await unsure.getAttribute("aria-pressed"), "true");
    assert.equal(await color(), "wavy");
    assert.deepEqual(await page.locator("#lines [data-unsure]").allTextContents(), ["WARM", "SUN"]);
    assert.equal(await page.locator("#lines [data-unsure]").first().getAttribute("title"), "31% sure of this word");
  });
}));

Deno.test(
  browserTest("choosing a language in the menu changes cues and transcript, and the choice is kept", async () => {
    const id = await captioned({ cues });
    const tracks = `/api/videos/${id}/tracks`;
    const send = async (method: string, path: string, body: unknown) => {
      const headers = { "Content-Type": "application/json" };
      const response = await app.request(path, { method, as: "owner", headers, body: JSON.stringify(body) });
      assert(response.ok, await response.clone().text());
      return await response.json();
    };
    const { id: track, revision } = await send("POST", tracks, { language: "es" });
    const spanish = [{ start: 0.1, end: 1.5, text: "Las judías" }];
    await send("PUT", `${tracks}/${track}`, { base_revision: revision, cues: spanish });
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await until("three lines", async () => await page.locator("#lines li").count() === 3);
      await page.getByRole("button", { name: "settings" }).click();
      const menu = page.getByRole("combobox", { name: "captions" });
      await menu.selectOption({ label: "español" });
      await until(
        "one line",
        async () => (await page.locator("#lines .text").allTextContents()).join() === "Las judías",
      );
      assert.equal(await page.evaluate(() => document.querySelector("video")!.textTracks[0].language), "es");
      await page.reload();
      await until(
        "one line",
        async () => (await page.locator("#lines .text").allTextContents()).join() === "Las judías",
      );
    });
  }),
);
