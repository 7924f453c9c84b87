import { z } from "zod";
import { dateTime, described, EXAMPLE_ID, id, lineOfText, pathOf } from "./fields.ts";
import { visibilitySchema } from "./video.ts";

const MAX_TITLE_CHARS = 200; // code points, as the database counts them

/** The id of a playlist in a path. */
export const collectionIdSchema = id("The playlist's id.");

const listedVideoSchema = z.object({
  id: id("Its id."),
  title: described(z.string(), "Its title.", "A talk"),
  duration_seconds: described(z.number().nullable(), "null until it is known.", 734.2),
  visibility: visibilitySchema,
  thumbnail_url: pathOf("Its poster; null until it is made.", `/api/stream/${EXAMPLE_ID}/thumbnail.jpg`).nullable(),
  page_url: pathOf(
    "The page that plays it, and then the rest of the playlist.",
    `/videos/${EXAMPLE_ID}?list=${EXAMPLE_ID}`,
  ),
}).meta({ id: "PlaylistVideo", description: "A video of a playlist." });

const collectionFields = {
  id: id("Its id: whoever knows the id of an unlisted playlist may see it."),
  title: described(z.string(), "Its title.", "Talks of 2026"),
  visibility: visibilitySchema,
  owner: described(z.string().nullable(), "For an administrator alone: whose it is.", "user@example.com"),
  can_edit: described(z.boolean(), "Whether who asks may change it.", true),
  video_count: described(z.int(), "The videos that who asks may watch.", 12),
  created_at: dateTime("When it was made."),
  updated_at: dateTime("When it last changed."),
};

export const collectionSchema = z.object({
  ...collectionFields,
  videos: z.array(listedVideoSchema).describe("In order; only those that who asks may watch."),
}).meta({ id: "Playlist", description: "Videos in the order that somebody gave them." });

export type CollectionJson = z.output<typeof collectionSchema>;

export const collectionListSchema = z.object({
  playlists: z.array(
    z.object({
      ...collectionFields,
      has_video: described(z.boolean(), "Whether it has the video of the query `video`.", false),
    }).meta({ id: "ListedPlaylist", description: "A playlist without its videos." }),
  ).describe("The last changed first, 200 at most."),
}).meta({ id: "Playlists", description: "Playlists that who asks may see in lists." });

export const collectionsQuerySchema = z.object({
  mine: described(z.boolean({ error: "true or false" }), "true: one's own alone, without others' public ones.", true)
    .optional(),
  video: described(z.string(), "The id of a video: `has_video` says which playlists have it.", EXAMPLE_ID).optional(),
});

const title = lineOfText(MAX_TITLE_CHARS, { description: "Its title.", example: "Talks of 2026" });

export const newCollectionSchema = z.strictObject({
  title,
  visibility: visibilitySchema.default("private"),
  video: described(z.string(), "The id of the first video.", EXAMPLE_ID).optional(),
}).meta({ id: "NewPlaylist", description: "A playlist to make; it is private unless it says otherwise." });

export const collectionPatchSchema = z.strictObject({
  title: title.optional(),
  visibility: visibilitySchema.optional(),
}).meta({ id: "PlaylistPatch", description: "What is to change about a playlist; absent fields stay." });

const before = described(
  z.string({ error: "the id of a video, or null" }).nullable(),
  "The video that it comes before; null: the end.",
  EXAMPLE_ID,
);

export const addedVideoSchema = z.strictObject({
  video: described(z.string(), "The id of the video.", EXAMPLE_ID),
  before: before.optional(),
}).meta({ id: "AddedVideo", description: "A video for a playlist: at the end, unless it says otherwise." });

export const movedVideoSchema = z.strictObject({ before })
  .meta({ id: "MovedVideo", description: "Where a video of a playlist goes." });
