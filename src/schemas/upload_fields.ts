import { z } from "zod";
import { singleLine } from "../core/display_text.ts";
import type { CaptionLayout, Visibility } from "../core/types.ts";
import { captionLayoutFields, layoutOf } from "./caption_layout.ts";
import { audioTrackField } from "./audio_track.ts";
import { described, language, lineOfText, unlessEmpty, VISIBLE } from "./fields.ts";
import { vocabularySchema } from "./vocabulary.ts";
import { readFields } from "./read.ts";
import { MAX_TITLE_CHARS, visibilitySchema } from "./video.ts";

const title = { description: "Its title; without one, the name of the file without its extension.", example: "A talk" };

/** The fields of an uploaded video: the query of `POST /api/videos`, or tus metadata. All are optional. */
export const uploadFieldsSchema = z.strictObject({
  title: unlessEmpty(lineOfText(MAX_TITLE_CHARS, title)),
  filename: described(z.string(), "The name of the file.", "talk.mp4").transform(singleLine).optional(),
  language: language("The spoken language: a code, an English name, or `auto` (the default) to detect it.").optional(),
  visibility: visibilitySchema.optional(),
  audio_track: unlessEmpty(audioTrackField),
  vocabulary: vocabularySchema.optional(),
  ...captionLayoutFields,
});

/** The query of `PUT /api/videos/:id/file`. */
export const replaceFileQuerySchema = z.strictObject({
  filename: uploadFieldsSchema.shape.filename,
  audio_track: uploadFieldsSchema.shape.audio_track,
});

export const UPLOAD_FIELDS = Object.keys(uploadFieldsSchema.shape);

/** The metadata of an uploaded video. */
export interface UploadFields {
  title: string;
  /** Empty if the upload named none. */
  fileName: string;
  /** null: to be detected; absent: as the server's defaults say. */
  language?: string | null;
  /** Words and names to be expected; absent: as the server's defaults say. */
  vocabulary?: string | null;
  visibility: Visibility;
  /** From 1; absent: it is chosen. */
  audioTrack?: number;
  captionLayout: Partial<CaptionLayout>;
}

/** @throws {ValidationError} naming the field, what it held and what it may hold; also for an unknown field */
export function readUploadFields(fields: Record<string, unknown>): UploadFields {
  const { title, filename = "", language, vocabulary, visibility = "unlisted", audio_track, ...layout } = readFields(
    uploadFieldsSchema,
    fields,
  );
  return {
    title: title ?? defaultTitle(filename.replace(/\.[^.]{1,8}$/, "")),
    fileName: filename,
    language,
    vocabulary,
    visibility,
    audioTrack: audio_track,
    captionLayout: layoutOf(layout),
  };
}

/** The fields of tus metadata that `readUploadFields` accepts. Some clients send `name` instead of `filename`. */
export function pickUploadFields(metadata: Record<string, string | null>): Record<string, string> {
  const named: Record<string, string | null> = { ...metadata, filename: metadata.filename ?? metadata.name ?? null };
  const present = UPLOAD_FIELDS.filter((name) => named[name] != null);
  return Object.fromEntries(present.map((name) => [name, named[name]!.replaceAll("\0", " ")])); // jsonb takes no NUL
}

/** The title of a file without one. @param stem its name without the extension */
function defaultTitle(stem: string): string {
  return VISIBLE.test(stem) ? [...stem].slice(0, MAX_TITLE_CHARS).join("") : "Untitled";
}
