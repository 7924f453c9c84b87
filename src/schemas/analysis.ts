import { z } from "zod";
import { ANALYSIS_KINDS, type AnalysisKind } from "../core/analyses.ts";
import { choice, dateTime, described } from "./fields.ts";
import { soundEventsSchema } from "./sound_events.ts";
import { soundQualitySchema } from "./sound_quality.ts";
import { speakersSchema } from "./speakers.ts";
import {
  chaptersSchema,
  meaningSchema,
  safetySchema,
  sentimentSchema,
  suggestedTagsSchema,
  summarySchema,
  topicsSchema,
} from "./text_analyses.ts";
import { thumbnailsSchema } from "./thumbnails.ts";

/** The schema of each kind's result. */
export const ANALYSIS_RESULTS = {
  sound_quality: soundQualitySchema,
  topics: topicsSchema,
  sentiment: sentimentSchema,
  tags: suggestedTagsSchema,
  safety: safetySchema,
  chapters: chaptersSchema,
  summary: summarySchema,
  meaning: meaningSchema,
  speakers: speakersSchema,
  sound_events: soundEventsSchema,
  thumbnails: thumbnailsSchema,
} as const satisfies Record<AnalysisKind, z.ZodType>;

/** The result of a kind, as its job stores it. */
export type AnalysisResultJson<Kind extends AnalysisKind> = z.output<typeof ANALYSIS_RESULTS[Kind]>;

const kindSchema = choice(ANALYSIS_KINDS, "What is found out.");

/** An analysis of a video, or how far it is. */
export const analysisSchema = z.object({
  kind: kindSchema,
  state: choice(
    ["ready", "pending", "processing", "failed"],
    "pending: its job waits, for an hour where `error` says why; processing: it runs; failed: the last try did not succeed, an earlier result is kept.",
  ),
  result: z.union(Object.values(ANALYSIS_RESULTS)).nullable().describe(
    "What was found out, by kind; the last one while another is made; null before the first.",
  ),
  made_by: described(
    z.string().nullable(),
    "The model or rule that made the result, with its version.",
    "sound quality rule 1",
  ),
  seconds: described(z.number().nullable(), "What making it took.", 3.2),
  is_outdated: described(z.boolean(), "Whether the captions have changed since: then it is made again soon.", false),
  error: described(
    z.string().nullable(),
    "Why the last try failed, or why its job waits; for those who may change the video.",
    "no sound",
  ),
  updated_at: dateTime("When it last changed."),
}).meta({ id: "Analysis", description: "Something found out about a video after its captions, or how far it is." });

export type AnalysisJson = z.output<typeof analysisSchema>;

export const analysesSchema = z.object({
  analyses: z.array(analysisSchema).describe(
    "Those that were made or asked for; `safety` only for those who may change the video.",
  ),
}).meta({ id: "Analyses", description: "What was found out about a video." });

/** What the videos of the server lack. */
export const missingAnalysesSchema = z.object({
  kinds: z.array(z.object({
    kind: kindSchema,
    is_on: described(z.boolean(), "Whether the setting ANALYSES switches it on.", true),
    missing: described(z.int(), "Videos that lack it, and have what it is made of.", 12),
    queued: described(z.int(), "Its jobs that wait or run.", 0),
  })).describe("All kinds, in the order of pages."),
}).meta({ id: "MissingAnalyses", description: "How many videos lack each kind of analysis." });

export type MissingAnalysesJson = z.output<typeof missingAnalysesSchema>;

/** Which analyses are to be made of all videos that lack them. */
export const queueAnalysesSchema = z.strictObject({
  kinds: z.array(kindSchema).min(1).describe("What is to be made.").meta({ example: ["meaning"] }),
}).meta({ id: "QueueAnalyses", description: "Which analyses are to be made of all videos that lack them." });

/** Which analysis is to run again. */
export const newAnalysisSchema = z.strictObject({ kind: kindSchema }).meta({
  id: "NewAnalysis",
  description: "Which analysis is to run again.",
});
