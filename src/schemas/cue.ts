import { z } from "zod";
import { isLinePercent } from "../core/cue_position.ts";
import { described, named } from "./fields.ts";

const MAX_CUES = 20_000;
const MAX_CUE_CHARS = 1000;
const MAX_WORDS = 1000;
/** Of all cues together: 24 hours of speech have 220,000 words and 1.3 million characters. */
const MAX_ALL_WORDS = 400_000;
const MAX_ALL_CHARS = 2_500_000;
const MAX_SPEAKER_CHARS = 200;
const MAX_RANGES = 500;
/** A hundred hours. */
const MAX_SECONDS = 360_000;

/** Cleans text for the database: lines end with "\n", no other control characters, no lone surrogates. */
export function plainText(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(/[\x00-\x09\x0b-\x1f\x7f]/g, " ");
}

/** A time of a cue or word; it is read as whole milliseconds. */
function seconds(name: (indexes: number[]) => string, description: string, example: number) {
  const error = `a number of seconds from 0 to ${MAX_SECONDS}`;
  const number = z.number({ error }).min(0, { error }).max(MAX_SECONDS, { error });
  return described(named(number, name), description, example).transform((value) => Math.round(value * 1000) / 1000);
}

const wordOf = ([cue, word]: number[]) => `word ${word + 1} of cue ${cue + 1}`;
const cueOf = ([cue]: number[]) => `cue ${cue + 1}`;

const submittedWordSchema = z.object({
  word: described(
    named(z.string({ error: "text" }).max(MAX_CUE_CHARS, { error: "text" }), wordOf),
    "With the space before it.",
    " kitchen",
  ).transform(plainText),
  start: seconds((at) => `the start of ${wordOf(at)}`, "Seconds.", 3.1),
  end: seconds((at) => `the end of ${wordOf(at)}`, "Seconds.", 3.5),
  probability: described(
    named(
      z.number({ error: "a number from 0 to 1" }).min(0, { error: "a number from 0 to 1" })
        .max(1, { error: "a number from 0 to 1" }),
      (at) => `the probability of ${wordOf(at)}`,
    ),
    "How sure the model was.",
    0.98,
  ).default(1),
}).superRefine(({ start, end }, ctx) => {
  if (end < start) {
    ctx.addIssue({ code: "custom", params: { says: (at: number[]) => `${wordOf(at)} ends before it starts` } });
  }
}).meta({ id: "SubmittedWord", description: "When a word of a cue is spoken." });

const cueText = described(
  named(z.string({ error: "text" }), (at) => `the text of ${cueOf(at)}`),
  `Up to ${MAX_CUE_CHARS} characters, with line breaks as \\n.`,
  "of beans behind the kitchen wall.",
).transform((raw, ctx) => {
  const text = plainText(raw);
  if (text.length <= MAX_CUE_CHARS) return text;
  const says = (at: number[]) =>
    `${cueOf(at)} has ${text.length} characters: ${MAX_CUE_CHARS} are the most that it may have`;
  ctx.addIssue({ code: "custom", params: { says } });
  return z.NEVER;
});

const speakerError = `text of at most ${MAX_SPEAKER_CHARS} characters`;

const speakerField = described(
  named(
    z.string({ error: speakerError }).max(MAX_SPEAKER_CHARS, { error: speakerError }),
    (at) => `the speaker of ${cueOf(at)}`,
  ),
  "Who says it; null: nobody is named. If absent, it stays.",
  "Ann",
).transform((name) => plainText(name).replace(/\s+/g, " ").trim());

const percent = z.number({ error: "a number from 0 to 100" }).min(0, { error: "a number from 0 to 100" })
  .max(100, { error: "a number from 0 to 100" });
const lineError = 'a whole number of lines, or a share of the height such as "85%"';

