import type { EditedCue } from "../../core/types.ts";
import { writeRevisionJson } from "./json.ts";
import { writeSrt } from "./srt.ts";
import { writeVtt } from "./vtt.ts";

/** The texts of the files that are stored with a revision. */
export interface RevisionFiles {
  srt: string;
  vtt: string;
  json: string;
}

/** Writes the files of an edited revision. @param options.language "und" if unknown */
export function writeRevisionFiles(
  cues: EditedCue[],
  { language, durationSeconds }: { language: string; durationSeconds: number | null },
): RevisionFiles {
  const code = language === "und" ? null : language;
  return {
    srt: writeSrt(cues),
    vtt: writeVtt(cues, { language: code }),
    json: writeRevisionJson(cues, { language: code, durationSeconds }),
  };
}

/** Counts words by spaces: text in a script without spaces counts as one word. */
export function countWords(cues: readonly { text: string }[]): number {
  return cues.reduce((n, { text }) => n + (text.match(/\S+/g)?.length ?? 0), 0);
}
