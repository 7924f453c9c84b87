/** What `transcribe` has lanes do, with lanes that write down what they were asked. */
import assert from "node:assert/strict";
import type { AudioWindow } from "../../../ml/audio/windows.ts";
import { loadVoiceModel } from "../../../ml/audio/voice_activity.ts";
import type { Lane } from "../../../ml/whisper/lanes/lane.ts";
import { WhisperTokenizer } from "../../../ml/whisper/tokenizer.ts";
import { transcribe } from "../../../ml/whisper/transcribe.ts";
import type { TranscribeOptions } from "../../../src/core/types.ts";
import { joined, modelFolder, pieces, recording, SAMPLE_RATE, silence } from "./engine/engine_fixture.ts";
import type { TranscribeListener } from "../../../ml/whisper/progress.ts";
import type { HeardLanguage, ReadRequest, WindowsRead } from "../../../ml/whisper/decoding/types.ts";

const tokenizer = await WhisperTokenizer.load(`${await modelFolder("base")}/tokenizer.json`);
const voiceModel = await loadVoiceModel(1);
Deno.test.afterAll(() => voiceModel.release());

const SENTENCE = await recording("sentence.flac");
/** As many windows as sentences: silence of more than 5 s parts them. */
const windowsOf = (count: number) => joined(...Array.from({ length: count }, () => [SENTENCE, silence(6)]).flat());

interface Asked {
  lane: number;
  call: "hear" | "read";
  starts: number[];
  request?: ReadRequest;
}

interface Script {
  lanes?: number;
  /** What a window says to whoever hears it, by its number. */
  hear?: (window: number) => { code: string; noSpeechProb?: number };
  /** What comes of a window, by its number. */
  read?: (window: number, audio: AudioWindow, signal?: AbortSignal) => Promise<Partial<WindowsRead>>;
}

