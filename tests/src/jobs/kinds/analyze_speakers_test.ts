import assert from "node:assert/strict";
import { ModelStore } from "../../../../ml/models/store.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { ModelError } from "../../../../src/core/errors.ts";
import type { EditedCue } from "../../../../src/core/types.ts";
import { listAnalyses, queueAnalyses } from "../../../../src/db/analyses/analyses.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { readEditedCues } from "../../../../src/db/tracks/cues.ts";
import { saveRevision } from "../../../../src/db/tracks/revisions.ts";
import { listTracks } from "../../../../src/db/tracks/tracks.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { findVideo } from "../../../../src/db/videos/videos.ts";
import { reviseTrack, saveWithFiles } from "../../../../src/revisions/revision_writer.ts";
import { captionFiles } from "../../../../src/storage/object_keys.ts";
import type { Storage } from "../../../../src/storage/storage.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { Engines } from "../../../../src/jobs/engines.ts";
import { type SpeakersJson, speakersSchema } from "../../../../src/schemas/speakers.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { makeConversation } from "../../../ml/speakers/conversation.ts";
import { CountingEngine, isIdle, upload, workerContext, workUntil } from "../worker_fixture.ts";

const MODEL = "campplus-zh-en";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
const conversation = await makeConversation();
const store = new ModelStore(readConfig(Deno.env.toObject()).modelsDir, quietLog);
Deno.test.afterAll(async () => {
  await Deno.remove(dataDir, { recursive: true });
  await Deno.remove(conversation.folder, { recursive: true });
});

function contextOf(resolve: (name: string) => Promise<string> = (name) => store.resolve(name)): WorkerContext {
  const context = workerContext(sql, dataDir);
  const engines = new Engines({
    resolve: (name) => name === MODEL ? resolve(name) : Promise.resolve(`/models/${name}`),
    remove: () => Promise.resolve(),
  }, () => new CountingEngine());
  return { ...context, engines, config: { ...context.config, analyses: ["speakers"] } };
}

async function speakersOf(id: string): Promise<SpeakersJson["speakers"]> {
  const [{ kind, state, error, madeBy, result }] = await listAnalyses(sql, id);
  assert.deepEqual([kind, state, error], ["speakers", "ready", null]);
  assert.match(madeBy!, /^CAM\+\+ .*, rule \d+$/);
  return speakersSchema.parse(result).speakers;
}

Deno.test("speakers (5.x): after the captions it is found out who speaks when, with seconds and spans", async () => {
  const context = contextOf();
  const { id } = await upload(sql, context.storage, conversation.path);
  await workUntil(context, id, isIdle);
  const speakers = await speakersOf(id);
  assert.deepEqual(speakers.map(({ name }) => name), ["Speaker 1", "Speaker 2"]);
  for (const { seconds, spans } of speakers) {
    assert.ok(Math.abs(spans.reduce((sum, { start, end }) => sum + end - start, 0) - seconds) < 0.2);
  }
});

Deno.test("speakers: where the model can't be fetched, the job waits and says why", async () => {
  const context = contextOf(() => Promise.reject(new ModelError("no python3 or python with pip is installed")));
  const { id } = await upload(sql, context.storage, conversation.path);
  const isWaiting = async () => {
    const [analysis] = await listAnalyses(sql, id);
    return analysis?.state === "pending" && analysis.error !== null;
  };
  let waits = false;
  await workUntil(context, id, () => {
    void isWaiting().then((is) => waits ||= is);
    return waits;
  });
  assert.equal((await listAnalyses(sql, id))[0].error, "no python3 or python with pip is installed");
});

/** The captions that viewers get, with their revision. */
async function captionsOf(id: string) {
  const [track] = await listTracks(sql, id);
  return { track, cues: await readEditedCues(sql, track.revision) };
}

/** Whether cues have the names of those who speak in their middle; cues in pauses don't count. */
function assertNamed(cues: readonly EditedCue[], speakers: SpeakersJson["speakers"]): void {
  for (const { start, end, speaker, isEdited } of cues) {
    const middle = (start + end) / 2;
    const by = speakers.find(({ spans }) => spans.some((span) => span.start < middle && middle < span.end));
    if (by && !isEdited) assert.equal(speaker, by.name, `at ${middle} s`);
  }
}

