import type { AudioTrack, AudioTrackReason } from "../../core/audio_track.ts";
import type { Poster, PosterCandidates } from "../../core/poster.ts";
import type { Notice } from "../../core/notice.ts";
import type { Chapter, Storyboard } from "../../core/player_media.ts";
import type { CaptionStatus, LanguageProbability, Visibility } from "../../core/types.ts";
import type { Query } from "../pool/client.ts";
import type { JobState } from "../jobs/job_rows.ts";

/** The caption layout that the person chose, as `readCaptionLayout` reads it: snake_case names. */
export type StoredLayout = Record<string, number>;

export interface ActiveJob {
  id: string;
  kind: string;
  state: JobState;
  /** 0 to 1. */
  progress: number;
  stage: string | null;
  /** ISO 8601; null while it waits for the first time. */
  started_at: string | null;
  /** 1 for the first attempt. */
  attempt: number;
}

export interface Video {
  id: string;
  owner: string;
  /** Where a Supabase user is the owner: the name to show. */
  ownerName: string | null;
  title: string;
  /** What the owner wrote about it; may be empty. */
  description: string;
  visibility: Visibility;
  state: "processing" | "ready" | "failed";
  error: string | null;
  /** Empty if the upload named none. */
  fileName: string;
  /** null once KEEP_ORIGINAL=0 dropped it. */
  originalKey: string | null;
  sizeBytes: number;
  durationSeconds: number | null;
  width: number | null;
  height: number | null;
  hasVideo: boolean;
  hasAudio: boolean;
  /** The requested sound track, from 1; null: it was chosen. */
  askedAudioTrack: number | null;
  /** The sound track that is played, from 1; null until it is known, and without sound. */
  audioTrack: number | null;
  audioTrackReason: AudioTrackReason | null;
  /** The sound track that the captions are of; null until they are made. */
  captionAudioTrack: number | null;
  /** The sound tracks of its file; empty until they are known. */
  audioTracks: AudioTrack[];
  /** Rises when its file is replaced. */
  fileVersion: number;
  /** What its owner should know about its file. */
  notices: Notice[];
  /** The requested language; null: detect it. */
  askedLanguage: string | null;
  /** The spoken language: requested, else detected. */
  language: string | null;
  /** What Whisper detected when it made the captions, the likeliest first; empty where the language was given. */
  languageProbabilities: LanguageProbability[];
  wordCount: number | null;
  captionLayout: StoredLayout;
  /** Words and names that its captions are written with. */
  vocabulary: string | null;
  captionStatus: CaptionStatus;
  captionError: string | null;
  /** Why there are no cues: "no speech", "no sound". */
  captionNote: string | null;
  /** The frame at a tenth of its length; see `poster`. */
  thumbnailKey: string | null;
  /** What stands for it in place of that frame; null: nothing else. */
  poster: Poster | null;
  posterCandidates: PosterCandidates | null;
  /** The folder of its audio report; null until one is made. */
  audioReportKey: string | null;
  /** In order. */
  chapters: Chapter[];
  /** Who made the chapters: they are in the file, were found in the captions, or a person wrote them. */
  chaptersBy: "file" | "analysis" | "person";
  /** Pictures along the seek bar; null until they are made. */
  storyboard: Storyboard | null;
  createdAt: Date;
  updatedAt: Date;
  /** Lower case, in the person's order. */
  tags: string[];
  /** When it will be deleted; it is hidden until then. null: it is not deleted. */
  deleteAt: Date | null;
  /** Its queued and running jobs: transcode_video first, then caption_video, transcode_renditions and the rest. */
  jobs: ActiveJob[];
}

/** The columns of a `Video`, for the table under the alias `v`. */
export function videoColumns(sql: Query) {
  return sql`v.*, to_json(v.tags) as tags, (select name from streamforge.users u where u.id = v.owner) as owner_name, (
    select coalesce(json_agg(json_build_object(
      'id', j.id, 'kind', j.kind, 'state', j.state, 'progress', j.progress, 'stage', j.stage, 'started_at', j.started_at,
      'attempt', j.attempt) order by j.kind = 'transcode_video' desc, j.kind = 'caption_video' desc,
        j.kind = 'transcode_renditions' desc, j.created_at), '[]')
    from streamforge.jobs j where j.video_id = v.id and j.state in ('queued', 'running')
  ) as jobs`;
}
