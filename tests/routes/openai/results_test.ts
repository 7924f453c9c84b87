import assert from "node:assert/strict";
import { followTranscription } from "../../../routes/openai/follow.ts";
import { readSpeechRequest } from "../../../routes/openai/fields.ts";
import type { Fields } from "../../../routes/openai/form.ts";
import { type SpeechResult, writeSpeech } from "../../../routes/openai/results.ts";
import { modelOfOtherName } from "../../../src/core/models.ts";
import { MAX_PROMPT_CHARS } from "../../../src/schemas/transcribe_options.ts";
import type { DroppedSegment } from "../../../src/core/types.ts";
import { newId } from "../../../src/core/ids.ts";
import { claim } from "../../src/jobs/queue.ts";
import { finish } from "../../../src/db/jobs/outcomes.ts";
import { VideoEvents } from "../../../src/db/pool/notify.ts";
import {
  appendSegments,
  createTranscription,
  enqueueTranscription,
  finishTranscription,
  startTranscription,
} from "../../../src/db/transcriptions/transcriptions.ts";
import { quietLog, testDatabase } from "../../database.ts";
import { speak } from "../../src/captions/make.ts";

const fieldsOf = (fields: Record<string, string>): Fields => new Map(Object.entries(fields).map(([k, v]) => [k, [v]]));
const request = (fields: Record<string, string>) => readSpeechRequest(fieldsOf(fields), "transcribe");

const SPOKEN = speak("Hello there.");
const DROPPED: DroppedSegment = {
  ...{ id: -1, start: 8, end: 9, text: " Thank you.", tokens: [1, 2], words: [], rule: "silence" },
  ...{ temperature: 0.4, avgLogprob: -1.2, compressionRatio: 0.6, noSpeechProb: 0.8 },
};

Deno.test("words get times only if the answer shows them", () => {
  const wanted = (fields: Record<string, string>) => request(fields).options.wordTimestamps;
  for (const format of ["json", "text", "verbose_json"]) {
    assert.equal(wanted({ response_format: format }), false, format);
  }
  for (const format of ["srt", "vtt"]) assert.equal(wanted({ response_format: format }), true, format);
  const verbose = (timestamp_granularities: string) =>
    wanted({ response_format: "verbose_json", timestamp_granularities });
  assert.deepEqual([verbose("word"), verbose("segment")], [true, false]);
});

Deno.test("the engine's fields are read; the end of a long prompt counts", () => {
  const fields = { prompt: " Ann ", temperature: "0.4", beam_size: "5", hotwords: "Bo", language: "German" };
  assert.deepEqual(request(fields).options, {
    ...{ initialPrompt: "Ann", temperature: 0.4, beamSize: 5, hotwords: "Bo", language: "de" },
    ...{ task: "transcribe", wordTimestamps: false },
  });
  const { initialPrompt } = request({ prompt: `beginning${"🎉".repeat(MAX_PROMPT_CHARS - 4)} end` }).options;
  assert.equal(initialPrompt, `${"🎉".repeat(MAX_PROMPT_CHARS - 4)} end`);
});

/** The sentences of `warnings`, by field. */
const ignored = (fields: [string, string[]][]) => readSpeechRequest(new Map(fields), "transcribe").warnings;

Deno.test("fields that only other servers have are ignored with a warning each", () => {
  assert.deepEqual(ignored([["model", ["whisper-1"]], ["chunking_strategy[type]", ["server_vad"]]]), []);
  assert.deepEqual(ignored([["user", ["u-1"]], ["include", ["logprobs"]], ["prompt[type]", ["x"]]]), [
    "the field user is not known here and has no effect",
    "the field include is not known here and has no effect",
    "the field prompt[type] is not known here and has no effect",
  ]);
  assert.match(ignored([["temperature", ["0", "0.2"]]])[0], /temperature is there 2 times: only the first has/);
  assert.match(ignored([["timestamp_granularities", ["word"]]])[0], /only verbose_json has times/);
});

Deno.test("timestamp_granularities are read from every form that clients send", () => {
  const read = (...values: string[]) => {
    const fields: Fields = new Map([["response_format", ["verbose_json"]], ["timestamp_granularities", values]]);
    return readSpeechRequest(fields, "transcribe").granularities;
  };
  const both = ["word", "segment"];
  assert.deepEqual(read("word", "segment"), both);
  assert.deepEqual(read('["word","segment"]'), both);
  assert.deepEqual(read("[word, segment]"), both);
  assert.deepEqual(read("word,segment"), both);
  assert.deepEqual(read("Word"), ["word"]);
  for (const nothing of ["", "[]", "null"]) assert.deepEqual(read(nothing), ["segment"]);
});

