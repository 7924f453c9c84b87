import assert from "node:assert/strict";
import { finish } from "../../../../src/db/jobs/outcomes.ts";
import { createTrack, listTracks } from "../../../../src/db/tracks/tracks.ts";
import { finishTranslation } from "../../../../src/db/tracks/translations.ts";
import { storeRevision } from "../../../../src/revisions/revision_writer.ts";
import { browserTest, inTab, until } from "../../../browser.ts";
import { libreTranslate, serve } from "../../../src/translation/http_server.ts";
import { claimJob } from "../../harness.ts";
import { cue, CUES, openPlayers, seek, shownCues } from "./player_page.ts";

const libre = serve(libreTranslate());
Deno.test.afterAll(async () => await libre[Symbol.asyncDispose]());
const { sql, app, origin, browser, captioned } = await openPlayers({ env: { LIBRETRANSLATE_URL: libre.url } });

/** Ends the queued translation of a video as its job does. */
async function translated(videoId: string, text: string): Promise<void> {
  const job = await claimJob(sql, videoId, "translate_captions");
  const [original] = await listTracks(sql, videoId);
  const revision = await storeRevision(app, { id: videoId, durationSeconds: 2 }, {
    ...{ source: "translated", author: null, model: "LibreTranslate", note: null, baseRevision: null, language: "es" },
    ...{ originalRevision: original.revision, cues: [{ ...cue(1, 0.1, 1.9, text), isEdited: false }] },
  });
  await finish(sql, job, async (tx) => {
    const made = { videoId, original: original.id, language: "es" as const, by: "LibreTranslate" };
    await finishTranslation(tx, { ...made, track: null, revision, merged: null });
  });
}

Deno.test(
  browserTest(
    "translation (5.1): the owner has captions translated by keyboard, and renews a translation that is out of date",
    async () => {
      const id = await captioned();
      await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
        await page.goto(`/videos/${id}`);
        await page.getByText("translate the captions").focus();
        await page.keyboard.press("Enter");
        await page.locator("#translate-to option", { hasText: "español" }).waitFor({ state: "attached" });
        assert.deepEqual(await page.locator("#translate-to option").allTextContents(), [
          "Deutsch",
          "español",
          "français",
          "italiano",
          "Nederlands",
          "português",
          "русский",
          "українська",
          "中文",
        ]);
        assert.match(
          await page.locator("#translate-more").textContent() ?? "",
          /More languages come with TRANSLATE_URL/,
        );
        await page.locator("#translate-to").selectOption("de");
        assert.equal(await page.locator("#translate-by").isVisible(), false, "there is one translator");
        await page.locator("#translate-to").selectOption("es");
        assert.deepEqual(await page.locator("#translate-by option").allTextContents(), ["LibreTranslate", "OPUS-MT"]);
        await page.getByRole("button", { name: "Translate", exact: true }).press("Enter");
        await page.getByText("Spanish waits").waitFor();
        await translated(id, "Una línea.");
        await page.getByText(/español: (translated|traducido) .*LibreTranslate/).waitFor();
        assert.equal(await page.getByRole("button", { name: "Update the translation" }).count(), 0);

        const [original] = await listTracks(sql, id);
        const cues = CUES.map(({ start, end, text }) => ({ start, end, text: `${text}!` }));
        const body = JSON.stringify({ base_revision: original.revision, cues });
        await app.request(`/api/videos/${id}/tracks/${original.id}`, { as: "owner", method: "PUT", body });
        await page.getByText("Out of date").waitFor();
        await page.getByRole("button", { name: "Update the translation: español" }).press("Enter");
        await page.getByText("Spanish waits").waitFor();
        const job = await claimJob(sql, id, "translate_captions");
        assert.deepEqual(job.payload, { to: "es", by: "libretranslate", track: original.id });
      });
    },
  ),
);

Deno.test(
  browserTest("the player shows the track in the viewer's language, and the chosen one afterwards", async () => {
    const id = await captioned();
    await app.request(`/api/videos/${id}/captions/translate`, { as: "owner", method: "POST", body: '{"to":"es"}' });
    await translated(id, "Una línea.");
    const shows = async (locale: string, text: RegExp) => {
      await inTab(browser, { origin, locale }, async ({ page }) => {
        await page.goto(`/videos/${id}`);
        await seek(page, 0.5);
        await until(`${text} is shown`, async () => (await shownCues(page)).some((cue) => text.test(cue)));
        assert.equal(await page.getByText("translate the captions").count(), 0, "only the owner translates");
        await page.getByText(/español: (translated|traducido) .*LibreTranslate/).waitFor();
      });
    };
    await shows("es-MX", /Una línea/);
    await shows("fr-FR", /The first line/);
    await shows("en-US", /The first line/);
    const revision = await storeRevision(app, { id, durationSeconds: 2 }, {
      ...{ source: "uploaded", author: null, model: null, note: null, baseRevision: null, language: "no" },
      cues: [{ ...cue(1, 0.1, 1.9, "En linje."), isEdited: false }],
    });
    await createTrack(sql, { videoId: id, language: "no", kind: "subtitles", revision });
    await shows("nb-NO", /En linje/);
    await shows("nn-NO", /En linje/);
  }),
);
