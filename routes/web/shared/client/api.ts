import { commonScript as w } from "../../words/en/common.ts";
import { serverFetch } from "./connection.ts";

/** What these statuses mean says all; a detail would be about fields of the API. */
const PLAIN = [401, 403, 404, 500];

/** An answer that is an error, in words: by its status, and by the problem document's detail where that says more. */
export function problemWords(status: number, body: string): string {
  const meaning = w.problems[status] ?? w.refused;
  if (PLAIN.includes(status)) return meaning;
  try {
    const { detail } = JSON.parse(body);
    if (typeof detail === "string" && detail) return w.withReason(meaning, detail);
  } catch { /* not JSON: the status has to do */ }
  return meaning;
}

/**
 * Asks the server to do something.
 *
 * @throws {Error} with words for the person
 */
export async function api(method: string, path: string, body?: unknown): Promise<Response> {
  const response = await serverFetch(path, {
    method,
    headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(problemWords(response.status, await response.text()));
  return response;
}
