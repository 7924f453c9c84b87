import assert from "node:assert/strict";
import {
  listAnalyses,
  queueAnalyses,
  queueOutdatedAnalyses,
  recordAnalysis,
  renewAnalyses,
  setAnalysisFailed,
} from "../../../../src/db/analyses/analyses.ts";
import { findAnalyzedCaptions } from "../../../../src/db/analyses/analyzed_captions.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import type { AnalysisKind } from "../../../../src/core/analyses.ts";
import { deleteTrack } from "../../../../src/db/tracks/delete_track.ts";
import { saveRevision } from "../../../../src/db/tracks/revisions.ts";
import { createTrack } from "../../../../src/db/tracks/tracks.ts";
import { setFoundChapters } from "../../../../src/db/videos/player_media.ts";
import { updateVideo } from "../../../../src/db/videos/videos.ts";
import { newId } from "../../../../src/core/ids.ts";
import { testDatabase } from "../../../database.ts";
import { QUALITY } from "../../../routes/sound_quality_sample.ts";
import { seedCaptions, seedVideo, startApp } from "../../../routes/harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const RENDITIONS = { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } };
const KIND = "sound_quality";
const MADE = { result: QUALITY, madeBy: "a rule 1", seconds: 2 };

async function captioned(): Promise<{ id: string; trackId: string; revisionId: string }> {
  const id = await seedVideo(app, { renditions: RENDITIONS });
  await seedCaptions(app, id, { cues: [{ id: 1, start: 0, end: 1, text: "Hello.", words: [] }] });
  const { trackId, revisionId } = (await findAnalyzedCaptions(sql, id))!;
  return { id, trackId, revisionId };
}

async function edit(
  { id, trackId, revisionId }: { id: string; trackId: string; revisionId: string },
  cues = [{ id: 1, start: 0, end: 1, text: "Hullo.", words: [], isEdited: true }],
): Promise<string> {
  const keys = { srtKey: "s", vttKey: "v", transcriptKey: "t" };
  const revision = { id: newId(), source: "edited" as const, author: null, note: null, wordCount: 1, cues, ...keys };
  await saveRevision(sql, { videoId: id, trackId, revision: { ...revision, baseRevision: revisionId } });
  return revision.id;
}

Deno.test("the result of an analysis stays while it is made again, and if that fails", async () => {
  const { id } = await captioned();
  const states: unknown[] = [];
  const note = async () => {
    const [{ state, result, error }] = await listAnalyses(sql, id);
    states.push([state, result, error]);
  };
  await transaction(sql, (tx) => queueAnalyses(tx, id, [KIND]));
  await note();
  await transaction(sql, (tx) => recordAnalysis(tx, id, KIND, { ...MADE, revisionId: null }));
  await note();
  await sql`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  await transaction(sql, (tx) => queueAnalyses(tx, id, [KIND]));
  await note();
  await transaction(sql, (tx) => setAnalysisFailed(tx, id, KIND, "no"));
  await note();
  assert.deepEqual(states, [["pending", null, null], ["ready", QUALITY, null], ["pending", QUALITY, null], [
    "failed",
    QUALITY,
    "no",
  ]]);
});

Deno.test("an analysis of captions is outdated once they have another revision, and stores nothing of the old one", async () => {
  const { id, ...captions } = await captioned();
  await transaction(sql, (tx) => queueAnalyses(tx, id, [KIND]));
  const old = { ...MADE, revisionId: captions.revisionId };
  assert.equal(await transaction(sql, (tx) => recordAnalysis(tx, id, KIND, old)), true);
  assert.equal((await listAnalyses(sql, id))[0].isOutdated, false);
  const revisionId = await edit({ id, ...captions });
  assert.equal((await listAnalyses(sql, id))[0].isOutdated, true);
  const [row] = await sql`select outdated_at is not null as is_marked from streamforge.analyses where video_id = ${id}`;
  assert.equal(row.isMarked, true);
  assert.equal(
    await transaction(sql, (tx) => recordAnalysis(tx, id, KIND, { ...old, result: { ...QUALITY, score: 2 } })),
    false,
  );
  assert.deepEqual((await listAnalyses(sql, id))[0].result, QUALITY);
  await transaction(sql, (tx) => recordAnalysis(tx, id, KIND, { ...MADE, revisionId }));
  assert.equal((await listAnalyses(sql, id))[0].isOutdated, false);
});

const OF_TEXT = { language: "en", unavailable: null };
const CHAPTERS = [{ start: 0, end: 1, title: "Hello" }];
const RESULTS = {
  sentiment: { ...OF_TEXT, score: 0.5, label: "positive", spans: [] },
  chapters: { ...OF_TEXT, chapters: CHAPTERS },
};
const TEXT_KINDS = ["sentiment", "chapters"] as const;

/** As after the jobs of both kinds. */
async function analyzed(id: string, revisionId: string): Promise<void> {
  await transaction(sql, async (tx) => {
    await queueAnalyses(tx, id, TEXT_KINDS);
    for (const kind of TEXT_KINDS) {
      await recordAnalysis(tx, id, kind, { result: RESULTS[kind], madeBy: "a rule", seconds: 1, revisionId });
    }
    await setFoundChapters(tx, id, CHAPTERS);
    await tx`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  });
}

