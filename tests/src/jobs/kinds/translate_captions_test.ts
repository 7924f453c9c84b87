import assert from "node:assert/strict";
import { newId } from "../../../../src/core/ids.ts";
import type { Cue, EditedCue } from "../../../../src/core/types.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { readEditedCues } from "../../../../src/db/tracks/cues.ts";
import { listRevisions, saveRevision } from "../../../../src/db/tracks/revisions.ts";
import { listTracks, type TrackSummary } from "../../../../src/db/tracks/tracks.ts";
import { findTranslationJob, finishTranslation } from "../../../../src/db/tracks/translations.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { getVideo } from "../../../../src/db/videos/videos.ts";
import { reviseTrack, saveWithFiles, storeRevision } from "../../../../src/revisions/revision_writer.ts";
import { testDatabase } from "../../../database.ts";
import { type Behaviour, libreTranslate, serve, shifted, translateList } from "../../translation/http_server.ts";
import { CountingEngine, isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const folder = await Deno.makeTempDir({ prefix: "streamforge_translate_" });
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

/** A captioned video of four seconds, and a worker with a LibreTranslate server. */
async function setUp({ translate = translateList as Behaviour, language = "en" } = {}) {
  const server = serve(libreTranslate(translate));
  const engine = new CountingEngine(); // transcribes "second0." to "second3."
  const context = workerContext(sql, folder, engine);
  context.config.libreTranslateUrl = server.url;
  const { id } = await upload(sql, context.storage, await makeClip(`${folder}/${newId()}.mp4`));
  await sql`update streamforge.videos set asked_language = ${language} where id = ${id}`;
  await workUntil(context, id, isIdle);
  const [original] = await listTracks(sql, id);
  const run = async (to: string, by: string) => {
    const kind = by === "whisper" ? "translate_speech" : "translate_captions";
    await enqueue(sql, { kind, videoId: id, payload: { to, by, track: original.id } });
    await workUntil(context, id, isIdle);
    return (await findTranslationJob(sql, id))!;
  };
  /** Saves the cues of a track as a person does. */
  const edit = async (track: TrackSummary, change: (cues: EditedCue[]) => Cue[]) => {
    const cues = await reviseTrack(sql, track, track.revision, change(await readEditedCues(sql, track.revision)));
    const content = { source: "edited" as const, author: "owner", note: null, baseRevision: track.revision, cues };
    const video = await getVideo(sql, id);
    await saveWithFiles(
      context,
      video,
      { ...content, language: track.language },
      (revision) => saveRevision(sql, { videoId: id, trackId: track.id, revision }),
    );
  };
  const asked = () => server.requests.flatMap(({ body }) => (body as { q?: string[] } | null)?.q ?? []);
  const track = async (language: string) => (await listTracks(sql, id)).find((track) => track.language === language)!;
  const texts = async (language: string) =>
    (await readEditedCues(sql, (await track(language)).revision)).map(({ text, isEdited }) =>
      text + (isEdited ? "*" : "")
    );
  return { id, context, original, run, edit, asked, track, texts, [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
}

/** Four cues with a sentence each: the engine's are longer. */
function sentencesOf(cues: EditedCue[]): Cue[] {
  return [0, 1, 2, 3].map((i) => ({
    ...cues[0],
    id: i + 1,
    start: i,
    end: i + 0.9,
    text: `Sentence ${i}.`,
    words: [],
  }));
}

Deno.test("translate_captions makes a track with the original's times, which says who made it from which revision", async () => {
  await using it = await setUp();
  const { state, message } = await it.run("es", "libretranslate");
  assert.deepEqual([state, message], ["done", "4 cues translated by LibreTranslate."]);
  const track = await it.track("es");
  assert.deepEqual([track.source, track.kind, track.name, track.state], ["translated", "subtitles", "", "finished"]);
  assert.deepEqual(track.translation, {
    ...{ from: it.original.id, revision: it.original.revision, by: "LibreTranslate", isOutdated: false },
  });
  const [cues, original] = [await readEditedCues(sql, track.revision), await readEditedCues(sql, it.original.revision)];
  assert.deepEqual(cues.map(({ start, end }) => [start, end]), original.map(({ start, end }) => [start, end]));
  assert.deepEqual(cues.map(({ text }) => text), original.map(({ text }) => shifted(text)));
  const [revision] = await listRevisions(sql, track.id);
  assert.deepEqual([revision.model, revision.author], ["LibreTranslate", null]);
});

Deno.test("renewing translates only changed cues again, and keeps what a person corrected", async () => {
  await using it = await setUp();
  await it.edit(it.original, sentencesOf);
  await it.run("es", "libretranslate");
  assert.deepEqual(await it.texts("es"), [0, 1, 2, 3].map((i) => shifted(`Sentence ${i}.`)));
  await it.edit(
    await it.track("es"),
    (cues) => cues.with(1, { ...cues[1], text: "Frase 1." }).with(3, { ...cues[3], text: "Frase 3." }),
  );
  assert.equal((await it.track("es")).translation!.isOutdated, false, "the original is the same");
  const before = it.asked().length;
  await it.edit(
    (await it.track("en"))!,
    (cues) => cues.with(2, { ...cues[2], text: "Another one." }).with(3, { ...cues[3], text: "The last one." }),
  );
  assert.equal((await it.track("es")).translation!.isOutdated, true);

  const { message } = await it.run("es", "libretranslate");
  assert.deepEqual(it.asked().slice(before), ["Another one."]);
  assert.match(
    message!,
    /^1 cue translated by LibreTranslate; 2 cues that people edited kept; the originals of 1 cue of these/,
  );
  assert.deepEqual(await it.texts("es"), [shifted("Sentence 0."), "Frase 1.*", shifted("Another one."), "Frase 3.*"]);
  assert.equal((await it.track("es")).translation!.isOutdated, false);
  await it.edit(await it.track("es"), (cues) => cues.with(0, { ...cues[0], text: "Frase 0." }));
  assert.deepEqual(await it.texts("es"), ["Frase 0.*", "Frase 1.*", shifted("Another one."), "Frase 3.*"]);
  assert.equal((await listTracks(sql, it.id)).length, 2);
});

Deno.test("a person's edit that is saved while the translation is renewed is kept", async () => {
  let onTranslate = () => Promise.resolve();
  await using it = await setUp({
    translate: async (body) => {
      await onTranslate();
      return translateList(body);
    },
  });
  await it.edit(it.original, sentencesOf);
  await it.run("es", "libretranslate");
  await it.edit(await it.track("en"), (cues) => cues.with(2, { ...cues[2], text: "Another one." }));
  onTranslate = async () => it.edit(await it.track("es"), (cues) => cues.with(0, { ...cues[0], text: "Frase 0." }));
  const { state } = await it.run("es", "libretranslate");
  assert.equal(state, "done");
  assert.deepEqual(await it.texts("es"), [
    "Frase 0.*",
    shifted("Sentence 1."),
    shifted("Another one."),
    shifted("Sentence 3."),
  ]);
});

Deno.test("two translations of the same captions that end one after the other are one track", async () => {
  await using it = await setUp();
  await it.run("es", "libretranslate");
  const track = await it.track("es");
  const revision = await storeRevision(it.context, await getVideo(sql, it.id), {
    ...{ source: "translated", author: null, model: "small", note: null, baseRevision: null, language: "es" },
    ...{ originalRevision: it.original.revision, cues: await readEditedCues(sql, track.revision) },
  });
  const made = { videoId: it.id, original: it.original.id, language: "es" as const, by: "small" };
  const id = await transaction(sql, (tx) => finishTranslation(tx, { ...made, track: null, revision, merged: null }));
  assert.equal(id, track.id);
  assert.equal((await it.track("es")).translation!.by, "small");
  assert.equal((await listTracks(sql, it.id)).length, 2);
});

Deno.test("a translation leaves the state of failed captions, their reason and their words as they are", async () => {
  await using it = await setUp();
  const before = { captionStatus: "failed", captionError: "no memory", wordCount: 7 };
  await sql`
    update streamforge.videos set caption_status = 'failed', caption_error = 'no memory', word_count = 7, language = 'es'
    where id = ${it.id}`;
  assert.equal((await it.run("es", "libretranslate")).state, "done");
  const { captionStatus, captionError, wordCount } = await getVideo(sql, it.id);
  assert.deepEqual({ captionStatus, captionError, wordCount }, before);
});

Deno.test("a translator that refuses ends the job with its reason, and what was there stays", async () => {
  await using it = await setUp({ translate: () => Response.json({ error: "Invalid API key" }, { status: 403 }) });
  const { state, error } = await it.run("es", "libretranslate");
  assert.equal(state, "dead");
  assert.match(error!, /^LibreTranslate answered 403: Invalid API key$/);
  assert.equal((await listTracks(sql, it.id)).length, 1);
  const lacking = await it.run("es", "chat");
  assert.match(lacking.error!, /this worker has no translator chat: TRANSLATE_URL/);
});

Deno.test("translation (5.1): translate_speech has Whisper translate the sound, and gives its words to the cues of their time", async () => {
  await using it = await setUp({ language: "de" });
  await it.edit(it.original, sentencesOf);
  const { state, error } = await it.run("en", "whisper");
  assert.equal(state, "done", error ?? "");
  assert.deepEqual(await it.texts("en"), ["second0.", "second1.", "second2.", "second3."]);
  assert.equal((await it.track("en")).translation!.by, "Whisper base");
  assert.equal((await it.track("de")).translation, null);
});
