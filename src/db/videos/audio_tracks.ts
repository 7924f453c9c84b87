import type { AudioTrack, AudioTrackReason } from "../../core/audio_track.ts";
import { EARLIER_FILE, type Notice, type NoticeCode, OPPOSITE_PHASE } from "../../core/notice.ts";
import type { Transaction } from "../pool/client.ts";

/** Records the sound tracks of a video's file, and which one is played. Part of a job's last transaction. */
export async function setAudioTracks(
  tx: Transaction,
  videoId: string,
  { tracks, chosen, reason }: {
    tracks: readonly AudioTrack[];
    chosen: number | null;
    reason: AudioTrackReason | null;
  },
): Promise<void> {
  const rows = tracks.map(({ track, language, title, channels, codec, isDefault }) => ({
    ...{ track, language, title, channels, codec, isDefault },
  }));
  await tx`
    update streamforge.videos
    set audio_tracks = ${tx.json(rows)}, audio_track = ${chosen}, audio_track_reason = ${reason}, updated_at = now()
    where id = ${videoId}`;
}

/** Replaces the notices of some codes. Part of a job's last transaction. */
export async function setNotices(
  tx: Transaction,
  videoId: string,
  codes: readonly NoticeCode[],
  notices: readonly Notice[],
): Promise<void> {
  const rows = notices.map(({ code, text, reasons }) => ({ code, text, ...(reasons && { reasons }) }));
  await tx`
    update streamforge.videos
    set notices = ${tx.json(rows)}::jsonb || (
      select coalesce(jsonb_agg(notice), '[]') from jsonb_array_elements(notices) notice
      where not ${tx.json([...codes])}::jsonb @> (notice->'code'))
    where id = ${videoId}`;
}

/** Records which sound the captions are of. Part of a job's last transaction. */
export async function setCaptionSound(
  tx: Transaction,
  videoId: string,
  { track, isOpposite }: { track: number | null; isOpposite: boolean },
): Promise<void> {
  await tx`update streamforge.videos set caption_audio_track = ${track} where id = ${videoId}`;
  await setNotices(tx, videoId, [OPPOSITE_PHASE.code, EARLIER_FILE], isOpposite ? [OPPOSITE_PHASE] : []);
}