async function addTrack(videoId: string, language: string): Promise<string> {
  const keys = { srtKey: "s", vttKey: "v", transcriptKey: "t" };
  const cues = [{ id: 1, start: 0, end: 1, text: "Salut.", words: [], isEdited: false }];
  const revision = { id: newId(), source: "uploaded" as const, author: null, note: null, wordCount: 1, cues, ...keys };
  return await createTrack(sql, {
    videoId,
    language,
    kind: "subtitles",
    revision: { ...revision, baseRevision: null },
  });
}

/** The states with what is left of the results, the kinds of jobs that wait, and whether a row is marked. */
async function standOf(id: string) {
  const states = (await listAnalyses(sql, id)).map(({ kind, state, result }) => [kind, state, result !== null]);
  const queued = await sql<{ kind: string }[]>`
    select kind from streamforge.jobs where video_id = ${id} and state = 'queued' and kind like 'analyze%' order by kind`;
  const marked = await sql`select 1 from streamforge.analyses where video_id = ${id} and outdated_at is not null`;
  const [{ chapters, by }] = await sql<{ chapters: number; by: string }[]>`
    select jsonb_array_length(chapters) as chapters, chapters_by as by from streamforge.videos where id = ${id}`;
  return { states, queued: queued.map(({ kind }) => kind), isMarked: marked.length > 0, chapters: [chapters, by] };
}

const sweep = (kinds: readonly AnalysisKind[] = TEXT_KINDS) => queueOutdatedAnalyses(sql, { kinds, stillSeconds: 0 });
const AS_MADE = {
  states: [["sentiment", "ready", true], ["chapters", "ready", true]],
  ...{ queued: [], isMarked: false, chapters: [1, "analysis"] },
};

Deno.test("the sweep queues what was made of captions that have changed since, once they have stayed the same", async () => {
  const { id, ...captions } = await captioned();
  await analyzed(id, captions.revisionId);
  assert.equal(await sweep(), 0);
  await edit({ id, ...captions });
  assert.equal(await queueOutdatedAnalyses(sql, { kinds: TEXT_KINDS, stillSeconds: 3600 }), 0);
  assert.deepEqual(await standOf(id), { ...AS_MADE, isMarked: true });
  assert.equal(await sweep(["sentiment"]), 1);
  assert.deepEqual((await standOf(id)).queued, ["analyze_sentiment"]);
  assert.equal(await sweep(), 1);
  assert.deepEqual(await standOf(id), {
    ...AS_MADE,
    states: [["sentiment", "pending", true], ["chapters", "pending", true]],
    queued: ["analyze_chapters", "analyze_sentiment"],
  });
  assert.equal(await sweep(), 0);
});

