import type { paths } from "../../../../clients/typescript/src/schema.d.ts";
import { api } from "./api.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Operation<P extends keyof paths, M extends Method> = paths[P][Lowercase<M>];

/** The paths that have a method. */
type PathWith<M extends Method> = {
  [P in keyof paths]: Operation<P, M> extends { responses: unknown } ? P : never;
}[keyof paths];

/** The JSON of an operation's answers without an error. */
type JsonOf<O> = O extends { responses: infer R } ? {
    [S in keyof R]: S extends 200 | 201 | 202 ? R[S] extends { content: { "application/json": infer J } } ? J : never
      : never;
  }[keyof R]
  : never;

/** What a request of an operation consists of: its path parameters, query and body. */
type Asked<O> = O extends unknown ? AskedOf<O> : never; // each by itself: mixed, they are too many for the compiler
type AskedOf<O> =
  & (O extends { parameters: { path: infer P extends Record<string, string> } } ? { path: P } : { path?: never })
  & (O extends { parameters: { query?: infer Q } } ? { query?: Q } : { query?: never })
  & (O extends { requestBody: { content: { "application/json": infer B } } } ? { body: B } : { body?: never });

/** `Asked` without the types of one operation. */
interface Parameters {
  path?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** The JSON of an answer of the API: `AnswerOf<"GET", "/api/videos/{id}">` is a video. */
export type AnswerOf<M extends Method, P extends PathWith<M>> = JsonOf<Operation<P, M>>;

/**
 * Asks the API for JSON. Parameters, body and answer have the types of the server's `/openapi.json`.
 *
 * @example
 * const { title } = await apiJson("GET", "/api/videos/{id}", { path: { id } });
 * @throws {Error} with words for the person
 */
export async function apiJson<M extends Method, P extends PathWith<M>>(
  method: M,
  path: P,
  asked: Asked<Operation<P, M>>,
): Promise<AnswerOf<M, P>> {
  const { path: parameters = {}, query = {}, body } = asked as Parameters;
  const address = String(path).replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(parameters[name]));
  const fields = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = fields.length > 0
    ? `?${new URLSearchParams(fields.map(([name, value]) => [name, String(value)]))}`
    : "";
  return await (await api(method, address + search, body)).json();
}
