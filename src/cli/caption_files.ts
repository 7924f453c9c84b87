import { basename, dirname, extname, join, resolve } from "node:path";
import type { CaptionFormat } from "../captions/mod.ts";
import { ConfigError } from "../core/errors.ts";
import type { Cue, Transcript, WhisperTask } from "../core/types.ts";

export interface Captions {
  transcript: Transcript;
  cues: Cue[];
  task: WhisperTask;
  /** The language that the cues were translated to; absent: they are as Whisper wrote them. */
  translatedTo?: string;
  /** Why they could not be translated, though they should be. */
  problem?: unknown;
  /** Why they name nobody, though they should. */
  speakerProblem?: unknown;
}

/** Captions as the text of a file. */
export function captionText(format: CaptionFormat, { transcript, cues, task, translatedTo }: Captions): string {
  if (translatedTo) return format.write({ cues, language: translatedTo });
  const language = task === "translate" ? "en" : transcript.language;
  return format.write({ cues, language, transcript, task });
}

/**
 * Where each input's captions go: `<name>.<extension>` in `outDir`, else beside the input. Where two inputs differ in
 * their extension only (`talk.mp4`, `talk.mov`), the extension stays in the name.
 *
 * @returns for each input the path without `.<extension>`
 * @throws {ConfigError} if two inputs would write the same file, or an output would overwrite an input
 */
export function outputStems(inputs: string[], outDir: string | null, extensions: readonly string[]): string[] {
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
        `"${inputs[twin]}" and "${inputs[i]}" would both write ${stem}.${extensions[0]}: give them to two commands, ` +
          "each with its own -o DIR",
      );
    }
    const overwritten = extensions.map((extension) => `${stem}.${extension}`).find((path) => originals.has(path));
    if (overwritten) {
      throw new ConfigError(`${overwritten} is an input and would be written over: choose another -o DIR`);
    }
  });
  return stems;
}
