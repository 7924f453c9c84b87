import type { Hono } from "hono";
import type { Env } from "../../../routes/deps.ts";
import { openApiDocument } from "../../../routes/openapi/document.ts";
import { schemaChecker } from "./schema_checker.ts";

// deno-lint-ignore no-explicit-any
type Json = Record<string, any>;

/** Checks an answer of an app against the app's own `/openapi.json`. */
export type CheckAnswer = (method: string, path: string, response: Response) => Promise<void>;

/**
 * Makes a function that throws where an answer of a described endpoint is not in the document: its status, its media
 * type, or the shape of its JSON. Paths and methods that the document does not have are not checked.
 */
export function answerChecker(app: Hono<Env>): CheckAnswer {
  const document: Json = JSON.parse(JSON.stringify(openApiDocument(app.routes)));
  const check = schemaChecker(document);
  const operations = Object.entries<Json>(document.paths)
    .sort(([a], [b]) => parametersOf(a) - parametersOf(b)) // `/captions/status` before `/captions/{file}`
    .map(([path, methods]) => ({ pattern: patternOf(path), methods }));

  return async function checkAnswer(method, path, response) {
    const pathname = path.split("?")[0];
    const methods = operations.find(({ pattern }) => pattern.test(pathname))?.methods;
    const operation = methods?.[method.toLowerCase()] ?? (method === "HEAD" ? methods?.get : undefined);
    if (!operation) return;
    const answer = resolve(document, operation.responses[response.status]);
    const what = `${method} ${path} (${operation.operationId}): ${response.status}`;
    if (!answer) throw new Error(`${what} is not in /openapi.json: ${await response.clone().text()}`);
    const type = response.headers.get("Content-Type")?.split(";")[0];
    if (!type || method === "HEAD" || response.status === 304) return; // nothing follows the headers
    const media = answer.content?.[type];
    if (!media) throw new Error(`${what} has ${type}, and /openapi.json has ${Object.keys(answer.content ?? {})}`);
    if (!/[/+]json$/.test(type) || response.headers.has("Content-Encoding")) return;
    const body = await response.clone().json();
    const wrong = check(media.schema, body);
    if (wrong) throw new Error(`${what} is not as in /openapi.json: ${wrong}\n${JSON.stringify(body).slice(0, 500)}`);
  };
}

function parametersOf(path: string): number {
  return path.split("{").length;
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "[^/]+")}$`);
}

function resolve(document: Json, answer?: Json): Json | undefined {
  const name = answer?.$ref?.split("/").at(-1);
  return name ? document.components.responses[name] : answer;
}
