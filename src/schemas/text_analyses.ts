import { z } from "zod";
import { choice, described } from "./fields.ts";
import { SAFETY_CATEGORIES } from "../core/safety.ts";

/** What the results of all analyses of the captions' text have. */
const ofText = {
  language: described(z.string(), "Of the captions that were read; `und` where it is unknown.", "en"),
  unavailable: described(
    z.string().nullable(),
    "Why nothing was made, such as a language that the model was not trained on; null where it was.",
    "not available for French",
  ),
  translated_from: described(
    z.string().nullable(),
    "The language that is spoken, where a translation of the captions was read; null where it was not.",
    "es",
  ).optional(), // results of earlier versions lack it
};

const start = described(z.number(), "Seconds.", 12.5);
const end = described(z.number(), "Seconds.", 17.1);
const sentence = { start, end, text: described(z.string(), "As the captions say it.", "Press it for ten seconds.") };
const score = (description: string, example: number) => described(z.number(), description, example);

/** The result of the analysis `topics`. */
export const topicsSchema = z.object({
  ...ofText,
  topics: z.array(z.object({
    topic: described(z.string(), "From the list in docs/analyses.md.", "technology"),
    score: score("How alike transcript and topic are, 0 to 1.", 0.46),
  })).describe("The surest first; empty where none is near."),
}).meta({ id: "Topics", description: "What a video is about, from a fixed list." });

/** The result of the analysis `sentiment`. */
export const sentimentSchema = z.object({
  ...ofText,
  score: described(
    z.number().nullable(),
    "The mean over all sentences, -1 (negative) to 1 (positive); null without sentences.",
    0.21,
  ),
  label: choice(["negative", "neutral", "positive"], "The score in a word; null without sentences.").nullable(),
  spans: z.array(z.object({ start, end, score: score("The mean of the span, -1 to 1.", 0.4) })).describe(
    "Over the time of the video, in order.",
  ),
}).meta({ id: "Sentiment", description: "How positive the words of a video are, over its time." });

/** The result of the analysis `tags`. */
export const suggestedTagsSchema = z.object({
  ...ofText,
  tags: z.array(z.object({
    tag: described(z.string(), "As a tag is written; PATCH /api/videos/:id takes it.", "marie curie"),
    kind: choice(["name", "phrase"], "name: written with a capital within sentences."),
    count: described(z.number(), "How often it is said.", 3),
    score: score("How near it is to what the video is about, 0 to 1.", 0.41),
  })).describe("Names first; suggestions: the video's tags change only when its owner takes one."),
}).meta({ id: "SuggestedTags", description: "Names and key phrases that may be tags." });

/** The result of the analysis `safety`. */
export const safetySchema = z.object({
  ...ofText,
  flags: z.array(z.object({
    ...sentence,
    category: choice(SAFETY_CATEGORIES, "What the words are of."),
    words: described(z.array(z.string()), "The words that were found.", ["damn"]),
  })).describe("At most 200, in order. For a person to look at: nothing is hidden or blocked."),
  frames: z.array(z.object({
    ...{ start, end },
    score: score("How sure the model is, 0.8 to 1.", 0.93),
  })).describe("Parts whose picture may show nudity. For a person to look at: nothing is hidden or blocked.")
    .optional(),
  frames_looked_at: described(
    z.int().nullable(),
    "How many frames were looked at; null: none, since there is no picture or the model could not be fetched.",
    600,
  ).optional(),
}).meta({
  id: "Safety",
  description: "Sentences with strong, adult or violent words, and pictures that may show nudity.",
});

/** The result of the analysis `chapters`. */
export const chaptersSchema = z.object({
  ...ofText,
  chapters: z.array(z.object({ start, end, title: described(z.string(), "Its key phrase.", "Space probe") })).describe(
    "In order, without gaps; empty where the subject does not change.",
  ),
}).meta({ id: "FoundChapters", description: "Chapters by changes of the subject." });

/** The result of the analysis `summary`. */
export const summarySchema = z.object({
  ...ofText,
  sentences: z.array(z.object({ ...sentence, score: score("1 is the most central sentence.", 0.93) })).describe(
    "The most central sentences of the transcript, in the order of time; empty where too few stand by themselves.",
  ),
}).meta({ id: "Summary", description: "A video in a few of its own sentences." });

/** The result of the analysis `meaning`. The passages themselves are for the search. */
export const meaningSchema = z.object({
  ...ofText,
  passages: described(z.int(), "How many passages can be found by what they mean.", 212),
}).meta({ id: "Meaning", description: "Whether a video can be found by the meaning of what is said." });

export type TopicsJson = z.output<typeof topicsSchema>;
export type SentimentJson = z.output<typeof sentimentSchema>;
export type SuggestedTagsJson = z.output<typeof suggestedTagsSchema>;
export type SafetyJson = z.output<typeof safetySchema>;
export type ChaptersJson = z.output<typeof chaptersSchema>;
export type SummaryJson = z.output<typeof summarySchema>;
export type MeaningJson = z.output<typeof meaningSchema>;
