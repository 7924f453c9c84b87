import { readLayoutArguments } from "../schemas/caption_layout.ts";
import { chooseTrack } from "../../ml/audio/choose_track.ts";
import { basename } from "node:path";
import type { ModelStore } from "../../ml/models/store.ts";
import type { Engine } from "../../ml/whisper/engine/engine.ts";
import { CAPTION_FORMATS, type CaptionFormat, defaultCaptionLayout, layoutCues } from "../captions/mod.ts";
import type { Config } from "../core/settings/config.ts";
import { ConfigError, MediaError, messageOf } from "../core/errors.ts";
import { writeWhole } from "../core/files.ts";
import type { Log } from "../core/log.ts";
import { type LanguageCode, languageCode, LANGUAGES } from "../core/languages.ts";
import type { CaptionLayout, Cue, TranscribeOptions, Transcript } from "../core/types.ts";
import { OPPOSITE_PHASE } from "../core/notice.ts";
import { fileNotices } from "../media/file_notices.ts";
import { audioTrackText } from "../core/labels/audio_track_labels.ts";
import { readAudio } from "../media/audio.ts";
import { probe } from "../media/probe.ts";
import type { MediaTools } from "../media/process/tools.ts";
import {
  configuredTranslators,
  findTranslator,
  HOW_TO_GET_MORE,
  type OfferedTranslator,
  type TranslationSettings,
} from "../translation/configured.ts";
import { labelSpeakers } from "../captions/label_speakers.ts";
import { namedSpans } from "../captions/speaker_names.ts";
import { useRuntimeLibrary } from "../../ml/onnx/session.ts";
import { findSpeakers } from "../../ml/speakers/find_speakers.ts";
import type { SpeakerEncoder } from "../../ml/speakers/speaker_encoder.ts";
import { planTranslation, translatedCues } from "../translation/renewal.ts";
import { Bergamot } from "../../ml/translation/bergamot.ts";
import { Marian } from "../../ml/translation/marian/marian.ts";
import { offeredMarian } from "../../ml/translation/marian/offered_marian.ts";
import { offeredBergamot } from "../../ml/translation/offered_bergamot.ts";
import { openSpeakers } from "./analyze/analyze.ts";
import { readArguments } from "./arguments.ts";
import { type Captions, captionText, outputStems } from "./caption_files.ts";
import { ProgressLine } from "./progress.ts";
import { pullWithProgress } from "./pull.ts";
import { asTyped, readSpeechArguments, SPEECH_OPTIONS, SPEECH_USAGE } from "./speech_arguments.ts";
import { checkModel, checkTools } from "./start_checks.ts";
import { printable, systemTerminal, type Terminal } from "./terminal.ts";
import type { MediaInfo } from "../media/media_info.ts";

const FORMAT_NAMES = CAPTION_FORMATS.map(({ name }) => name);

const USAGE = `usage: streamforge transcribe FILE... [options]
  --model NAME            a model of "streamforge models list", or a folder (default: WHISPER_MODEL, else base)
${SPEECH_USAGE}
  --translate-to LANGUAGE captions in this language: by TRANSLATE_URL or LIBRETRANSLATE_URL, else into English by
                          Whisper and into others by Bergamot or OPUS-MT; in files NAME.LANGUAGE.FORMAT
  --audio-track N         1 for the first sound track (default: the one in which somebody speaks)
  --speakers              names who speaks (Speaker 1 ...), in formats that have a place for it: vtt, json, ass, ttml
  --max-line-chars N      10 to 200 (default: 42; 16 in Chinese and Korean, 13 in Japanese)
  --max-lines N           1 to 4 (default: 2)
  --max-cue-seconds N     1 to 30 (default: 7)
  --format FORMAT         ${FORMAT_NAMES[0]} (default), ${FORMAT_NAMES.slice(1).join(", ")} or all
  -o, --output DIR        where NAME.FORMAT is written (default: one file's captions to standard output,
                          those of several beside them)`;

