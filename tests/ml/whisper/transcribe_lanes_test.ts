/** The calls of `transcribe` to its lanes. The lanes are scripted and record their calls. */
import assert from "node:assert/strict";
import type { AudioWindow } from "../../../ml/audio/windows.ts";
import { loadVoiceModel } from "../../../ml/audio/voice_activity.ts";
import type { Lane } from "../../../ml/whisper/lanes/lane.ts";
import { WhisperTokenizer } from "../../../ml/whisper/tokenizer.ts";
import { transcribe } from "../../../ml/whisper/transcribe.ts";
import type { TranscribeOptions } from "../../../src/core/types.ts";
import { joined, modelFolder, pieces, recording, SAMPLE_RATE, silence } from "./engine/engine_fixture.ts";
import type { TranscribeListener } from "../../../ml/whisper/progress.ts";
import type { BatchResult, LanguageScores, ReadRequest } from "../../../ml/whisper/decoding/types.ts";

const tokenizer = await WhisperTokenizer.load(`${await modelFolder("base")}/tokenizer.json`);
const voiceModel = await loadVoiceModel(1);
Deno.test.afterAll(() => voiceModel.release());

const SENTENCE = await recording("sentence.flac");
/** One window for each sentence: silence of more than 5 s ends a window. */
const windowsOf = (count: number) => joined(...Array.from({ length: count }, () => [SENTENCE, silence(6)]).flat());

interface Call {
  lane: number;
  method: "detectLanguage" | "read";
  starts: number[];
  request?: ReadRequest;
}

interface Script {
  lanes?: number;
  /** The language of a window, by its number. */
  language?: (window: number) => { code: string; noSpeechProb?: number };
  /** The result of a window, by its number. */
  read?: (window: number, audio: AudioWindow, signal?: AbortSignal) => Promise<Partial<BatchResult>>;
}

/** Runs `transcribe` with scripted lanes. */
function transcribeScripted(
  script: Script,
  audio: Float32Array,
  options: TranscribeOptions,
  listener: TranscribeListener = {},
  signal?: AbortSignal,
) {
  const codes = [...tokenizer.languageTokens.keys()] as string[];
  const starts: number[] = [];
  const numberOf = (window: AudioWindow) => {
    if (!starts.includes(window.start)) starts.push(window.start);
    return starts.indexOf(window.start);
  };
  const calls: Call[] = [];
  const lanes = Array.from({ length: script.lanes ?? 1 }, (_, lane): Lane => ({
    detectLanguage(windows) {
      calls.push({ lane, method: "detectLanguage", starts: windows.map(({ start }) => start) });
      return Promise.resolve(windows.map((window): LanguageScores => {
        const { code, noSpeechProb = 0.1 } = script.language?.(numberOf(window)) ?? { code: "en" };
        const probabilities = Float32Array.from(codes, (other) => other === code ? 1 : 0);
        return { probabilities, noSpeechProb };
      }));
    },
    async read(windows, request, signal) {
      calls.push({ lane, method: "read", starts: windows.map(({ start }) => start), request });
      const all: BatchResult = {
        segments: [],
        dropped: [],
        cuts: [],
        tokens: [],
        shouldResetPrompt: false,
        readTo: windows.at(-1)!.end,
      };
      for (const window of windows) {
        const { segments = [], ...rest } = await script.read?.(numberOf(window), window, signal) ?? {};
        all.segments.push(...segments);
        Object.assign(all, rest);
      }
      return all;
    },
    release: () => Promise.resolve(),
  }));
  const dimensions = {
    nMels: 80,
    nAudioCtx: 1500,
    nTextCtx: 448,
    nVocab: 51865,
    nAudioState: 512,
    nAudioHead: 8,
    nAudioLayer: 6,
    nTextState: 512,
    nTextHead: 8,
    nTextLayer: 6,
  };
  const deviceUse = { device: "cpu", precision: "int8", lanes: lanes.length, fallbackReason: null } as const;
  const models = { lanes, batchWindows: 4, tokenizer, dimensions, deviceUse, voiceModel };
  const done = transcribe(models, pieces(audio), options, listener, signal);
  return { done, calls, reads: () => calls.filter(({ method }) => method === "read") };
}

/** A segment as a lane would read it from a window. */
function segmentOf({ start }: AudioWindow, text = " hello", temperature = 0) {
  const span = { start: start + 0.5, end: start + 3 };
  const words = [{ word: text, ...span, probability: 1 }];
  return { ...span, text, tokens: [], temperature, avgLogprob: -0.1, compressionRatio: 1, noSpeechProb: 0, words };
}

const encode = (text: string) => tokenizer.encode(text);

