import type postgres from "postgres";
import { NotFoundError } from "../../core/errors.ts";
import { type Progress, WATCHED_SHARE } from "../../core/watch_progress.ts";
import type { Query } from "../pool/client.ts";

/** How far a user has watched a video. */
export interface WatchProgress extends Progress {
  videoId: string;
  updatedAt: Date;
}

/**
 * Keeps how far a user has watched. What was watched once stays watched.
 *
 * @throws {NotFoundError} if the video is gone
 */
export async function writeProgress(
  sql: Query,
  { viewer, videoId }: { viewer: string; videoId: string },
  { position, isWatched }: Progress,
): Promise<WatchProgress> {
  const [row] = await sql<WatchProgress[]>`
    insert into streamforge.watch_progress as p (viewer, video_id, position_seconds, is_watched)
    select ${viewer}::text, v.id, ${position}::double precision, ${isWatched}::boolean
    from streamforge.videos v where v.id = ${videoId} for key share
    on conflict (viewer, video_id) do update set position_seconds = excluded.position_seconds,
      is_watched = p.is_watched or excluded.is_watched, updated_at = now()
    returning ${columns(sql, sql`p.position_seconds`)}`;
  if (!row) throw new NotFoundError("there is no such video, or it is private");
  return row;
}

/** Somebody went back to the beginning: what was watched stays so. @returns null if no place was kept */
export async function rewindProgress(
  sql: Query,
  { viewer, videoId }: { viewer: string; videoId: string },
): Promise<WatchProgress | null> {
  const [row] = await sql<WatchProgress[]>`
    update streamforge.watch_progress p set position_seconds = 0, updated_at = now()
    where viewer = ${viewer} and video_id = ${videoId}
    returning ${columns(sql, sql`p.position_seconds`)}`;
  return row ?? null;
}

/** Takes back the places that are at the end of a new file, or behind it, to its beginning. */
export async function rewindBeyond(sql: Query, videoId: string, durationSeconds: number): Promise<void> {
  await sql`
    update streamforge.watch_progress set position_seconds = 0
    where video_id = ${videoId} and position_seconds >= ${WATCHED_SHARE * durationSeconds}`;
}

/** Forgets how far a user has watched: one video, or all. */
export async function forgetProgress(sql: Query, viewer: string, videoId?: string): Promise<void> {
  await sql`
    delete from streamforge.watch_progress
    where viewer = ${viewer} ${videoId === undefined ? sql`` : sql`and video_id = ${videoId}`}`;
}

/** How far a user has watched some videos, by their ids. */
export async function readProgress(
  sql: Query,
  viewer: string | null,
  videoIds: readonly string[],
): Promise<Map<string, WatchProgress>> {
  if (viewer === null || videoIds.length === 0) return new Map();
  const rows = await sql<WatchProgress[]>`
    select ${columns(sql, shownPosition(sql))}
    from streamforge.watch_progress p join streamforge.videos v on v.id = p.video_id
    where p.viewer = ${viewer} and p.video_id in ${sql([...videoIds])}`;
  return new Map(rows.map((row) => [row.videoId, row]));
}

/**
 * What a user has watched, the latest first: videos that still exist and that the user may still see.
 *
 * @param options.isBegun only those that are not watched to their end
 */
export async function listProgress(
  sql: Query,
  { user, isAdministrator }: { user: string; isAdministrator: boolean },
  { limit, isBegun = false }: { limit: number; isBegun?: boolean },
): Promise<WatchProgress[]> {
  return [
    ...await sql<WatchProgress[]>`
      select ${columns(sql, shownPosition(sql))}
      from streamforge.watch_progress p join streamforge.videos v on v.id = p.video_id
      where p.viewer = ${user} and v.delete_at is null
        ${isAdministrator ? sql`` : sql`and (v.visibility <> 'private' or v.owner = ${user})`}
        ${isBegun ? sql`and ${shownPosition(sql)} > 0` : sql``}
      order by p.updated_at desc, p.video_id limit ${limit}`,
  ];
}

/** A place at the end of the video `v` is its beginning, also if it was kept of a longer file. */
function shownPosition(sql: Query) {
  return sql`case when v.duration_seconds > 0 and p.position_seconds >= ${WATCHED_SHARE} * v.duration_seconds then 0
    else p.position_seconds end`;
}

function columns(sql: Query, position: postgres.Fragment) {
  return sql`p.video_id, ${position} as position, p.is_watched, p.updated_at`;
}
