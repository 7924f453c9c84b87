import { z } from "zod";
import { queuedJobSchema } from "./audio_report.ts";
import { cueSchema } from "./cue.ts";
import { choice, described, EXAMPLE_ID, id, pathOf, whisperLanguage } from "./fields.ts";
import { progressSchema, stageSchema } from "./job.ts";

export const TRANSLATORS = ["chat", "libretranslate", "bergamot", "whisper", "marian"] as const;

const translatorSchema = choice(
  [...TRANSLATORS],
  "chat: the language model of TRANSLATE_URL; libretranslate: LIBRETRANSLATE_URL; bergamot: a small " +
    "model in the process; whisper: Whisper itself, from the " +
    "sound, into English; marian: a model of OPUS-MT in the process.",
);
const trackSchema = described(z.string({ error: "the id of a track" }), "The track to translate.", EXAMPLE_ID);

export const translateSchema = z.strictObject({
  to: whisperLanguage("The language to translate into: a code or an English name.", "es"),
  by: translatorSchema.optional(),
  track: trackSchema.optional(),
}).meta({ id: "Translate", description: "A translation of captions; a translation that exists is renewed." });

export const translatingSchema = z.object({
  job: queuedJobSchema,
  status_url: pathOf("GET there shows how far it is.", `/api/videos/${EXAMPLE_ID}/captions/translate`),
}).meta({ id: "Translating", description: "A job translates." });

export const translationChoicesQuerySchema = z.object({ track: trackSchema.optional() });

/** What can be translated, and how far it is. */
export const translationChoicesSchema = z.object({
  original: z.object({
    track: id("The track that would be translated."),
    language: described(z.string(), "Its language.", "en"),
    label: described(z.string(), "Its name in a menu.", "English"),
  }).nullable().describe("null while there are no finished captions."),
  languages: z.array(z.object({
    language: described(z.string(), "Its code.", "es"),
    label: described(z.string(), "Its own name.", "español"),
    by: z.array(translatorSchema).describe("Who can do it, the preferred one first."),
  })).describe("What is available now."),
  problems: z.array(described(z.string(), "A sentence.", "LibreTranslate can't be reached"))
    .describe("Translators that could not be asked."),
  more: described(z.string(), "How the owner of the server gets more languages.", "More languages come with ..."),
  job: z.object({
    id: id("Its id."),
    to: described(z.string(), "The language.", "es"),
    by: described(z.string(), "Who translates.", "chat"),
    state: described(z.enum(["queued", "running", "done", "dead", "cancelled"]), "Its state.", "running"),
    progress: progressSchema,
    stage: stageSchema,
    error: described(z.string().nullable(), "Why it failed, or failed the last time.", "the endpoint answered 500"),
    message: described(z.string().nullable(), "Its result, for people.", "98 cues translated by LibreTranslate."),
  }).nullable().describe("The job that translates captions of this video, or the last one."),
}).meta({ id: "TranslationChoices", description: "What captions can be translated into." });

export type TranslationChoicesJson = z.output<typeof translationChoicesSchema>;

export const translationPairsSchema = z.object({
  original: z.object({
    track: id("The track of the original."),
    language: described(z.string(), "Its language.", "en"),
    revision: id("Its current revision, whose cues are in the pairs."),
  }),
  language: described(z.string(), "The language of the translation.", "es"),
  revision: id("The current revision of the translation."),
  by: described(z.string(), "Who translated it.", "LibreTranslate"),
  outdated: described(z.boolean(), "Whether the original has changed since.", false),
  pairs: z.array(z.object({
    original: cueSchema.nullable().describe("null: cues of the translation without an original."),
    translation: z.array(cueSchema).describe(
      "Mostly one cue; more where a person divided it, none where it is missing.",
    ),
    changed: described(z.boolean(), "Whether the original's text has changed since it was translated.", false),
  })).describe("In the order of time."),
}).meta({ id: "TranslationPairs", description: "A translation beside its original, cue by cue." });
