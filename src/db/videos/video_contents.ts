import type { Query } from "../pool/client.ts";
import type { Rendition } from "./rendition_rows.ts";
import { shownTracks, type Track, trackColumns, trackOrder } from "../tracks/track_rows.ts";

/** The renditions and tracks that are shown with a video. */
export interface VideoContents {
  /** The largest first; of equal sizes the source first. */
  renditions: Rendition[];
  /** As `currentTracks` reads them. */
  tracks: (Track & { cueCount: number })[];
}

/** Reads the renditions and tracks of several videos at once: a page of a list takes two queries, not a hundred. */
export async function readVideoContents(sql: Query, videoIds: readonly string[]): Promise<Map<string, VideoContents>> {
  const contents = new Map(videoIds.map((id): [string, VideoContents] => [id, { renditions: [], tracks: [] }]));
  if (videoIds.length === 0) return contents;
  const [renditions, tracks] = await Promise.all([
    sql<Rendition[]>`
      select * from streamforge.renditions where video_id in ${sql(videoIds)} order by short_side desc, name desc`,
    sql<VideoContents["tracks"]>`
      select ${trackColumns(sql)},
        (select count(*) from streamforge.cues q where q.revision_id = r.id) as cue_count
      from ${shownTracks(sql)}
      where t.video_id in ${sql(videoIds)} order by ${trackOrder(sql)}`,
  ]);
  for (const rendition of renditions) contents.get(rendition.videoId)?.renditions.push(rendition);
  for (const track of tracks) contents.get(track.videoId)?.tracks.push(track);
  return contents;
}
