import { findTargetHandler } from "hono/utils/handler";
import type { z } from "zod";
import { VERSION } from "../../src/core/version.ts";
import { openAiErrorSchema } from "../../src/schemas/openai.ts";
import { problemSchema } from "../../src/schemas/problem.ts";
import { type Access, type Answer, type Operation, operationOf } from "../http/endpoint.ts";
import { PROBLEMS } from "../http/errors.ts";
import { type JsonSchema, SchemaTable, type Side } from "./schemas.ts";
import { TAGS } from "./tags.ts";

/** A route of hono, as `app.routes` lists it. */
export interface Route {
  method: string;
  path: string;
  // deno-lint-ignore ban-types
  handler: Function;
}

type Json = Record<string, unknown>;

export interface OpenApiDocument extends Json {
  openapi: string;
  paths: Record<string, Record<string, Json>>;
  components: { schemas: Record<string, JsonSchema> } & Json;
}

const DESCRIPTION = `Videos, their captions, and what is said in them. Times are seconds, dates are ISO 8601 in UTC.
Errors are RFC 9457 documents: \`detail\` names what was wrong and what would be right. Unknown fields are refused by
name. 503 and 507 pass: sending the same request again is safe.`;

const SECURITY: Record<Access, Json[]> = {
  anyone: [],
  viewer: [{}, { bearer: [] }, { cookie: [] }],
  user: [{ bearer: [] }, { cookie: [] }],
  owner: [{ bearer: [] }, { cookie: [] }],
  administrator: [{ bearer: [] }, { cookie: [] }],
};

/** Makes the OpenAPI 3.1 document of the routes whose handlers `endpoint` made. */
export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  const schemas = new SchemaTable();
  const problem = schemas.add(problemSchema, "output");
  const paths: OpenApiDocument["paths"] = {};
  for (const { method, path, operation } of describedRoutes(routes)) {
    (paths[openApiPath(path)] ??= {})[method.toLowerCase()] = operationJson(operation, method, path, schemas);
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "StreamForge",
      version: VERSION,
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: ".", description: "This server" }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.components,
      responses: Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, { title, meaning, example }]) => [componentName(title), {
          description: meaning,
          content: {
            "application/problem+json": {
              schema: problem,
              example: { type: "about:blank", title, status: Number(status), detail: example },
            },
          },
        }]),
      ),
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "The owner's token: what follows token= in the sign-in link.",
        },
        cookie: { type: "apiKey", in: "cookie", name: "streamforge_session", description: "What signing in sets." },
      },
    },
  };
}

/** The routes with an operation. */
export function describedRoutes(routes: readonly Route[]): (Route & { operation: Operation })[] {
  return routes.flatMap((route) => {
    const operation = operationOf(findTargetHandler(route.handler as never) ?? route.handler) ??
      operationOf(route.handler);
    return operation ? [{ ...route, operation }] : [];
  });
}

/** `/api/videos/{id}` of `/api/videos/:id`, also where `:id` has a pattern. */
export function openApiPath(path: string): string {
  return path.replace(/:(\w+)(\{[^}]*\})?/g, "{$1}");
}

/** The problems that an endpoint answers with. */
export function problemStatuses(operation: Operation, method: string): number[] {
  const { access, query, body, content, problems = [] } = operation;
  const isChange = !["GET", "HEAD"].includes(method);
  return [
    ...new Set([
      ...(query || body ? [400] : []),
      ...(access === "anyone" ? [] : [401, 429]), // a wrong token, also where none is needed, and too many of them
      ...(isChange || isForFew(operation) ? [403] : []), // a cookie from another origin, or no right
      ...(isChange ? [507] : []), // the disk may be full
      ...(body || content ? [413] : []),
      ...problems,
      ...[500, 503],
    ]),
  ].sort();
}

function isForFew({ access }: Operation): boolean {
  return access === "owner" || access === "administrator";
}

function operationJson(operation: Operation, method: string, path: string, schemas: SchemaTable): Json {
  const { id, tag, summary, description, access, query, headers = {}, answers } = operation;
  const statuses = problemStatuses(operation, method);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description && { description }),
    security: SECURITY[access],
    parameters: [
      ...pathParameters(operation, path, schemas),
      ...Object.entries(query?.shape ?? {}).map(([name, schema]) => parameter("query", name, schema, schemas)),
      ...Object.entries(headers).map(([name, schema]) => parameter("header", name, schema, schemas)),
    ],
    ...requestBody(operation, schemas),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, answerJson(id, answer, schemas)]),
      ),
      ...Object.fromEntries(statuses.map((status) => [status, problemJson(operation, status, schemas)])),
    },
  };
}

/** A problem: the one that all endpoints share, or OpenAI's form of it. */
function problemJson({ id, errorForm }: Operation, status: number, schemas: SchemaTable): Json {
  const { title, meaning } = PROBLEMS[status];
  if (!errorForm) return { $ref: `#/components/responses/${componentName(title)}` };
  return { description: meaning, content: jsonContent(id, openAiErrorSchema, "output", schemas) };
}

function pathParameters({ id, params = {} }: Operation, path: string, schemas: SchemaTable): Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => {
    if (!params[name]) throw new Error(`operation ${id} does not describe the parameter ${name} of ${path}`);
    return parameter("path", name, params[name], schemas);
  });
}

function parameter(place: "path" | "query" | "header", name: string, schema: z.ZodType, schemas: SchemaTable): Json {
  const isRequired = place === "path" || !schema.safeParse(undefined).success;
  return { name, in: place, required: isRequired, ...described(name, schema, "text", schemas) };
}

/** The schema of a parameter or header, its description and its example. */
function described(name: string, schema: z.ZodType, side: Side, schemas: SchemaTable): Json {
  const { description, examples, ...rest } = schemas.add(schema, side);
  const example = schemas.exampleOf({ ...rest, ...(examples && { examples }) }, name);
  return { ...(description && { description }), schema: rest, example };
}

function requestBody({ id, body, form, content }: Operation, schemas: SchemaTable): Json {
  if (form) {
    const media = jsonContent(id, form, "text", schemas)["application/json"];
    return { requestBody: { required: true, content: { "multipart/form-data": media } } };
  }
  if (body) return { requestBody: { required: true, content: jsonContent(id, body, "input", schemas) } };
  return content ? { requestBody: { required: true, content: plainContent(content) } } : {};
}

function answerJson(
  id: string,
  { description, json, problem, content, headers = {} }: Answer,
  schemas: SchemaTable,
): Json {
  const headerEntries = Object.entries(headers).map(([name, schema]) => [
    name,
    described(`${id} ${name}`, schema, "output", schemas),
  ]);
  return {
    description,
    ...(headerEntries.length && { headers: Object.fromEntries(headerEntries) }),
    ...((json || problem || content) && {
      content: {
        ...(json && jsonContent(id, json, "output", schemas)),
        ...(problem && jsonContent(id, problem, "output", schemas, "application/problem+json")),
        ...(content && plainContent(content)),
      },
    }),
  };
}

function jsonContent(
  id: string,
  schema: z.ZodType,
  side: Side,
  schemas: SchemaTable,
  type = "application/json",
): Json {
  const json = schemas.add(schema, side);
  return { [type]: { schema: json, example: schemas.exampleOf(json, id) } };
}

/** Texts and bytes, which have no schema beyond that. */
function plainContent(content: Record<string, string | null>): Json {
  return Object.fromEntries(
    Object.entries(content).map(([type, example]) => [
      type,
      example === null ? { schema: {} } : { schema: { type: "string" }, example },
    ]),
  );
}

function componentName(title: string): string {
  return title.replaceAll(" ", "");
}
