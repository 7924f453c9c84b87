import type { CaptionState } from "../../src/db/tracks/caption_state.ts";
import type { Query } from "../../src/db/pool/client.ts";
import { readVideoContents, type VideoContents } from "../../src/db/videos/video_contents.ts";
import { FAILED_CAPTIONS, videoRowJson } from "../../src/db/videos/video_json.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import type { VideoJson } from "../../src/schemas/video.ts";
import { mayChange } from "../access.ts";
import type { Viewer } from "../deps.ts";

/** The JSON of videos, with their renditions, caption tracks and running jobs. */
export async function videosJson(
  sql: Query,
  videos: readonly Video[],
  viewer: Viewer | null,
): Promise<VideoJson[]> {
  const parts = await readVideoContents(sql, videos.map((video) => video.id));
  return videos.map((video) => videoJson(video, parts.get(video.id)!, viewer));
}

/** The JSON of a video for `viewer`. */
export function videoJson(video: Video, contents: VideoContents, viewer: Viewer | null): VideoJson {
  return videoRowJson(video, contents, {
    canEdit: mayChange(viewer, video),
    isForAdministrator: viewer?.isAdministrator ?? false,
  });
}

/** The answer of /captions/status: exactly these fields. */
export function captionStatusJson(state: CaptionState, canEdit: boolean) {
  return {
    status: state.status,
    progress: state.progress,
    stage: state.stage,
    language: state.language,
    word_count: state.wordCount,
    error: state.error && (canEdit ? state.error : FAILED_CAPTIONS),
  };
}