Deno.test("speakers (5.x): captions of the machine get the names, edits stay, and what was made of the text is kept", async () => {
  const context = contextOf();
  const config = { ...context.config, analyses: ["sentiment", "speakers"] as const };
  const worker = { ...context, config: { ...config, analyses: [...config.analyses] } };
  const { id } = await upload(sql, context.storage, conversation.path);
  await workUntil(worker, id, isIdle);
  const [sentiment, { result }] = await listAnalyses(sql, id);
  const { speakers } = speakersSchema.parse(result);
  const { track, cues } = await captionsOf(id);
  assert.equal(track.source, "auto");
  assertNamed(cues, speakers);
  assert.equal(new Set(cues.map(({ speaker }) => speaker)).size, 2);
  assert.ok(cues.every(({ isEdited }) => !isEdited));
  assert.deepEqual([sentiment.isOutdated, sentiment.revisionId], [false, track.revision], "the text is the same");
  const files = captionFiles(id, track.revision);
  assert.match(await context.storage.readText(files.vttKey), /<v Speaker 1>/);
  const transcript = JSON.parse(await context.storage.readText(files.transcriptKey));
  assert.equal(transcript.cues[0].speaker, cues[0].speaker);
  assert.ok(transcript.segments[0].avg_logprob < 0, "the machine's scores stay");

  const video = (await findVideo(sql, id))!;
  const edited = cues.map((cue, i) =>
    i === 0 ? { ...cue, speaker: "Grandma" } : i === 1 ? { ...cue, text: "Well." } : cue
  );
  const revised = await reviseTrack(sql, track, track.revision, edited);
  assert.deepEqual(revised.filter(({ isEdited }) => isEdited).map(({ id }) => id), [1, 2]);
  const content = { source: "edited" as const, author: null, note: null, baseRevision: track.revision, cues: revised };
  await saveWithFiles(
    context,
    video,
    { ...content, language: "en" },
    (revision) => saveRevision(sql, { videoId: id, trackId: track.id, revision }),
  );
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["speakers"]));
  await workUntil(worker, id, isIdle);
  const again = await captionsOf(id);
  assert.deepEqual(again.cues, revised, "the same voices are found, and nothing of a person's is overwritten");

  await enqueue(sql, { kind: "caption_video", videoId: id });
  await workUntil(worker, id, isIdle);
  const anew = await captionsOf(id);
  assert.equal(anew.track.source, "edited");
  assert.deepEqual(anew.cues.slice(0, 2).map(({ speaker, text, isEdited }) => [speaker, text, isEdited]), [
    ["Grandma", cues[0].text, true],
    [cues[1].speaker, "Well.", true],
  ]);
  assertNamed(anew.cues, speakers);
  const untouched = await reviseTrack(sql, anew.track, anew.track.revision, anew.cues);
  assert.deepEqual(untouched.filter(({ isEdited }) => isEdited).length, 2, "names of the machine are no edits");
});

Deno.test("speakers: a person's save while the names are written is kept, and gets the names too", async () => {
  const context = contextOf();
  const { id } = await upload(sql, context.storage, conversation.path);
  await workUntil({ ...context, config: { ...context.config, analyses: [] } }, id, isIdle);
  const video = (await findVideo(sql, id))!;
  const { track, cues } = await captionsOf(id);
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["speakers"]));
  let saves = 0;
  const storage: Storage = new Proxy(context.storage, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== "readText") return typeof value === "function" ? value.bind(target) : value;
      return async (key: string) => { // the job has read the captions, and not written them yet
        if (saves++ === 0) {
          const edited = await reviseTrack(sql, track, track.revision, [
            { ...cues[0], text: "Mine." },
            ...cues.slice(1),
          ]);
          const content = { source: "edited" as const, author: null, note: null, baseRevision: track.revision };
          await saveWithFiles(
            context,
            video,
            { ...content, cues: edited, language: "en" },
            (revision) => saveRevision(sql, { videoId: id, trackId: track.id, revision }),
          );
        }
        return await target.readText(key);
      };
    },
  });
  await workUntil({ ...context, storage }, id, isIdle);
  const after = await captionsOf(id);
  assert.ok(saves > 1);
  assert.equal(after.cues[0].text, "Mine.");
  assert.equal(after.cues[0].isEdited, true);
  assertNamed(after.cues, await speakersOf(id));
  assert.ok(after.cues.every(({ speaker }) => speaker !== undefined));
});
