import { z } from "zod";
import { audioTrackReasonSchema, audioTrackSchema, noticeSchema } from "./audio_track.ts";
import { videoCaptionsSchema } from "./caption_track.ts";
import {
  choice,
  dateTime,
  described,
  EXAMPLE_ID,
  id,
  language,
  lineOfText,
  oneLine,
  pathOf,
  textOfLines,
  unlessEmpty,
  wholeNumber,
} from "./fields.ts";
import { tagSchema } from "./tag.ts";
import { videoFilterFields } from "./video_filter.ts";
import { activeJobSchema, progressSchema, stageSchema } from "./job.ts";
import { languageProbabilitiesSchema } from "./language_probabilities.ts";

export const MAX_TITLE_CHARS = 500; // code points, as the database counts them
export const MAX_DESCRIPTION_CHARS = 5000; // code points
const EXAMPLE_DESCRIPTION = "What beans need.\n\n0:00 Soil\n1:23 Water";
export const MAX_TAGS = 20;
const MAX_CHAPTERS = 500;
const MAX_CHAPTER_TITLE_CHARS = 200;
const MAX_SEARCH_CHARS = 200;

export const visibilitySchema = choice(
  ["private", "unlisted", "public"],
  "private: its owner alone; unlisted (the default): everyone who has the link; public: listed for all.",
);

export const captionStatusSchema = choice(
  ["pending", "processing", "ready", "failed"],
  "How far its captions are.",
);

/** The id of a video in a path. */
export const videoIdSchema = id("The video's id.");

const number = (description: string, example: number) => described(z.number(), description, example);
const path = (name: string) => `/api/videos/${EXAMPLE_ID}${name}`;

const renditionSchema = z.object({
  name: described(z.enum(["source", "1080p", "720p", "360p"]), "source: the streams of the file itself.", "720p"),
  width: number("Pixels; null without a picture.", 1280).nullable(),
  height: number("Pixels; null without a picture.", 720).nullable(),
  size_bytes: number("Bytes of the MP4.", 48_120_334),
  bandwidth: number("Peak bit rate in bits a second.", 2_400_000),
  codecs: described(z.string(), "As in RFC 6381.", "avc1.64001f,mp4a.40.2"),
  url: pathOf("The MP4.", `/api/stream/${EXAMPLE_ID}/720p`),
}).meta({ id: "Rendition", description: "A size of a video." });

const chapterSchema = z.object({
  start: number("Seconds.", 0),
  end: number("Seconds.", 61.5),
  title: described(z.string(), "Its title.", "Introduction"),
}).meta({ id: "Chapter", description: "A chapter of the video." });

const videoUrlsSchema = z.object({
  self: pathOf("This video.", path("")),
  stream: pathOf("The MP4 of at most 720p.", `/api/stream/${EXAMPLE_ID}/720p`),
  hls: pathOf("The HLS master playlist.", `/api/stream/${EXAMPLE_ID}/master.m3u8`),
  captions: pathOf("The default captions.", path("/captions")),
  captions_status: pathOf("How far the captions are.", path("/captions/status")),
  events: pathOf("Its changes as server-sent events.", path("/events")),
});

/** A video, as its viewer sees it. */
export const videoSchema = z.object({
  id: id("Its id: whoever knows the id of an unlisted video may watch it."),
  title: described(z.string(), "Its title.", "A talk"),
  description: described(
    z.string(),
    "What its owner wrote about it, as plain text; may be empty.",
    EXAMPLE_DESCRIPTION,
  ),
  visibility: visibilitySchema,
  owner: described(z.string().nullable(), "For an administrator alone: whose it is.", "user@example.com"),
  state: choice(["processing", "ready", "failed"], "ready: it can be played."),
  error: described(z.string().nullable(), "Why it, or one of its sizes, could not be made.", "the file is damaged"),
  file_name: described(
    z.string().nullable(),
    "For its owner alone: the name of the file; null if none was sent.",
    "talk.mp4",
  ),
  duration_seconds: number("null until it is known.", 734.2).nullable(),
  width: number("Pixels; null without a picture.", 1920).nullable(),
  height: number("Pixels; null without a picture.", 1080).nullable(),
  has_video: described(z.boolean(), "Whether it has a picture.", true),
  has_audio: described(z.boolean(), "Whether it has sound.", true),
  audio_tracks: z.array(audioTrackSchema).describe("Empty until it is prepared."),
  audio_track: described(z.int().nullable(), "The sound track that is played; null until it is known.", 2),
  audio_track_reason: audioTrackReasonSchema.nullable(),
  caption_audio_track: described(z.int().nullable(), "The sound track that its captions are of.", 2),
  notices: z.array(noticeSchema).describe("For its owner alone: what is wrong with its file, although it plays."),
  size_bytes: number("Bytes of the uploaded file.", 152_043_008),
  language: described(z.string().nullable(), "The spoken language; null until it is known.", "en"),
  language_probabilities: languageProbabilitiesSchema,
  word_count: number("Words of its captions; null until they are ready.", 1204).nullable(),
  caption_status: captionStatusSchema,
  caption_error: described(z.string().nullable(), "Why its captions could not be made.", "the model is missing"),
  caption_note: described(z.string().nullable(), "Why there are no cues.", "no speech"),
  caption_layout: described(z.record(z.string(), z.number()), "The shape of cues that was asked for.", {
    max_line_chars: 32,
  }),
  progress: progressSchema.nullable(),
  stage: stageSchema,
  jobs: z.array(activeJobSchema).describe("What waits or runs, the preparation of the video first."),
  tags: described(z.array(z.string()), "Lower case, in the person's order.", ["talk", "2026"]),
  renditions: z.array(renditionSchema).describe("The largest first."),
  captions: z.array(videoCaptionsSchema).describe("The default track first."),
  chapters: z.array(chapterSchema),
  chapters_by: choice(
    ["file", "analysis", "person"],
    "Whether the file has them, they were found in the captions, or a person wrote them.",
  ),
  thumbnail_url: pathOf("The poster; null until it is made.", `/api/stream/${EXAMPLE_ID}/thumbnail.jpg`).nullable(),
  storyboard_url: pathOf("The pictures along the seek bar, as WebVTT.", path("/storyboard.vtt")).nullable(),
  created_at: dateTime("When it was uploaded."),
  updated_at: dateTime("When it last changed."),
  can_edit: described(z.boolean(), "Whether this viewer may change it.", true),
  urls: videoUrlsSchema,
}).meta({ id: "Video", description: "A video, as its viewer sees it. Addresses are paths of this server." });

