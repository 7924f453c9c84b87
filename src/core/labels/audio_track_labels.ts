import type { AudioTrack, AudioTrackReason } from "../audio_track.ts";
import { languageOfFile } from "../languages.ts";
import { languageLabel } from "./language_labels.ts";

const REASONS: Record<AudioTrackReason, string> = {
  only: "the only one",
  asked: "as asked",
  language: "it has the spoken language",
  default: "the file's default",
  voice: "it has the most voice",
};

/** `Sound track 2 of 3 (English, "Microphone") was transcribed: it has the most voice`: for a file of several. */
export function audioTrackText(track: AudioTrack, count: number, reason: AudioTrackReason): string {
  return `sound track ${track.track} of ${count}${detailsOf(track)} is used: ${REASONS[reason]}`;
}

/** `2: English, "Microphone"`. */
export function audioTrackLabel(track: AudioTrack): string {
  return `${track.track}${detailsOf(track)}`;
}

function detailsOf({ language, title }: AudioTrack): string {
  const code = languageOfFile(language);
  const details = [code === "und" ? null : languageLabel(code), title && `"${title}"`].filter(Boolean);
  return details.length > 0 ? ` (${details.join(", ")})` : "";
}