Deno.test("with conditionOnPreviousText each window gets the text before it as context, but none from before a bad window", async () => {
  const given = [" one", " two", " guessed", "", " five", " six"];
  let running = 0;
  const { done, reads } = transcribeScripted(
    {
      lanes: 2,
      read: async (window) => {
        assert.equal(++running, 1, "windows are read one by one");
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        return { tokens: encode(given[window]), shouldResetPrompt: window === 2 };
      },
    },
    windowsOf(6),
    { language: "en", conditionOnPreviousText: true, initialPrompt: "A talk.", hotwords: "Mbeki" },
  );
  await done;
  const contexts = reads().map(({ request }) => tokenizer.decode(request!.previous));
  assert.deepEqual(contexts, [
    " Mbeki A talk.",
    " Mbeki A talk. one",
    " Mbeki A talk. one two",
    " Mbeki",
    " Mbeki", // the window before it has no text
    " Mbeki five",
  ]);
  assert.ok(reads().every(({ starts }) => starts.length === 1));
});

Deno.test("side by side every window gets the prompt and the hotwords as context, and all options", async () => {
  const { done, reads } = transcribeScripted({ lanes: 2 }, windowsOf(6), {
    ...{ language: "es", task: "translate", initialPrompt: "A talk.", hotwords: "Mbeki" },
    ...{ beamSize: 5, temperature: 0.2, wordTimestamps: false },
  });
  await done;
  assert.equal(reads().flatMap(({ starts }) => starts).length, 6);
  for (const { request } of reads()) {
    const { previous, hotwords, ...rest } = request!;
    assert.equal(tokenizer.decode(previous), " Mbeki A talk.");
    assert.equal(tokenizer.decode(hotwords), " Mbeki");
    assert.deepEqual(rest, {
      ...{
        language: "es",
        task: "translate",
        beamSize: 5,
        temperature: 0.2,
        wordTimestamps: false,
        isCutAtPauses: true,
      },
      scriptWords: undefined,
    });
  }
});

Deno.test("the language is detected in four windows, and a lane reads the windows that it has encoded for that", async () => {
  const { done, calls, reads } = transcribeScripted(
    {
      lanes: 2,
      language: (window) => ({ code: window === 0 ? "es" : "de" }),
      read: (_, window) => Promise.resolve({ segments: [segmentOf(window)] }),
    },
    windowsOf(6),
    {},
  );
  const { language, languageProbability } = await done;
  assert.deepEqual([language, languageProbability], ["de", 0.75]);
  const detections = calls.filter(({ method }) => method === "detectLanguage");
  assert.deepEqual(detections.map(({ starts }) => starts.length), [2, 2]);
  for (const { lane, starts } of detections) {
    assert.ok(
      reads().some((read) => read.lane === lane && read.starts.join() === starts.join()),
      "they are encoded once",
    );
  }
  assert.ok(reads().every(({ request }) => request!.language === "de"));
});

Deno.test("windows without speech do not settle the language: it is detected again in the next four", async () => {
  const { done, calls, reads } = transcribeScripted(
    {
      language: (window) => window < 4 ? { code: "en", noSpeechProb: 0.9 } : { code: "fr" },
      read: (i, window) => Promise.resolve({ segments: i < 4 ? [] : [segmentOf(window)] }),
    },
    windowsOf(6),
    {},
  );
  assert.equal((await done).language, "fr");
  assert.equal(calls.filter(({ method }) => method === "detectLanguage").flatMap(({ starts }) => starts).length, 6);
  const languages = reads().flatMap(({ starts, request }) => starts.map(() => request!.language));
  assert.deepEqual(languages, ["en", "en", "en", "en", "fr", "fr"]);
});

Deno.test("with auto-segment no language is detected ahead: the lane detects that of each window", async () => {
  const { done, calls } = transcribeScripted(
    {
      read: (i, window) => Promise.resolve({ segments: [{ ...segmentOf(window), language: i < 1 ? "fr" : "en" }] }),
    },
    windowsOf(3),
    { language: "auto-segment" },
  );
  const { language, segments } = await done;
  assert.deepEqual([language, segments.map(({ language }) => language)], ["fr", ["fr", "en", "en"]]);
  assert.ok(calls.every(({ method, request }) => method === "read" && request!.language === null));
});

Deno.test("without voice activity a window starts at the end of the part that was read of the last one, always later, and silence is skipped", async () => {
  const noise = Float32Array.from({ length: 100 * SAMPLE_RATE }, (_, i) => 0.1 * Math.sin(i));
  noise.fill(0, 50 * SAMPLE_RATE, 85 * SAMPLE_RATE);
  const readTo = [22, 22, 40]; // nothing is read from the second window
  const progress: number[] = [];
  const { done, reads } = transcribeScripted(
    { read: (i, window) => Promise.resolve({ readTo: readTo[i] ?? window.end }) },
    noise,
    { language: "en", voiceActivity: false },
    { onProgress: ({ stage, seconds }) => stage === "transcribing" && progress.push(seconds) },
  );
  await done;
  assert.deepEqual(reads().map(({ starts }) => starts), [[0], [22], [22.2], [40], [70]]);
  assert.ok(reads().every(({ request }) => request!.isCutAtPauses === false));
  assert.deepEqual(progress.at(-1), 100);

  const skipped = transcribeScripted({}, joined(silence(60), noise.subarray(0, SAMPLE_RATE)), {
    language: "en",
    voiceActivity: false,
  });
  await skipped.done;
  assert.deepEqual(skipped.reads().map(({ starts }) => starts), [[60]]);
});

