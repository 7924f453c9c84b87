import {
  contentType,
  defaultCaptionLayout,
  droppedJson,
  findCaptionFormat,
  layoutCues,
  segmentJson,
} from "../../src/captions/mod.ts";
import { type LanguageCode, LANGUAGES } from "../../src/core/languages.ts";
import type { DroppedSegment, LanguageProbability, Segment } from "../../src/core/types.ts";
import type { SpeechFormat, SpeechRequest } from "./fields.ts";

/** Whisper's `seek` counts frames of 10 ms. */
const FRAMES_PER_SECOND = 100;

/** A finished transcription. */
export interface SpeechResult {
  segments: Segment[];
  /** Segments that were decoded and then dropped. */
  dropped: DroppedSegment[];
  /** The spoken language; null without speech. */
  language: string | null;
  /** How sure the detection was; null if the language was given. */
  languageProbability?: number | null;
  /** The likeliest languages; absent or empty if the language was given. */
  languageProbabilities?: LanguageProbability[];
  durationSeconds: number;
}

export const SPEECH_TYPES: Record<SpeechFormat, string> = {
  json: "application/json",
  verbose_json: "application/json",
  text: "text/plain; charset=utf-8",
  srt: contentType(findCaptionFormat("srt")!),
  vtt: contentType(findCaptionFormat("vtt")!),
};

/** The whole text in one line. */
export function textOf(segments: readonly Segment[]): string {
  return segments.map(({ text }) => text).join("").trim();
}

/** OpenAI's usage for billing: clients read the duration of the audio from it. */
export function usageOf({ durationSeconds }: Pick<SpeechResult, "durationSeconds">) {
  return { type: "duration", seconds: Math.ceil(durationSeconds) };
}

/** Writes the result in the requested format. */
export function writeSpeech(result: SpeechResult, request: SpeechRequest): string {
  const text = textOf(result.segments);
  const language = writtenLanguage(result, request);
  switch (request.format) {
    case "json":
      return JSON.stringify({ text, usage: usageOf(result) });
    case "verbose_json":
      return JSON.stringify(verbose(result, request, text));
    case "text":
      return `${text}\n`;
    case "srt":
    case "vtt": {
      const cues = layoutCues(result.segments, defaultCaptionLayout(language), { language });
      return findCaptionFormat(request.format)!.write({ cues, language });
    }
  }
}

function writtenLanguage({ language }: SpeechResult, { task }: SpeechRequest): string | null {
  return task === "translate" ? "en" : language;
}

function verbose(result: SpeechResult, request: SpeechRequest, text: string) {
  const language = writtenLanguage(result, request);
  return {
    task: request.task,
    // the English name, as in OpenAI's answers; "" without speech
    language: language === null ? "" : LANGUAGES[language as LanguageCode] ?? language,
    duration: result.durationSeconds,
    text,
    // not in OpenAI's answers, as `dropped`
    ...(result.languageProbabilities?.length && { language_probabilities: result.languageProbabilities }),
    ...(request.granularities.includes("segment") && {
      segments: result.segments.map(withSeek),
      dropped: result.dropped.map(droppedJson), // not in OpenAI's answers: shows why a sentence is missing
    }),
    ...(request.granularities.includes("word") && {
      words: result.segments.flatMap(({ words }) =>
        words.map(({ word, start, end }) => ({ word: word.trim(), start, end }))
      ),
    }),
    usage: usageOf(result),
  };
}

function withSeek(segment: Segment) {
  const { id, ...others } = segmentJson(segment);
  return { id, seek: Math.floor(segment.start * FRAMES_PER_SECOND), ...others };
}
