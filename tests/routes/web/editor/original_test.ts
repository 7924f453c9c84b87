import assert from "node:assert/strict";
import type { Cue } from "../../../../src/core/types.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { listTracks } from "../../../../src/db/tracks/tracks.ts";
import { finishTranslation } from "../../../../src/db/tracks/translations.ts";
import { storeRevision } from "../../../../src/revisions/revision_writer.ts";
import { browserTest, sidewaysScroll, until } from "../../../browser.ts";
import { accessible, choose, CUES, field, openEditors, row } from "./editor_harness.ts";

const { app, sql, captioned, editing } = await openEditors();
const SPANISH = [
  "El panadero de nuestra calle",
  "abre su tienda antes del sol.",
  "Enciende el horno",
  "y oye la radio.",
];

/** A video with a translation into Spanish. @returns the ids of the video and its English track */
async function translated(): Promise<Record<"id" | "original" | "translation" | "revision", string>> {
  const id = await captioned();
  const [original] = await listTracks(sql, id);
  const cues = CUES.map((cue, i): Cue => ({ ...cue, text: SPANISH[i], words: [] }));
  const revision = await storeRevision(app, { id, durationSeconds: 20 }, {
    ...{ source: "translated", author: null, model: "LibreTranslate", note: null, baseRevision: null, language: "es" },
    ...{ originalRevision: original.revision, cues: cues.map((cue) => ({ ...cue, isEdited: false })) },
  });
  const translation = await transaction(sql, (tx) =>
    finishTranslation(tx, {
      ...{ videoId: id, original: original.id, language: "es", by: "LibreTranslate" },
      ...{ track: null, revision, merged: null },
    }));
  return { id, original: original.id, translation, revision: original.revision! };
}

Deno.test(browserTest("a translation is edited beside its original; what changed there since is marked", async () => {
  const { id, original, translation, revision } = await translated();
  await editing(id, async (tab) => {
    const { page } = tab;
    const beside = (n: number) => row(page, n).locator(".cue-original");
    await row(page, 1).waitFor();
    assert.equal(await beside(1).isVisible(), false, "captions in the language of the speech have none");
    await page.locator("#track").selectOption(translation);
    await until(
      "the original is shown",
      async () => await beside(2).textContent() === "opens his chop before the sun comes up.",
    );
    assert.equal(await beside(2).getAttribute("lang"), "en");
    assert.equal(await page.locator(".outdated").count(), 0);
    await choose(page, 2);
    assert.ok(await beside(2).isVisible(), "also of the caption that is edited");
    assert.equal(await field(page).getAttribute("lang"), "es");
    const [text, source] = [await row(page, 1).locator(".cue-text").boundingBox(), await beside(1).boundingBox()];
    assert.ok(source!.x > text!.x + 50 && Math.abs(source!.y - text!.y) < 5, "side by side");
    await accessible(tab);

    // somebody corrects the original meanwhile
    const cues = CUES.map((cue) => ({ ...cue, text: cue.text.replace("chop", "shop") }));
    const body = JSON.stringify({ base_revision: revision, cues });
    const saved = await app.request(`/api/videos/${id}/tracks/${original}`, { as: "owner", method: "PUT", body });
    assert.equal(saved.status, 200);
    await until("the change is marked", async () => await page.locator(".outdated").count() === 1);
    assert.match(await beside(2).textContent() ?? "", /his shop before/);
    assert.match(await row(page, 2).textContent() ?? "", /original changed/);

    await choose(page, 1);
    await page.keyboard.press("Escape");
    await page.keyboard.press("m");
    assert.match(
      await beside(1).textContent() ?? "",
      /^The baker .* his shop before the sun comes up\.$/,
      "joined too",
    );
    await page.keyboard.press("Control+z");
    await page.setViewportSize({ width: 360, height: 740 });
    assert.equal(await sidewaysScroll(page), 0);
    assert.ok(await beside(2).isVisible());
  });
}));
