import { z } from "zod";
import { ValidationError } from "../core/errors.ts";
import { indexesOf, isAbsentWhenEmpty, nameOf } from "./fields.ts";

const NUMBER = /^\s*\d*\.?\d+\s*$/;

export interface ReadOptions {
  /**
   * Makes the error for a wrong value, a `ValidationError` if absent; an unknown field is always a `ValidationError`.
   *
   * @param field the field of the outermost object
   */
  wrongValue?: (message: string, field: string) => Error;
}

/**
 * Reads a value from outside by its schema.
 *
 * @throws {ValidationError} for the first fault: it names the field, what it held and what it may hold
 */
export function read<S extends z.ZodType>(schema: S, value: unknown, options?: ReadOptions): z.output<S> {
  return readConverted(schema, value, value, options);
}

/**
 * Reads the fields of a query, a form, tus metadata or a command line, which are all text: numbers, and true and false,
 * are read from it, and a field made by `unlessEmpty` is absent if it is empty.
 *
 * @example
 * readFields(z.object({ limit: wholeNumber(1, 100, text) }), { limit: "20" }); // { limit: 20 }
 * @throws as `read`
 */
export function readFields<S extends z.ZodObject>(
  schema: S,
  fields: Record<string, unknown>,
  options?: ReadOptions,
): z.output<S> {
  const values = Object.entries(fields).map(([name, text]) => [name, valueOfText(schema.shape[name], text)]);
  return readConverted(schema, Object.fromEntries(values), fields, options);
}

function valueOfText(schema: z.ZodType | undefined, text: unknown): unknown {
  if (!schema || typeof text !== "string") return text;
  if (text === "" && isAbsentWhenEmpty(schema)) return undefined;
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodNumber && NUMBER.test(text)) return Number(text);
  if (inner instanceof z.ZodBoolean && /^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return text;
}

/** @param sent what errors show */
function readConverted<S extends z.ZodType>(
  schema: S,
  value: unknown,
  sent: unknown,
  { wrongValue = (message) => new ValidationError(message) }: ReadOptions = {},
): z.output<S> {
  const result = schema.safeParse(value, { error: rightOf });
  if (result.success) return result.data;
  const { issues } = result.error;
  // an unknown field first: a misspelt name explains the missing one
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown) throw new ValidationError(unknownField(schema, unknown));
  throw wrongValue(wrongField(schema, issues[0], sent), String(issues[0].path[0] ?? ""));
}

function unknownField(schema: z.ZodType, issue: z.core.$ZodIssueUnrecognizedKeys): string {
  const fields = Object.keys(shapeOf(schemaAt(schema, issue.path)) ?? {});
  const place = issue.path.length ? `in ${pathText(issue.path)}` : "here";
  return `there is no field ${JSON.stringify(issue.keys[0])} ${place}: there are ${fields.join(", ")}`;
}

function wrongField(schema: z.ZodType, issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "custom" && issue.params?.says) return issue.params.says(indexesOf(issue.path));
  const field = schemaAt(schema, issue.path);
  const name = field && nameOf(unwrapped(field), issue.path) || pathText(issue.path) || "the body";
  // what was sent, not what it was read as
  const held = issue.code === "custom" && issue.params?.held || valueAt(value, issue.path);
  return `${name} is ${shown(held)}: it must be ${issue.message}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

/** What a value would have to be, for schemas that do not say it. */
function rightOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? issue.expected;
    case "invalid_value":
      return `one of ${issue.values.join(", ")}`;
    case "too_big":
      return `at most ${issue.maximum}`;
    case "too_small":
      return `at least ${issue.minimum}`;
    default:
      return "well-formed";
  }
}

const TYPES: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}

/** `cues[3].start` */
function pathText(path: readonly PropertyKey[]): string {
  return path.map((key, i) => typeof key === "number" ? `[${key}]` : `${i ? "." : ""}${String(key)}`).join("");
}

function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  return path.reduce<z.ZodType | undefined>(memberOf, schema);
}

function memberOf(schema: z.ZodType | undefined, key: PropertyKey): z.ZodType | undefined {
  const inner = schema && unwrapped(schema);
  if (inner instanceof z.ZodArray) return inner.element as z.ZodType;
  return shapeOf(inner)?.[String(key)];
}

function shapeOf(schema: z.ZodType | undefined): Record<string, z.ZodType> | undefined {
  const inner = schema && unwrapped(schema);
  return inner instanceof z.ZodObject ? inner.shape : undefined;
}

/** The schema inside of optional, nullable and transforming ones. */
function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return unwrapped(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodPipe) {
    return unwrapped((schema.in instanceof z.ZodTransform ? schema.out : schema.in) as z.ZodType);
  }
  return schema;
}