/** Runs `transcribe` with lanes that do what a script says. */
function conduct(
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
  const asked: Asked[] = [];
  const lanes = Array.from({ length: script.lanes ?? 1 }, (_, lane): Lane => ({
    hear(windows) {
      asked.push({ lane, call: "hear", starts: windows.map(({ start }) => start) });
      return Promise.resolve(windows.map((window): HeardLanguage => {
        const { code, noSpeechProb = 0.1 } = script.hear?.(numberOf(window)) ?? { code: "en" };
        const probabilities = Float32Array.from(codes, (own) => own === code ? 1 : 0);
        return { probabilities, noSpeechProb };
      }));
    },
    async read(windows, request, signal) {
      asked.push({ lane, call: "read", starts: windows.map(({ start }) => start), request });
      const all: WindowsRead = {
        segments: [],
        dropped: [],
        tokens: [],
        isMisleading: false,
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
  const use = { device: "cpu", precision: "int8", lanes: lanes.length, fallbackReason: null } as const;
  const parts = { lanes, batchWindows: 4, tokenizer, dimensions, use, voiceModel };
  const done = transcribe(parts, pieces(audio), options, listener, signal);
  return { done, asked, reads: () => asked.filter(({ call }) => call === "read") };
}

/** A segment that a window might give. */
function said({ start }: AudioWindow, text = " hello", temperature = 0) {
  const span = { start: start + 0.5, end: start + 3 };
  const words = [{ word: text, ...span, probability: 1 }];
  return { ...span, text, tokens: [], temperature, avgLogprob: -0.1, compressionRatio: 1, noSpeechProb: 0, words };
}

const encode = (text: string) => tokenizer.encode(text);

Deno.test("with conditionOnPreviousText each window is told what was said before it, and nothing from before a bad one", async () => {
  const given = [" one", " two", " guessed", "", " five", " six"];
  let running = 0;
  const { done, reads } = conduct(
    {
      lanes: 2,
      read: async (window) => {
        assert.equal(++running, 1, "windows wait for each other");
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        return { tokens: encode(given[window]), isMisleading: window === 2 };
      },
    },
    windowsOf(6),
    { language: "en", conditionOnPreviousText: true, initialPrompt: "A talk.", hotwords: "Mbeki" },
  );
  await done;
  const told = reads().map(({ request }) => tokenizer.decode(request!.previous));
  assert.deepEqual(told, [
    " Mbeki A talk.",
    " Mbeki A talk. one",
    " Mbeki A talk. one two",
    " Mbeki",
    " Mbeki", // the window before it said nothing
    " Mbeki five",
  ]);
  assert.ok(reads().every(({ starts }) => starts.length === 1));
});

Deno.test("side by side every window is told the prompt and the hotwords, and how it is to be read", async () => {
  const { done, reads } = conduct({ lanes: 2 }, windowsOf(6), {
    ...{ language: "es", task: "translate", initialPrompt: "A talk.", hotwords: "Mbeki" },
    ...{ beamSize: 5, temperature: 0.2, wordTimestamps: false },
  });
  await done;
  assert.equal(reads().flatMap(({ starts }) => starts).length, 6);
  for (const { request } of reads()) {
    const { previous, ...rest } = request!;
    assert.equal(tokenizer.decode(previous), " Mbeki A talk.");
    assert.deepEqual(rest, {
      ...{ language: "es", task: "translate", beamSize: 5, temperature: 0.2, words: false, isCutAtPauses: true },
      known: undefined,
    });
  }
});

Deno.test("the language is heard over four windows, and who has heard some reads them", async () => {
  const { done, asked, reads } = conduct(
    {
      lanes: 2,
      hear: (window) => ({ code: window === 0 ? "es" : "de" }),
      read: (_, window) => Promise.resolve({ segments: [said(window)] }),
    },
    windowsOf(6),
    {},
  );
  const { language, languageProbability } = await done;
  assert.deepEqual([language, languageProbability], ["de", 0.75]);
  const hears = asked.filter(({ call }) => call === "hear");
  assert.deepEqual(hears.map(({ starts }) => starts.length), [2, 2]);
  for (const { lane, starts } of hears) {
    assert.ok(
      reads().some((read) => read.lane === lane && read.starts.join() === starts.join()),
      "they are encoded once",
    );
  }
  assert.ok(reads().every(({ request }) => request!.language === "de"));
});

Deno.test("windows without speech do not settle the language: it is heard again in the next four", async () => {
  const { done, asked, reads } = conduct(
    {
      hear: (window) => window < 4 ? { code: "en", noSpeechProb: 0.9 } : { code: "fr" },
      read: (i, window) => Promise.resolve({ segments: i < 4 ? [] : [said(window)] }),
    },
    windowsOf(6),
    {},
  );
  assert.equal((await done).language, "fr");
  assert.equal(asked.filter(({ call }) => call === "hear").flatMap(({ starts }) => starts).length, 6);
  const languages = reads().flatMap(({ starts, request }) => starts.map(() => request!.language));
  assert.deepEqual(languages, ["en", "en", "en", "en", "fr", "fr"]);
});

Deno.test("with auto-segment nothing is heard ahead and each window is left to its reader", async () => {
  const { done, asked } = conduct(
    {
      read: (i, window) => Promise.resolve({ segments: [{ ...said(window), language: i < 1 ? "fr" : "en" }] }),
    },
    windowsOf(3),
    { language: "auto-segment" },
  );
  const { language, segments } = await done;
  assert.deepEqual([language, segments.map(({ language }) => language)], ["fr", ["fr", "en", "en"]]);
  assert.ok(asked.every(({ call, request }) => call === "read" && request!.language === null));
});

Deno.test("without voice activity a window begins where the one before was read to, always further on, and silence is skipped", async () => {
  const noise = Float32Array.from({ length: 100 * SAMPLE_RATE }, (_, i) => 0.1 * Math.sin(i));
  noise.fill(0, 50 * SAMPLE_RATE, 85 * SAMPLE_RATE);
  const readTo = [22, 22, 40]; // the second window gets nowhere
  const progress: number[] = [];
  const { done, reads } = conduct(
    { read: (i, window) => Promise.resolve({ readTo: readTo[i] ?? window.end }) },
    noise,
    { language: "en", voiceActivity: false },
    { onProgress: ({ stage, seconds }) => stage === "transcribing" && progress.push(seconds) },
  );
  await done;
  assert.deepEqual(reads().map(({ starts }) => starts), [[0], [22], [23], [40], [70]]);
  assert.ok(reads().every(({ request }) => request!.isCutAtPauses === false));
  assert.deepEqual(progress.at(-1), 100);

  const skipped = conduct({}, joined(silence(60), noise.subarray(0, SAMPLE_RATE)), {
    language: "en",
    voiceActivity: false,
  });
  await skipped.done;
  assert.deepEqual(skipped.reads().map(({ starts }) => starts), [[60]]);
});

Deno.test("without voice activity too the language is heard over four windows, and again while there is no speech", async () => {
  const audio = new Float32Array(8 * 30 * SAMPLE_RATE).map((_, i) => Math.sin(i));
  const { done, asked, reads } = conduct(
    { hear: (window) => ({ code: window === 0 || window === 4 ? "es" : "en", noSpeechProb: window < 4 ? 0.9 : 0.1 }) },
    audio,
    { voiceActivity: false },
  );
  assert.equal((await done).segments.length, 0);
  const heard = asked.filter(({ call }) => call === "hear").map(({ starts }) => starts);
  assert.deepEqual(heard, [[0, 30, 60, 90], [120, 150, 180, 210]]);
  assert.equal(reads().length, 8);
  assert.ok(reads().every(({ request }) => request!.language === "en"));
});

Deno.test("segments are numbered through, in order, within the media, and those without words are left out", async () => {
  const given: number[] = [];
  const { done } = conduct(
    {
      lanes: 2,
      read: async (i, window) => {
        await new Promise((resolve) => setTimeout(resolve, (6 - i) * 4)); // the last first
        const long = { ...said(window), end: window.end + 60 };
        return { segments: [long, { ...said(window), text: " …", words: [] }] };
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

Deno.test("an error of one lane is thrown, and what the others do is stopped", async () => {
  const bad = new Error("the lane failed");
  let stopped = 0;
  const { done, reads } = conduct(
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
  assert.ok(reads().length < 6, `${reads().length} batches were begun`);
});

Deno.test("an abort reaches the lanes and no further batch is delivered", async () => {
  const controller = new AbortController();
  const reason = new Error("cancelled");
  let delivered = 0;
  const { done } = conduct(
    {
      lanes: 2,
      read: (i, window, signal) => {
        if (i === 5) controller.abort(reason);
        return signal!.aborted ? Promise.reject(signal!.reason) : Promise.resolve({ segments: [said(window)] });
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

Deno.test("progress never falls, however far the lanes read ahead, and does not run ahead of what is done", async () => {
  const audio = windowsOf(20);
  const ways: TranscribeOptions[] = [
    { language: "en" },
    {}, // four windows are heard first
    { language: "en", conditionOnPreviousText: true },
    { language: "en", voiceActivity: false },
  ];
  for (const options of ways) {
    const seconds: number[] = [];
    let doneTo = 0;
    let ahead = 0;
    const { done } = conduct(
      {
        lanes: 2,
        read: async (_, window) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          return { segments: [said(window)] };
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
    // a window of 30 s, and the silence behind what was said
    assert.ok(ahead < 40, `${JSON.stringify(options)} tells ${ahead} s more than is done`);
  }
});

Deno.test("progress goes on through sound in which nobody speaks", async () => {
  const seconds: number[] = [];
  const { done } = conduct({}, silence(300), { language: "en" }, { onProgress: (told) => seconds.push(told.seconds) });
  await done;
  assert.ok(seconds.at(-1)! > 200, `${seconds.at(-1)} s at the end`);
  assert.ok(new Set(seconds).size > 5, "it comes bit by bit");
});
