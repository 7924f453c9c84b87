import type { EditCue } from "../../../../src/captions/editing/cue.ts";
import { wordsWithin } from "../../../../src/captions/editing/cue.ts";
import type { Word } from "../../../../src/core/types.ts";
import { problemWords } from "../../shared/client/api.ts";

export interface TrackJson {
  id: string;
  language: string;
  kind: string;
  name: string;
  forced: boolean;
  commentary: boolean;
  hearing_impaired: boolean;
  label: string;
  source: string;
  revision: string | null;
  cue_count: number;
}

export interface RevisionJson {
  id: string;
  source: string;
  author: string | null;
  model: string | null;
  created_at: string;
  note?: string | null;
  cue_count?: number;
  word_count?: number;
  is_current?: boolean;
}

/** Whether the machine made this revision. It may contain cues that people had edited. */
export function isMachineMade({ source, author, model }: RevisionJson): boolean {
  return source === "auto" || (author === null && model !== null);
}

export interface CueJson {
  start: number;
  end: number;
  text: string;
  is_edited?: boolean;
  words?: Word[];
}

/** A revision of a track with its cues. */
export interface TrackWithCues {
  id: string;
  language: string;
  kind: string;
  label: string;
  revision: RevisionJson;
  cues: CueJson[];
}

export interface DraftJson {
  base_revision: string;
  cues: CueJson[];
  version: number;
  saved_at: string;
}

export interface DifferenceJson {
  changes: { kind: "same" | "added" | "removed" | "changed"; before?: CueJson; after?: CueJson }[];
}

export interface JobJson {
  job: { id: string };
}

/** An HTTP error, with the fields of its problem document. */
export class ResponseError extends Error {
  override name = "AnswerError";
  constructor(message: string, readonly status: number, readonly problem: Record<string, unknown>) {
    super(message);
  }
}

/** The server could not be reached. */
export class OfflineError extends Error {
  override name = "OfflineError";
}

/**
 * Sends a request and reads the JSON of its response.
 *
 * @returns null for 204
 * @throws {ResponseError}
 * @throws {OfflineError}
 */
export async function requestJson<T>(
  method: string,
  path: string,
  { json, body, keepalive }: { json?: unknown; body?: Blob; keepalive?: boolean } = {},
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      keepalive,
      headers: { accept: "application/json", ...(json === undefined ? {} : { "content-type": "application/json" }) },
      body: json === undefined ? body : JSON.stringify(json),
    });
  } catch {
    throw new OfflineError("The server can't be reached. Look at the connection and try again.");
  }
  if (response.status === 204) return null as T;
  const text = await response.text();
  if (response.ok) return (text ? JSON.parse(text) : null) as T;
  let problem: Record<string, unknown> = {};
  try {
    problem = JSON.parse(text);
  } catch { /* a proxy's error page: only the status is known */ }
  throw new ResponseError(problemWords(response.status, text), response.status, problem);
}

/** Cues in the API's form. */
export function cuesJson(cues: readonly EditCue[]): CueJson[] {
  return cues.map((cue) => ({ start: cue.start, end: cue.end, text: cue.text, words: wordsWithin(cue) }));
}

/** Cues in the editor's form, with keys from `firstKey` on. */
export function cuesFromJson(cues: readonly CueJson[], firstKey = 1): EditCue[] {
  return cues.map(({ start, end, text, words = [], is_edited }, i) => ({
    ...{ key: firstKey + i, start, end, text, words, isEdited: is_edited ?? false },
  }));
}
