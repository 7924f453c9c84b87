import assert from "node:assert/strict";
import type { Cue, LanguageProbability } from "../../../../src/core/types.ts";
import {
  appendCues,
  type BuildingRevision,
  finishRevision,
  setRevisionLanguage,
  startRevision,
} from "../../../../src/db/tracks/building_revisions.ts";
import { newId } from "../../../../src/core/ids.ts";
import type { LanguageCode } from "../../../../src/core/languages.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { finishTranslation } from "../../../../src/db/tracks/translations.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { fail, takeBackLostJobs } from "../../jobs/queue.ts";
import { finish } from "../../../../src/db/jobs/outcomes.ts";
import { handBack, progress } from "../../../../src/db/jobs/lease.ts";
import { type Job, LostJobError } from "../../../../src/db/jobs/job_rows.ts";
import { getVideo } from "../../../../src/db/videos/videos.ts";
import { testDatabase } from "../../../database.ts";
import { addVideo, claimFor, expire } from "../rows.ts";
import { currentTracks } from "../../../../src/db/tracks/tracks.ts";
import { readCues } from "../../../../src/db/tracks/cues.ts";
import { readCaptionState } from "../../../../src/db/tracks/caption_state.ts";

const { sql } = await testDatabase();

function cue(id: number, text: string): Cue {
  return {
    id,
    start: id,
    end: id + 0.9,
    text,
    words: [{ word: ` ${text}`, start: id, end: id + 0.9, probability: 0.5 }],
  };
}

async function captionJob(videoId: string): Promise<Job> {
  await enqueue(sql, { kind: "caption_video", videoId });
  return await claimFor(sql, videoId, "caption_video");
}

async function end(
  job: Job,
  revision: BuildingRevision,
  language: string | null,
  more: { note?: string; languageProbabilities?: LanguageProbability[] } = {},
): Promise<void> {
  const files = { srtKey: `${revision.id}.srt`, vttKey: `${revision.id}.vtt`, transcriptKey: `${revision.id}.json` };
  await finish(
    sql,
    job,
    (tx) =>
      finishRevision(tx, revision, { ...files, language, languageProbability: 0.9, wordCount: 2, note: null, ...more }),
  );
}

Deno.test("cues of a first revision are visible while it is built, and stay when it is finished", async () => {
  const { id } = await addVideo(sql);
  assert.deepEqual(await readCaptionState(sql, id), {
    status: "pending",
    progress: 0,
    stage: "waiting for the video",
    language: null,
    wordCount: null,
    error: null,
    note: null,
    jobId: null,
  });
  const job = await captionJob(id);
  const { revision } = await startRevision(sql, job, { language: null, model: "base" });
  assert.equal((await currentTracks(sql, id))[0].language, "und");

  const withLanguage = await setRevisionLanguage(sql, job, revision, "en");
  await appendCues(sql, job, withLanguage, [cue(1, "Hello."), cue(2, 'It\'s "me"\nagain.')]);
  await progress(sql, job, { progress: 0.4, stage: "transcribing" });
  const tracks = await currentTracks(sql, id);
  assert.deepEqual(tracks.map(({ language, state }) => [language, state]), [["en", "building"]]);
  assert.deepEqual(await readCues(sql, tracks[0].revisionId), [cue(1, "Hello."), cue(2, 'It\'s "me"\nagain.')]);
  const state = await readCaptionState(sql, id);
  assert.deepEqual([state.status, state.progress, state.stage, state.jobId], [
    "processing",
    0.4,
    "transcribing",
    job.id,
  ]);

  await end(job, withLanguage, "en");
  const [track] = await currentTracks(sql, id);
  assert.deepEqual([track.state, track.revisionId, track.wordCount], ["finished", revision.id, 2]);
  assert.equal((await readCues(sql, track.revisionId)).length, 2);
  const video = await getVideo(sql, id);
  assert.deepEqual([video.captionStatus, video.language, video.wordCount], ["ready", "en", 2]);
});

