import assert from "node:assert/strict";
import type { Cue } from "../../../src/core/types.ts";
import { transaction } from "../../../src/db/pool/client.ts";
import { finishTranslation } from "../../../src/db/tracks/translations.ts";
import { listTracks } from "../../../src/db/tracks/tracks.ts";
import { storeRevision } from "../../../src/revisions/revision_writer.ts";
import { testDatabase } from "../../database.ts";
import { chat, libreTranslate, serve } from "../../src/translation/http_server.ts";
import { claimJob, problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const libre = serve(libreTranslate());
const model = serve(chat());
const set = await startApp(sql, {
  env: { TRANSLATE_URL: `${model.url}/v1`, TRANSLATE_MODEL: "small", LIBRETRANSLATE_URL: libre.url },
});
const unset = await startApp(sql);
Deno.test.afterAll(async () => {
  for (const app of [set, unset]) await app.close();
  for (const server of [libre, model]) await server[Symbol.asyncDispose]();
});

const RENDITIONS = { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } };

function cues(...texts: string[]): Cue[] {
  return texts.map((text, i) => ({ id: i + 1, start: 2 * i, end: 2 * i + 1.5, text, words: [] }));
}

async function seed({ language = "en" } = {}): Promise<string> {
  const id = await seedVideo(set, { renditions: RENDITIONS });
  await seedCaptions(set, id, { language, cues: cues("One.", "Two.", "Three.") });
  return id;
}

async function choices(app: typeof set, id: string) {
  const response = await app.request(`/api/videos/${id}/captions/translate`, { as: "owner" });
  assert.equal(response.status, 200);
  return await response.json();
}

async function ask(app: typeof set, id: string, body: unknown): Promise<Response> {
  return await app.request(`/api/videos/${id}/captions/translate`, {
    as: "owner",
    method: "POST",
    body: JSON.stringify(body),
  });
}

Deno.test("the languages that are available are offered with their translators, the preferred one first", async () => {
  const id = await seed();
  const { original, languages, problems, job } = await choices(set, id);
  assert.deepEqual([original.language, problems, job], ["en", [], null]);
  const byOf = (code: string) => languages.find(({ language }: { language: string }) => language === code)?.by;
  assert.deepEqual([byOf("es"), byOf("de"), byOf("en")], [
    ["chat", "libretranslate", "marian"],
    ["chat", "marian"],
    undefined,
  ]);
  const none = await choices(unset, id);
  const offered = none.languages.map(({ language, by }: { language: string; by: string[] }) => [language, ...by]);
  assert.deepEqual(offered.find(([language]: string[]) => language === "pt"), ["pt", "bergamot", "marian"]);
  assert.deepEqual(offered.map(([language]: string[]) => language).sort(), "de es fr it nl pt ru uk zh".split(" "));
  assert.match(none.more, /TRANSLATE_URL.*LIBRETRANSLATE_URL/);
});

Deno.test("Whisper's own translation into English is offered for other languages than English", async () => {
  const id = await seed({ language: "de" });
  assert.deepEqual((await choices(unset, id)).languages, [
    { language: "en", label: "English", by: ["whisper", "marian"] },
    ...[["es", "español"], ["fr", "français"]].map(([language, label]) => ({ language, label, by: ["marian"] })),
  ]);
  const { job } = await (await ask(unset, id, { to: "english" })).json();
  assert.equal(job.kind, "translate_speech");
});

Deno.test("a translator that can't be asked is named, and the others are offered", async () => {
  await using broken = serve(() => new Response("", { status: 503 }));
  const app = await startApp(sql, { env: { LIBRETRANSLATE_URL: broken.url } });
  try {
    const id = await seed();
    const { problems } = await choices(app, id);
    assert.match(problems[0], /^LibreTranslate answered 503$/);
    assert.match(
      await problemOf(await ask(app, id, { to: "pl" }), 422),
      /from en to polish: LibreTranslate answered 503/,
    );
  } finally {
    await app.close();
  }
});

