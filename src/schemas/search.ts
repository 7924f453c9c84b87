import { z } from "zod";
import { described, EXAMPLE_ID, id, language, pathOf, unlessEmpty, wholeNumber } from "./fields.ts";

const foundVideoSchema = z.object({
  id: id("Its id."),
  title: described(z.string(), "Its title.", "A talk"),
  thumbnail_url: pathOf("Its poster.", `/api/stream/${EXAMPLE_ID}/thumbnail.jpg`).nullable(),
  duration_seconds: described(z.number().nullable(), "Its length.", 734.2),
}).meta({ id: "FoundVideo", description: "A video that a search found." });

const momentSchema = z.object({
  video: foundVideoSchema,
  track_id: id("The track in which it was found."),
  language: described(z.string(), "Of the track.", "en"),
  start: described(z.number(), "Seconds.", 83.2),
  end: described(z.number(), "Seconds.", 88),
  text: described(z.string(), "What is said around the hit.", "beans behind the kitchen wall"),
  speakers: described(z.array(z.string()), "Who says it, in order; empty where the captions name nobody.", ["Ann"]),
  marks: described(z.array(z.array(z.int())), "Where the found words are in `text`: [from, to], in UTF-16 units.", [[
    17,
    24,
  ]]),
}).meta({ id: "Moment", description: "A moment of a video in which the words are said." });

/** The fields of a search that pages and the API share. */
export const searchQuerySchema = z.object({
  q: described(z.string(), 'Words, or a `"phrase"`, that were said.', "kitchen").optional(),
  language: language("Only tracks in this language.").optional(),
  limit: wholeNumber(1, 100, { description: "Moments on the page; 20 if absent.", example: 20 }).optional(),
  cursor: unlessEmpty(described(z.string(), "`next_cursor` of the page before.", "WzAuNSw5XQ")),
});

export const searchResultsSchema = z.object({
  query: described(z.string(), "What was searched for.", "kitchen"),
  moments: z.array(momentSchema).describe("The best first."),
  videos: z.array(foundVideoSchema).describe("Videos whose title or tags match; on the first page only."),
  next_cursor: described(z.string().nullable(), "The `cursor` of the next page; null on the last.", "WzAuNSw5XQ"),
}).meta({ id: "SearchResults", description: "A page of moments." });
