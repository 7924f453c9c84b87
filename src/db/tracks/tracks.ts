import { ConflictError, NotFoundError } from "../../core/errors.ts";
import { shortName } from "../../core/one_line.ts";
import { newId } from "../../core/ids.ts";
import { shownTracks, trackOrder } from "./captions.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import type { JobState } from "../jobs/jobs.ts";
import { notify } from "../pool/notify.ts";
import {
  findRevisionTrack,
  insertRevision,
  lockTrack,
  makeCurrent,
  type NewRevision,
  type RevisionSource,
} from "./revisions.ts";

/** A track as its editors see it: with the revision that viewers get, or the one that is being built for the first time. */
export interface TrackSummary {
  id: string;
  language: string;
  kind: "subtitles" | "captions";
  name: string;
  isForced: boolean;
  isHearingImpaired: boolean;
  isCommentary: boolean;
  revision: string;
  state: "building" | "finished";
  source: RevisionSource;
  wordCount: number;
  cueCount: number;
  updatedAt: Date;
}

/** The tracks of a video, as `currentTracks` finds them. */
export async function listTracks(sql: Query, videoId: string): Promise<TrackSummary[]> {
  return [
    ...await sql<TrackSummary[]>`
    select t.id, t.language, t.kind, t.name, t.is_forced, t.is_hearing_impaired, t.is_commentary, r.id as revision, r.state, r.source, r.word_count,
      (select count(*) from streamforge.cues q where q.revision_id = r.id) as cue_count,
      coalesce(r.finished_at, r.created_at) as updated_at
    from ${shownTracks(sql)}
    where t.video_id = ${videoId} order by ${trackOrder(sql)}`,
  ];
}

/** @throws {NotFoundError} */
export async function getTrack(sql: Query, videoId: string, id: string): Promise<TrackSummary> {
  const track = (await listTracks(sql, videoId)).find((track) => track.id === id);
  if (!track) throw new NotFoundError("there are no such captions of this video");
  return track;
}

/**
 * Adds a track with its first revision.
 *
 * @throws {ConflictError} where the video has one of this language, kind and name already
 */
export async function createTrack(
  sql: Sql,
  { videoId, language, kind, name = "", revision }: {
    videoId: string;
    language: string;
    kind: TrackSummary["kind"];
    name?: string;
    revision: NewRevision;
  },
): Promise<string> {
  const id = newId();
  return await transaction(sql, async (tx) => {
    const [video] = await tx`select 1 from streamforge.videos where id = ${videoId} for no key update`;
    if (!video) throw new NotFoundError(`there is no video ${videoId}`);
    const [before] = await tx<{ id: string; currentRevision: string | null; isBuilding: boolean }[]>`
      select t.id, t.current_revision, exists (
        select 1 from streamforge.revisions b where b.track_id = t.id and b.state = 'building') as is_building
      from streamforge.tracks t
      where t.video_id = ${videoId} and t.language = ${language} and t.kind = ${kind} and t.name = ${name} for update`;
    const saved = await findRevisionTrack(tx, revision.id);
    if (saved) return saved; // the answer to the first try was lost
    if (before && (before.currentRevision !== null || before.isBuilding)) {
      const named = name && ` by the name ${JSON.stringify(name)}`;
      throw new ConflictError(`this video has ${kind} in ${JSON.stringify(language)}${named} already`);
    }
    // one that nobody is shown any more, for the speech was heard in another language since: it begins anew
    const trackId = before?.id ?? id;
    if (!before) {
      await tx`
        insert into streamforge.tracks (id, video_id, language, kind, name)
        values (${id}, ${videoId}, ${language}, ${kind}, ${name})`;
    }
    await insertRevision(tx, trackId, revision);
    await makeCurrent(tx, { videoId, trackId, revision });
    return trackId;
  });
}

/** A subtitle stream of a video's file as a track. */
export interface FileTrack {
  streamIndex: number;
  language: string;
  /** As the file says; null: it says none. */
  title: string | null;
  isForced: boolean;
  isHearingImpaired: boolean;
  isCommentary: boolean;
  isDefault: boolean;
  revision: NewRevision;
}