const OPTIONS = {
  model: { type: "string" },
  ...SPEECH_OPTIONS,
  "translate-to": { type: "string" },
  "audio-track": { type: "string" },
  speakers: { type: "boolean" },
  "max-line-chars": { type: "string" },
  "max-lines": { type: "string" },
  "max-cue-seconds": { type: "string" },
  format: { type: "string" },
  output: { type: "string", short: "o" },
  help: { type: "boolean", short: "h" },
} as const;

export interface TranscribeDeps {
  config:
    & Pick<Config, "whisperModel" | "modelsDir">
    & Partial<Pick<Config, "onnxruntimeDir" | "cacheDir">>
    & Partial<TranslationSettings>;
  log: Log;
  mediaTools: MediaTools;
  store: Pick<ModelStore, "list" | "resolve">;
  makeEngine(modelFolder: () => Promise<string>): Pick<Engine, "transcribe" | "close">;
  terminal?: Terminal;
}

/** The arguments of the command line. */
interface TranscribeArguments {
  files: string[];
  model: string;
  options: TranscribeOptions;
  layout: Partial<CaptionLayout>;
  /** null: they stay in the language that is spoken. */
  translateTo: LanguageCode | null;
  /** From 1; null: it is chosen. */
  audioTrack: number | null;
  namesSpeakers: boolean;
  formats: readonly CaptionFormat[];
  /** null: beside each input. */
  outDir: string | null;
  /** Whether the captions go to standard output. */
  isPrinted: boolean;
}

/**
 * The command `transcribe`: captions of files, without a server. If a file fails, the error is printed and the next
 * file follows.
 *
 * Captions that can't be translated are written as they are spoken, those whose speakers can't be told apart without
 * names, and the file has failed.
 *
 * @returns the exit code: 1 if a file failed
 * @throws {ConfigError} for wrong arguments, and for a translation that nobody can make
 * @throws {ModelError} if the model can't be downloaded or read
 */
export async function transcribe(args: string[], deps: TranscribeDeps): Promise<number> {
  const { terminal = systemTerminal() } = deps;
  const { values, positionals } = readArguments(args, OPTIONS, USAGE);
  if (values.help) {
    terminal.out(`${USAGE}\n`);
    return 0;
  }
  const parsed = readTranscribeArguments(values, positionals, deps.config.whisperModel);
  const stems = parsed.isPrinted ? [] : outputStems(parsed.files, parsed.outDir, extensionsOf(parsed));
  const bergamot = new Bergamot((model) => deps.store.resolve(model, {}));
  const marian = new Marian((model) =>
    pullWithProgress(model, terminal, (options) => deps.store.resolve(model, options))
  );
  const translators = [
    ...configuredTranslators(deps.config, { log: deps.log }),
    offeredBergamot(bergamot),
    offeredMarian(marian),
  ];
  await checkTools(deps.mediaTools);
  await checkTranslator(parsed, translators);
  if (values.model === undefined) await checkModel(deps.config, deps.store);
  if (parsed.outDir !== null) await makeFolder(parsed.outDir);

  const folder = await pullWithProgress(parsed.model, terminal, (options) => deps.store.resolve(parsed.model, options));
  const engine = deps.makeEngine(() => Promise.resolve(folder));
  let speakers: SpeakerEncoder | null = null;
  let code = 0;
  const fail = (file: string, error: unknown) => {
    terminal.err(`streamforge: ${printable(file)}: ${printable(messageOf(error))}\n`);
    deps.log.debug("a file failed", { file, stack: error instanceof Error ? error.stack : null });
    code = 1;
  };
  try {
    const { onnxruntimeDir = null, cacheDir } = deps.config;
    if (cacheDir !== undefined) useRuntimeLibrary({ folder: onnxruntimeDir, cacheDir }); // of speakers and OPUS-MT
    if (parsed.namesSpeakers) speakers = await openSpeakers(deps, terminal);
    for (const [i, file] of parsed.files.entries()) {
      try {
        const captions = await captionFile(file, parsed, { engine, translators, speakers }, deps.mediaTools, terminal);
        if (parsed.isPrinted) terminal.out(captionText(parsed.formats[0], captions));
        else await writeCaptions(stems[i], parsed, captions, terminal);
        for (const problem of [captions.speakerProblem, captions.problem]) if (problem) fail(file, problem);
      } catch (error) {
        fail(file, error);
      }
    }
  } finally {
    bergamot.close();
    await speakers?.close();
    await marian.close();
    await engine.close();
  }
  return code;
}

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>["values"];

