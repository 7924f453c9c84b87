import type { Query } from "../../src/db/pool/client.ts";
import { readVideoContents, type VideoContents } from "../../src/db/videos/video_contents.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { mayChange } from "../access.ts";
import type { Viewer } from "../deps.ts";
import { languageTag } from "./languages.ts";
import { withLabels } from "./track_choice.ts";
import type { CaptionState } from "../../src/db/tracks/caption_state.ts";

/** The error for viewers who may not change a video: the reason may name private files. */
const FAILED_VIDEO = "This video could not be prepared.";
const FAILED_CAPTIONS = "The captions of this video could not be made.";

/** The JSON of videos, with their renditions, caption tracks and running jobs. */
export async function videosJson(sql: Query, videos: readonly Video[], viewer: Viewer | null) {
  const parts = await readVideoContents(sql, videos.map((video) => video.id));
  return videos.map((video) => videoJson(video, parts.get(video.id)!, viewer));
}

export type VideoJson = ReturnType<typeof videoJson>;

/** The JSON of a video for `viewer`. Addresses are paths, so that they work with any host name. */
export function videoJson(video: Video, { renditions, tracks }: VideoContents, viewer: Viewer | null) {
  const canEdit = mayChange(viewer, video);
  const api = `/api/videos/${video.id}`;
  const stream = `/api/stream/${video.id}`;
  const [job] = video.jobs;
  return {
    id: video.id,
    title: video.title,
    visibility: video.visibility,
    state: video.state,
    error: video.error && (canEdit ? video.error : video.state === "failed" ? FAILED_VIDEO : null),
    file_name: canEdit ? video.fileName : null,
    duration_seconds: video.durationSeconds,
    width: video.width,
    height: video.height,
    has_video: video.hasVideo,
    has_audio: video.hasAudio,
    size_bytes: video.sizeBytes,
    language: video.language,
    word_count: video.wordCount,
    caption_status: video.captionStatus,
    caption_error: video.captionError && (canEdit ? video.captionError : FAILED_CAPTIONS),
    caption_note: video.captionNote,
    caption_layout: video.captionLayout,
    progress: job?.progress ?? null,
    stage: job?.stage ?? null,
    jobs: video.jobs.map(({ id, kind, state, progress, stage, started_at }) => (
      { id, kind, state, progress, stage, started_at }
    )),
    tags: video.tags,
    renditions: renditions.map((rendition) => ({
      name: rendition.name,
      width: rendition.width,
      height: rendition.height,
      size_bytes: rendition.sizeBytes,
      bandwidth: rendition.bandwidth,
      codecs: rendition.codecs,
      url: `${stream}/${rendition.name}`,
    })),
    captions: withLabels(tracks).map((track) => {
      const isOnly = tracks.filter(({ language }) => language === track.language).length === 1;
      const query = isOnly ? `?lang=${encodeURIComponent(track.language)}` : `?track=${track.id}`;
      return {
        language: track.language,
        tag: languageTag(track.language),
        label: track.label,
        kind: track.kind,
        name: track.name,
        forced: track.isForced,
        hearing_impaired: track.isHearingImpaired,
        commentary: track.isCommentary,
        state: track.state,
        source: track.source,
        model: canEdit ? track.model : track.model?.split("/").at(-1) ?? null, // without the path of a folder
        word_count: track.wordCount,
        cue_count: track.cueCount,
        vtt_url: `${api}/captions.vtt${query}`,
        srt_url: `${api}/captions.srt${query}`,
        json_url: `${api}/captions.json${query}`,
        txt_url: `${api}/captions.txt${query}`,
      };
    }),
    chapters: video.chapters,
    thumbnail_url: video.thumbnailKey ? `${stream}/thumbnail.jpg` : null,
    storyboard_url: video.storyboard ? `${api}/storyboard.vtt` : null,
    created_at: video.createdAt.toISOString(),
    updated_at: video.updatedAt.toISOString(),
    can_edit: canEdit,
    urls: {
      self: api,
      stream: `${stream}/720p`,
      hls: `${stream}/master.m3u8`,
      captions: `${api}/captions`,
      captions_status: `${api}/captions/status`,
      events: `${api}/events`,
    },
  };
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