Deno.test("what was detected is kept with the video, until its captions are made in a language that was given", async () => {
  const { id } = await addVideo(sql);
  const probabilities = [{ language: "en", probability: 0.9 }, { language: "cy", probability: 0.08 }];
  for (const languageProbabilities of [probabilities, undefined]) {
    const job = await captionJob(id);
    const { revision } = await startRevision(sql, job, { language: "en", model: "base" });
    await end(job, revision, "en", { languageProbabilities });
    assert.deepEqual((await getVideo(sql, id)).languageProbabilities, languageProbabilities ?? []);
  }
});

Deno.test("a regenerated revision is visible only when it is finished", async () => {
  const { id } = await addVideo(sql);
  const first = await captionJob(id);
  const one = (await startRevision(sql, first, { language: "en", model: "tiny" })).revision;
  await appendCues(sql, first, one, [cue(1, "old")]);
  await end(first, one, "en");

  const second = await captionJob(id);
  const two = (await startRevision(sql, second, { language: "en", model: "base" })).revision;
  await appendCues(sql, second, two, [cue(1, "new")]);
  assert.equal((await currentTracks(sql, id))[0].revisionId, one.id);
  await end(second, two, "en");
  const tracks = await currentTracks(sql, id);
  assert.deepEqual(tracks.map(({ revisionId }) => revisionId), [two.id]);
  assert.deepEqual((await readCues(sql, one.id)).map(({ text }) => text), ["old"]); // its revisions are kept
});

Deno.test("regenerating in another language replaces the track; a translation is a second track", async () => {
  const { id } = await addVideo(sql);
  for (const language of ["en", "es"]) {
    const job = await captionJob(id);
    await end(job, (await startRevision(sql, job, { language, model: "base" })).revision, language);
  }
  assert.deepEqual((await currentTracks(sql, id)).map((track) => track.language), ["es"]);
  const job = await captionJob(id);
  const { revision } = await startRevision(sql, job, { language: "en", source: "translated", model: "base" });
  await end(job, revision, "en");
  assert.deepEqual((await currentTracks(sql, id)).map((track) => track.language).sort(), ["en", "es"]);
  assert.equal((await getVideo(sql, id)).language, "es"); // the spoken language
});

/** Adds a finished translation of a track. */
async function addTranslation(videoId: string, original: string, language: LanguageCode): Promise<string> {
  const id = newId();
  const files = { srtKey: `${id}.srt`, vttKey: `${id}.vtt`, transcriptKey: `${id}.json` };
  const made = { source: "translated" as const, author: null, model: "m", note: null, baseRevision: null };
  const [{ currentRevision }] = await sql`select current_revision from streamforge.tracks where id = ${original}`;
  const revision = { id, ...files, ...made, originalRevision: currentRevision, cues: [], wordCount: 0 };
  return await transaction(
    sql,
    (tx) => finishTranslation(tx, { videoId, original, language, by: "m", track: null, revision, merged: null }),
  );
}

Deno.test("translations follow when the spoken language was wrong, and one in the right language is a translation no more", async () => {
  const { id } = await addVideo(sql);
  const first = await captionJob(id);
  await end(first, (await startRevision(sql, first, { language: "en", model: "base" })).revision, "en");
  const [{ id: english }] = await currentTracks(sql, id);
  const spanish = await addTranslation(id, english, "es");
  await addTranslation(id, english, "de");
  const second = await captionJob(id);
  await end(second, (await startRevision(sql, second, { language: "de", model: "base" })).revision, "de");
  const tracks = await currentTracks(sql, id);
  assert.deepEqual(tracks.map(({ language }) => language).sort(), ["de", "es"]);
  const german = tracks.find(({ language }) => language === "de")!;
  assert.equal(german.translation, null);
  const { translation } = tracks.find((track) => track.id === spanish)!;
  assert.deepEqual([translation?.from, translation?.by, translation?.isOutdated], [german.id, "m", true]);
});

