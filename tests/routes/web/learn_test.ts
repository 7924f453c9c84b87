import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { untrainedAttention } from "../../../routes/web/client/learn_attention.ts";
import { habitOf } from "../../../routes/web/client/learn_heads.ts";
import { CHAPTERS } from "../../../routes/web/learn_chapters.tsx";
import { browserTest, inTab, openBrowser, serveApp, sidewaysScroll, until } from "../../browser.ts";
import { testDatabase } from "../../database.ts";
import { startApp } from "../harness.ts";
import { generatePairs, SMALL_TRANSLATION, Translator } from "../../../ml/transformer/translation/mod.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
const { origin, close } = serveApp(app);
const browser = await openBrowser();
Deno.test.afterAll(async () => {
  await browser.close();
  await close();
  await app.close();
});

/** How many colours a canvas has: a blank one has a single one. */
async function colorsOf(canvas: Locator): Promise<number> {
  return await canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}

/** Notes what is asked of anyone but the server. */
function strangers(page: Page): string[] {
  const found: string[] = [];
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(origin)) found.push(request.url());
  });
  return found;
}

/** Opens a file of a model that has learnt nothing: what is tested is the page. */
async function openModel(page: Page): Promise<void> {
  const { training } = generatePairs({ training: 200, heldOut: 1 });
  const bytes = Translator.forPairs(training, { ...SMALL_TRANSLATION.shape, seed: 1 }).toBytes();
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  await Deno.writeFile(path, bytes);
  await page.locator("#model-file").setInputFiles(path);
  await until("the model is there", async () => {
    return /\.safetensors: 1 layer, 4 heads/.test(await page.locator("#model-state").textContent() ?? "");
  });
  await Deno.remove(path);
}

Deno.test("GET /learn lists all chapters, and each leads to its neighbours", async () => {
  const index = await (await app.request("/learn", { headers: { Accept: "text/html" } })).text();
  for (const [i, { name, title }] of CHAPTERS.entries()) {
    assert.ok(index.includes(`href="/learn/${name}"`) && index.includes(title), name);
    const response = await app.request(`/learn/${name}`, { headers: { Accept: "text/html" } });
    assert.equal(response.status, 200);
    const policy = response.headers.get("Content-Security-Policy")!;
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'(;|$)/);
    assert.match(policy, /worker-src 'self'(;|$)/);
    assert.doesNotMatch(policy, /'unsafe-/);
    const html = await response.text();
    assert.equal(html.includes('rel="prev"'), i > 0);
    assert.equal(html.includes('rel="next"'), i < CHAPTERS.length - 1);
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i);
  }
  const model = await app.request("/learn/model.safetensors");
  const html = await (await app.request("/learn/heads", { headers: { Accept: "text/html" } })).text();
  assert.equal(model.status, html.includes('data-model=""') ? 404 : 200);
  assert.equal((await app.request("/learn/nothing", { headers: { Accept: "text/html" } })).status, 404);
});

Deno.test("without the division by sqrt(d) a wide head gives nearly all to one word", () => {
  const words = "the animal did not cross our street".split(" ");
  const largest = (isScaled: boolean) => {
    const shares = untrainedAttention(words, 256, isScaled);
    assert.equal(shares.length, words.length ** 2);
    let sum = 0;
    for (let row = 0; row < words.length; row++) {
      sum += Math.max(...shares.subarray(row * words.length, (row + 1) * words.length));
    }
    return sum / words.length;
  };
  assert.ok(largest(false) > 0.9, `${largest(false)}`);
  assert.ok(largest(true) < 0.8, `${largest(true)}`);
  const [same] = untrainedAttention(["the", "dog"], 64, true);
  assert.equal(untrainedAttention(["the", "dog"], 64, true)[0], same, "the same letters, the same numbers");
});

Deno.test("habitOf() tells a head that looks at its neighbour from one that looks at one place and one that spreads", () => {
  const map = (share: (q: number, k: number) => number) => ({
    weights: Float32Array.from({ length: 36 }, (_, i) => share(Math.floor(i / 6), i % 6)),
    nQueries: 6,
    nKeys: 6,
  });
  const habit = (share: (q: number, k: number) => number) => habitOf(map(share), "encoderAttention", [..."abcdef"]);
  assert.match(habit((q, k) => k === Math.max(0, q - 1) ? 1 : 0), /^next door, 83 % to the one before/);
  assert.match(habit((_, k) => k === 4 ? 1 : 0), /^100 % to "e"/);
  assert.match(habit(() => 1 / 6), /^spread, 1\.9 places/);
});

