import assert from "node:assert/strict";
import { newId } from "../../../../src/core/ids.ts";
import type { DroppedSegment, TranscribeOptions, Transcript } from "../../../../src/core/types.ts";
import {
  createTranscription,
  enqueueTranscription,
  readSegments,
} from "../../../../src/db/transcriptions/transcriptions.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import type { JobPayload } from "../../../../src/db/jobs/job_rows.ts";
import { updateVideo } from "../../../../src/db/videos/videos.ts";
import type { SpeechEngine } from "../../../../src/jobs/engines.ts";
import { runJobs } from "../../../../src/jobs/loop.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { transcriptionKey } from "../../../../src/storage/object_keys.ts";
import { testDatabase } from "../../../database.ts";
import { currentTracks } from "../../../../src/db/tracks/tracks.ts";
import { CountingEngine, isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
const clip = await makeClip(`${dataDir}/clip.wav`, ["-f", "lavfi", "-i", "sine=frequency=300:duration=2"]);
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

/** Records its options, and drops one segment. */
class AskedEngine extends CountingEngine {
  asked: TranscribeOptions[] = [];

  override async transcribe(...args: Parameters<SpeechEngine["transcribe"]>): Promise<Transcript> {
    this.asked.push(args[1]);
    const transcript = await super.transcribe(...args);
    return { ...transcript, language: "en", dropped: [DROPPED] };
  }
}

const DROPPED: DroppedSegment = {
  ...{ id: -1, start: 1.8, end: 2, text: " Thank you.", tokens: [1], words: [], rule: "silence" },
  ...{ temperature: 0.4, avgLogprob: -1.2, compressionRatio: 0.6, noSpeechProb: 0.8 },
};
const EVERYTHING: JobPayload = {
  ...{ language: "auto-segment", task: "translate", beam_size: 5, temperature: 0.2, prompt: "Ann", hotwords: "Bo" },
  ...{ vad_threshold: 0.3, condition_on_previous_text: true, word_timestamps: false, model: "small", max_lines: 1 },
};
const AS_OPTIONS: TranscribeOptions = {
  ...{ language: "auto-segment", task: "translate", beamSize: 5, temperature: 0.2, initialPrompt: "Ann" },
  ...{ hotwords: "Bo", voiceThreshold: 0.3, conditionOnPreviousText: true, wordTimestamps: false },
};

async function transcribeFile(context: WorkerContext, payload: JobPayload): Promise<string> {
  const id = newId();
  await createTranscription(sql, id);
  await context.storage.put(transcriptionKey(id), (await Deno.open(clip)).readable);
  await enqueueTranscription(sql, id, payload);
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  while (["queued", "running"].includes((await getJob(sql, id)).state)) await new Promise((go) => setTimeout(go, 20));
  stop.abort();
  await working;
  return id;
}

Deno.test("transcribe_audio passes its payload's options to the engine", async () => {
  const engine = new AskedEngine();
  const context = workerContext(sql, dataDir, engine);
  await transcribeFile(context, EVERYTHING);
  await transcribeFile(context, {});
  assert.deepEqual(engine.asked, [AS_OPTIONS, {}]);
});

Deno.test("transcribe_audio stores dropped segments after the others", async () => {
  const id = await transcribeFile(workerContext(sql, dataDir, new AskedEngine()), {});
  const [first, second, dropped, ...more] = await readSegments(sql, id);
  assert.deepEqual([first.text, second.text, more.length], [" second0.", " second1.", 0]);
  assert.deepEqual(dropped, DROPPED);
});

Deno.test("a malformed payload fails its job permanently, with the field's name", async () => {
  const engine = new AskedEngine();
  const { state, error } = await getJob(
    sql,
    await transcribeFile(workerContext(sql, dataDir, engine), { beam_size: 99 }),
  );
  assert.deepEqual([state, error], ["dead", "beam_size is 99: it must be a whole number from 1 to 10"]);
  assert.deepEqual(engine.asked, []);
});

Deno.test("caption_video passes its payload's options to the engine; without a language it takes the upload's", async () => {
  const engine = new AskedEngine();
  const context = workerContext(sql, dataDir, engine);
  const { id } = await upload(sql, context.storage, clip);
  await workUntil(context, id, isIdle);
  await updateVideo(sql, id, { language: "de" });
  for (const payload of [{ beam_size: 2 }, EVERYTHING, { language: "auto", vad: false }]) {
    await enqueue(sql, { kind: "caption_video", videoId: id, payload });
    await workUntil(context, id, isIdle);
  }
  assert.deepEqual(engine.asked, [
    { language: null },
    { language: "de", beamSize: 2 },
    AS_OPTIONS,
    { language: null, voiceActivity: false },
  ]);
  const json = JSON.parse(await context.storage.readText((await currentTracks(sql, id))[0].transcriptKey!));
  assert.deepEqual(json.dropped.map(({ rule, text }: DroppedSegment) => [rule, text]), [["silence", " Thank you."]]);
});
