import { z } from "zod";
import { choice, described, EXAMPLE_ID, id, language, pathOf, unlessEmpty, wholeNumber } from "./fields.ts";
import { videoFilterFields } from "./video_filter.ts";

const foundVideoSchema = z.object({
  id: id("Its id."),
  title: described(z.string(), "Its title.", "A talk"),
  thumbnail_url: pathOf("Its poster.", `/api/stream/${EXAMPLE_ID}/thumbnail.jpg`).nullable(),
  duration_seconds: described(z.number().nullable(), "Its length.", 734.2),
}).meta({ id: "FoundVideo", description: "A video that a search found." });

export const SEARCH_MODES = ["both", "words", "meaning"] as const;
export type SearchMode = typeof SEARCH_MODES[number];

export const momentSchema = z.object({
  video: foundVideoSchema,
  track_id: id("The track in which it was found."),
  language: described(z.string(), "Of the track.", "en"),
  start: described(z.number(), "Seconds.", 83.2),
  end: described(z.number(), "Seconds.", 88),
  text: described(z.string(), "What is said around the hit.", "beans behind the kitchen wall"),
  speakers: described(z.array(z.string()), "Who says it, in order; empty where the captions name nobody.", ["Ann"]),
  found_by: z.array(choice(["words", "meaning"], "What found it.")).describe("One or both."),
  similarity: described(
    z.number().nullable(),
    "Of its meaning and the query's, up to 1; null where words alone found it.",
    0.52,
  ),
  marks: described(z.array(z.array(z.int())), "Where the found words are in `text`: [from, to], in UTF-16 units.", [[
    17,
    24,
  ]]),
}).meta({ id: "Moment", description: "A moment of a video that was found." });

/** The fields of a search that pages and the API share. */
export const searchQuerySchema = z.object({
  q: described(z.string(), 'Words, or a `"phrase"`, that were said; or a question.', "kitchen").optional(),
  mode: unlessEmpty(
    choice(SEARCH_MODES, "What is compared; both if absent. A phrase in quotes is found by words alone."),
  ),
  language: language("Only tracks in this language.").optional(),
  ...videoFilterFields,
  limit: wholeNumber(1, 100, {
    description:
      "Moments on the page; 20 if absent. With both searches the first page may have as many more by meaning, at most ten.",
    example: 20,
  }).optional(),
  cursor: unlessEmpty(described(z.string(), "`next_cursor` of the page before.", "WzAuNSw5XQ")),
});

export const searchResultsSchema = z.object({
  query: described(z.string(), "What was searched for.", "kitchn"),
  corrected_query: described(
    z.string().nullable(),
    "`query` with mistyped words replaced, which was searched instead because `query` found nothing by words; null otherwise. Later pages take it as `q`.",
    "kitchen",
  ),
  moments: z.array(momentSchema).describe(
    "Those that are found by meaning are on the first page, between the others; one that has the words too may come again on a later page. By words alone: the newest video first.",
  ),
  videos: z.array(foundVideoSchema).describe("Videos whose title or description matches; on the first page only."),
  notice: described(
    z.string().nullable(),
    "Why nothing was looked for by meaning although it was asked for; null where it was.",
    "the sentence model is being loaded: search again in a moment",
  ),
  next_cursor: described(z.string().nullable(), "The `cursor` of the next page; null on the last.", "WzAuNSw5XQ"),
}).meta({ id: "SearchResults", description: "A page of moments." });
