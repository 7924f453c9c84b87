import { ConflictError, NotFoundError } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import type { Visibility } from "../../core/types.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import type { Reader } from "../videos/reader.ts";
import { type Video, videoColumns } from "../videos/video_rows.ts";

export const MAX_COLLECTIONS = 200; // of a user
export const MAX_COLLECTION_VIDEOS = 500; // that its owner may watch
const NO_COLLECTION = "there is no such playlist, or it is private";

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
 * Lists playlists, the last changed first: the reader's own, and then the public ones of others unless `isOwn`; of each
 * `MAX_COLLECTIONS` at most.
 *
 * @param options.videoId whether each has this video
 */
export async function listCollections(
  sql: Query,
  reader: Reader | null,
  { isOwn = false, videoId = null }: { isOwn?: boolean; videoId?: string | null } = {},
): Promise<ListedCollection[]> {
  const user = reader?.user ?? null;
  const first = sql`order by updated_at desc, id limit ${MAX_COLLECTIONS}`;
  const others = sql`
    union all (select * from streamforge.collections
      where visibility = 'public' and owner is distinct from ${user}::text ${first})`;
  return [
    ...await sql<ListedCollection[]>`
      select ${columns(sql)}, seen.count::int as video_count, seen.ids[1] as first_video,
        exists (select 1 from streamforge.collection_videos i
          where i.collection_id = c.id and i.video_id = ${videoId}) as has_video
      from ((select * from streamforge.collections where owner = ${user}::text ${first}) ${isOwn ? sql`` : others}) c
        left join streamforge.users u on u.id = c.owner
        cross join lateral (
          select count(*), (array_agg(v.id order by i.place))[1:1] as ids
          from streamforge.collection_videos i join streamforge.videos v on v.id = i.video_id
          where i.collection_id = c.id and ${isShownIn(sql, reader)}) seen
      order by (c.owner is not distinct from ${user}::text) desc, c.updated_at desc, c.id`,
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

/**
 * Makes a playlist.
 *
 * @param options.video the first video
 * @throws {ConflictError} if the user has too many; {NotFoundError} if there is no such video: then nothing is made
 */
export async function createCollection(
  sql: Sql,
  reader: Reader,
  { title, visibility, video = null }: Pick<Collection, "title" | "visibility"> & { video?: string | null },
): Promise<Collection> {
  const id = newId();
  const owner = reader.user;
  return await transaction(sql, async (tx) => {
    // one after another: each must count those of the others
    await tx`select pg_advisory_xact_lock(hashtextextended(${`playlists of ${owner}`}, 0))`;
    const made = await tx`
      insert into streamforge.collections (id, owner, title, visibility)
      select ${id}, ${owner}, ${title}, ${visibility}
      where (select count(*) from streamforge.collections where owner = ${owner}) < ${MAX_COLLECTIONS}`;
    if (made.count === 0) throw new ConflictError(`you have ${MAX_COLLECTIONS} playlists: delete one first`);
    if (video !== null) await place(tx, id, video, { reader });
    return (await findCollection(tx, id))!;
  });
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
  if (!changed) throw new NotFoundError(NO_COLLECTION);
  return changed;
}

export async function deleteCollection(sql: Query, id: string): Promise<void> {
  await sql`delete from streamforge.collections where id = ${id}`;
}

interface PlaceOptions {
  /** Who changes the playlist: videos that are not shown to that person do not count towards the limit. */
  reader: Reader;
  /** The id of a video of the playlist; null: the end. */
  before?: string | null;
  mustBeIn?: boolean;
}

/**
 * Puts a video into a playlist, once: before another, or at the end. One that is in it moves if `before` is given.
 *
 * @throws {NotFoundError} if the playlist or the video is gone, `before` is not in it, or `mustBeIn` and the video is not
 * @throws {ConflictError} if it is full
 */
export async function placeVideo(sql: Sql, id: string, videoId: string, options: PlaceOptions): Promise<void> {
  await transaction(sql, (tx) => place(tx, id, videoId, options));
}

async function place(
  tx: Transaction,
  id: string,
  videoId: string,
  { reader, before, mustBeIn = false }: PlaceOptions,
): Promise<void> {
  // so that it is not deleted meanwhile; first, as in every transaction
  const [video] = await tx`select 1 from streamforge.videos where id = ${videoId} for key share`;
  await lockCollection(tx, id);
  const rows = await tx<{ videoId: string; isShown: boolean }[]>`
    select i.video_id, ${isShownIn(tx, reader)} as is_shown
    from streamforge.collection_videos i join streamforge.collections c on c.id = i.collection_id
      join streamforge.videos v on v.id = i.video_id
    where i.collection_id = ${id} order by i.place`;
  const present = rows.map((row) => row.videoId);
  const isIn = present.includes(videoId);
  if (mustBeIn && !isIn) throw new NotFoundError("this playlist does not have that video");
  if (!video) throw new NotFoundError("there is no such video, or it is private");
  if (isIn && before === undefined) return;
  if (before && !present.includes(before)) {
    throw new NotFoundError("this playlist has no video with the id in before");
  }
  if (!isIn && rows.filter((row) => row.isShown).length >= MAX_COLLECTION_VIDEOS) {
    throw new ConflictError(`a playlist has ${MAX_COLLECTION_VIDEOS} videos at most: remove one first`);
  }
  if (before === videoId) return;
  const others = present.filter((other) => other !== videoId);
  const at = before ? others.indexOf(before) : others.length;
  const ordered = others.toSpliced(at, 0, videoId);
  if (!isIn) {
    await tx`
      insert into streamforge.collection_videos (collection_id, video_id, place) values (${id}, ${videoId}, ${at + 1})`;
  }
  // others are not inserted: one of them may be deleted for good meanwhile
  await tx`
    update streamforge.collection_videos i set place = o.place
    from jsonb_array_elements_text(${tx.json(ordered)}::jsonb) with ordinality o (video_id, place)
    where i.collection_id = ${id} and i.video_id = o.video_id and i.place <> o.place`;
  await touch(tx, id);
}

/** @throws {NotFoundError} if it is not in the playlist */
export async function removeVideo(sql: Sql, id: string, videoId: string): Promise<void> {
  await transaction(sql, async (tx) => {
    await lockCollection(tx, id);
    const { count } = await tx`
      delete from streamforge.collection_videos where collection_id = ${id} and video_id = ${videoId}`;
    if (count === 0) throw new NotFoundError("this playlist does not have that video");
    await touch(tx, id);
  });
}

/** So that its videos change one after another. @throws {NotFoundError} if it was deleted */
async function lockCollection(tx: Transaction, id: string): Promise<void> {
  const found = await tx`select 1 from streamforge.collections where id = ${id} for update`;
  if (found.length === 0) throw new NotFoundError(NO_COLLECTION);
}

async function touch(sql: Query, id: string): Promise<void> {
  await sql`update streamforge.collections set updated_at = now() where id = ${id}`;
}

function columns(sql: Query) {
  return sql`c.id, c.owner, u.name as owner_name, c.title, c.visibility, c.created_at, c.updated_at`;
}
