import type { Query, Transaction } from "../pool/client.ts";
import { enqueue } from "./video_jobs.ts";
import type { JobPayload } from "../jobs/job_rows.ts";
import { notify } from "../pool/notify.ts";
import { recordVideoEvent } from "../webhooks/events.ts";
import type { Rendition } from "./rendition_rows.ts";
import { setCaptionStatus } from "./videos.ts";

export type { Rendition, RenditionName } from "./rendition_rows.ts";
export type NewRendition = Omit<Rendition, "videoId" | "createdAt">;

/** Lists the renditions of a video, the largest first; of equal sizes the source first. */
export async function listRenditions(sql: Query, videoId: string): Promise<Rendition[]> {
  return [
    ...await sql<Rendition[]>`
    select * from streamforge.renditions where video_id = ${videoId} order by short_side desc, name desc`,
  ];
}

/** The facts that probing the original gave. */
export interface VideoFacts {
  durationSeconds: number | null;
  width: number | null;
  height: number | null;
  hasVideo: boolean;
  hasAudio: boolean;
  thumbnailKey?: string | null;
}

/**
 * Records renditions, which can be played from then on. Part of a job's last transaction (`finish`). A rendition of the
 * same name is replaced.
 *
 * @param more.facts given with the first rendition: the video becomes ready, and its captions are queued, or noted as
 * "no sound"
 * @param more.rest whether to queue the job for further sizes
 * @param more.captions the payload of the caption job
 * @param more.keepsCaptions whether nothing is queued or noted about captions
 */
export async function recordRenditions(
  tx: Transaction,
  videoId: string,
  renditions: NewRendition[],
  more: { facts?: VideoFacts; rest?: boolean; captions?: JobPayload; keepsCaptions?: boolean } = {},
): Promise<void> {
  for (const r of renditions) {
    await tx`
      insert into streamforge.renditions
        (video_id, name, mp4_key, hls_key, short_side, width, height, bandwidth, codecs, size_bytes)
      values (${videoId}, ${r.name}, ${r.mp4Key}, ${r.hlsKey}, ${r.shortSide}, ${r.width}, ${r.height},
        ${Math.round(r.bandwidth)}, ${r.codecs}, ${r.sizeBytes})
      on conflict (video_id, name) do update set
        mp4_key = excluded.mp4_key, hls_key = excluded.hls_key, short_side = excluded.short_side,
        width = excluded.width, height = excluded.height, bandwidth = excluded.bandwidth,
        codecs = excluded.codecs, size_bytes = excluded.size_bytes`;
  }
  if (more.facts) {
    const { durationSeconds, width, height, hasVideo, hasAudio, thumbnailKey = null } = more.facts;
    await tx`
      update streamforge.videos
      set state = 'ready', error = null, duration_seconds = ${durationSeconds}, width = ${width}, height = ${height},
        has_video = ${hasVideo}, has_audio = ${hasAudio}, thumbnail_key = ${thumbnailKey}, updated_at = now()
      where id = ${videoId}`;
    recordVideoEvent(tx, "video.ready", videoId);
    if (more.keepsCaptions) return await queueRest(tx, videoId, more);
    if (hasAudio) await enqueue(tx, { kind: "caption_video", videoId, payload: more.captions });
    else await setCaptionStatus(tx, videoId, { status: "ready", note: "no sound" });
  }
  await queueRest(tx, videoId, more);
}

async function queueRest(tx: Transaction, videoId: string, { rest }: { rest?: boolean }): Promise<void> {
  if (rest) await enqueue(tx, { kind: "transcode_renditions", videoId });
  await notify(tx, videoId, "video");
}