function readTranscribeArguments(values: Values, files: string[], defaultModel: string): TranscribeArguments {
  if (files.length === 0) throw new ConfigError(`no file was named\n${USAGE}`);
  const format = oneOf("--format", values.format ?? FORMAT_NAMES[0], [...FORMAT_NAMES, "all"]);
  const outDir = values.output ?? null;
  const translateTo = readTarget(values["translate-to"]);
  if (translateTo && values.task === "translate") {
    throw new ConfigError("--translate-to is there and --task translate too: leave --task out");
  }
  const formats = format === "all" ? CAPTION_FORMATS : CAPTION_FORMATS.filter(({ name }) => name === format);
  if (values.speakers && !formats.some(({ namesSpeakers }) => namesSpeakers)) {
    const others = CAPTION_FORMATS.filter(({ namesSpeakers }) => namesSpeakers).map(({ name }) => name);
    throw new ConfigError(
      `--speakers is there, and ${format} has no place for names: choose --format ${others.join(", ")} or all`,
    );
  }
  return {
    translateTo,
    files: [...new Set(files)],
    model: values.model ?? defaultModel,
    options: readSpeechArguments(values),
    layout: readLayout(values),
    audioTrack: readTrack(values["audio-track"]),
    namesSpeakers: values.speakers === true,
    formats,
    outDir,
    isPrinted: files.length === 1 && outDir === null && format !== "all",
  };
}

function readLayout(values: Values): Partial<CaptionLayout> {
  const names = ["max-line-chars", "max-lines", "max-cue-seconds"] as const;
  const record = Object.fromEntries(names.map((name) => [name.replaceAll("-", "_"), values[name]]));
  return asTyped(() => readLayoutArguments(record));
}

function readTrack(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d?$/.test(text)) throw new ConfigError(`--audio-track is "${text}": it must be a number from 1 to 99`);
  return Number(text);
}

function readTarget(name: string | undefined): LanguageCode | null {
  if (name === undefined) return null;
  const code = languageCode(name);
  if (!code) throw new ConfigError(`--translate-to is "${name}": it must be a language such as "es" or "spanish"`);
  return code;
}

/** What may follow a file's name: where the captions can't be translated, they go to a file without the language. */
function extensionsOf({ formats, translateTo }: TranscribeArguments): string[] {
  const names = formats.map(({ name }) => name);
  return [...names.map((name) => extensionOf(name, translateTo)), ...translateTo ? names : []];
}

/** Whisper translates the sound itself, but only into English. */
function isTranslatedByWhisper(translateTo: LanguageCode | null, translators: readonly OfferedTranslator[]): boolean {
  return translateTo === "en" && translators.every(({ id }) => id === "bergamot" || id === "marian");
}

/** @throws {ConfigError} if no translator has the target, or with `--language` the pair */
async function checkTranslator(
  { translateTo, options }: TranscribeArguments,
  translators: readonly OfferedTranslator[],
): Promise<void> {
  if (!translateTo || isTranslatedByWhisper(translateTo, translators)) return;
  const from = options.language ? languageCode(options.language) : null; // null too while it is to be detected
  if (from === translateTo) return;
  const found = await findTranslator(translators, { from, to: translateTo }).catch((error) => {
    throw new ConfigError(messageOf(error), { cause: error });
  });
  if (!found) throw noTranslator(from, translateTo);
}