Deno.test("a translation is queued once, and its job is shown", async () => {
  const id = await seed();
  const queued = await ask(set, id, { to: "Spanish", by: "libretranslate" });
  const { job, status_url } = await queued.json();
  assert.deepEqual([queued.status, job.kind], [202, "translate_captions"]);
  assert.equal((await (await ask(set, id, { to: "es", by: "libretranslate" })).json()).job.id, job.id);
  assert.match(await problemOf(await ask(set, id, { to: "fr" }), 409), /are being translated: wait/);
  const elsewhere = await ask(set, id, { to: "pt", by: "bergamot" }); // by a job of another kind
  assert.match(await problemOf(elsewhere, 409), /are being translated: wait/);
  const shown = (await (await set.request(status_url, { as: "owner" })).json()).job;
  assert.deepEqual([shown.id, shown.to, shown.by, shown.state], [job.id, "es", "libretranslate", "queued"]);
  assert.equal((await claimJob(sql, id, "translate_captions")).id, job.id);
});

Deno.test("a wish that can't be met is refused with what is right", async () => {
  const id = await seed();
  assert.match(await problemOf(await ask(set, id, { to: "klingon" }), 422), /to is "klingon": it must be a language/);
  assert.match(await problemOf(await ask(set, id, { to: "en" }), 422), /in this language already/);
  assert.match(
    await problemOf(await ask(set, id, { to: "de", by: "libretranslate" }), 422),
    /does not translate from en/,
  );
  assert.match(await problemOf(await ask(set, id, { to: "de", by: "nobody" }), 422), /by is "nobody"/);
  assert.match(await problemOf(await ask(set, id, { to: "de", track: "none" }), 404), /no such finished captions/);
  assert.match(
    await problemOf(await ask(unset, id, { to: "pl" }), 422),
    /no translator from en to polish: More languages/,
  );
  const bare = await seedVideo(set, { renditions: RENDITIONS });
  assert.match(await problemOf(await ask(set, bare, { to: "es" }), 409), /no finished captions to translate yet/);
});

Deno.test("original and translation are answered cue by cue, with what has changed since", async () => {
  const id = await seed();
  const [original] = await listTracks(sql, id);
  const revision = await storeRevision(set, { id, durationSeconds: 6 }, {
    ...{ source: "translated", author: null, model: "LibreTranslate", note: null, baseRevision: null, language: "es" },
    ...{ originalRevision: original.revision, cues: cues("Uno.", "Dos.").map((cue) => ({ ...cue, isEdited: false })) },
  });
  const track = await transaction(sql, (tx) =>
    finishTranslation(tx, {
      ...{ videoId: id, original: original.id, language: "es", by: "LibreTranslate" },
      ...{ track: null, revision, merged: null },
    }));
  const read = async () =>
    await (await set.request(`/api/videos/${id}/tracks/${track}/translation`, { as: "owner" })).json();
  const summary = ({ pairs }: Awaited<ReturnType<typeof read>>) =>
    pairs.map(({ original, translation, changed }: { original: Cue; translation: Cue[]; changed: boolean }) => [
      ...[original.text, translation.map(({ text }) => text).join(), changed],
    ]);
  const first = await read();
  assert.deepEqual([first.language, first.by, first.outdated], ["es", "LibreTranslate", false]);
  assert.deepEqual(summary(first), [["One.", "Uno.", false], ["Two.", "Dos.", false], ["Three.", "", false]]);

  const body = { base_revision: original.revision, cues: cues("One.", "Two!", "Three.") };
  await set.request(`/api/videos/${id}/tracks/${original.id}`, {
    as: "owner",
    method: "PUT",
    body: JSON.stringify(body),
  });
  const second = await read();
  assert.equal(second.outdated, true);
  assert.deepEqual(summary(second), [["One.", "Uno.", false], ["Two!", "Dos.", true], ["Three.", "", false]]);
  const { captions } = await (await set.request(`/api/videos/${id}`, { as: "owner" })).json();
  assert.deepEqual(captions.map(({ translation }: { translation: unknown }) => translation), [
    null,
    { from: original.id, revision: original.revision, by: "LibreTranslate", outdated: true },
  ]);
  const none = await set.request(`/api/videos/${id}/tracks/${original.id}/translation`, { as: "owner" });
  assert.match(await problemOf(none, 404), /no translation/);
});
