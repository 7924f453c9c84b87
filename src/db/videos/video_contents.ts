import type { Query } from "../pool/client.ts";
import type { Rendition } from "./renditions.ts";
import { shownTracks, type Track, trackOrder } from "../tracks/tracks.ts";

/** What belongs to a video and is shown with it. */
export interface VideoContents {
  /** The largest first; of equal sizes the source. */
  renditions: Rendition[];
  /** As `currentTracks`. */
  tracks: (Track & { cueCount: number })[];
}

/**
 * The renditions and the caption tracks of several videos at once: a page of a list takes two queries, not a hundred.
 */
export async function readVideoContents(sql: Query, videoIds: readonly string[]): Promise<Map<string, VideoContents>> {
  const parts = new Map(videoIds.map((id): [string, VideoContents] => [id, { renditions: [], tracks: [] }]));
  if (videoIds.length === 0) return parts;
  const [renditions, tracks] = await Promise.all([
    sql<Rendition[]>`
      select * from streamforge.renditions where video_id in ${sql(videoIds)} order by short_side desc, name desc`,
    sql<VideoContents["tracks"]>`
      select t.id, t.video_id, t.language, t.kind, t.name, t.is_forced, t.is_hearing_impaired, t.is_commentary, r.id as revision_id,
        r.state, r.source, r.model, r.word_count, r.srt_key, r.vtt_key, r.transcript_key,
        (select count(*) from streamforge.cues q where q.revision_id = r.id) as cue_count
      from ${shownTracks(sql)}
      where t.video_id in ${sql(videoIds)} order by ${trackOrder(sql)}`,
  ]);
  for (const rendition of renditions) parts.get(rendition.videoId)?.renditions.push(rendition);
  for (const track of tracks) parts.get(track.videoId)?.tracks.push(track);
  return parts;
}