Deno.test("what was made of captions that are empty now goes, also where its kind is switched off", async () => {
  const { id, ...captions } = await captioned();
  await analyzed(id, captions.revisionId);
  await edit({ id, ...captions }, []);
  assert.equal(await sweep([]), 0);
  const { states, chapters } = await standOf(id);
  assert.deepEqual([states, chapters[0]], [[], 0]);
});

Deno.test("safety of captions that are empty now is made anew of the picture, but not where it is switched off", async () => {
  const queuedWith = async (kinds: readonly AnalysisKind[]) => {
    const { id, ...captions } = await captioned();
    const result = { ...OF_TEXT, flags: [], frames: [], frames_looked_at: 1 };
    const made = { result, madeBy: "a rule", seconds: 1, revisionId: captions.revisionId };
    await transaction(sql, (tx) => recordAnalysis(tx, id, "safety", made));
    await edit({ id, ...captions }, []);
    await sweep(kinds);
    const { states, queued } = await standOf(id);
    return { states, queued };
  };
  assert.deepEqual(await queuedWith([]), { states: [], queued: [] });
  const again = { states: [["safety", "pending", false]], queued: ["analyze_safety"] };
  assert.deepEqual(await queuedWith(["safety"]), again);
});

Deno.test("what a kind missed while it was switched off is made once it is switched on again", async () => {
  const { id, ...captions } = await captioned();
  await analyzed(id, captions.revisionId);
  await edit({ id, ...captions });
  assert.deepEqual([await sweep([]), await sweep([])], [0, 0]);
  assert.deepEqual((await standOf(id)).queued, []);
  assert.equal(await sweep(["chapters"]), 1);
  assert.deepEqual((await standOf(id)).queued, ["analyze_chapters"]);
  assert.equal(await sweep(), 1);
});

Deno.test("a change of captions that analyses don't read queues nothing", async () => {
  const { id, revisionId } = await captioned();
  await analyzed(id, revisionId);
  await addTrack(id, "fr");
  assert.equal((await standOf(id)).isMarked, true);
  assert.equal(await sweep(), 0);
  assert.deepEqual(await standOf(id), AS_MADE);
});

Deno.test("another spoken language of the video has other captions read", async () => {
  const { id, revisionId } = await captioned();
  await addTrack(id, "fr");
  await analyzed(id, revisionId);
  await updateVideo(sql, id, { language: "en" });
  assert.equal(await sweep(), 0, "the same captions come first");
  await updateVideo(sql, id, { language: "fr" });
  assert.equal(await sweep(), 1);
  assert.deepEqual((await standOf(id)).queued, ["analyze_sentiment"], "chapters are made of the English captions");
});

Deno.test("a kind that can't be made of the spoken language reads English captions that have a cue and all that is said", async () => {
  const { id } = await captioned();
  const [video] = await sql<{ language: string }[]>`
    update streamforge.videos set language = 'sv' where id = ${id} returning language`;
  const swedish = await addTrack(id, video.language);
  const read = async (kind: AnalysisKind) => {
    const { language, translatedFrom } = (await findAnalyzedCaptions(sql, id, kind))!;
    return [language, translatedFrom];
  };
  assert.deepEqual(await read("topics"), ["en", "sv"]);
  assert.deepEqual(await read("sentiment"), ["en", "sv"]);
  assert.deepEqual(await read("sound_quality"), ["sv", null], "what reads no words reads what is spoken");
  await sql`update streamforge.tracks set is_commentary = true where video_id = ${id} and id <> ${swedish}`;
  assert.deepEqual(await read("topics"), ["sv", null]);
  await sql`update streamforge.tracks set is_commentary = false where video_id = ${id}`;
  await sql`
    delete from streamforge.cues where revision_id in (
      select current_revision from streamforge.tracks where video_id = ${id} and language = 'en')`;
  assert.deepEqual(await read("topics"), ["sv", null]);
});

