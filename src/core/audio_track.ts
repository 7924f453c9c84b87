/** Why a sound track is the one that is played and transcribed. */
export const AUDIO_TRACK_REASONS = ["only", "asked", "language", "default", "voice"] as const;
export type AudioTrackReason = typeof AUDIO_TRACK_REASONS[number];

/** A sound track of a video's file, as stored. */
export interface AudioTrack {
  /** From 1, in the file's order. */
  track: number;
  /** As the file says; null where it does not. */
  language: string | null;
  title: string | null;
  channels: number;
  codec: string;
  isDefault: boolean;
}