function noTranslator(from: LanguageCode | null, to: LanguageCode): ConfigError {
  return new ConfigError(`there is no translator ${from ? `from ${from} ` : ""}to ${to}: ${HOW_TO_GET_MORE}`);
}

/** What follows a file's name: `es.srt` where the captions are translated. */
function extensionOf(format: string, translatedTo: string | null): string {
  return translatedTo ? `${translatedTo}.${format}` : format;
}

function oneOf<const T extends string>(name: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((allowed) => allowed === value);
  if (!choice) throw new ConfigError(`${name} is "${value}": it must be one of ${choices.join(", ")}`);
  return choice;
}

async function captionFile(
  file: string,
  { options: asked, layout, audioTrack, translateTo }: TranscribeArguments,
  { engine, translators, speakers }: {
    engine: Pick<Engine, "transcribe">;
    translators: OfferedTranslator[];
    /** null: the captions name nobody. */
    speakers: SpeakerEncoder | null;
  },
  mediaTools: MediaTools,
  terminal: Terminal,
): Promise<Captions> {
  const path = await checkedPath(file);
  const { language = null } = asked;
  const isByWhisper = isTranslatedByWhisper(translateTo, translators);
  const options: TranscribeOptions = isByWhisper ? { ...asked, task: "translate" } : asked;
  const { info, reason } = await chooseTrack(mediaTools, path, await probe(mediaTools, path), {
    ...{ track: audioTrack, language: language === "auto-segment" ? null : language },
  });
  const say = (text: string) => terminal.err(`${printable(file)}: ${printable(text)}\n`);
  if (info.audio && info.audioTracks.length > 1) say(audioTrackText(info.audio, info.audioTracks.length, reason));
  const transcript = info.audio ? await transcribeAudio(path, info, options, engine, mediaTools, terminal) : EMPTY;
  if (!info.audio) say("there is no sound in it, so its captions are empty");
  else if (transcript.segments.length === 0) say("nothing is said in it, so its captions are empty");
  if (info.audio) {
    for (const { text } of await fileNotices(path, info, info.video ? null : transcript.duration)) say(text);
  }
  const { task = "transcribe" } = options;
  const captionLanguage = task === "translate" ? "en" : transcript.language;
  const laidOut = layoutCues(transcript.segments, { ...defaultCaptionLayout(captionLanguage), ...layout }, {
    language: captionLanguage,
    mediaSeconds: transcript.duration || undefined,
  });
  let cues = laidOut;
  let speakerProblem: unknown;
  if (speakers && laidOut.length > 0) {
    try {
      cues = await nameSpeakers(laidOut, path, { info, speakers, mediaTools, language: captionLanguage }, terminal);
    } catch (error) {
      say("its speakers could not be told apart, so its captions name nobody");
      speakerProblem = error;
    }
  }
  const captions: Captions = { transcript, cues, task, speakerProblem };
  if (!translateTo || isByWhisper || cues.length === 0) return captions;
  const from = transcript.language === null ? null : languageCode(transcript.language);
  if (from === translateTo) {
    say(`${LANGUAGES[translateTo]} is spoken in it, so there is nothing to translate`);
    return captions;
  }
  try {
    const translated = await translate(cues, { from, to: translateTo, layout, translators }, terminal, basename(path));
    return { ...captions, cues: translated, translatedTo: translateTo };
  } catch (problem) {
    say("its captions could not be translated, so they are in the language that is spoken");
    return { ...captions, problem };
  }
}

/** Writes who speaks into cues; one speaker alone is not named. */
async function nameSpeakers(
  cues: Cue[],
  path: string,
  { info, speakers, mediaTools, language }: {
    info: MediaInfo;
    speakers: SpeakerEncoder;
    mediaTools: MediaTools;
    language: string | null;
  },
  terminal: Terminal,
): Promise<Cue[]> {
  const line = new ProgressLine(terminal, basename(path), { formatSpeed: (speed) => `${speed.toFixed(0)} x` });
  const total = info.durationSeconds;
  const onProgress = (done: number) =>
    Promise.resolve(line.update({ done, total, stage: "telling the speakers apart" }));
  try {
    const found = await findSpeakers(mediaTools, path, { info, embed: speakers.embed, onProgress });
    return found.speakers.length > 1 ? labelSpeakers(cues, namedSpans(found), language) : cues;
  } finally {
    line.clear();
  }
}