browserTest(
  "every chapter draws, reads out by keyboard, asks nobody else, and fits a phone in both colours",
  async () => {
    for (const colorScheme of ["dark", "light"] as const) {
      await inTab(browser, { origin, colorScheme, viewport: { width: 360, height: 740 } }, async ({ page }) => {
        const asked = strangers(page);
        await page.goto("/learn");
        assert.equal(await sidewaysScroll(page), 0, "the list");
        for (const { name } of CHAPTERS) {
          await page.goto(`/learn/${name}`);
          if (name === "heads" || name === "translate") {
            const hasModel = await page.locator("#learn").getAttribute("data-model") !== "";
            const said = hasModel ? /trained beforehand: \d/ : /no trained translator/;
            await until("it is said which model there is", async () => {
              return said.test(await page.locator("#model-state").textContent() ?? "");
            });
            await openModel(page);
          }
          const pictures = page.locator("main canvas");
          await pictures.first().waitFor();
          for (const picture of await pictures.all()) {
            await until(`${name} draws`, async () => await colorsOf(picture) > 2);
          }
          assert.equal(await sidewaysScroll(page), 0, name);
          if (name !== "hearing" && name !== "training") {
            const readout = page.locator(".readout").first();
            await until("it reads out", async () => await readout.textContent() !== "");
            const before = await readout.textContent();
            await pictures.first().focus();
            await page.keyboard.press(
              await readout.evaluate((e) => /^block/.test(e.textContent!)) ? "Home" : "ArrowDown",
            );
            await page.keyboard.press("ArrowRight");
            await until(`${name} reads out another`, async () => await readout.textContent() !== before);
          }
        }
        assert.deepEqual(asked, []);
      });
    }
  },
);

browserTest("attention follows what is typed, has a table for who can't see it, and is saved as PNG", async () => {
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto("/learn/attention");
    await page.locator("#sentence").fill("dog bites man");
    const table = page.locator("#weights table");
    await page.locator("#weights summary").click();
    await until("three rows", async () => await table.locator("th[scope=row]").count() === 3);
    const first = async () => await table.locator("td:not(:empty)").allTextContents();
    const scaled = (await first()).map(Number);
    await page.locator("#width").fill("10");
    await page.locator("#scaled").uncheck();
    await until("one word gets all", async () => (await first()).filter((value) => value === "1.00").length >= 2);
    assert.ok(scaled.every((share) => share < 1));
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("#weights").getByRole("button", { name: /as PNG/ }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "attention_of_an_untrained_head.png");
    const bytes = await Deno.readFile((await download.path())!);
    assert.deepEqual([...bytes.subarray(1, 4)], [..."PNG"].map((char) => char.charCodeAt(0)));
  });
});

browserTest(
  "training runs in a Worker, its loss falls, it stops when told, and the next chapter has the model",
  async () => {
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/learn/training");
      await page.locator("#start").press("Enter");
      const state = page.locator("#training-state");
      const loss = async () => Number((await state.textContent())?.match(/loss ([\d.]+)/)?.[1] ?? NaN);
      await until("it has begun", async () => await loss() > 0);
      const first = await loss();
      await until("the loss falls", async () => await loss() < 0.8 * first);
      assert.equal(await page.locator("#samples > div").count(), 4);
      await page.locator("#stop").press("Enter");
      await until("it has stopped", async () => /kept in this browser/.test(await state.textContent() ?? ""));
      await page.getByRole("link", { name: "translate with it" }).click();
      await until("it is used", async () => {
        return /trained in this browser: 1 layer/.test(await page.locator("#model-state").textContent() ?? "");
      });
      await until("it writes", async () => await page.locator("#target button").count() > 0);
      const pieces = page.locator("#target button");
      await pieces.last().focus();
      assert.equal(await pieces.last().getAttribute("aria-pressed"), "true");
      const shares = await page.locator("#source span").evaluateAll((all) =>
        all.map((piece) => Number((piece as HTMLElement).style.getPropertyValue("--share")))
      );
      assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 0.01, `${shares}`);
    });
  },
);

browserTest("the two norms race, and both curves are there", async () => {
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto("/learn/block");
    await page.locator("#layers").fill("1");
    await page.locator("#race").click();
    const readout = page.locator("#losses .readout");
    await until("both have curves", async () => {
      return /^step \d+: Pre-LN \d.*Post-LN \d/.test(await readout.textContent() ?? "");
    });
    await page.locator("#stop").click();
    await until("it has ended", async () => /guesses/.test(await page.locator("#race-state").textContent() ?? ""));
  });
});
