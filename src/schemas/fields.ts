/** Fields that requests share, as JSON has them. `readFields` reads them from a query, a form or tus metadata. */
import { z } from "zod";
import { plainLines, singleLine } from "../core/display_text.ts";
import { languageCode } from "../core/languages.ts";

/** The description of a field in `/openapi.json`. */
export interface FieldText<T> {
  description: string;
  example: T;
}

/** A visible character: no space, no control or format character. */
export const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/** An id in examples. */
export const EXAMPLE_ID = "9kQ2vZ7xTqWc1YbN3mR5sA";

/** An id: 22 characters of base64url. */
export function id(description: string) {
  return described(z.string(), description, EXAMPLE_ID);
}

/** A time of day and date in UTC, as ISO 8601. */
export function dateTime(description: string) {
  return described(z.iso.datetime({ offset: true }), description, "2026-11-29T10:00:00.000Z");
}

/** The path of an address of this server. @param path with a `/` at its start */
export function pathOf(description: string, path: string) {
  return described(z.string(), description, path);
}

/** Describes a field or an answer's property, with an example. */
export function described<S extends z.ZodType>(schema: S, description: string, example?: z.input<S>): S {
  return schema.meta({ description, ...(example !== undefined && { examples: [example] }) });
}

/** A name, or a function that makes one from the indexes of the lists around the value. */
type Name = string | ((indexes: number[]) => string);

const names = z.registry<{ name: Name }>();

/** Gives a schema the name that errors have for its value, in place of its path. */
export function named<S extends z.ZodType>(schema: S, name: Name): S {
  names.add(schema, { name });
  return schema;
}

/** The name that `named` gave to a schema. */
export function nameOf(schema: z.ZodType, path: readonly PropertyKey[]): string | undefined {
  const name = names.get(schema)?.name;
  return typeof name === "function" ? name(indexesOf(path)) : name;
}

/** The indexes of the lists that a path goes through. */
export function indexesOf(path: readonly PropertyKey[]): number[] {
  return path.filter((key) => typeof key === "number");
}

const emptyIsAbsent = z.registry<Record<never, never>>();

/** A field that may be absent, null in JSON, and empty in a query or a form: all three are read as absent. */
export function unlessEmpty<S extends z.ZodType>(schema: S) {
  const field = schema.nullish().transform((value) => value ?? undefined).optional();
  emptyIsAbsent.add(field, {});
  return field;
}

/** Whether `unlessEmpty` made a schema. */
export function isAbsentWhenEmpty(schema: z.ZodType): boolean {
  return emptyIsAbsent.has(schema);
}

export function wholeNumber(least: number, most: number, { description, example }: FieldText<number>) {
  const error = `a whole number from ${least} to ${most}`;
  const number = z.int({ error }).min(least, { error }).max(most, { error });
  return described(number, description, example);
}

export function decimalNumber(least: number, most: number, { description, example }: FieldText<number>) {
  const error = `a number from ${least} to ${most}`;
  const number = z.number({ error }).min(least, { error }).max(most, { error });
  return described(number, description, example);
}

export function choice<const T extends readonly string[]>(choices: T, description: string) {
  return described(z.enum(choices, { error: `one of ${choices.join(", ")}` }), description, choices[0]);
}

/** Text in one line, one of its characters visible. @param maxChars code points, as the database counts them */
export function lineOfText(maxChars: number, { description, example }: FieldText<string>) {
  const error = `text of 1 to ${maxChars} characters, one of them visible`;
  const text = z.string({ error }).refine((text) => VISIBLE.test(text) && [...text].length <= maxChars, { error })
    .meta({ description, examples: [example], minLength: 1, maxLength: maxChars });
  return z.preprocess(oneLine, text);
}

/** Text of several lines, which may be empty. @param maxChars code points, as the database counts them */
export function textOfLines(maxChars: number, { description, example }: FieldText<string>) {
  const error = `text of at most ${maxChars} characters`;
  const text = z.string({ error }).refine((text) => [...text].length <= maxChars, { error })
    .meta({ description, examples: [example], maxLength: maxChars });
  return z.preprocess((value) => typeof value === "string" ? plainLines(value) : value, text);
}

/**
 * A language of Whisper by its code or English name; it is read as the code. null, empty and "auto" are read as null: to
 * be detected.
 */
export function language(description: string) {
  const error = 'a language of Whisper such as "en" or "spanish", or "auto"';
  return described(z.string({ error }).nullable(), description, "en").transform((name, ctx) => {
    if (name === null || name === "" || name === "auto") return null;
    const code = languageCode(name);
    if (code) return code;
    ctx.addIssue({ code: "custom", message: error });
    return z.NEVER;
  });
}

/** Text in one line; other values stay as they are. */
export function oneLine(value: unknown): unknown {
  return typeof value === "string" ? singleLine(value) : value;
}

const languageError = 'a language of Whisper such as "en" or "spanish"';

/** A language by its code or name, which is read as Whisper's code. */
export function whisperLanguage(description: string, example: string) {
  return described(z.string({ error: languageError }), description, example).transform((name, ctx) => {
    const code = languageCode(name);
    if (code) return code;
    ctx.addIssue({ code: "custom", message: languageError });
    return z.NEVER;
  });
}
