import { shownPoster } from "../../core/poster.ts";
import { translationJson } from "../tracks/translation_json.ts";
import { languageTag } from "../../core/labels/language_labels.ts";
import { withLabels } from "../../core/labels/track_labels.ts";
import type { VideoJson } from "../../schemas/video.ts";
import type { VideoContents } from "./video_contents.ts";
import type { Video } from "./video_rows.ts";

/** The error for viewers who may not change a video: the reason may name private files. */
const FAILED_VIDEO = "This video could not be prepared.";
export const FAILED_CAPTIONS = "The captions of this video could not be made.";

/**
 * The JSON of a video, as the API and webhooks show it. Addresses are paths, so that they work with any host name.
 *
 * @param options.canEdit whether it is for somebody who may change the video: others do not see private names and
 *   reasons
 * @param options.isForAdministrator whether it tells whose the video is
 */
export function videoRowJson(
  video: Video,
  { renditions, tracks }: VideoContents,
  { canEdit, isForAdministrator }: { canEdit: boolean; isForAdministrator: boolean },
): VideoJson {
  const api = `/api/videos/${video.id}`;
  const stream = `/api/stream/${video.id}`;
  const [job] = video.jobs;
  return {
    id: video.id,
    title: video.title,
    description: video.description,
    visibility: video.visibility,
    owner: isForAdministrator ? video.ownerName ?? video.owner : null,
    state: video.state,
    error: video.error && (canEdit ? video.error : video.state === "failed" ? FAILED_VIDEO : null),
    file_name: canEdit ? video.fileName || null : null,
    duration_seconds: video.durationSeconds,
    width: video.width,
    height: video.height,
    has_video: video.hasVideo,
    has_audio: video.hasAudio,
    audio_tracks: video.audioTracks.map(({ isDefault, ...track }) => ({ ...track, is_default: isDefault })),
    audio_track: video.audioTrack,
    audio_track_reason: video.audioTrackReason,
    caption_audio_track: video.captionAudioTrack,
    notices: canEdit ? video.notices.map(({ code, text }) => ({ code, text })) : [],
    size_bytes: video.sizeBytes,
    language: video.language,
    language_probabilities: video.languageProbabilities,
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
        translation: translationJson(track.translation),
        model: track.model?.split("/").at(-1) ?? null, // without the path of a folder
        word_count: track.wordCount,
        cue_count: track.cueCount,
        vtt_url: `${api}/captions.vtt${query}`,
        srt_url: `${api}/captions.srt${query}`,
        json_url: `${api}/captions.json${query}`,
        txt_url: `${api}/captions.txt${query}`,
      };
    }),
    chapters: video.chapters,
    chapters_by: video.chaptersBy,
    thumbnail_url: shownPoster(video) ? `${stream}/thumbnail.jpg` : null,
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
