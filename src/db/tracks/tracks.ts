import { ConflictError, NotFoundError } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { findRevisionTrack, insertRevision, type NewRevision, setCurrentRevision } from "./revisions.ts";
import {
  type RevisionSource,
  shownTracks,
  type Track,
  trackColumns,
  trackOrder,
  type TrackTranslation,
  translationColumn,
} from "./track_rows.ts";

export type { Track } from "./track_rows.ts";

/** A track for its editors: with its current revision, or the first one while it is being built. */
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
  translation: TrackTranslation | null;
  wordCount: number;
  cueCount: number;
  updatedAt: Date;
}

/** Lists the tracks of a video for editors: the same as `currentTracks`. */
export async function listTracks(sql: Query, videoId: string): Promise<TrackSummary[]> {
  return [
    ...await sql<TrackSummary[]>`
    select t.id, t.language, t.kind, t.name, t.is_forced, t.is_hearing_impaired, t.is_commentary,
      r.id as revision, r.state, r.source, r.word_count, ${translationColumn(sql)},
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
 * @throws {ConflictError} if the video has a track of this language, kind and name already
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
    // reuses a track without a current revision: the speech was later detected in another language
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

/** Reads the tracks that viewers get: the current revision of each, or the first one while it is being built. */
export async function currentTracks(sql: Query, videoId: string): Promise<Track[]> {
  return [
    ...await sql<Track[]>`
    select ${trackColumns(sql)}
    from ${shownTracks(sql)}
    where t.video_id = ${videoId} order by ${trackOrder(sql)}`,
  ];
}

/** Finds or creates the machine's track, which has no name. @returns its id */
export async function ensureMachineTrack(tx: Transaction, videoId: string, language: string): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into streamforge.tracks (id, video_id, language) values (${newId()}, ${videoId}, ${language})
    on conflict (video_id, language, kind, name) do update set language = excluded.language returning id`;
  return row.id;
}

/** Deletes the tracks without any revision, except `keptId`. */
export async function deleteEmptyTracks(tx: Transaction, videoId: string, keptId: string): Promise<void> {
  await tx`
    delete from streamforge.tracks t
    where t.video_id = ${videoId} and t.id <> ${keptId} and not exists (
      select 1 from streamforge.revisions r where r.track_id = t.id and r.state in ('building', 'finished'))`;
}