/** Where a cue is shown, as WebVTT means it. */
const positionFields = {
  line: described(
    z.union([z.int().min(-9999).max(9999), z.string().refine(isLinePercent, { error: lineError })], {
      error: lineError,
    }),
    'The number of a line, from the top from 0 or from the bottom from -1; or a share of the height, such as "85%".',
    0,
  ).optional(),
  line_align: described(z.enum(["center", "end"]), "Which edge of the cue is there; absent: the upper one.", "end")
    .optional(),
  position: described(percent, "Percent of the width.", 10).optional(),
  position_align: described(
    z.enum(["line-left", "center", "line-right"]),
    "Which part of the cue is there.",
    "line-left",
  ).optional(),
  size: described(percent, "The width of its box, in percent.", 50).optional(),
  align: described(z.enum(["start", "end", "left", "right"]), "How lines are set; absent: centred.", "start")
    .optional(),
  vertical: described(z.enum(["rl", "lr"]), "Vertical text, and where its lines grow to.", "rl").optional(),
};

const submittedPositionSchema = z.strictObject(positionFields, {
  error: "{line, position, align, size, vertical, line_align, position_align}",
}).meta({ id: "SubmittedPosition", description: "Where a cue is to be shown, as WebVTT means it." });

const positionSchema = z.object(positionFields)
  .meta({ id: "CuePosition", description: "Where a cue is shown, as WebVTT means it." });

const offsetError = "a whole number of characters";
const markupFields = {
  from: described(z.int({ error: offsetError }).min(0, { error: offsetError }), "Where it begins in `text`.", 3),
  to: described(z.int({ error: offsetError }).min(0, { error: offsetError }), "Where it ends.", 8),
  style: described(z.enum(["bold", "italic", "underline"]), "How it is written.", "italic"),
};

const submittedMarkupSchema = z.object(markupFields)
  .meta({ id: "SubmittedMarkup", description: "A part of a text, counted in UTF-16 code units." });

const markupSchema = z.object(markupFields)
  .meta({ id: "CueMarkup", description: "A part of a text, counted in UTF-16 code units." });

const cueFields = {
  start: seconds((at) => `the start of ${cueOf(at)}`, "Seconds.", 2.4),
  end: seconds((at) => `the end of ${cueOf(at)}`, "Seconds.", 4),
  text: cueText,
  words: named(
    z.array(submittedWordSchema, { error: "a list of {word, start, end, probability}" }).max(MAX_WORDS, {
      error: `a list of at most ${MAX_WORDS} words`,
    }),
    (at) => `the list of words of ${cueOf(at)}`,
  ).describe("When each word is spoken; if absent, known words keep their times.").optional(),
  speaker: speakerField.nullable().optional(),
  position: named(submittedPositionSchema, (at) => `the position of ${cueOf(at)}`)
    .describe("null: the usual place. If absent, it stays.").nullable().optional(),
  markup: named(
    z.array(submittedMarkupSchema, { error: "a list of {from, to, style}" }).max(MAX_RANGES, {
      error: `a list of at most ${MAX_RANGES} parts`,
    }),
    (at) => `the markup of ${cueOf(at)}`,
  ).describe("What is bold, in italics or underlined; null: nothing. If absent, it stays.").nullable().optional(),
};

function tooMuch(cues: { text: string; words?: unknown[] }[]): string | null {
  if (cues.length > MAX_CUES) return `there are ${cues.length} cues: ${MAX_CUES} are the most that there may be`;
  const chars = cues.reduce((sum, { text }) => sum + text.length, 0);
  if (chars > MAX_ALL_CHARS) return `the cues have ${chars} characters: ${MAX_ALL_CHARS} are the most for all together`;
  const words = cues.reduce((sum, cue) => sum + (cue.words?.length ?? 0), 0);
  return words > MAX_ALL_WORDS ? `the cues have ${words} words: ${MAX_ALL_WORDS} are the most for all together` : null;
}

const listError = "a list of {start, end, text}";

