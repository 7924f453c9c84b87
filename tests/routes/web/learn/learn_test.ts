import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { CHAPTERS } from "../../../../routes/web/learn/chapters.tsx";
import { QUESTIONS } from "../../../../routes/web/learn/questions.ts";
import { assertAccessible, browserTest, inTab, openApp, sidewaysScroll, until } from "../../../browser.ts";
import { generatePairs, originOf, SMALL_TRANSLATION, Translator } from "../../../../ml/transformer/translation/mod.ts";

const { app, origin, browser } = await openApp();

/** Counts the colours of a canvas; a blank one has one. */
async function colorsOf(canvas: Locator): Promise<number> {
  return await canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}

/** Records requests to other servers. */
function requestsToOthers(page: Page): string[] {
  const found: string[] = [];
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(origin)) found.push(request.url());
  });
  return found;
}

/** Opens an untrained model from a file: enough to test the page. */
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
  const model = new Uint8Array(await (await app.request("/learn/model.safetensors")).arrayBuffer());
  const shipped = new URL("../../../../ml/transformer/translation/trained/translator.safetensors", import.meta.url);
  assert.deepEqual(model, await Deno.readFile(shipped), "what is served is what train made");
  assert.ok(index.includes(originOf(model)!.command), "the command that makes it again");
  assert.equal((await app.request("/learn/nothing", { headers: { Accept: "text/html" } })).status, 404);
});

