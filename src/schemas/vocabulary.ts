import { z } from "zod";
import { MAX_PROMPT_CHARS } from "./transcribe_options.ts";
import { described } from "./fields.ts";

const error = `text of at most ${MAX_PROMPT_CHARS} characters`;

/** Words and names to be expected, for the model's hotwords. Empty text is read as null: none. */
export const vocabularySchema = described(
  z.string({ error }).nullable(),
  "Words and names that are said, so that the model spells them right.",
  "Ada Lovelace, Analytical Engine",
).transform((value, ctx) => {
  const text = value?.replaceAll("\0", " ").toWellFormed().replace(/\s+/g, " ").trim() ?? "";
  if ([...text].length <= MAX_PROMPT_CHARS) return text || null;
  ctx.addIssue({ code: "custom", message: error });
  return z.NEVER;
});
