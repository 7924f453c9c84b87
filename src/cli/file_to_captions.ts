import { basename } from "node:path";
import { chooseTrack } from "../../ml/audio/choose_track.ts";
import { findSpeakers } from "../../ml/speakers/find_speakers.ts";
import type { SpeakerEncoder } from "../../ml/speakers/speaker_encoder.ts";
import type { Engine } from "../../ml/whisper/engine/engine.ts";
import { labelSpeakers } from "../captions/label_speakers.ts";
import { defaultCaptionLayout, layoutCues } from "../captions/mod.ts";
import { namedSpans } from "../captions/speaker_names.ts";
import { prefetchFirst } from "../core/async.ts";
import { ConfigError, MediaError } from "../core/errors.ts";
import type { AudioTrackReason } from "../core/audio_track.ts";
import { audioTrackText } from "../core/labels/audio_track_labels.ts";
import { type LanguageCode, languageCode, LANGUAGES } from "../core/languages.ts";
import { OPPOSITE_PHASE } from "../core/notice.ts";
import type { CaptionLayout, Cue, TranscribeOptions, Transcript } from "../core/types.ts";
import { readAudio } from "../media/audio.ts";
import { fileNotices } from "../media/file_notices.ts";
import type { MediaInfo } from "../media/media_info.ts";
import { probe } from "../media/probe.ts";
import type { MediaTools } from "../media/process/tools.ts";
import { findTranslator, HOW_TO_GET_MORE, type OfferedTranslator } from "../translation/configured.ts";
import { planTranslation, translatedCues } from "../translation/renewal.ts";
import type { Captions } from "./caption_files.ts";
import { ProgressLine } from "./progress.ts";
import { printable, type Terminal } from "./terminal.ts";

/** How a file is captioned. */
export interface CaptionRequest {
  options: TranscribeOptions;
  layout: Partial<CaptionLayout>;
  /** null: they stay in the language that is spoken. */
  translateTo: LanguageCode | null;
  /** From 1; null: it is chosen. */
  audioTrack: number | null;
}

/** Whisper translates the sound itself, but only into English. */
export function isTranslatedByWhisper(
  translateTo: LanguageCode | null,
  translators: readonly OfferedTranslator[],
): boolean {
  return translateTo === "en" && translators.every(({ id }) => id === "bergamot" || id === "marian");
}

export function noTranslator(from: LanguageCode | null, to: LanguageCode): ConfigError {
  return new ConfigError(`there is no translator ${from ? `from ${from} ` : ""}to ${to}: ${HOW_TO_GET_MORE}`);
}

/** A file whose sound is being decoded. */
export interface OpenedFile {
  path: string;
  info: MediaInfo;
  /** Why this sound track was chosen. */
  reason: AudioTrackReason;
  /** null: there is none in it. */
  audio: AsyncIterableIterator<Float32Array> | null;
  /** Whether left and right cancelled each other; known once the sound is read. */
  hasOppositePhase: boolean;
}

/**
 * Finds what is in a file and begins to decode its sound, as far as the first piece.
 *
 * @throws {MediaError} if it can't be read
 */
export async function openFile(
  file: string,
  { options: { language = null }, audioTrack }: CaptionRequest,
  mediaTools: MediaTools,
): Promise<OpenedFile> {
  const path = await checkedPath(file);
  const { info, reason } = await chooseTrack(mediaTools, path, await probe(mediaTools, path), {
    ...{ track: audioTrack, language: language === "auto-segment" ? null : language },
  });
  const opened: OpenedFile = { path, info, reason, audio: null, hasOppositePhase: false };
  const onOppositePhase = () => opened.hasOppositePhase = true;
  if (info.audio) opened.audio = prefetchFirst(readAudio(mediaTools, path, { info, onOppositePhase }));
  return opened;
}

/**
 * Captions a file. Those that can't be translated stay as they are spoken, and those whose speakers can't be told apart
 * without names; the problem is in the result.
 *
 * @param opening the same file
 * @throws {MediaError} if the file can't be read
 */
export async function captionFile(
  file: string,
  opening: Promise<OpenedFile>,
  { options: asked, layout, translateTo }: CaptionRequest,
  { engine, translators, speakers }: {
    engine: Pick<Engine, "transcribe">;
    translators: OfferedTranslator[];
    /** null: the captions name nobody. */
    speakers: SpeakerEncoder | null;
  },
  mediaTools: MediaTools,
  terminal: Terminal,
): Promise<Captions> {
  const opened = await opening;
  const { path, info, reason } = opened;
  const isByWhisper = isTranslatedByWhisper(translateTo, translators);
  const options: TranscribeOptions = isByWhisper ? { ...asked, task: "translate" } : asked;
  const say = (text: string) => terminal.err(`${printable(file)}: ${printable(text)}\n`);
  if (info.audio && info.audioTracks.length > 1) say(audioTrackText(info.audio, info.audioTracks.length, reason));
  const transcript = await transcribeAudio(opened, options, engine, terminal);
  if (opened.hasOppositePhase) say(OPPOSITE_PHASE.text);
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
  { path, info, audio }: OpenedFile,
  options: TranscribeOptions,
  engine: Pick<Engine, "transcribe">,
  terminal: Terminal,
): Promise<Transcript> {
  if (!audio) return EMPTY;
  const line = new ProgressLine(terminal, basename(path), {
    formatSpeed: (speed) => `${speed.toFixed(speed < 10 ? 1 : 0)} x`,
  });
  const startedMs = performance.now();
  line.update({ done: 0, total: null, stage: "starting" });
  try {
    const transcript = await engine.transcribe(audio, options, {
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
