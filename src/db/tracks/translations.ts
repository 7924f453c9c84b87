import type { LanguageCode } from "../../core/languages.ts";
import { newId } from "../../core/ids.ts";
import type { JobPayload } from "../jobs/job_rows.ts";
import type { JobState } from "../jobs/job_rows.ts";
import type { Query, Transaction } from "../pool/client.ts";
import { freeName } from "./file_tracks.ts";
import { insertRevision, lockTrack, type NewRevision, StaleRevisionError, switchRevision } from "./revisions.ts";

/** The kinds of jobs that translate: by an endpoint, by a model of texts in the process, or by Whisper from the sound. */
export const TRANSLATION_KINDS = ["translate_captions", "translate_in_process", "translate_speech"];

/** The name of a translation where the automatic captions have its language. */
const NAME = "translated";

/** The job that translates captions of a video, or the last one. */
export interface TranslationJob {
  id: string;
  kind: string;
  state: JobState;
  progress: number;
  stage: string | null;
  error: string | null;
  message: string | null;
  payload: JobPayload;
}

/** Reads the newest job that translates captions of a video; null if there was none, or it is long forgotten. */
export async function findTranslationJob(sql: Query, videoId: string): Promise<TranslationJob | null> {
  const [job] = await sql<TranslationJob[]>`
    select id, kind, state, progress, stage, error, message, payload from streamforge.jobs
    where video_id = ${videoId} and kind in ${sql(TRANSLATION_KINDS)}
    order by state in ('queued', 'running') desc, created_at desc, id limit 1`;
  return job ?? null;
}

/** A translation that a job finished. */
export interface NewTranslation {
  videoId: string;
  /** The track that was translated. */
  original: string;
  language: LanguageCode;
  /** Who translated it. */
  by: string;
  /** The track to renew, with the revision that was current when it was read; null: there was none. */
  track: { id: string; revision: string } | null;
  /** What the machine wrote. */
  revision: NewRevision;
  /** The same with what a person corrected before; null if nobody has. */
  merged: NewRevision | null;
}

/**
 * Writes a translation as the current revision of its track. Part of a job's last transaction (`finish`).
 *
 * @returns the track's id
 * @throws {StaleRevisionError} if a person saved another revision of the track since
 * @throws {NotFoundError} if the track is gone
 */
export async function finishTranslation(tx: Transaction, translation: NewTranslation): Promise<string> {
  const { videoId, original, language, by, track, revision, merged } = translation;
  await tx`select 1 from streamforge.videos where id = ${videoId} for no key update`;
  const trackId = track?.id ?? await findTrack(tx, translation) ?? await addTrack(tx, videoId, language);
  const current = await lockTrack(tx, videoId, trackId);
  if (track && current !== track.revision) throw new StaleRevisionError(track.revision, current);
  await tx`
    update streamforge.tracks set translated_from = ${original}, translated_by = ${by} where id = ${trackId}`;
  await insertRevision(tx, trackId, revision);
  if (merged) await insertRevision(tx, trackId, merged);
  // the state of the video's captions and their words are those of the speech
  await switchRevision(tx, { videoId, trackId, revisionId: (merged ?? revision).id });
  return trackId;
}

/** Finds a translation of the same track into the same language, which another job made meanwhile. */
async function findTrack(
  tx: Transaction,
  { videoId, original, language }: NewTranslation,
): Promise<string | null> {
  const [row] = await tx<{ id: string }[]>`
    select id from streamforge.tracks
    where video_id = ${videoId} and translated_from = ${original} and language = ${language}
    order by created_at, id limit 1`;
  return row?.id ?? null;
}

/** Adds a track for a translation; the one without a name where that is free. The video's row is locked. */
async function addTrack(tx: Transaction, videoId: string, language: string): Promise<string> {
  const taken = await tx<{ name: string }[]>`
    select name from streamforge.tracks
    where video_id = ${videoId} and language = ${language} and kind = 'subtitles'`;
  const names = taken.map(({ name }) => name);
  const id = newId();
  await tx`
    insert into streamforge.tracks (id, video_id, language, name)
    values (${id}, ${videoId}, ${language}, ${names.includes("") ? freeName(NAME, names) : ""})`;
  return id;
}
