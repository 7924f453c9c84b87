import { ConflictError, NotFoundError } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import {
  findRevisionTrack,
  insertRevision,
  lockTrack,
  type NewRevision,
  type RevisionSource,
  setCurrentRevision,
} from "./revisions.ts";

/**
 * A track as its editors see it: with the revision that viewers get, or the one that is being built for the first time.
 */
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
    await setCurrentRevision(tx, { videoId, trackId, revision });
    return trackId;
  });
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

/** One language of a video's captions with the revision that viewers get. */
export interface Track {
  id: string;
  videoId: string;
  language: string; // "und" until it is detected
  kind: "subtitles" | "captions";
  /** "" for the automatic one; with language and kind it is the track's key. */
  name: string;
  /** Only what is said in another language. */
  isForced: boolean;
  /** Tells of sounds too. */
  isHearingImpaired: boolean;
  /** Not what is said in the film but about it. */
  isCommentary: boolean;
  revisionId: string;
  /** "building": the first one, whose cues are still coming. */
  state: "building" | "finished";
  source: RevisionSource;
  model: string | null;
  wordCount: number;
  srtKey: string | null;
  vttKey: string | null;
  transcriptKey: string | null;
}

/**
 * What viewers get, for behind `from`: the tracks as `t`, each with the revision that is shown of it as `r`. That is
 * the current one; where there is none yet, the one that is being built, unless the video has captions that a job
 * finished: then the new ones wait until they are done.
 */
export function shownTracks(sql: Query) {
  return sql`streamforge.tracks t
    join streamforge.revisions r on r.id = coalesce(t.current_revision, (
        select b.id from streamforge.revisions b
        where b.track_id = t.id and b.state = 'building' order by b.created_at desc limit 1))
      and (t.current_revision is not null or not exists (
        select 1 from streamforge.tracks o join streamforge.revisions p on p.track_id = o.id
        where o.video_id = t.video_id and p.state = 'finished' and p.job_id is not null))`;
}

/**
 * The order of tracks in every list, for behind `order by`: what people uploaded before what the machine made, and of
 * those that lay in the file the plain ones first, then for the deaf, commentaries and what is only forced.
 */
export function trackOrder(sql: Query) {
  return sql`t.stream_index is null and r.source <> 'uploaded', t.is_forced, t.is_commentary,
    t.is_hearing_impaired, not t.is_default, t.stream_index, t.created_at, t.id`;
}

/**
 * What viewers get of a video: the current revision of each language, or the one that is being built for the first
 * time.
 */
export async function currentTracks(sql: Query, videoId: string): Promise<Track[]> {
  return [
    ...await sql<Track[]>`
    select t.id, t.video_id, t.language, t.kind, t.name, t.is_forced, t.is_hearing_impaired, t.is_commentary, r.id as revision_id,
      r.state, r.source, r.model, r.word_count, r.srt_key, r.vtt_key, r.transcript_key
    from ${shownTracks(sql)}
    where t.video_id = ${videoId} order by ${trackOrder(sql)}`,
  ];
}

/** The track that the machine writes: the one without a name. */
export async function ensureMachineTrack(tx: Transaction, videoId: string, language: string): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into streamforge.tracks (id, video_id, language) values (${newId()}, ${videoId}, ${language})
    on conflict (video_id, language, kind, name) do update set language = excluded.language returning id`;
  return row.id;
}

/** Tracks that nothing was ever finished for, but the given one. */
export async function deleteEmptyTracks(tx: Transaction, videoId: string, trackId: string): Promise<void> {
  await tx`
    delete from streamforge.tracks t
    where t.video_id = ${videoId} and t.id <> ${trackId} and not exists (
      select 1 from streamforge.revisions r where r.track_id = t.id and r.state in ('building', 'finished'))`;
}
