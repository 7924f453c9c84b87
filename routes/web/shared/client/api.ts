import { sentence } from "../format.ts";
import { serverFetch } from "./connection.ts";

/** The words of an answer that is an error: the problem document's detail where it has one. */
export function problemWords(status: number, body: string): string {
  try {
    const { detail, title } = JSON.parse(body);
    if (typeof detail === "string" && detail) return sentence(detail);
    if (typeof title === "string" && title) return sentence(title);
  } catch { /* not JSON: the status has to do */ }
  if (status === 401 || status === 403) return "You are not signed in any more: sign in and try again.";
  if (status === 404) return "It does not exist any more.";
  if (status === 413) return "The file is larger than this server takes.";
  if (status === 415) return "This is neither video nor sound that could be read.";
  if (status === 507) return "The server's disk is full.";
  return `The server answered ${status}. Try again in a moment.`;
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