Deno.test("what was made of captions that are empty now is removed, with the chapters, and nothing is queued", async () => {
  const { id, ...captions } = await captioned();
  await analyzed(id, captions.revisionId);
  await transaction(sql, (tx) => queueAnalyses(tx, id, [KIND]));
  await edit({ id, ...captions }, []);
  assert.equal(await sweep(), 0);
  assert.deepEqual(await standOf(id), {
    ...{ states: [[KIND, "pending", false]], queued: ["analyze_sound"], isMarked: false },
    chapters: [0, "file"],
  });
});

Deno.test("what was made of a track goes with it, and is made anew of the captions that are left", async () => {
  const { id, trackId, revisionId } = await captioned();
  const other = await addTrack(id, "fr");
  await analyzed(id, revisionId);
  await deleteTrack(sql, { videoId: id, id: trackId, analyses: ["sentiment"] });
  assert.deepEqual(await standOf(id), {
    ...{ states: [["sentiment", "pending", false]], queued: ["analyze_sentiment"], isMarked: false },
    chapters: [0, "file"],
  });
  await deleteTrack(sql, { videoId: id, id: other, analyses: ["sentiment"] });
  assert.deepEqual((await standOf(id)).states, [], "there are none left");
});

Deno.test("what was made of a track stays when another one is deleted", async () => {
  const { id, revisionId } = await captioned();
  const other = await addTrack(id, "fr");
  await analyzed(id, revisionId);
  await deleteTrack(sql, { videoId: id, id: other, analyses: TEXT_KINDS });
  assert.deepEqual(await standOf(id), AS_MADE);
});

Deno.test("the sweep leaves analyses alone that read no captions", async () => {
  const { id, ...captions } = await captioned();
  await transaction(sql, (tx) => recordAnalysis(tx, id, KIND, { ...MADE, revisionId: captions.revisionId }));
  await edit({ id, ...captions });
  assert.equal((await standOf(id)).isMarked, true);
  assert.equal(await sweep([KIND]), 0);
  assert.deepEqual((await standOf(id)).queued, []);
});

Deno.test("after a file was replaced the results of the earlier one are gone and asked for again", async () => {
  const { id } = await captioned();
  await transaction(sql, (tx) => queueAnalyses(tx, id, [KIND]));
  await transaction(sql, (tx) => recordAnalysis(tx, id, KIND, { ...MADE, revisionId: null }));
  await sql`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  const kinds = [KIND] as const;
  await transaction(sql, (tx) => renewAnalyses(tx, id, { hasAudio: true, hasVideo: false, kinds }));
  const [{ state, result }] = await listAnalyses(sql, id);
  assert.deepEqual([state, result], ["pending", null]);
  await sql`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  await transaction(sql, (tx) => renewAnalyses(tx, id, { hasAudio: false, hasVideo: false, kinds }));
  assert.deepEqual(await listAnalyses(sql, id), [], "the new file has no sound");
});

Deno.test("after a file was replaced nothing is queued that ANALYSES switches off", async () => {
  const { id, revisionId } = await captioned();
  await analyzed(id, revisionId);
  await transaction(sql, (tx) => recordAnalysis(tx, id, KIND, { ...MADE, revisionId: null }));
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["chapters", "summary"]));
  await sql`update streamforge.jobs set state = 'cancelled' where video_id = ${id}`; // as the replacement does
  await transaction(sql, (tx) => renewAnalyses(tx, id, { hasAudio: true, hasVideo: false, kinds: ["summary"] }));
  const { states, queued } = await standOf(id);
  assert.deepEqual(queued, ["analyze_summary"]);
  assert.deepEqual(states, [["sentiment", "ready", true], ["chapters", "ready", true], ["summary", "pending", false]]);
});

Deno.test("a result in the shape of another version is left out", async () => {
  const { id } = await captioned();
  await transaction(sql, (tx) => queueAnalyses(tx, id, [KIND]));
  await transaction(
    sql,
    (tx) => recordAnalysis(tx, id, KIND, { ...MADE, result: { taste: "sweet" }, revisionId: null }),
  );
  const [{ state, result }] = await listAnalyses(sql, id);
  assert.deepEqual([state, result], ["ready", null]);
});
