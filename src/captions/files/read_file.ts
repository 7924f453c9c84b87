import type { CuePosition, MarkupRange, Word } from "../../core/types.ts";
import type { TimeMark } from "./styled_text.ts";

/** A kind of change that reading a file makes. */
export type ChangeKind =
  /** A part of the file that could not be read. */
  | "left_out"
  /** A time was corrected. */
  | "time"
  /** A text was corrected or cut. */
  | "text"
  /** A long cue was split. */
  | "split"
  /** A line that was shown again is in one cue only. */
  | "repeated"
  | "order"
  /** Colours, fonts, styles and effects that cues can't hold. */
  | "style"
  | "position"
  | "speaker"
  /** Notes, headers and names of cues. */
  | "note"
  | "encoding"
  | "format";

/** What was changed or lost of a file. */
export interface FileChange {
  /** The number of the cue that was read, from 1; null if the change is of no cue. */
  cue: number | null;
  /** The line of the file, from 1; null if the change is of no line. */
  line: number | null;
  what: ChangeKind;
  /** A sentence for people. */
  message: string;
}

/** A cue as it stands in a file. */
export interface FileCue {
  /** Of the file, from 1; null where the format has no lines. */
  line: number | null;
  start: number;
  end: number;
  text: string;
  speaker?: string;
  position?: CuePosition;
  markup?: MarkupRange[];
  words?: Word[];
  marks?: TimeMark[];
}

/** The file has no readable cue; the message says where and why. */
export class UnreadableCaptionsError extends Error {
  override name = "UnreadableCaptionsError";
}

/** What a reader needs to know besides the text. */
export interface ReadOptions {
  /** Frames a second of the video, for formats that count frames; null if unknown. */
  frameRate?: number | null;
}

/** What a reader found in a file. */
export interface FileContent {
  cues: FileCue[];
  changes: ChangeList;
  /** A language that the file names. */
  language?: string | null;
}

/** The most changes of one kind that are listed one by one. */
const MOST_LISTED = 100;

interface Noted extends Omit<FileChange, "cue"> {
  cue: FileCue | null;
}

/** Collects what was changed; of each kind the first hundred, and the number of the others. */
export class ChangeList {
  #noted: Noted[] = [];
  #counts = new Map<ChangeKind, number>();
  #once = new Set<string>();

  add(what: ChangeKind, message: string, at: { cue?: FileCue | null; line?: number | null } = {}): void {
    const count = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, count);
    if (count > MOST_LISTED) return;
    this.#noted.push({ what, message, cue: at.cue ?? null, line: at.line ?? at.cue?.line ?? null });
  }

  /** Adds a change that is true of the whole file once, with the first example of it. */
  addOnce(what: ChangeKind, message: string, at: { cue?: FileCue | null; line?: number | null } = {}): void {
    const [key] = message.split(", such as ", 1);
    if (this.#once.has(key)) return;
    this.#once.add(key);
    this.add(what, message, at);
  }

  /** @param cues in their final order; each names the cue of the file that it comes from */
  list(cues: readonly FileCue[]): FileChange[] {
    const numbers = new Map<FileCue, number>();
    cues.forEach((cue, i) => numbers.set(cue, i + 1));
    const listed = this.#noted.map(({ cue, ...change }): FileChange => ({
      cue: cue ? numbers.get(cue) ?? null : null,
      ...change,
    }));
    for (const [what, count] of this.#counts) {
      if (count <= MOST_LISTED) continue;
      const message = `${count - MOST_LISTED} more changes of this kind`;
      listed.push({ cue: null, line: null, what, message });
    }
    return listed;
  }
}

/** A part of a text for a message. */
export function quote(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60).toWellFormed()}...` : line);
}

/** The lines of a text, whatever their ends. */
export function linesOf(text: string): string[] {
  return text.replace(/^\ufeff+/, "").split(/\r\n|\n|\r/);
}