Deno.test("values are read as clients write them: null is no value, vad_filter and True are flags", () => {
  assert.equal(request({ language: "null", temperature: "None", response_format: "undefined" }).format, "json");
  const read = request({ vad_filter: "False", stream: "True", response_format: "JSON", initial_prompt: "None" });
  assert.deepEqual([read.options.voiceActivity, read.isStreamed, read.format], [false, true, "json"]);
  assert.equal(read.options.initialPrompt, "None"); // a prompt may be any text
});

Deno.test("a language is read from its code, region, three letters and names", () => {
  const languages = {
    ...{
      "en-US": "en",
      English: "en",
      eng: "en",
      ger: "de",
      deu: "de",
      "zh-Hans": "zh",
      chi: "zh",
      "en_US.UTF-8": "en",
    },
    ...{ "nb-NO": "no", "pt-BR": "pt", fre: "fr", "Spanish (Mexico)": "es", Deutsch: "de", "日本語": "ja", heb: "he" },
  };
  for (const [sent, code] of Object.entries(languages)) {
    assert.equal(request({ language: sent }).options.language, code, sent);
  }
  for (const sent of ["auto", "null"]) assert.ok(!request({ language: sent }).options.language, sent);
});

Deno.test("models are known by the names of other servers", () => {
  const names: Record<string, string[]> = {
    base: [
      "Systran/faster-whisper-base",
      "openai/whisper-base",
      "whisper-base",
      "ggml-base.bin",
      "faster-whisper-base",
    ],
    "base.en": ["Systran/faster-whisper-base.en", "whisper-base.en"],
    "large-v3": ["openai/whisper-large-v3", "large", "mlx-community/whisper-large-v3-mlx"],
    "large-v3-turbo": ["deepdml/faster-whisper-large-v3-turbo-ct2", "turbo", "openai/whisper-large-v3-turbo"],
    "distil-large-v3": ["Systran/faster-distil-whisper-large-v3", "distil-whisper/distil-large-v3"],
  };
  for (const [model, others] of Object.entries(names)) {
    for (const name of others) assert.equal(modelOfOtherName(name), model, name);
  }
  for (const name of ["nova-2", "large-v1", "../base/..", ""]) assert.equal(modelOfOtherName(name), null, name);
});

Deno.test("verbose_json lists dropped segments with the reason", () => {
  const result: SpeechResult = { segments: [SPOKEN], dropped: [DROPPED], language: "en", durationSeconds: 9 };
  const { segments, dropped, text } = JSON.parse(writeSpeech(result, request({ response_format: "verbose_json" })));
  assert.equal(text, "Hello there.");
  assert.deepEqual(Object.keys(segments[0]).slice(0, 5), ["id", "seek", "start", "end", "text"]);
  assert.deepEqual(dropped, [{
    ...{ rule: "silence", thresholds_failed: { avg_logprob: -1, no_speech_prob: 0.6 }, start: 8, end: 9 },
    ...{ text: " Thank you.", tokens: [1, 2], temperature: 0.4, avg_logprob: -1.2, compression_ratio: 0.6 },
    no_speech_prob: 0.8,
  }]);
  for (const fields of [{ response_format: "text" }, { response_format: "srt" }]) {
    assert.doesNotMatch(writeSpeech(result, request(fields)), /Thank you/);
  }
  const words = writeSpeech(result, request({ response_format: "verbose_json", timestamp_granularities: "word" }));
  assert.deepEqual(Object.keys(JSON.parse(words)), ["task", "language", "duration", "text", "words", "usage"]);
});

Deno.test("dropped segments are not streamed", async () => {
  const { sql } = await testDatabase();
  const events = new VideoEvents(sql, quietLog);
  const id = newId();
  await createTranscription(sql, id);
  await enqueueTranscription(sql, id, {});
  const job = (await claim(sql, { kinds: ["transcribe_audio"], worker: "test" }))!;
  await startTranscription(sql, job);
  await appendSegments(sql, job, 0, [SPOKEN]);
  await appendSegments(sql, job, 1, [DROPPED, DROPPED]);
  const streamed: string[] = [];
  const following = followTranscription({ sql, subscribeVideo: events.subscribe.bind(events) }, id, {
    signal: AbortSignal.timeout(20_000),
    onSegments: (segments) => streamed.push(...segments.map(({ text }) => text)),
  });
  await finish(sql, job, (tx) => finishTranscription(tx, id, { language: "en", languageProbability: 1, duration: 9 }));
  const { segments, dropped } = await following;
  assert.deepEqual(streamed, [SPOKEN.text]);
  assert.deepEqual([segments.length, dropped.map(({ rule }) => rule)], [1, ["silence", "silence"]]);
  await events.close();
});
