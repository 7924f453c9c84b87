import type { EditedCue } from "../core/types.ts";
import { writeRevisionJson } from "./json.ts";
import { writeSrt } from "./srt.ts";
import { writeVtt } from "./vtt.ts";

/** What the files of a revision hold that a person had a hand in. */
export function revisionFiles(
  cues: EditedCue[],
  { language, durationSeconds }: { language: string; durationSeconds: number | null },
): { srt: string; vtt: string; json: string } {
  const known = language === "und" ? null : language;
  return {
    srt: writeSrt(cues),
    vtt: writeVtt(cues, { language: known }),
    json: writeRevisionJson(cues, { language: known, durationSeconds }),
  };
}

/** Words as people count them; characters of scripts without spaces are not told apart. */
export function countWords(cues: readonly { text: string }[]): number {
  return cues.reduce((n, { text }) => n + (text.match(/\S+/g)?.length ?? 0), 0);
}
