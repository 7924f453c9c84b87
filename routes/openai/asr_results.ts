import {
  contentType,
  defaultCaptionLayout,
  findCaptionFormat,
  layoutCues,
  segmentJson,
} from "../../src/captions/mod.ts";
import type { WhisperTask } from "../../src/core/types.ts";
import type { AsrOutput } from "../../src/schemas/asr.ts";
import { type SpeechResult, textOf } from "./results.ts";

export const ASR_TYPES: Record<AsrOutput, string> = {
  txt: "text/plain; charset=utf-8",
  tsv: "text/tab-separated-values; charset=utf-8",
  json: "application/json",
  srt: contentType(findCaptionFormat("srt")!),
  vtt: contentType(findCaptionFormat("vtt")!),
};

/** Writes a result as the command of openai/whisper does: `txt` has a line for each segment, `tsv` milliseconds. */
export function writeAsr(
  result: SpeechResult,
  output: AsrOutput,
  { task, hasWords }: { task?: WhisperTask; hasWords: boolean },
): string {
  const { segments } = result;
  const language = task === "translate" ? "en" : result.language;
  switch (output) {
    case "txt":
      return segments.map(({ text }) => `${text.trim()}\n`).join("");
    case "tsv": {
      const ms = (seconds: number) => Math.round(seconds * 1000);
      const rows = segments.map(({ start, end, text }) => [ms(start), ms(end), text.trim().replaceAll("\t", " ")]);
      return [["start", "end", "text"], ...rows].map((row) => `${row.join("\t")}\n`).join("");
    }
    case "json":
      return JSON.stringify({
        text: textOf(segments),
        segments: segments.map((segment) => ({
          ...segmentJson(segment),
          ...(hasWords && { words: segment.words }),
        })),
        language: result.language,
      });
    case "srt":
    case "vtt": {
      const cues = layoutCues(segments, defaultCaptionLayout(language), { language });
      return findCaptionFormat(output)!.write({ cues, language });
    }
  }
}