export type VideoJson = z.output<typeof videoSchema>;

export const videoPageSchema = z.object({
  videos: z.array(videoSchema),
  next_cursor: described(z.string().nullable(), "The `cursor` of the next page; null on the last.", "WyJjcmVhdGVkIl0"),
}).meta({ id: "VideoPage", description: "A page of a list of videos." });

export const hiddenVideoSchema = z.object({
  id: id("The video's id."),
  delete_at: dateTime("When it is deleted for good."),
  undelete_url: pathOf("POST there brings it back.", path("/undelete")),
}).meta({ id: "HiddenVideo", description: "A video that is hidden, and deleted later." });

const tagListError = `a list of at most ${MAX_TAGS} texts`;

/** Tags, each once. */
export const tagsSchema = z.array(tagSchema, { error: tagListError }).transform((all, ctx) => {
  const tags = [...new Set(all)];
  if (tags.length > MAX_TAGS) {
    ctx.addIssue({ code: "custom", message: tagListError, params: { held: `${tags.length} tags` } });
  }
  return tags;
});

const chapterListError = `a list of at most ${MAX_CHAPTERS} chapters that begin one after the other`;

/** Chapters by their beginnings: each ends where the next begins. */
const newChaptersSchema = z.array(
  z.strictObject({
    start: described(z.number().min(0), "Seconds.", 0),
    title: lineOfText(MAX_CHAPTER_TITLE_CHARS, { description: "Its title.", example: "Introduction" }),
  }),
  { error: chapterListError },
).refine((all) => all.length <= MAX_CHAPTERS && all.every(({ start }, i) => i === 0 || start > all[i - 1].start), {
  error: chapterListError,
});

/** The fields of a video that a request may change; absent ones stay. */
export const videoPatchSchema = z.strictObject({
  title: lineOfText(MAX_TITLE_CHARS, { description: "Its title.", example: "A talk" }).optional(),
  description: textOfLines(MAX_DESCRIPTION_CHARS, {
    description: "Plain text; empty removes it.",
    example: EXAMPLE_DESCRIPTION,
  }).optional(),
  language: language("The spoken language, for the next captions; null or `auto` to detect it.").optional(),
  visibility: visibilitySchema.optional(),
  tags: tagsSchema.describe(`At most ${MAX_TAGS} tags.`).optional(),
  chapters: newChaptersSchema.describe("In order, each up to the next; none removes them.").optional(),
}).meta({ id: "VideoPatch", description: "What is to change about a video; absent fields stay." });

/** Filter and order of a list of videos. */
export const videoFilterSchema = z.object({
  sort: unlessEmpty(choice(["created", "title", "duration", "size"], "What the list is sorted by.")),
  order: unlessEmpty(choice(["asc", "desc"], "The default is asc for titles, else desc: the newest, longest first.")),
  status: unlessEmpty(choice(["processing", "captioned", "failed"], "Only videos in this state.")),
  language: language("Only videos in this spoken language, or with captions in it.").optional(),
  ...videoFilterFields,
  q: unlessEmpty(z.preprocess(
    oneLine,
    described(z.string(), "Each word must be in the title or in a tag.", "talk")
      .refine((text) => [...text].length <= MAX_SEARCH_CHARS, {
        error: `text of at most ${MAX_SEARCH_CHARS} characters`,
      }),
  )),
});

export const videoListQuerySchema = videoFilterSchema.extend({
  limit: wholeNumber(1, 100, { description: "Videos on the page; 50 if absent.", example: 20 }).optional(),
  cursor: unlessEmpty(described(z.string(), "`next_cursor` of the page before, in the same order.", "WyJjcmVhdGVkIl0")),
});

/** The address of the library page. */
export const libraryQuerySchema = videoFilterSchema.extend({
  cursor: videoListQuerySchema.shape.cursor,
  view: choice(["grid", "list"], "How the videos are shown.").optional(),
});

export const deleteVideoQuerySchema = z.object({
  undo_seconds: wholeNumber(1, 3600, {
    description: "Hides the video for so long, and deletes it then; `undelete` brings it back until then.",
    example: 20,
  }).optional(),
});
