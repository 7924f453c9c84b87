import { z } from "zod";
import type { CaptionLayout } from "../core/types.ts";
import { decimalNumber, unlessEmpty, wholeNumber } from "./fields.ts";
import { read, readFields } from "./read.ts";

/** The fields of a caption layout, in requests and as they are stored. Their defaults depend on the language. */
export const captionLayoutFields = {
  max_line_chars: unlessEmpty(wholeNumber(10, 200, { description: "Characters of a line.", example: 42 })),
  max_lines: unlessEmpty(wholeNumber(1, 4, { description: "Lines of a cue.", example: 2 })),
  max_cue_seconds: unlessEmpty(decimalNumber(1, 30, { description: "The longest cue, in seconds.", example: 7 })),
};

const captionLayoutSchema = z.object(captionLayoutFields);

/**
 * Reads layout fields from JSON or a database row and ignores all others. Absent and null fields are left out of the
 * result: `{ ...defaultCaptionLayout(language), ...readCaptionLayout(record) }`.
 *
 * @throws {ValidationError} naming the field, its value and the allowed values
 */
export function readCaptionLayout(record: Record<string, unknown>): Partial<CaptionLayout> {
  return layoutOf(read(captionLayoutSchema, record));
}

/** As `readCaptionLayout`, from a command line. */
export function readLayoutArguments(fields: Record<string, unknown>): Partial<CaptionLayout> {
  return layoutOf(readFields(captionLayoutSchema, fields));
}

/** The layout of read fields. */
export function layoutOf(fields: z.output<typeof captionLayoutSchema>): Partial<CaptionLayout> {
  const layout = {
    maxLineChars: fields.max_line_chars,
    maxLines: fields.max_lines,
    maxCueSeconds: fields.max_cue_seconds,
  };
  return Object.fromEntries(Object.entries(layout).filter(([, value]) => value !== undefined));
}

/** The fields of a layout as they are stored. */
export function storedLayout(
  { maxLineChars, maxLines, maxCueSeconds }: Partial<CaptionLayout>,
): Record<string, number> {
  const fields = { max_line_chars: maxLineChars, max_lines: maxLines, max_cue_seconds: maxCueSeconds };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Record<
    string,
    number
  >;
}
