import { z } from "zod";
import { AUDIO_TRACK_REASONS } from "../core/audio_track.ts";
import { NOTICE_CODES } from "../core/notice.ts";
import { choice, described, wholeNumber } from "./fields.ts";

/** Which sound track of a file is meant. */
export const audioTrackField = wholeNumber(1, 64, {
  description: "The sound track to transcribe, from 1 in the file's order; without one, it is chosen.",
  example: 2,
});

export const audioTrackSchema = z.object({
  track: described(z.int(), "From 1, in the file's order.", 2),
  language: described(z.string().nullable(), "As the file says.", "eng"),
  title: described(z.string().nullable(), "As the file says.", "Microphone"),
  channels: described(z.int(), "1 is mono, 2 stereo.", 2),
  codec: described(z.string(), "As ffmpeg calls it.", "aac"),
  is_default: described(z.boolean(), "Whether the file marks it as its default.", true),
}).meta({ id: "AudioTrack", description: "A sound track of a video's file." });

export const audioTrackReasonSchema = choice(
  AUDIO_TRACK_REASONS,
  "Why this track: it is the only one, was asked for, has the spoken language, is the file's default, or has most voice.",
);

export const noticeSchema = z.object({
  code: choice(
    NOTICE_CODES,
    "incomplete: it was cut off; joined: a second recording was appended and not read; earlier_file: the captions are " +
      "of the file before; not_replaced: a new file could not take its place; not_taken: a frame for the thumbnail was " +
      "not found; poor_captions: captions are expected to be bad.",
  ),
  text: described(z.string(), "A sentence for people.", "The file is incomplete: its last 1204 bytes are missing."),
}).meta({ id: "Notice", description: "What the owner of a video should know about its file." });