/** @throws {ConfigError} if no translator has the pair of languages */
async function translate(
  cues: Cue[],
  { from, to, layout, translators }: {
    from: LanguageCode | null;
    to: LanguageCode;
    layout: Partial<CaptionLayout>;
    translators: OfferedTranslator[];
  },
  terminal: Terminal,
  name: string,
): Promise<Cue[]> {
  const found = from && await findTranslator(translators, { from, to });
  if (!found) throw noTranslator(from, to);
  const line = new ProgressLine(terminal, name, { formatSpeed: (speed) => `${speed.toFixed(0)} cues/s` });
  try {
    const plan = planTranslation(cues, null);
    const texts = await found.translator.translate(cues, {
      ...{ from, to, wanted: plan.wanted },
      onProgress: (share) =>
        line.update({ done: share * cues.length, total: cues.length, stage: `${found.translator.name} translates` }),
    });
    return translatedCues(cues, plan, { texts, layout: { ...defaultCaptionLayout(to), ...layout }, language: to });
  } finally {
    line.clear();
  }
}

const EMPTY: Transcript = { language: null, languageProbability: 0, duration: 0, segments: [], dropped: [] };

async function transcribeAudio(
  path: string,
  info: MediaInfo,
  options: TranscribeOptions,
  engine: Pick<Engine, "transcribe">,
  mediaTools: MediaTools,
  terminal: Terminal,
): Promise<Transcript> {
  const line = new ProgressLine(terminal, basename(path), {
    formatSpeed: (speed) => `${speed.toFixed(speed < 10 ? 1 : 0)} x`,
  });
  const startedMs = performance.now();
  line.update({ done: 0, total: null, stage: "starting" });
  const onOppositePhase = () => {
    line.clear();
    terminal.err(`${printable(basename(path))}: ${OPPOSITE_PHASE.text}\n`);
  };
  try {
    const transcript = await engine.transcribe(readAudio(mediaTools, path, { info, onOppositePhase }), options, {
      onProgress({ stage, seconds }) {
        if (stage === "loading") line.update({ done: 0, total: null, stage: "loading the model" });
        else if (stage === "listening" && seconds === 0) line.update({ done: 0, total: null, stage: "listening" });
        else line.update({ done: seconds, total: info.durationSeconds });
      },
    });
    line.clear();
    if (terminal.isTerminal) {
      const seconds = (performance.now() - startedMs) / 1000;
      const speed = `${(transcript.duration / seconds).toFixed(0)} x`;
      terminal.err(
        `${printable(basename(path))}: ${transcript.duration.toFixed(1)} s in ${seconds.toFixed(1)} s (${speed})\n`,
      );
    }
    return transcript;
  } finally {
    line.clear();
  }
}

async function checkedPath(file: string): Promise<string> {
  try {
    const path = await Deno.realPath(file);
    if ((await Deno.stat(path)).isFile) return path;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new MediaError("there is no such file", { cause: error });
  }
  throw new MediaError("it is no file");
}

async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    throw new ConfigError(`the folder "${path}" of -o cannot be made: ${messageOf(error)}`, { cause: error });
  }
}

async function writeCaptions(
  stem: string,
  { formats, translateTo }: Pick<TranscribeArguments, "formats" | "translateTo">,
  captions: Captions,
  terminal: Terminal,
): Promise<void> {
  const translatedTo = captions.problem ? null : translateTo;
  for (const format of formats) {
    const path = `${stem}.${extensionOf(format.name, translatedTo)}`;
    await writeWhole(path, captionText(format, captions));
    if (terminal.isTerminal) terminal.err(`${printable(path)}\n`);
  }
}
