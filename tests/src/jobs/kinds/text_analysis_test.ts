import assert from "node:assert/strict";
import { ModelStore } from "../../../../ml/models/store.ts";
import type { TextKind, TextResults } from "../../../../ml/text/analyze_text.ts";
import { readTalks, timed } from "../../../../bench/labelled_text.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import type { AnalysisKind } from "../../../../src/core/analyses.ts";
import { ModelError } from "../../../../src/core/errors.ts";
import type { Segment, Transcript } from "../../../../src/core/types.ts";
import { newId } from "../../../../src/core/ids.ts";
import {
  type Analysis,
  hurryAnalysis,
  listAnalyses,
  queueAnalyses,
  queueOutdatedAnalyses,
} from "../../../../src/db/analyses/analyses.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { deleteTrack } from "../../../../src/db/tracks/delete_track.ts";
import { createTrack } from "../../../../src/db/tracks/tracks.ts";
import { findVideo, updateVideo } from "../../../../src/db/videos/videos.ts";
import { Engines, type SpeechEngine } from "../../../../src/jobs/engines.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { ANALYSIS_RESULTS } from "../../../../src/schemas/analysis.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { CountingEngine, isIdle, makeClip, upload, whileWorking, workerContext, workUntil } from "../worker_fixture.ts";

const KINDS: TextKind[] = ["topics", "sentiment", "tags", "safety", "chapters", "summary"];
const MODEL = "all-minilm-l6-v2-int8";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));
const silence = await makeClip(`${dataDir}/silence.m4a`, [
  "-f",
  "lavfi",
  "-i",
  "anullsrc=r=16000:cl=mono",
  "-t",
  "110",
]);
const store = new ModelStore(readConfig(Deno.env.toObject()).modelsDir, quietLog);

/** An engine that "transcribes" the same sentences from any sound. */
class ReadingEngine extends CountingEngine {
  constructor(readonly sentences: readonly string[], readonly language: string) {
    super();
  }

  override async transcribe(...[audio, , listener]: Parameters<SpeechEngine["transcribe"]>): Promise<Transcript> {
    let samples = 0;
    for await (const chunk of audio) samples += chunk.length;
    const numbers = { tokens: [], temperature: 0, avgLogprob: -0.1, compressionRatio: 1, noSpeechProb: 0 };
    const segments = timed(this.sentences).map(({ start, end, text }, id): Segment => {
      const words = text.split(" ");
      const at = (i: number) => start + (end - start) * i / words.length;
      const spoken = words.map((word, i) => ({ word: ` ${word}`, start: at(i), end: at(i + 1), probability: 1 }));
      return { ...numbers, id, start, end, text: ` ${text}`, words: spoken };
    });
    await listener.onSegments?.(segments, { language: this.language });
    return { language: this.language, languageProbability: 1, duration: samples / 16_000, segments, dropped: [] };
  }
}

function contextOf(
  sentences: readonly string[],
  { language = "en", analyses = KINDS, resolve = (name: string) => store.resolve(name) }: {
    language?: string;
    analyses?: AnalysisKind[];
    resolve?: (name: string) => Promise<string>;
  } = {},
): WorkerContext {
  const engine = new ReadingEngine(sentences, language);
  const context = workerContext(sql, dataDir);
  const engines = new Engines({
    resolve: (name) => name === MODEL ? resolve(name) : Promise.resolve(`/models/${name}`),
    remove: () => Promise.resolve(),
  }, () => engine);
  return { ...context, engines, config: { ...context.config, analyses } };
}

function resultOf<Kind extends TextKind>(analyses: readonly Analysis[], kind: Kind): TextResults[Kind] {
  const { state, error, result } = analyses.find((analysis) => analysis.kind === kind)!;
  assert.deepEqual([kind, state, error], [kind, "ready", null]);
  return ANALYSIS_RESULTS[kind].parse(result) as TextResults[Kind];
}

const TALKS = readTalks().filter(({ half, topic }) => half === "test" && ["music", "travel", "sport"].includes(topic));
const SENTENCES = [...TALKS.flatMap(({ sentences }) => sentences), "Damn, I forgot the keys."];

Deno.test("what it is about (5.4, 5.5): topics, tags, sentiment, safety, chapters and summary follow the captions", async () => {
  const context = contextOf(SENTENCES);
  const { id } = await upload(sql, context.storage, silence);
  await workUntil(context, id, isIdle);
  const analyses = await listAnalyses(sql, id);
  assert.deepEqual(analyses.map(({ kind }) => kind), KINDS);
  for (const { madeBy, seconds, revisionId } of analyses) assert.ok(madeBy && seconds! > 0 && revisionId);

  const { topics } = resultOf(analyses, "topics");
  assert.ok(topics.length >= 1 && topics.every(({ score }) => score > 0.2));
  const { tags } = resultOf(analyses, "tags");
  assert.ok(tags.some(({ tag, kind }) => tag === "kyoto" && kind === "name"), JSON.stringify(tags));
  const { spans } = resultOf(analyses, "sentiment");
  assert.ok(spans.length > 2);
  const { flags } = resultOf(analyses, "safety");
  assert.deepEqual(flags.map(({ category, words }) => [category, words]), [["strong language", ["damn"]]]);
  const { sentences } = resultOf(analyses, "summary");
  assert.equal(sentences.length, 3);
  const quoted = timed(SENTENCES).find(({ text }) => text === sentences[0].text)!;
  assert.ok(Math.abs(quoted.start - sentences[0].start) < 0.5, "it links to its moment");

  const { chapters } = resultOf(analyses, "chapters");
  assert.equal(chapters.length, 3);
  const video = (await findVideo(sql, id))!;
  assert.deepEqual([video.chapters, video.chaptersBy], [chapters, "analysis"]);
  const own = [{ start: 0, end: 110, title: "All of it" }];
  await updateVideo(sql, id, { chapters: own });
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["chapters"]));
  await workUntil(context, id, isIdle);
  const after = (await findVideo(sql, id))!;
  assert.deepEqual([after.chapters, after.chaptersBy], [own, "person"], "a person's chapters stay");
});

