import { z } from "zod";
import { singleLine } from "../core/display_text.ts";
import { named, VISIBLE } from "./fields.ts";

const MAX_TAG_CHARS = 40;
const tagError = `text of 1 to ${MAX_TAG_CHARS} characters without a comma, one of them visible`;

const tagText = z.string({ error: tagError }).meta({
  description: "Text without a comma.",
  examples: ["talk"],
  minLength: 1,
  maxLength: MAX_TAG_CHARS,
});

/** A tag: in lower case, its spaces as single ones. */
export const tagSchema = named(tagText, "a tag").transform((text, ctx) => {
  const tag = singleLine(text).replace(/\s+/g, " ").toLowerCase();
  if (VISIBLE.test(tag) && [...tag].length <= MAX_TAG_CHARS && !tag.includes(",")) return tag;
  ctx.addIssue({ code: "custom", message: tagError });
  return z.NEVER;
});
