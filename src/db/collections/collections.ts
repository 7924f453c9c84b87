import { ConflictError, NotFoundError } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import type { Visibility } from "../../core/types.ts";
import { type Query, type Sql, transaction } from "../pool/client.ts";
import type { Reader } from "../videos/reader.ts";
import { type Video, videoColumns } from "../videos/video_rows.ts";

export const MAX_COLLECTIONS = 200; // of a user
export const MAX_COLLECTION_VIDEOS = 500;

/** A playlist: videos in the order that somebody gave them. */
export interface Collection {
  id: string;
  owner: string;
  /** Where a Supabase user is the owner: the name to show. */
  ownerName: string | null;
  title: string;
  visibility: Visibility;
  createdAt: Date;
  updatedAt: Date;
}

/** A playlist in a list of them. */
export interface ListedCollection extends Collection {
  /** Of the videos that the reader may watch. */
  videoCount: number;
  /** The first of them, whose picture stands for the playlist. */
  firstVideo: string | null;
  /** Whether it has the video that was asked about. */
  hasVideo: boolean;
}

/**
 * Lists playlists: the reader's own, and the public ones unless `isOwn`; the last changed first.
 *
 * @param options.videoId whether each has this video
 */
export async function listCollections(
  sql: Query,
  reader: Reader | null,
  { isOwn = false, videoId = null }: { isOwn?: boolean; videoId?: string | null } = {},
): Promise<ListedCollection[]> {
  const user = reader?.user ?? null;
  const listed = isOwn ? sql`c.owner = ${user}` : sql`(c.owner = ${user} or c.visibility = 'public')`;
  return [
    ...await sql<ListedCollection[]>`
      select ${columns(sql)}, seen.count::int as video_count, seen.ids[1] as first_video,
        exists (select 1 from streamforge.collection_videos i
          where i.collection_id = c.id and i.video_id = ${videoId}) as has_video
      from streamforge.collections c left join streamforge.users u on u.id = c.owner
        cross join lateral (
          select count(*), (array_agg(v.id order by i.place))[1:1] as ids
          from streamforge.collection_videos i join streamforge.videos v on v.id = i.video_id
          where i.collection_id = c.id and ${isShownIn(sql, reader)}) seen
      where ${listed} order by c.updated_at desc, c.id limit ${MAX_COLLECTIONS}`,
  ];
}

export async function findCollection(sql: Query, id: string): Promise<Collection | null> {
  const [row] = await sql<Collection[]>`
    select ${columns(sql)} from streamforge.collections c left join streamforge.users u on u.id = c.owner
    where c.id = ${id}`;
  return row ?? null;
}

/** Lists the videos of a playlist that `reader` may watch, in order. */
export async function listCollectionVideos(sql: Query, id: string, reader: Reader | null): Promise<Video[]> {
  return [
    ...await sql<Video[]>`
      select ${videoColumns(sql)}
      from streamforge.collection_videos i join streamforge.collections c on c.id = i.collection_id
        join streamforge.videos v on v.id = i.video_id
      where i.collection_id = ${id} and ${isShownIn(sql, reader)} order by i.place`,
  ];
}

/**
 * An SQL condition on the video `v` in the playlist `c`. What is unlisted is for who has its link: a playlist passes it
 * on where both have the same owner, and shows it to those who may change it.
 */
function isShownIn(sql: Query, reader: Reader | null) {
  const seen = reader?.isAdministrator ? sql`true` : sql`(v.visibility = 'public' or v.owner = ${reader?.user ?? null}
        or (v.visibility = 'unlisted' and (v.owner = c.owner or c.owner = ${reader?.user ?? null})))`;
  return sql`v.delete_at is null and ${seen}`;
}

/** @throws {ConflictError} if the user has too many */
export async function createCollection(
  sql: Sql,
  { owner, title, visibility }: Pick<Collection, "owner" | "title" | "visibility">,
): Promise<Collection> {
  const id = newId();
  const made = await sql`
    insert into streamforge.collections (id, owner, title, visibility)
    select ${id}, ${owner}, ${title}, ${visibility}
    where (select count(*) from streamforge.collections where owner = ${owner}) < ${MAX_COLLECTIONS}`;
  if (made.count === 0) throw new ConflictError(`you have ${MAX_COLLECTIONS} playlists: delete one first`);
  return (await findCollection(sql, id))!;
}

export async function updateCollection(
  sql: Sql,
  id: string,
  { title, visibility }: Partial<Pick<Collection, "title" | "visibility">>,
): Promise<Collection> {
  await sql`
    update streamforge.collections set title = coalesce(${title ?? null}, title),
      visibility = coalesce(${visibility ?? null}, visibility), updated_at = now()
    where id = ${id}`;
  const changed = await findCollection(sql, id);
  if (!changed) throw new NotFoundError("there is no such playlist, or it is private");
  return changed;
}

export async function deleteCollection(sql: Query, id: string): Promise<void> {
  await sql`delete from streamforge.collections where id = ${id}`;
}

/**
 * Puts a video into a playlist, once: before another, or at the end. One that is in it moves if `before` is given.
 *
 * @param options.before the id of a video of the playlist; null: the end
 * @throws {NotFoundError} if `before` is not in it, or `mustBeIn` and the video is not
 * @throws {ConflictError} if it is full
 */
export async function placeVideo(
  sql: Sql,
  id: string,
  videoId: string,
  { before, mustBeIn = false }: { before?: string | null; mustBeIn?: boolean } = {},
): Promise<void> {
  await transaction(sql, async (tx) => {
    await tx`select 1 from streamforge.collections where id = ${id} for update`; // one change at a time
    const rows = await tx<{ videoId: string }[]>`
      select video_id from streamforge.collection_videos where collection_id = ${id} order by place`;
    const present = rows.map((row) => row.videoId);
    const isIn = present.includes(videoId);
    if (mustBeIn && !isIn) throw new NotFoundError("this playlist does not have that video");
    if (isIn && before === undefined) return;
    if (before && !present.includes(before)) {
      throw new NotFoundError("this playlist has no video with the id in before");
    }
    if (!isIn && present.length >= MAX_COLLECTION_VIDEOS) {
      throw new ConflictError(`a playlist has ${MAX_COLLECTION_VIDEOS} videos at most: remove one first`);
    }
    if (before === videoId) return;
    const others = present.filter((other) => other !== videoId);
    const at = before ? others.indexOf(before) : others.length;
    const ordered = others.toSpliced(at, 0, videoId);
    await tx`
      insert into streamforge.collection_videos (collection_id, video_id, place)
      select ${id}, o.video_id, o.place from jsonb_array_elements_text(${
      tx.json(ordered)
    }::jsonb) with ordinality o (video_id, place)
      on conflict (collection_id, video_id) do update set place = excluded.place`;
    await touch(tx, id);
  });
}

/** @throws {NotFoundError} if it is not in the playlist */
export async function removeVideo(sql: Sql, id: string, videoId: string): Promise<void> {
  const { count } = await sql`
    delete from streamforge.collection_videos where collection_id = ${id} and video_id = ${videoId}`;
  if (count === 0) throw new NotFoundError("this playlist does not have that video");
  await touch(sql, id);
}

async function touch(sql: Query, id: string): Promise<void> {
  await sql`update streamforge.collections set updated_at = now() where id = ${id}`;
}

function columns(sql: Query) {
  return sql`c.id, c.owner, u.name as owner_name, c.title, c.visibility, c.created_at, c.updated_at`;
}
