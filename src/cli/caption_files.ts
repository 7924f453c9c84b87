import { basename, dirname, extname, join, resolve } from "node:path";
import { writeJson, writeSrt, writeText, writeVtt } from "../captions/mod.ts";
import { ConfigError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import type { Cue, Transcript, WhisperTask } from "../core/types.ts";

export const CAPTION_FORMATS = ["srt", "vtt", "txt", "json"] as const;
export type CaptionFormat = typeof CAPTION_FORMATS[number];

export interface Captions {
  transcript: Transcript;
  cues: Cue[];
  task: WhisperTask;
}

/** Captions as the text of a file. */
export function captionText(format: CaptionFormat, { transcript, cues, task }: Captions): string {
  switch (format) {
    case "srt":
      return writeSrt(cues);
    case "vtt":
      return writeVtt(cues, { language: task === "translate" ? "en" : transcript.language });
    case "txt":
      return writeText(cues);
    case "json":
      return writeJson(transcript, cues, { task });
  }
}

/**
 * Where each input's captions go: `<name>.<format>` in `outDir`, else beside the input. Where two inputs differ in their
 * extension only (`talk.mp4`, `talk.mov`), theirs stays in the name.
 *
 * @returns for each input the path without `.<format>`
 * @throws {ConfigError} if two inputs would write the same file, or one would be written over
 */
export function outputStems(inputs: string[], outDir: string | null, formats: readonly CaptionFormat[]): string[] {
  const folderOf = (input: string) => outDir === null ? dirname(resolve(input)) : resolve(outDir);
  const short = (input: string) => join(folderOf(input), basename(input, extname(input)));
  const full = (input: string) => join(folderOf(input), basename(input));
  const stems = inputs.map((input) => {
    const isShared = inputs.some((other) => resolve(other) !== resolve(input) && short(other) === short(input));
    return isShared ? full(input) : short(input);
  });
  const originals = new Set(inputs.map((input) => resolve(input)));
  stems.forEach((stem, i) => {
    const twin = stems.findIndex((other, j) => j < i && other === stem);
    if (twin >= 0) {
      throw new ConfigError(
        `"${inputs[twin]}" and "${inputs[i]}" would both write ${stem}.${formats[0]}: give them to two commands, ` +
          "each with its own -o DIR",
      );
    }
    const overwritten = formats.map((format) => `${stem}.${format}`).find((path) => originals.has(path));
    if (overwritten) {
      throw new ConfigError(`${overwritten} is an input and would be written over: choose another -o DIR`);
    }
  });
  return stems;
}

/** Writes a file at once: whoever reads it sees the old text or the new. */
export async function writeAtOnce(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${newId()}.tmp`);
  try {
    await Deno.writeTextFile(temporary, text);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}
