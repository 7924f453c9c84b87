import type { Context, Handler, Next } from "hono";
import type { z } from "zod";
import { read, readFields } from "../../src/schemas/read.ts";
import type { Env } from "../deps.ts";
import { UnprocessableError } from "./errors.ts";
import { readJson } from "./request_body.ts";
import type { Tag } from "../openapi/tags.ts";

/**
 * Who may call an endpoint: `anyone`, and nobody is asked who they are; `viewer`: anyone, who sees what is public,
 * unlisted or their own; `user`: who is signed in; `owner`: who owns the video; `administrator`. Administrators may do
 * what owners may.
 */
export type Access = "anyone" | "viewer" | "user" | "owner" | "administrator";

/** A response without a problem. */
export interface Answer {
  description: string;
  /** Of a JSON answer. */
  json?: z.ZodType;
  /** Of a problem with more fields than others have. */
  problem?: z.ZodType;
  /** Of other answers: media types with an example of a text, or null for bytes. */
  content?: Record<string, string | null>;
  headers?: Record<string, z.ZodType>;
}

/** The description of an endpoint, from which `/openapi.json` is made; what validates its requests and types them. */
export interface Operation {
  /** In camelCase, unique: client code has it as the name of a function. */
  id: string;
  tag: Tag;
  summary: string;
  description?: string;
  access: Access;
  /** The parameters of the path by name. */
  params?: Record<string, z.ZodType>;
  query?: z.ZodObject;
  /** Request headers that mean something here. */
  headers?: Record<string, z.ZodType>;
  /** A JSON body. */
  body?: z.ZodObject;
  /** Another body: media types with an example of a text, or null for bytes. */
  content?: Record<string, string | null>;
  /** A form; the handler reads it itself, since its file comes as a stream. */
  form?: z.ZodObject;
  /** The form of errors if it is not that of RFC 9457. */
  errorForm?: "openai";
  answers: Record<number, Answer>;
  /** Statuses of problems, beside those that every endpoint has (see `problemStatuses` of openapi/document.ts). */
  problems?: readonly number[];
}

type StatusOfJson<O extends Operation> = {
  [S in keyof O["answers"]]: O["answers"][S] extends { json: z.ZodType } ? S : never;
}[keyof O["answers"]];

type JsonOf<A> = A extends { json: infer S extends z.ZodType } ? z.output<S> : never;
type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler reads a request and writes an answer with, typed by the operation's schemas. */
export interface Exchange<O extends Operation> {
  /** @throws {ValidationError} */
  query(): OutputOf<O["query"]>;
  /**
   * @param maxBytes as `readJson`
   * @throws {ValidationError} or, for a wrong value where the operation lists 422, {UnprocessableError}
   * @throws {TooLargeError}
   */
  body(maxBytes?: number): Promise<OutputOf<O["body"]>>;
  /** Leaves the request to a later route, such as that of a page. */
  next: Next;
  /** Answers with JSON of the schema of `status`. */
  json<S extends StatusOfJson<O>>(status: S, value: JsonOf<O["answers"][S]>, headers?: HeadersInit): Response;
}

const operations = new WeakMap<object, Operation>();

/** The operation of a handler that `endpoint` made. */
export function operationOf(handler: object): Operation | undefined {
  return operations.get(handler);
}

/**
 * Makes the handler of an endpoint. Requests are read by the handler's own calls, so that it decides first who may ask.
 */
export function endpoint<const O extends Operation>(
  operation: O,
  handle: (c: Context<Env>, exchange: Exchange<O>) => Response | Promise<Response | void>,
): Handler<Env> {
  function handler(c: Context<Env>, next: Next) {
    return handle(c, exchangeOf(operation, c, next));
  }
  operations.set(handler, operation);
  return handler;
}

function exchangeOf<O extends Operation>({ query, body, problems }: O, c: Context<Env>, next: Next): Exchange<O> {
  const faults = problems?.includes(422) ? { wrongValue: (message: string) => new UnprocessableError(message) } : {};
  return {
    next,
    query: () => (query && readFields(query, c.req.query())) as OutputOf<O["query"]>,
    body: async (maxBytes) => (body && read(body, await readJson(c.req.raw, maxBytes), faults)) as OutputOf<O["body"]>,
    json: (status, value, headers) => c.json(value, status as 200, headers && Object.fromEntries(new Headers(headers))),
  };
}