Deno.test("languages (5.1): in a language that the model was not trained on each analysis says so, until there is an English translation", async () => {
  const resolve = () => assert.fail("the model is not needed");
  const context = contextOf(["Bonjour à tous.", "Nous allons à Paris demain matin."], { language: "fr", resolve });
  const { id } = await upload(sql, context.storage, silence);
  await workUntil(context, id, isIdle);
  const analyses = await listAnalyses(sql, id);
  const inFrench = KINDS.filter((kind) => kind === "sentiment");
  const inEnglish = KINDS.filter((kind) => kind !== "sentiment");
  for (const kind of inEnglish) assert.equal(resultOf(analyses, kind).unavailable, "not available for French", kind);
  assert.deepEqual(resultOf(analyses, "topics").topics, []);
  const sentiment = async () => (await listAnalyses(sql, id)).find(({ kind }) => kind === inFrench[0])!;
  assert.match((await sentiment()).madeBy!, /^AFINN/);

  const english = await addEnglish(id, TALKS.find(({ topic }) => topic === "sport")!.sentences);
  assert.equal(await queueOutdatedAnalyses(sql, { kinds: KINDS, stillSeconds: 0 }), inEnglish.length);
  await workUntil(contextOf([], { language: "fr" }), id, isIdle);
  const after = await listAnalyses(sql, id);
  for (const kind of inEnglish) {
    const { language, translated_from, unavailable } = resultOf(after, kind);
    assert.deepEqual([language, translated_from, unavailable], ["en", "fr", null], kind);
    assert.equal(after.find((one) => one.kind === kind)!.isOutdated, false);
  }
  assert.equal(resultOf(after, "topics").topics[0].topic, "sport");
  assert.equal(resultOf(after, "sentiment").language, "fr", "French is read where it can be");
  assert.equal((await sentiment()).isOutdated, false);

  await deleteTrack(sql, { videoId: id, id: english, analyses: KINDS });
  await workUntil(contextOf([], { language: "fr" }), id, isIdle);
  assert.equal(resultOf(await listAnalyses(sql, id), "topics").unavailable, "not available for French");
});

async function addEnglish(videoId: string, sentences: readonly string[]): Promise<string> {
  const cues = timed(sentences).map((sentence, i) => ({ ...sentence, id: i + 1, words: [], isEdited: false }));
  const keys = { srtKey: "s", vttKey: "v", transcriptKey: "t", baseRevision: null, author: null, note: null };
  const revision = { id: newId(), source: "translated" as const, wordCount: 1, cues, ...keys };
  return await createTrack(sql, { videoId, language: "en", kind: "subtitles", revision });
}

Deno.test("where the sentence model can't be fetched, what needs it waits and says why, after one try", async () => {
  let tries = 0;
  const resolve = () => {
    tries++;
    return Promise.reject(new ModelError("no python3 or python with pip is installed"));
  };
  const context = contextOf(SENTENCES, { resolve });
  const { id } = await upload(sql, context.storage, silence);
  const stateOf = async () => (await listAnalyses(sql, id)).map(({ kind, state, error }) => [kind, state, error]);
  const waits = (kind: TextKind) => [kind, "pending", "no python3 or python with pip is installed"];
  const expected = [
    ...[waits("topics"), ["sentiment", "ready", null], waits("tags"), ["safety", "ready", null]],
    ...[waits("chapters"), waits("summary")],
  ];
  await whileWorking(context, async () => {
    while (JSON.stringify(await stateOf()) !== JSON.stringify(expected)) {
      assert.ok(!(await stateOf()).some(([, state]) => state === "failed"), JSON.stringify(await stateOf()));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  assert.equal(tries, 1);
  const jobs = await sql<{ state: string; failures: number; isLater: boolean }[]>`
    select state, failures, run_at > now() + interval '30 minutes' as is_later from streamforge.jobs
    where video_id = ${id} and kind like 'analyze%' and state <> 'done'`;
  assert.equal(jobs.length, 4);
  for (const job of jobs) assert.deepEqual(job, { state: "queued", failures: 0, isLater: true });
  await hurryAnalysis(sql, id, "topics");
  await whileWorking(context, async () => {
    while (tries < 2 || JSON.stringify(await stateOf()) !== JSON.stringify(expected)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  assert.equal(tries, 2, "who asks has it tried at once, although it has failed a moment ago");
  await hurryAnalysis(sql, id, "topics");
  const again = contextOf(SENTENCES); // another process, with a network
  await workUntil(again, id, ({ jobs }) => jobs.length === 3);
  assert.equal((await listAnalyses(sql, id))[0].state, "ready");
});

Deno.test("an analysis of captions that are empty when it runs leaves nothing", async () => {
  const context = contextOf([]);
  const { id } = await upload(sql, context.storage, silence);
  await workUntil(context, id, isIdle);
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["sentiment"]));
  await workUntil(context, id, isIdle);
  assert.deepEqual(await listAnalyses(sql, id), []);
  const jobs = await sql<{ state: string }[]>`
    select state from streamforge.jobs where video_id = ${id} and kind = 'analyze_sentiment'`;
  assert.deepEqual(jobs.map(({ state }) => state), ["done"]);
});
