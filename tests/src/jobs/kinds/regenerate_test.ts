import assert from "node:assert/strict";
import { cueDifference, writeRevisionFiles } from "../../../../src/captions/mod.ts";
import { newId } from "../../../../src/core/ids.ts";
import type { EditedCue } from "../../../../src/core/types.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import {
  currentRevision,
  listRevisions,
  saveRevision,
  StaleRevisionError,
} from "../../../../src/db/tracks/revisions.ts";
import { captionFiles } from "../../../../src/storage/object_keys.ts";
import { testDatabase } from "../../../database.ts";
import { currentTracks } from "../../../../src/db/tracks/tracks.ts";
import { readEditedCues } from "../../../../src/db/tracks/cues.ts";
import { isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";

const { sql } = await testDatabase();
const folder = await Deno.makeTempDir({ prefix: "streamforge_regenerate_" });
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));
const clip = await makeClip(`${folder}/clip.mp4`);

/** Saves a person's cues as a route does; if another revision became current, edits that one and saves again. */
async function save(
  context: WorkerContext,
  videoId: string,
  change: (cues: EditedCue[]) => EditedCue[],
): Promise<string> {
  const [track] = await currentTracks(sql, videoId);
  for (;;) {
    const before = await currentRevision(sql, track.id);
    const cues = change(await readEditedCues(sql, before!.id));
    const id = newId();
    const keys = captionFiles(videoId, id);
    const files = writeRevisionFiles(cues, { language: "en", durationSeconds: 4 });
    await context.storage.putText(keys.srtKey, files.srt);
    await context.storage.putText(keys.vttKey, files.vtt);
    await context.storage.putText(keys.transcriptKey, files.json);
    const revision = {
      ...{ id, source: "edited" as const, author: "owner", note: null, baseRevision: before!.id, cues, wordCount: 3 },
      ...keys,
    };
    try {
      await saveRevision(sql, { videoId, trackId: track.id, revision });
      return id;
    } catch (error) {
      if (!(error instanceof StaleRevisionError)) throw error;
    }
  }
}

const edit = (text: string, at: (cue: EditedCue) => boolean) => (cues: EditedCue[]) =>
  cues.map((cue) => at(cue) ? { ...cue, text, isEdited: true } : cue);
const textOf = (cues: EditedCue[]) => cues.map(({ text }) => text.replaceAll("\n", " ")).join(" | ");

Deno.test("regenerated captions keep edited cues, and the history shows the machine's revision and the difference", async () => {
  const context = workerContext(sql, `${folder}/kept`);
  const { id } = await upload(
    sql,
    context.storage,
    await Deno.copyFile(clip, `${folder}/a.mp4`).then(() => `${folder}/a.mp4`),
  );
  await workUntil(context, id, isIdle);
  const edited = await save(context, id, edit("Edited by hand.", (cue) => cue.id === 1));
  const [track] = await currentTracks(sql, id);
  const mine = await readEditedCues(sql, edited);

  await enqueue(sql, { kind: "caption_video", videoId: id });
  await workUntil(context, id, isIdle);
  const now = (await currentRevision(sql, track.id))!;
  assert.deepEqual([now.source, now.author, now.model, now.baseRevision], ["edited", null, "base", edited]);
  assert.match(now.note!, /1 edited cue was kept/);
  const cues = await readEditedCues(sql, now.id);
  assert.deepEqual(cues.filter(({ isEdited }) => isEdited), mine.filter(({ isEdited }) => isEdited));
  assert.ok(cueDifference(mine, cues).some(({ kind }) => kind === "same"));
  const revisions = await listRevisions(sql, track.id);
  assert.deepEqual(revisions.map(({ source }) => source), ["edited", "auto", "edited", "auto"]);
  assert.doesNotMatch(textOf(await readEditedCues(sql, revisions[1].id)), /Edited by hand/);
  const [served] = await currentTracks(sql, id);
  assert.match(await context.storage.readText(served.vttKey!), /Edited by hand\./);
});

