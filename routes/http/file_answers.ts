import { z } from "zod";
import { described } from "../../src/schemas/fields.ts";
import type { Answer } from "./endpoint.ts";

/** Statuses of problems of files of a video. */
export const FILE_PROBLEMS = [404, 416] as const;

/** The request headers of a file. */
export const FILE_HEADERS = {
  "Range": described(z.string(), "One range of bytes.", "bytes=0-99").optional(),
  "If-None-Match": described(z.string(), "The ETag of the version that the client has.", '"k3-1a"').optional(),
};

const ETAG = { ETag: described(z.string(), "The version.", '"k3-1a"') };

/**
 * The answers of `sendFile`.
 *
 * @param content media types with an example of a text, or null for bytes
 */
export function fileAnswers(description: string, content: Record<string, string | null>) {
  return {
    200: { description, content, headers: ETAG },
    206: {
      description: "The requested range of it.",
      content,
      headers: { ...ETAG, "Content-Range": described(z.string(), "Which bytes it has.", "bytes 0-99/48120334") },
    },
    304: { description: "The client has this version.", headers: ETAG },
  } satisfies Record<number, Answer>;
}

/** The answers of `sendMedia`. @param content as for `fileAnswers` */
export function mediaAnswers(description: string, content: Record<string, string | null>) {
  return {
    ...fileAnswers(description, content),
    307: {
      description: "With `STORAGE_REDIRECT=1`: the store has it.",
      headers: { Location: described(z.string(), "A URL that is valid for a short time.", "https://s3.example.com/x") },
    },
  } satisfies Record<number, Answer>;
}

/** The answers with a text that is written for each request, with an ETag or without. */
export function textAnswers(description: string, content: Record<string, string | null>) {
  return { 200: { description, content } } satisfies Record<number, Answer>;
}