Deno.test("Whisper's own translation takes the place of one of other captions, and is none of them any more", async () => {
  const { id } = await addVideo(sql);
  const first = await captionJob(id);
  await end(first, (await startRevision(sql, first, { language: "de", model: "base" })).revision, "de");
  const [{ id: german }] = await currentTracks(sql, id);
  const english = await addTranslation(id, german, "en");
  const job = await captionJob(id);
  const { revision } = await startRevision(sql, job, { language: "en", source: "translated", model: "base" });
  await end(job, revision, "en");
  const track = (await currentTracks(sql, id)).find((track) => track.id === english)!;
  assert.deepEqual([track.revisionId, track.translation], [revision.id, null]);
});

Deno.test("a second attempt deletes the unfinished revision of the first", async () => {
  const { id } = await addVideo(sql);
  const first = await captionJob(id);
  const half = (await startRevision(sql, first, { language: "en", model: "base" })).revision;
  await appendCues(sql, first, half, [cue(1, "half")]);
  await expire(sql, first.id);
  await takeBackLostJobs(sql);

  const second = await claimFor(sql, id, "caption_video");
  const { revision, abandoned } = await startRevision(sql, second, { language: "en", model: "base" });
  assert.deepEqual(abandoned, [half.id]);
  assert.deepEqual(await readCues(sql, half.id), []);
  await assert.rejects(appendCues(sql, first, half, [cue(2, "late")]), LostJobError);
  await assert.rejects(appendCues(sql, first, revision, [cue(1, "late")]), LostJobError);
  await assert.rejects(end(first, half, "en"), LostJobError);
  await appendCues(sql, second, revision, [cue(1, "whole")]);
  await end(second, revision, "en");
  const [track] = await currentTracks(sql, id);
  assert.deepEqual((await readCues(sql, track.revisionId)).map(({ text }) => text), ["whole"]);
});

Deno.test("a video without speech is ready and says so", async () => {
  const { id } = await addVideo(sql);
  const job = await captionJob(id);
  await end(job, (await startRevision(sql, job, { language: null, model: "base" })).revision, null, {
    note: "no speech",
  });
  const { status, note, progress } = await readCaptionState(sql, id);
  assert.deepEqual([status, note, progress], ["ready", "no speech", 1]);
});

Deno.test("captions that fail permanently say what to do; earlier captions stay", async () => {
  const { id } = await addVideo(sql);
  const first = await captionJob(id);
  const one = (await startRevision(sql, first, { language: "en", model: "base" })).revision;
  await end(first, one, "en");
  const second = await captionJob(id);
  await startRevision(sql, second, { language: "en", model: "base" });
  await fail(sql, second, { message: "no audio could be decoded", permanent: true });
  const { status, error } = await readCaptionState(sql, id);
  assert.equal(status, "failed");
  assert.match(error!, /no audio could be decoded\. Generate them again/);
  assert.deepEqual((await currentTracks(sql, id)).map(({ revisionId }) => revisionId), [one.id]);
});

Deno.test("readCaptionState() gives a progress that never falls until captions fail, and 0 when they are regenerated", async () => {
  const { id } = await addVideo(sql);
  const job = await captionJob(id);
  const shownProgress: number[] = [];
  const recordProgress = async () => shownProgress.push((await readCaptionState(sql, id)).progress);
  await recordProgress();
  await progress(sql, job, { progress: 0.4, stage: "transcribing" });
  await recordProgress();
  await handBack(sql, job);
  await recordProgress();
  const again = await captionJob(id);
  await recordProgress();
  await progress(sql, again, { progress: 0.1, shown: 0.46, stage: "transcribing" });
  await recordProgress();
  await fail(sql, again, { message: "no model", permanent: true });
  await recordProgress();
  assert.deepEqual(shownProgress, [0, 0.4, 0.4, 0.4, 0.46, 0.46]);
  await enqueue(sql, { kind: "caption_video", videoId: id });
  assert.equal((await readCaptionState(sql, id)).progress, 0);
});
