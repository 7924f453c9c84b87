import type { Progress } from "../../core/watch_progress.ts";
import type { Query } from "../pool/client.ts";

/** How far a user has watched a video. */
export interface WatchProgress extends Progress {
  videoId: string;
  updatedAt: Date;
}

/** Keeps how far a user has watched. What was watched once stays watched. */
export async function writeProgress(
  sql: Query,
  { viewer, videoId }: { viewer: string; videoId: string },
  { position, isWatched }: Progress,
): Promise<WatchProgress> {
  const [row] = await sql<WatchProgress[]>`
    insert into streamforge.watch_progress as p (viewer, video_id, position_seconds, is_watched)
    values (${viewer}, ${videoId}, ${position}, ${isWatched})
    on conflict (viewer, video_id) do update set position_seconds = excluded.position_seconds,
      is_watched = p.is_watched or excluded.is_watched, updated_at = now()
    returning ${columns(sql)}`;
  return row;
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
    select ${columns(sql)} from streamforge.watch_progress p
    where viewer = ${viewer} and video_id in ${sql([...videoIds])}`;
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
      select ${columns(sql)} from streamforge.watch_progress p join streamforge.videos v on v.id = p.video_id
      where p.viewer = ${user} and v.delete_at is null
        ${isAdministrator ? sql`` : sql`and (v.visibility <> 'private' or v.owner = ${user})`}
        ${isBegun ? sql`and p.position_seconds > 0` : sql``}
      order by p.updated_at desc, p.video_id limit ${limit}`,
  ];
}

function columns(sql: Query) {
  return sql`p.video_id, p.position_seconds as position, p.is_watched, p.updated_at`;
}