Deno.test("without voice activity too the language is detected in four windows, and again while there is no speech", async () => {
  const audio = new Float32Array(8 * 30 * SAMPLE_RATE).map((_, i) => Math.sin(i));
  const { done, calls, reads } = transcribeScripted(
    {
      language: (window) => ({
        code: window === 0 || window === 4 ? "es" : "en",
        noSpeechProb: window < 4 ? 0.9 : 0.1,
      }),
    },
    audio,
    { voiceActivity: false },
  );
  assert.equal((await done).segments.length, 0);
  const detections = calls.filter(({ method }) => method === "detectLanguage").map(({ starts }) => starts);
  assert.deepEqual(detections, [[0, 30, 60, 90], [120, 150, 180, 210]]);
  assert.equal(reads().length, 8);
  assert.ok(reads().every(({ request }) => request!.language === "en"));
});

Deno.test("segments are numbered in order, stay within the media, and those without words are left out", async () => {
  const given: number[] = [];
  const { done } = transcribeScripted(
    {
      lanes: 2,
      read: async (i, window) => {
        await new Promise((resolve) => setTimeout(resolve, (6 - i) * 4)); // the last first
        const long = { ...segmentOf(window), end: window.end + 60 };
        return { segments: [long, { ...segmentOf(window), text: " …", words: [] }] };
      },
    },
    windowsOf(6),
    { language: "en" },
    { onSegments: (segments) => void given.push(...segments.map(({ id }) => id)) },
  );
  const { segments, duration } = await done;
  assert.deepEqual(given, [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(segments.map(({ id }) => id), given);
  segments.forEach(({ start, end }, i) => {
    assert.ok(start >= (segments[i - 1]?.end ?? 0) && end > start && end <= duration);
  });
});

Deno.test("an error of one lane is thrown, and the other lanes stop", async () => {
  const bad = new Error("the lane failed");
  let stopped = 0;
  const { done, reads } = transcribeScripted(
    {
      lanes: 2,
      read: async (i, _, signal) => {
        if (i === 0) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          throw bad;
        }
        await new Promise<void>((resolve) => signal!.addEventListener("abort", () => resolve(), { once: true }));
        stopped++;
        throw signal!.reason;
      },
    },
    windowsOf(30),
    { language: "en" },
  );
  await assert.rejects(done, bad);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(stopped >= 1);
  assert.ok(reads().length < 6, `${reads().length} batches were started`);
});

Deno.test("an abort stops the lanes and no further batch is delivered", async () => {
  const controller = new AbortController();
  const reason = new Error("cancelled");
  let delivered = 0;
  const { done } = transcribeScripted(
    {
      lanes: 2,
      read: (i, window, signal) => {
        if (i === 5) controller.abort(reason);
        return signal!.aborted ? Promise.reject(signal!.reason) : Promise.resolve({ segments: [segmentOf(window)] });
      },
    },
    windowsOf(30),
    { language: "en" },
    { onSegments: () => void delivered++ },
    controller.signal,
  );
  await assert.rejects(done, reason);
  const now = delivered;
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(delivered, now);
});

Deno.test("progress never falls, however far the lanes read ahead, and never counts unfinished audio", async () => {
  const audio = windowsOf(20);
  const ways: TranscribeOptions[] = [
    { language: "en" },
    {}, // the language is detected in four windows first
    { language: "en", conditionOnPreviousText: true },
    { language: "en", voiceActivity: false },
  ];
  for (const options of ways) {
    const seconds: number[] = [];
    let doneTo = 0;
    let ahead = 0;
    const { done } = transcribeScripted(
      {
        lanes: 2,
        read: async (_, window) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          return { segments: [segmentOf(window)] };
        },
      },
      audio,
      options,
      {
        onProgress: (progress) => {
          seconds.push(progress.seconds);
          ahead = Math.max(ahead, progress.seconds - doneTo);
        },
        onSegments: (segments) => void (doneTo = segments.at(-1)!.end),
      },
    );
    await done;
    assert.deepEqual(seconds, seconds.toSorted((a, b) => a - b), `${JSON.stringify(options)} runs backwards`);
    assert.ok(seconds.at(-1)! > 190, `${seconds.at(-1)} s at the end`);
    // A window of 30 s, and the silence after its speech
    assert.ok(ahead < 40, `${JSON.stringify(options)} reports ${ahead} s more than is done`);
  }
});

Deno.test("progress continues through audio without speech", async () => {
  const seconds: number[] = [];
  const { done } = transcribeScripted({}, silence(300), { language: "en" }, {
    onProgress: (progress) => seconds.push(progress.seconds),
  });
  await done;
  assert.ok(seconds.at(-1)! > 200, `${seconds.at(-1)} s at the end`);
  assert.ok(new Set(seconds).size > 5, "it comes in steps");
});