/** The streams of a video's file that have become tracks. */
export async function fileTrackStreams(sql: Query, videoId: string): Promise<Set<number>> {
  const rows = await sql<{ streamIndex: number }[]>`
    select stream_index from streamforge.tracks where video_id = ${videoId} and stream_index is not null`;
  return new Set(rows.map(({ streamIndex }) => streamIndex));
}

/** What a track of a file is named that has no title: the name "" is the automatic one's. */
const NO_TITLE = "uploaded";
/** Of a name that may have 200, for a number behind it. */
const MAX_TITLE_CHARS = 190;

/** Adds the tracks of a file, whose video is locked; one that is there already stays as it is. */
export async function addFileTracks(tx: Transaction, videoId: string, tracks: readonly FileTrack[]): Promise<void> {
  const there = await fileTrackStreams(tx, videoId);
  for (const track of tracks) {
    const { streamIndex, language, title, isForced, isHearingImpaired, isCommentary, isDefault, revision } = track;
    if (there.has(streamIndex)) continue;
    const kind = isHearingImpaired ? "captions" : "subtitles";
    const taken = await tx<{ name: string }[]>`
      select name from streamforge.tracks where video_id = ${videoId} and language = ${language} and kind = ${kind}`;
    const name = freeName(shortName(title ?? "", MAX_TITLE_CHARS) || NO_TITLE, taken.map(({ name }) => name));
    const trackId = newId();
    await tx`
      insert into streamforge.tracks
        (id, video_id, language, kind, name, is_forced, is_hearing_impaired, is_commentary, is_default, stream_index)
      values (${trackId}, ${videoId}, ${language}, ${kind}, ${name}, ${isForced}, ${isHearingImpaired},
        ${isCommentary}, ${isDefault}, ${streamIndex})`;
    await insertRevision(tx, trackId, revision);
    await makeCurrent(tx, { videoId, trackId, revision });
  }
}

function freeName(name: string, taken: readonly string[]): string {
  for (let n = 1;; n++) {
    const tried = n === 1 ? name : `${name} ${n}`;
    if (!taken.includes(tried)) return tried;
  }
}

/**
 * Removes a track with all its revisions and drafts.
 *
 * @returns the ids of its revisions, whose files are the caller's to delete
 * @throws {ConflictError} while a job writes a revision of it
 */
export async function deleteTrack(sql: Sql, videoId: string, id: string): Promise<string[]> {
  return await transaction(sql, async (tx) => {
    await lockTrack(tx, videoId, id);
    const revisions = await tx<{ id: string; isBuilding: boolean }[]>`
      select r.id, r.state = 'building' and exists (
        select 1 from streamforge.jobs j where j.id = r.job_id and j.state in ('queued', 'running')) as is_building
      from streamforge.revisions r where r.track_id = ${id}`;
    if (revisions.some(({ isBuilding }) => isBuilding)) {
      throw new ConflictError("these captions are being made now: wait until that has ended");
    }
    await tx`delete from streamforge.tracks where id = ${id}`;
    await tx`
      update streamforge.videos v set updated_at = now(), word_count = (
        select r.word_count from streamforge.tracks t
        join streamforge.revisions r on r.id = t.current_revision
        where t.video_id = v.id order by t.language = v.language desc, t.created_at limit 1)
      where v.id = ${videoId}`;
    await notify(tx, videoId, "captions");
    return revisions.map((revision) => revision.id);
  });
}

/** How far the timing of a script is, and what came of it. */
export interface AlignState {
  id: string;
  state: JobState;
  /** 0 to 1. */
  progress: number;
  stage: string | null;
  error: string | null;
  /** What is to be said of a job that is done. */
  message: string | null;
}

/** @throws {NotFoundError} */
export async function alignState(sql: Query, videoId: string, jobId: string): Promise<AlignState> {
  const [job] = await sql<AlignState[]>`
    select id, state, progress, stage, error, message from streamforge.jobs
    where id = ${jobId} and video_id = ${videoId} and kind = 'align_captions'`;
  if (!job) throw new NotFoundError(`there is no such job of this video`);
  return job;
}

/** What came of a job, for whoever asked for it: part of its last transaction. */
export async function setJobMessage(sql: Query, jobId: string, message: string): Promise<void> {
  await sql`update streamforge.jobs set message = ${message} where id = ${jobId}`;
}
