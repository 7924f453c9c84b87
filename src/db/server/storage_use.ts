import type { Query } from "../pool/client.ts";

/** Bytes of a video that the database knows of. */
export interface VideoBytes {
  id: string;
  title: string;
  owner: string;
  createdAt: Date;
  /** Of the uploaded file; 0 once it was dropped. */
  sourceBytes: number;
  /** Of the MP4s of all sizes. */
  renditionBytes: number;
  /** Of files with captions that were asked for. */
  exportBytes: number;
}

type VideoTotals = Pick<VideoBytes, "sourceBytes" | "renditionBytes" | "exportBytes"> & {
  videos: number;
};

/** Lists videos by their size, the largest first. */
export async function listVideoBytes(sql: Query, limit: number): Promise<VideoBytes[]> {
  return [
    ...await sql<VideoBytes[]>`
    select v.id, v.title, v.owner, v.created_at,
      case when v.original_key is null then 0 else v.size_bytes end as source_bytes, r.bytes as rendition_bytes,
      e.bytes as export_bytes
    from streamforge.videos v cross join lateral (
      select coalesce(sum(size_bytes), 0)::bigint as bytes from streamforge.renditions where video_id = v.id) r
    cross join lateral (
      select coalesce(sum(file_bytes), 0)::bigint as bytes from streamforge.exports where video_id = v.id) e
    order by case when v.original_key is null then 0 else v.size_bytes end + r.bytes + e.bytes desc, v.id
    limit ${limit}`,
  ];
}

/** The sums over all videos. */
export async function totalVideoBytes(
  sql: Query,
): Promise<VideoTotals> {
  const [total] = await sql<VideoTotals[]>`
    select (select count(*) from streamforge.videos) as videos,
      (select coalesce(sum(size_bytes), 0)::bigint from streamforge.videos where original_key is not null) as source_bytes,
      (select coalesce(sum(size_bytes), 0)::bigint from streamforge.renditions) as rendition_bytes,
      (select coalesce(sum(file_bytes), 0)::bigint from streamforge.exports) as export_bytes`;
  return total;
}

/** The version of the database, as it tells it. */
export async function databaseVersion(sql: Query): Promise<string> {
  const [{ version }] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
  return version;
}