/** A storage that calls `hook` before a text is written. */
function watched(context: WorkerContext, hook: (key: string) => Promise<void>): WorkerContext {
  const storage = new Proxy(context.storage, {
    get(target, name) {
      if (name !== "putText") return Reflect.get(target, name).bind?.(target) ?? Reflect.get(target, name);
      return async (key: string, text: string) => {
        await hook(key);
        return await target.putText(key, text);
      };
    },
  });
  return { ...context, storage };
}

/** Checks that each current revision is based on the one before it: nothing was overwritten. */
async function assertUnbroken(context: WorkerContext, videoId: string): Promise<EditedCue[]> {
  const [track] = await currentTracks(sql, videoId);
  const revisions = (await listRevisions(sql, track.id)).reverse();
  const chain = revisions.filter(({ source }) => source === "edited");
  for (let i = 1; i < chain.length; i++) assert.equal(chain[i].baseRevision, chain[i - 1].id);
  assert.equal(chain.at(-1)!.isCurrent, true);
  const merged = chain.filter(({ note }) => note?.startsWith("made anew"));
  assert.equal(merged.length, 1);
  const bare = (cues: EditedCue[]) => cues.filter(({ isEdited }) => isEdited).map((cue) => ({ ...cue, id: 0 }));
  const cues = await readEditedCues(sql, merged[0].id);
  assert.deepEqual(bare(cues), bare(await readEditedCues(sql, merged[0].baseRevision!)));
  for (const { id } of chain) {
    for (const key of Object.values(captionFiles(videoId, id))) assert.ok(await context.storage.stat(key), key);
  }
  return cues;
}

Deno.test("edits that are saved between the merge and its end are merged too", async () => {
  const plain = workerContext(sql, `${folder}/between`);
  await Deno.copyFile(clip, `${folder}/b.mp4`);
  const { id } = await upload(sql, plain.storage, `${folder}/b.mp4`);
  await workUntil(plain, id, isIdle);
  const first = await save(plain, id, edit("First.", (cue) => cue.id === 1));
  const merges: string[] = [];
  let machineFiles = 0;
  const context = watched(plain, async (key) => {
    // the first three files are the machine's revision, then come those of each merge
    if (!key.includes("/captions/") || !key.endsWith(".json") || machineFiles++ === 0) return;
    merges.push(key);
    if (merges.length === 1) {
      await save(plain, id, (cues) => [...cues, { ...cues[0], start: 30, end: 31, text: "Late." }]);
    }
  });
  await enqueue(sql, { kind: "caption_video", videoId: id });
  await workUntil(context, id, isIdle);
  assert.equal(merges.length, 2, "the first merge was based on an old revision");
  assert.equal(await plain.storage.stat(merges[0]), null, "its files are gone");
  const cues = await assertUnbroken(plain, id);
  assert.match(textOf(cues), /First\..*Late\./);
  assert.ok(first);
});

Deno.test("edits that are saved throughout a regeneration are not lost", async () => {
  const context = workerContext(sql, `${folder}/race`);
  await Deno.copyFile(clip, `${folder}/c.mp4`);
  const { id } = await upload(sql, context.storage, `${folder}/c.mp4`);
  await workUntil(context, id, isIdle);
  await save(context, id, edit("Person 0.", (cue) => cue.id === 1));
  const stop = new AbortController();
  const saves: string[] = [];
  const people = (async () => {
    for (let n = 1; !stop.signal.aborted; n++) {
      saves.push(await save(context, id, edit(`Person ${n}.`, (cue) => cue.id === 1)));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  await enqueue(sql, { kind: "caption_video", videoId: id });
  await workUntil(context, id, isIdle);
  stop.abort();
  await people;
  assert.ok(saves.length > 0);
  await assertUnbroken(context, id);
});
