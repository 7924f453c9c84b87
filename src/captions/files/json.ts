import { failedThresholds } from "../../core/decode_thresholds.ts";
import type { Cue, DroppedSegment, EditedCue, Segment, Transcript, WhisperTask, Word } from "../../core/types.ts";
import { lookJson } from "../look_json.ts";
import { writeText } from "./text.ts";

/** Writes a whole transcript with the field names of OpenAI's `verbose_json`, and its cues. */
export function writeTranscriptJson(
  transcript: Transcript,
  cues: readonly Cue[],
  options: { task?: WhisperTask } = {},
): string {
  const words = transcript.segments.flatMap((segment) => segment.words);
  return JSON.stringify(
    {
      task: options.task ?? "transcribe",
      language: transcript.language,
      language_probability: transcript.languageProbability,
      ...(transcript.languageProbabilities && { language_probabilities: transcript.languageProbabilities }),
      duration: transcript.duration,
      text: transcript.segments.map((segment) => segment.text).join("").trim(),
      segments: transcript.segments.map(segmentJson),
      dropped: transcript.dropped.map(droppedJson),
      words: words.map(({ word, start, end, probability }: Word) => ({ word, start, end, probability })),
      cues: cues.map((cue) => ({ id: cue.id, start: cue.start, end: cue.end, text: cue.text, ...lookJson(cue) })),
    },
    null,
    2,
  ) + "\n";
}

/**
 * Writes edited captions with the same field names: each cue is a segment, without the model's scores.
 *
 * @param options.durationSeconds of the video, if known
 */
export function writeRevisionJson(
  cues: readonly EditedCue[],
  { language, durationSeconds }: { language: string | null; durationSeconds: number | null },
): string {
  const plain = ({ word, start, end, probability }: Word) => ({ word, start, end, probability });
  return JSON.stringify(
    {
      task: "transcribe",
      language,
      duration: durationSeconds ?? cues.at(-1)?.end ?? 0,
      text: cues.map(({ text }) => text.replaceAll("\n", " ")).join(" "),
      segments: cues.map(({ id, start, end, text }) => ({ id: id - 1, start, end, text })),
      dropped: [],
      words: cues.flatMap(({ words }) => words.map(plain)),
      cues: cues.map((cue) => ({
        ...{ id: cue.id, start: cue.start, end: cue.end, text: cue.text, is_edited: cue.isEdited },
        ...lookJson(cue),
        words: cue.words.map(plain),
      })),
    },
    null,
    2,
  ) + "\n";
}

/** Writes cues alone, with the text of all of them. */
export function writeCuesJson(cues: readonly Cue[], { language }: { language: string | null }): string {
  const list = cues.map((cue) => ({
    ...{ id: cue.id, start: cue.start, end: cue.end, text: cue.text, words: cue.words },
    ...lookJson(cue),
  }));
  return JSON.stringify({ language, text: writeText(cues).trim(), cues: list }, null, 2) + "\n";
}

/** A segment with the field names of OpenAI's `verbose_json`, and `language` if it was detected for the segment. */
export function segmentJson(segment: Segment) {
  return { id: segment.id, ...decodeJson(segment) };
}

/** A segment that was left out, with the rule and the thresholds that it failed. */
export function droppedJson(segment: DroppedSegment) {
  return { rule: segment.rule, thresholds_failed: failedThresholds(segment), ...decodeJson(segment) };
}

function decodeJson(segment: Segment) {
  return {
    start: segment.start,
    end: segment.end,
    text: segment.text,
    ...(segment.language && { language: segment.language }),
    tokens: segment.tokens,
    temperature: segment.temperature,
    avg_logprob: segment.avgLogprob,
    compression_ratio: segment.compressionRatio,
    no_speech_prob: segment.noSpeechProb,
  };
}
