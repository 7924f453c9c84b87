import { z } from "zod";
import { described, EXAMPLE_ID, id, pathOf } from "./fields.ts";

export const trackKindSchema = described(
  z.enum(["subtitles", "captions"]),
  "Subtitles have what is spoken, captions also what is heard.",
  "subtitles",
);

export const revisionSourceSchema = described(
  z.enum(["auto", "translated", "edited", "uploaded"]),
  "Whether a model wrote or translated it, a person edited it, or it came as a file.",
  "auto",
);

/** What a translated track is made from; null for others. */
export const trackTranslationSchema = z.object({
  from: id("The track of the original."),
  revision: described(z.string().nullable(), "The revision of it that was translated.", EXAMPLE_ID),
  by: described(z.string(), "Who translated it.", "LibreTranslate"),
  outdated: described(z.boolean(), "Whether the original has changed since.", false),
}).nullable().meta({ id: "TrackTranslation", description: "What a translated track is made from; null for others." });

/** A caption track, as a video lists it. */
export const videoCaptionsSchema = z.object({
  language: described(z.string(), "Whisper's code, a language tag of the file, or und.", "en"),
  tag: described(z.string(), "Its language tag (BCP 47), for srclang.", "en"),
  label: described(z.string(), "Its name in a menu, unique in the video.", "English"),
  kind: trackKindSchema,
  name: described(z.string(), "Empty for the automatic track.", ""),
  forced: described(z.boolean(), "Only lines in another language than the film's.", false),
  hearing_impaired: described(z.boolean(), "Also describes sounds.", false),
  commentary: described(z.boolean(), "A commentary on the film.", false),
  state: described(z.enum(["building", "finished"]), "building: its first cues are being written.", "finished"),
  source: revisionSourceSchema,
  translation: trackTranslationSchema,
  model: described(
    z.string().nullable(),
    "The model that wrote it, or who translated it; null if a person did.",
    "base",
  ),
  word_count: described(z.int(), "Words in all.", 1204),
  cue_count: described(z.int(), "Cues in all.", 98),
  vtt_url: pathOf("As WebVTT.", `/api/videos/${EXAMPLE_ID}/captions.vtt?lang=en`),
  srt_url: pathOf("As SubRip.", `/api/videos/${EXAMPLE_ID}/captions.srt?lang=en`),
  json_url: pathOf("As JSON, with words.", `/api/videos/${EXAMPLE_ID}/captions.json?lang=en`),
  txt_url: pathOf("The text alone.", `/api/videos/${EXAMPLE_ID}/captions.txt?lang=en`),
}).meta({ id: "VideoCaptions", description: "A caption track, as a video lists it." });
