import type { EditCue } from "../../../../src/captions/editing/cue.ts";
import { wordsWithin } from "../../../../src/captions/editing/cue.ts";
import type { CueJson as Cue } from "../../../../src/schemas/cue.ts";
import type {
  AligningJson,
  DifferenceJson,
  DraftJson,
  RevisionJson as Revision,
  TrackJson as Track,
  TrackSummaryJson,
} from "../../../../src/schemas/track.ts";
import { type LookJson, lookJson } from "../../../../src/captions/look_json.ts";
import { positionOfJson } from "../../../../src/core/cue_position.ts";
import { problemWords } from "../../shared/client/api.ts";
import { serverFetch } from "../../shared/client/connection.ts";
import { OfflineError } from "../../shared/client/errors.ts";

/** A track in the list of a video's tracks. */
export type TrackJson = TrackSummaryJson;

/** Who wrote a revision, and when; in a track's history also its size. */
export type RevisionJson = Track["revision"] & Partial<Revision>;

/** Whether the machine made this revision. It may contain cues that people had edited. */
export function isMachineMade({ source, author, model }: RevisionJson): boolean {
  return source === "auto" || (author === null && model !== null);
}

/** A cue as the API gives it, or as it is sent and kept in a draft: with its times and text at least. */
export type CueJson =
  & Pick<Cue, "start" | "end" | "text">
  & Partial<Omit<Cue, keyof LookJson>>
  & {
    [K in keyof LookJson]?: LookJson[K] | null;
  };

/** A revision of a track with its cues. */
export type TrackWithCues = Pick<Track, "id" | "language" | "kind" | "label"> & {
  revision: RevisionJson;
  cues: CueJson[];
};

export type { DifferenceJson, DraftJson };

/** A job that times a script. */
export interface JobJson {
  job: Pick<AligningJson["job"], "id">;
}

/** An HTTP error, with the fields of its problem document. */
export class ResponseError extends Error {
  override name = "AnswerError";
  constructor(message: string, readonly status: number, readonly problem: Record<string, unknown>) {
    super(message);
  }
}

export { OfflineError };

interface RequestOptions {
  json?: unknown;
  body?: Blob;
  keepalive?: boolean;
  headers?: Record<string, string>;
}

/**
 * Sends a request and reads the JSON of its response.
 *
 * @returns null for 204
 * @throws {ResponseError}
 * @throws {OfflineError}
 */
export async function requestJson<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const text = await (await send(method, path, options)).text();
  return (text ? JSON.parse(text) : null) as T;
}

/**
 * Saves cues as a new revision of a track. The server does not send them back, for they can be many megabytes.
 *
 * @returns the id of the revision
 * @throws {ResponseError}
 * @throws {OfflineError}
 */
export async function saveCues(
  trackUrl: string,
  json: { base_revision: string; cues: CueJson[]; note?: string },
): Promise<string> {
  const response = await send("PUT", trackUrl, { json, headers: { prefer: "return=minimal" } });
  const id = /^(?:W\/)?"(.+)"$/.exec(response.headers.get("etag") ?? "")?.[1];
  // a proxy may take the ETag away
  return id ?? (await requestJson<TrackWithCues>("GET", trackUrl)).revision.id;
}

async function send(
  method: string,
  path: string,
  { json, body, keepalive, headers }: RequestOptions,
): Promise<Response> {
  const response = await serverFetch(path, {
    method,
    keepalive,
    headers: {
      accept: "application/json",
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: json === undefined ? body : JSON.stringify(json),
  });
  if (response.ok) return response;
  const text = await response.text();
  let problem: Record<string, unknown> = {};
  try {
    problem = JSON.parse(text);
  } catch { /* a proxy's error page: only the status is known */ }
  throw new ResponseError(problemWords(response.status, text), response.status, problem);
}

/** Cues in the API's form. */
export function cuesJson(cues: readonly EditCue[]): CueJson[] {
  return cues.map((cue) => ({
    ...{ start: cue.start, end: cue.end, text: cue.text, words: wordsWithin(cue) },
    // null: they are sent whole, so what is not there was taken out
    ...{ speaker: null, position: null, markup: null, ...lookJson(cue) },
  }));
}

/** Cues in the editor's form, with keys from `firstKey` on. */
export function cuesFromJson(cues: readonly CueJson[], firstKey = 1): EditCue[] {
  return cues.map(({ start, end, text, words = [], is_edited, speaker, position, markup }, i) => ({
    ...{ key: firstKey + i, start, end, text, words, isEdited: is_edited ?? false },
    ...(speaker && { speaker }),
    ...(position && { position: positionOfJson(position) }),
    ...(markup && markup.length > 0 && { markup }),
  }));
}
