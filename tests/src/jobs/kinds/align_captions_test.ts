import assert from "node:assert/strict";
import { newId } from "../../../../src/core/ids.ts";
import { currentRevision, listRevisions, saveRevision } from "../../../../src/db/tracks/revisions.ts";
import { createTrack, currentTracks } from "../../../../src/db/tracks/tracks.ts";
import { captionFiles } from "../../../../src/storage/object_keys.ts";
import { testDatabase } from "../../../database.ts";
import { readEditedCues } from "../../../../src/db/tracks/cues.ts";
import { readAlignState } from "../../../../src/db/tracks/alignment.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import { isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const folder = await Deno.makeTempDir({ prefix: "streamforge_align_" });
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));
const context = workerContext(sql, folder); // its engine transcribes "second0." to "second3."

/** A captioned video of four seconds. */
async function captioned() {
  const { id } = await upload(sql, context.storage, await makeClip(`${folder}/${newId()}.mp4`));
  await workUntil(context, id, isIdle);
  const [track] = await currentTracks(sql, id);
  return { id, track: track.id, base: track.revisionId };
}

async function align(id: string, track: string, base: string, text: string) {
  const payload = { track, base_revision: base, author: "owner", text };
  const { job } = await enqueue(sql, { kind: "align_captions", videoId: id, payload });
  await workUntil(context, id, isIdle);
  return await readAlignState(sql, id, job.id);
}

const SCRIPT = "Second0 was, second1 — second2!\n\nSecond3.";

Deno.test("a script gets the times of the recognized words, as a revision of the person who uploaded it", async () => {
  const { id, track, base } = await captioned();
  const { state, message } = await align(id, track, base, SCRIPT);
  assert.deepEqual([state, message], ["done", "The text is timed: 4 of 5 words were heard."]);
  const revision = (await currentRevision(sql, track))!;
  assert.deepEqual([revision.source, revision.author, revision.baseRevision, revision.wordCount], [
    ...["uploaded", "owner", base, 6], // the dash counts as a word
  ]);
  const cues = await readEditedCues(sql, revision.id);
  const words = cues.flatMap(({ words }) => words);
  assert.equal(words.map(({ word }) => word).join("").trim(), "Second0 was, second1 — second2! Second3.");
  assert.deepEqual(words.filter((_, i) => i !== 1 && i !== 3).map(({ start }) => Math.round(start * 10) / 10), [
    0.1,
    1.1,
    2.1,
    3.1,
  ]);
  assert.ok(cues.every(({ text }, i) => text.split("\n").length <= 2 && cues[i].end > cues[i].start));
  const [served] = await currentTracks(sql, id);
  assert.match(await context.storage.readText(served.srtKey!), /second1 — second2!/);
});

Deno.test("if the captions were changed during the job, its result is a revision that is not current, and the job says so", async () => {
  const { id, track, base } = await captioned();
  const otherRevision = newId();
  const keys = captionFiles(id, otherRevision);
  for (const key of Object.values(keys)) await context.storage.putText(key, "x");
  await saveRevision(sql, {
    ...{ videoId: id, trackId: track },
    revision: {
      ...{
        id: otherRevision,
        source: "edited",
        author: "owner",
        note: null,
        baseRevision: base,
        cues: [],
        wordCount: 0,
        ...keys,
      },
    },
  });
  const { state, message } = await align(id, track, base, SCRIPT);
  assert.equal(state, "done");
  assert.match(message!, /The captions were changed meanwhile, so it is kept among their revisions/);
  assert.equal((await currentRevision(sql, track))!.id, otherRevision);
  const [aligned] = await listRevisions(sql, track);
  assert.deepEqual([aligned.source, aligned.isCurrent], ["uploaded", false]);
});

Deno.test("a track without machine captions is transcribed first; a text that is not spoken fails at once with a sentence", async () => {
  const { id } = await captioned();
  const first = newId();
  const keys = captionFiles(id, first);
  for (const key of Object.values(keys)) await context.storage.putText(key, "x");
  const revision = {
    id: first,
    source: "edited" as const,
    author: "owner",
    note: null,
    cues: [],
    wordCount: 0,
    ...keys,
  };
  const track = await createTrack(sql, {
    ...{ videoId: id, language: "en", kind: "captions", revision: { ...revision, baseRevision: null } },
  });
  const done = await align(id, track, first, SCRIPT);
  assert.equal(done.state, "done", done.error ?? "");
  const current = (await currentRevision(sql, track))!.id;
  const failed = await align(id, track, current, "Nothing of this is ever said in it");
  assert.equal(failed.state, "dead");
  assert.match(failed.error!, /only 0 of the 8 words of the text are heard/);
  assert.equal((await getJob(sql, failed.id)).failures, 1);
  assert.equal((await currentRevision(sql, track))!.id, current);
});
