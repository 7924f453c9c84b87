import type { KnownWord } from "../../../src/core/types.ts";
import { VoiceDetector } from "../../audio/voice_detector.ts";
import { logMel } from "../../audio/log_mel.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import { addWords, spreadWords } from "./add_words.ts";
import { decodeWithFallback } from "./decode.ts";
import type { Encoded } from "./encoded.ts";
import { type Attempt, isDoubtful } from "./fallback.ts";
import { knownWindow } from "./known_words.ts";
import { chooseLanguage, hearLanguages } from "./language.ts";
import type { WhisperModel } from "./model.ts";
import { type DraftSegment, leastEndSeconds, type ReadWindow, readWindow } from "./read_window.ts";
import type { HeardLanguage, ReadRequest, WindowsRead } from "./types.ts";

/** How often the rest of a window that ended early is decoded again. */
const MOST_ROUNDS = 4;
/** A temperature from which text is no good example for what follows; as faster-whisper's `prompt_reset_on_temperature`. */
const MISLEADING_TEMPERATURE = 0.5;

/** Reads windows with one model, which stays its giver's. Its runs block the thread. */
export class WindowReader {
  #model: WhisperModel;
  #voices = new VoiceDetector();
  /** Windows whose language was heard and that will be read next. */
  #heard: { windows: AudioWindow[]; encoded: Encoded } | null = null;

  constructor(model: WhisperModel) {
    this.#model = model;
  }

  /** Frees the memory of what was loaded beside the model. */
  async release(): Promise<void> {
    await this.#voices.release();
  }

  /** Hears the languages of windows; what was encoded for that is kept until they are read. */
  async hear(windows: AudioWindow[], signal?: AbortSignal): Promise<HeardLanguage[]> {
    const encoded = await this.#encode(windows, signal);
    this.#heard = { windows, encoded };
    return await hearLanguages(this.#model, encoded);
  }

  /**
   * Encodes and decodes windows in a batch. Those that fail Whisper's tests are decoded again at higher temperatures; what a
   * window ended before is decoded again from there; words get times from the alignment heads.
   */
  async read(windows: AudioWindow[], request: ReadRequest, signal?: AbortSignal): Promise<WindowsRead> {
    const all: WindowsRead = {
      segments: [],
      dropped: [],
      tokens: [],
      isMisleading: false,
      readTo: windows.at(-1)!.end,
    };
    if (request.known) return { ...all, segments: await this.#timeKnown(windows, request.known, request, signal) };
    let left = windows;
    for (let round = 0; left.length > 0 && round < MOST_ROUNDS; round++) {
      const findsRest = request.isCutAtPauses && round < MOST_ROUNDS - 1;
      const read = await this.#readOnce(left, request, findsRest, signal);
      all.segments.push(...read.flatMap(({ segments }) => segments));
      all.dropped.push(...read.flatMap(({ dropped }) => dropped));
      if (round === 0) all.readTo = read.at(-1)!.readTo;
      left = read.flatMap(({ rest }) => rest ?? []);
    }
    all.segments.sort((a, b) => a.start - b.start);
    all.isMisleading = leadAstray(all);
    const { endOfText } = this.#model.tokenizer;
    all.tokens = all.segments.flatMap(({ tokens }) => tokens.filter((token) => token < endOfText));
    return all;
  }

  async #readOnce(
    windows: AudioWindow[],
    request: ReadRequest,
    findsRest: boolean,
    signal?: AbortSignal,
  ): Promise<ReadWindow[]> {
    const model = this.#model;
    const { tokenizer } = model;
    const heard = this.#heard && isSameSound(this.#heard.windows, windows) ? this.#heard.encoded : null;
    const encoded = heard ?? await this.#encode(windows, signal);
    this.#heard = null; // its memory is used again
    signal?.throwIfAborted();
    const codes = [...tokenizer.languageTokens.keys()];
    const languages = request.language === null
      ? (await hearLanguages(model, encoded)).map((heard) => chooseLanguage(codes, [heard]).language)
      : windows.map(() => request.language!);
    const attempts = await decodeWithFallback(model, encoded, {
      prompts: languages.map((language) => tokenizer.prompt(language, request.task, request.previous)),
      leastEnds: request.isCutAtPauses ? windows.map(leastEndSeconds) : windows.map(() => 0),
      seeds: windows.map(({ start }) => Math.round(start * 1000)),
      temperature: request.temperature,
      beamSize: request.beamSize,
    }, signal);
    const voices = await this.#haveVoices(windows, attempts, request);
    const read = windows.map((window, i) => {
      const how = { findsRest, isSeeking: !request.isCutAtPauses, hasVoice: voices[i] };
      return readWindow(window, attempts[i], tokenizer, how);
    });
    if (request.language === null) {
      read.forEach(({ segments }, i) => segments.forEach((segment) => segment.language = languages[i]));
    }
    signal?.throwIfAborted();
    const written = request.task === "translate" ? languages.map(() => "en" as const) : languages;
    if (!request.words) spreadWords(tokenizer, windows, read, written);
    else await addWords(model, encoded, windows, read, { languages, written, task: request.task });
    return read;
  }

  /** Finds out when the words are said that are known to be. */
  async #timeKnown(
    windows: AudioWindow[],
    known: KnownWord[],
    { language, task }: ReadRequest,
    signal?: AbortSignal,
  ): Promise<DraftSegment[]> {
    const found = windows.map((window) => ({ window, read: knownWindow(known, window, this.#model) }));
    const asked = found.flatMap(({ window, read }) => read ? [{ window, read }] : []);
    if (asked.length === 0) return [];
    const encoded = await this.#encode(asked.map(({ window }) => window), signal);
    signal?.throwIfAborted();
    const languages = asked.map(() => language ?? "en");
    const read = asked.map(({ read }) => read);
    const how = { languages, written: languages, task };
    await addWords(this.#model, encoded, asked.map(({ window }) => window), read, how);
    return read.flatMap(({ segments }) => segments);
  }

  /** Whether somebody speaks in each window, where nobody has looked for that yet and its text is doubtful. */
  async #haveVoices(windows: AudioWindow[], attempts: Attempt[], { isCutAtPauses }: ReadRequest): Promise<boolean[]> {
    const voices: boolean[] = [];
    for (const [i, { samples }] of windows.entries()) {
      voices.push(isCutAtPauses || !isDoubtful(attempts[i]) || await this.#voices.hasVoice(samples));
    }
    return voices;
  }

  async #encode(windows: AudioWindow[], signal?: AbortSignal): Promise<Encoded> {
    this.#heard = null;
    const { nMels } = this.#model.dimensions;
    return await this.#model.encode(windows.length, (i, into) => logMel(windows[i].samples, nMels, into), signal);
  }
}

/** Whether what was said, or thrown away because it went round in circles, is no good example for what follows. */
export function leadAstray({ segments, dropped }: Pick<WindowsRead, "segments" | "dropped">): boolean {
  return [...segments, ...dropped.filter(({ rule }) => rule === "repetition")]
    .some(({ temperature }) => temperature >= MISLEADING_TEMPERATURE);
}

/** Their times are not enough: what was heard may be of a file whose transcription ended before it was read. */
function isSameSound(a: AudioWindow[], b: AudioWindow[]): boolean {
  return a.length === b.length && a.every(({ start, samples }, i) => {
    const other = b[i].samples;
    return start === b[i].start && samples.length === other.length && samples.every((value, at) => value === other[at]);
  });
}