Deno.test("every chapter asks five questions, each with one right answer and a reason for every answer", async () => {
  assert.deepEqual(Object.keys(QUESTIONS).sort(), CHAPTERS.map(({ name }) => name).sort());
  for (const { name } of CHAPTERS) {
    assert.equal(QUESTIONS[name].length, 5, name);
    for (const { ask, answers } of QUESTIONS[name]) {
      assert.equal(answers.filter(({ isRight }) => isRight).length, 1, ask);
      assert.ok(answers.length >= 3 && answers.every(({ why }) => why.length > 3), ask);
    }
    // the place of the right answer must not give it away
    const places = new Set(QUESTIONS[name].map(({ answers }) => answers.findIndex(({ isRight }) => isRight)));
    assert.ok(places.size > 1, name);
    const html = await (await app.request(`/learn/${name}`, { headers: { Accept: "text/html" } })).text();
    assert.equal(
      html.match(/<details class="answer/g)!.length,
      QUESTIONS[name].flatMap(({ answers }) => answers).length,
    );
  }
});

Deno.test(browserTest("a question is answered by keyboard, and the answer says why", async () => {
  await inTab(browser, { origin, viewport: { width: 360, height: 740 } }, async ({ page }) => {
    await page.goto("/learn/attention");
    const [question] = QUESTIONS.attention;
    const group = page.getByRole("group", { name: question.ask });
    for (const { text, isRight, why } of question.answers) {
      const answer = group.locator("details", { has: page.locator("summary", { hasText: text }) });
      const reason = answer.locator("p");
      assert.equal(await reason.isVisible(), false);
      await answer.locator("summary").press("Enter");
      await reason.waitFor();
      assert.equal((await reason.textContent())!.trim(), `${isRight ? "Right." : "No."} ${why}`);
    }
    await assertAccessible(page);
    assert.equal(await sidewaysScroll(page), 0);
  });
}));

Deno.test(browserTest(
  "every chapter draws, reads values out by keyboard, contacts no other server, and fits a phone in both colours",
  async () => {
    for (const colorScheme of ["dark", "light"] as const) {
      await inTab(browser, { origin, colorScheme, viewport: { width: 360, height: 740 } }, async ({ page }) => {
        const asked = requestsToOthers(page);
        await page.goto("/learn");
        assert.equal(await sidewaysScroll(page), 0, "the list");
        for (const { name } of CHAPTERS) {
          await page.goto(`/learn/${name}`);
          if (name === "heads" || name === "translate") {
            const state = page.locator("#model-state");
            await until("it is said which model there is, and how it was made", async () => {
              return /trained beforehand: 2 layers.* Made by .\/sf train --seed 1 --threads 2: 97.* exactly right/
                .test(await state.textContent() ?? "");
            });
          }
          const canvases = page.locator("main canvas");
          await canvases.first().waitFor();
          for (const canvas of await canvases.all()) {
            await until(`${name} draws`, async () => await colorsOf(canvas) > 2);
          }
          assert.equal(await sidewaysScroll(page), 0, name);
          await assertAccessible(page);
          const pictures = page.locator("main .picture");
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
));

Deno.test(
  browserTest(
    "attention follows the typed sentence, has a table as text alternative, and is saved as PNG",
    async () => {
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
          page.locator("#weights").getByRole("button", { name: /save PNG/ }).click(),
        ]);
        assert.equal(download.suggestedFilename(), "attention_of_an_untrained_head.png");
        const bytes = await Deno.readFile((await download.path())!);
        assert.deepEqual([...bytes.subarray(1, 4)], [..."PNG"].map((char) => char.charCodeAt(0)));
      });
    },
  ),
);

Deno.test(browserTest(
  "training runs in a Worker, its loss falls, the stop button ends it, and the next chapter has the model",
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
));

Deno.test(browserTest(
  "all heads are shown side by side, listed by mean distance, and chosen by keyboard and by click",
  async () => {
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/learn/heads");
      const list = page.locator("#list button");
      await until("eight heads", async () => await list.count() === 8);
      const words = (text: string) => Number(/([\d.]+) words? (?:away|off)/.exec(text)![1]);
      const distances = (await list.allTextContents()).map(words);
      assert.deepEqual(distances, distances.toSorted((a, b) => a - b));
      assert.ok(distances[0] < 1 && distances[7] > 1.5, `some next door, some far: ${distances}`);

      const title = page.locator("#weights-title");
      const chosen = page.locator('#list button[aria-pressed="true"]');
      const isChosen = async (name: string) => {
        await until(`${name} is large`, async () => (await title.textContent())!.startsWith(name));
        assert.ok((await chosen.textContent())!.startsWith(name));
        await until("it is read out", async () => (await readout.textContent())!.startsWith(name));
      };
      const readout = page.locator("#grid .readout");
      const grid = page.locator("#grid canvas");
      await grid.focus();
      await page.keyboard.press("ArrowRight");
      await isChosen("layer 1, head 2");
      await page.keyboard.press("ArrowDown");
      await isChosen("layer 2, head 2");
      await page.keyboard.press("End");
      await isChosen("layer 2, head 4");
      await grid.click({ position: { x: 60, y: 90 } });
      await isChosen("layer 1, head 1");
      await list.nth(3).press("Enter");
      await isChosen(/^layer \d, head \d/.exec((await list.nth(3).textContent())!)![0]);

      for (const name of await list.allTextContents()) {
        assert.match(name, /: [\d.]+ words? away, (next door|spread|\d)/);
      }
      await page.locator("#kind").selectOption("crossAttention");
      await until("other distances", async () => /words? off/.test(await list.first().textContent() ?? ""));
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.locator("#grid").getByRole("button", { name: /save PNG/ }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "all_heads.png");

      await openModel(page);
      await until("the heads are those of the file", async () => await list.count() === 4);
    });
  },
));

Deno.test(browserTest("the shipped translator writes Spanish, greedily and with beam search", async () => {
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto("/learn/translate");
    const spanish = page.locator("#spanish");
    await until("it writes", async () => await spanish.textContent() === "Las casas rojas son grandes.");
    await page.locator("#beams").selectOption("4");
    await page.locator("#sentence").fill("Does she eat the green apples?");
    await until("it asks", async () => await spanish.textContent() === "¿Ella come las manzanas verdes?");
    assert.match((await page.locator("#likelihood").textContent())!, /a probability of \d[\d.e+]* %/);
    await page.locator("#sentence").fill("The zebra sleeps.");
    await until("it says what it does not know", async () => {
      return /never met "zebra"/.test(await page.locator("#model-state").textContent() ?? "");
    });
  });
}));

Deno.test(browserTest("Pre-LN and Post-LN train in turn, and both curves are drawn", async () => {
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
}));
