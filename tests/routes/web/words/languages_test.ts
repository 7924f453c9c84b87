/** The pages in Chromium, in each language: what they say, that nothing is missing, and that German fits a phone. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { CATALOGUE } from "../../../../routes/web/words/words.ts";
import { type Locale, LOCALES } from "../../../../routes/web/words/locales.ts";
import { browserTest, inTab, openApp, sidewaysScroll, until } from "../../../browser.ts";
import { fixture } from "../../../media_fixtures.ts";
import { seedCaptions, seedVideo } from "../../harness.ts";

const { app, origin, browser } = await openApp();
const bytes = await Deno.readFile(await fixture("talk.mp4"));
const id = await seedVideo(app, {
  ...{ title: "A talk", visibility: "public" },
  renditions: { source: { shortSide: 180, bytes } },
});
await seedCaptions(app, id);
const PATHS = ["/", `/videos/${id}`, `/videos/${id}/edit`, `/videos/${id}/audio-report`, "/search", "/settings"]
  .concat(["/learn", "/sign-in", "/nothing-here"]);
const ACCEPTED = { en: "en-US", es: "es-ES", de: "de-DE" };

/** The text that a person sees, with labels and hints. */
async function readAll(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const labels = [...document.querySelectorAll("[aria-label], [title], [placeholder]")].flatMap((element) =>
      ["aria-label", "title", "placeholder"].map((name) => element.getAttribute(name) ?? "")
    );
    return [document.body.innerText, ...labels].join("\n");
  });
}

for (const locale of Object.keys(LOCALES) as Locale[]) {
  Deno.test(browserTest(`every page is in ${locale}, without a gap, and fits 360 px`, async () => {
    const options = { origin, signedIn: true, locale: ACCEPTED[locale], viewport: { width: 360, height: 740 } };
    await inTab(browser, options, async ({ page, complaints }) => {
      for (const path of PATHS) {
        await page.goto(path);
        assert.equal(await page.locator("html").getAttribute("lang"), locale, path);
        await page.getByRole("navigation", { name: CATALOGUE[locale].common.language }).waitFor();
        const text = await readAll(page);
        // the captions have "<there>"
        assert.doesNotMatch(text.replaceAll("<there>", ""), /undefined|\[object|NaN|<\/?\w+\/?>/, path);
        assert.equal(await sidewaysScroll(page), 0, path);
      }
      complaints.splice(0).forEach((text) => assert.match(text, /404/));
    });
  }));
}

Deno.test(
  browserTest("a person chooses a language on the page; it is kept, and the address stays as it is", async () => {
    await inTab(browser, { origin, locale: "de-DE" }, async ({ page }) => {
      await page.goto("/?q=talk");
      await page.getByText("1 Video", { exact: true }).waitFor();
      await page.getByRole("link", { name: "Español" }).click();
      await page.getByText("1 vídeo", { exact: true }).waitFor();
      assert.equal(new URL(page.url()).search, "?q=talk");
      await page.goto(`/videos/${id}`);
      await page.getByRole("heading", { name: "Transcripción" }).waitFor();
      await page.getByRole("button", { name: "Reproducir", exact: true }).waitFor();
      const month = new Intl.DateTimeFormat("es", { dateStyle: "medium", timeZone: "UTC" }).format(new Date());
      assert.ok((await page.locator(".heading .meta").innerText()).includes(month));
      await page.goto("/?q=nothing+like+it");
      await page.getByText("Ningún vídeo coincide.").waitFor();
      await page.getByText("0 vídeos", { exact: true }).waitFor();
    });
  }),
);

Deno.test(browserTest("scripts speak the page's language, also where they replace what the server wrote", async () => {
  await inTab(browser, { origin, locale: "de-DE", signedIn: true }, async ({ page, complaints }) => {
    await page.goto("/");
    await page.getByLabel("Mehr zu A talk").click();
    await page.getByRole("button", { name: "A talk löschen" }).click();
    await page.getByText("A talk ist gelöscht.").waitFor();
    await page.getByRole("button", { name: "Löschen von A talk rückgängig machen" }).click();
    await page.getByRole("heading", { name: "A talk" }).waitFor();
    await page.context().setOffline(true);
    await until("it says so", async () => /^Keine Verbindung/.test(await page.locator("#link-state").innerText()));
    await page.context().setOffline(false);
    await until("it is back", async () => await page.locator("#link-state").innerText() === "Live");
    complaints.length = 0;
  });
}));