function listOf<S extends z.ZodType>(cue: S) {
  return z.array(cue, { error: listError }).superRefine((cues, ctx) => {
    const fault = tooMuch(cues as { text: string; words?: unknown[] }[]);
    if (fault) ctx.addIssue({ code: "custom", params: { says: () => fault } });
  });
}

const submittedCueSchema = z.object(cueFields, { error: "{start, end, text}" }).superRefine(({ start, end }, ctx) => {
  if (end > start) return;
  const fault = end < start ? "ends before it starts" : "ends when it starts";
  ctx.addIssue({ code: "custom", params: { says: (at: number[]) => `${cueOf(at)} ${fault}: ${start} to ${end} s` } });
}).meta({ id: "SubmittedCue", description: "A cue to save. Other fields of it are ignored." });

export type SubmittedCueJson = z.output<typeof submittedCueSchema>;

/** The cues of a revision that is saved. */
export const cueListSchema = listOf(submittedCueSchema).describe("All cues, in order.");

/** The cues of a draft, in which a cue may end before it starts. */
export const draftCueListSchema = listOf(
  z.object({
    ...cueFields,
    is_edited: described(z.boolean(), "Whether a person has changed it.", true).optional().catch(undefined),
  }, { error: "{start, end, text}" }).meta({ id: "DraftCue", description: "A cue that may be unfinished." }),
).describe("All cues, in order.");

/** A cue of a draft, as it was sent: its end may be before its start, its text may be empty. */
export const draftCueSchema = z.object({
  start: described(z.number(), "Seconds.", 2.4),
  end: described(z.number(), "Seconds; before the start while the cue is unfinished.", 4),
  text: described(z.string(), "May be empty; lines are divided by \\n.", "of beans behind the kitchen wall."),
  words: z.array(z.object({
    word: described(z.string(), "With the space before it.", " kitchen"),
    start: described(z.number(), "Seconds.", 3.1),
    end: described(z.number(), "Seconds.", 3.5),
    probability: described(z.number(), "How sure the model was, from 0 to 1.", 0.98),
  })).describe("When each word is spoken, where the editor knew it.").optional(),
  speaker: described(z.string().nullable(), "Who says it; null if nobody is named.", "Ann").optional(),
  position: positionSchema.nullable().describe("Where it is shown; null: in the usual place.").optional(),
  markup: z.array(markupSchema).nullable().describe("What is bold, in italics or underlined.").optional(),
  is_edited: described(z.boolean(), "Whether a person has changed it, where the editor knew it.", true).optional(),
}).meta({ id: "StoredDraftCue", description: "A cue of a draft, which may be unfinished." });

export type DraftCueJson = z.output<typeof draftCueSchema>;

const wordSchema = z.object({
  word: described(z.string(), "With the space before it.", " kitchen"),
  start: described(z.number(), "Seconds.", 3.1),
  end: described(z.number(), "Seconds.", 3.5),
  probability: described(z.number(), "How sure the model was, from 0 to 1.", 0.98),
}).meta({ id: "Word", description: "When a word is spoken." });

/** What a cue may have besides its times, text and words. */
export const cueLookFields = {
  speaker: described(z.string(), "Who says it; absent if nobody is named.", "Ann").optional(),
  position: positionSchema.describe("Where it is shown; absent: in the usual place.").optional(),
  markup: z.array(markupSchema).describe("What is bold, in italics or underlined; absent: nothing.").optional(),
};

/** A cue of a revision. */
export const cueSchema = z.object({
  id: described(z.int(), "Its number in the revision.", 2),
  start: described(z.number(), "Seconds.", 2.4),
  end: described(z.number(), "Seconds.", 4),
  text: described(z.string(), "Lines are divided by \\n.", "of beans behind the kitchen wall."),
  ...cueLookFields,
  is_edited: described(z.boolean(), "Whether a person has changed it.", false),
  words: z.array(wordSchema),
}).meta({ id: "Cue", description: "One caption on the screen." });

export type CueJson = z.output<typeof cueSchema>;
