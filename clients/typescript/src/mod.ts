/**
 * Client of StreamForge. Every path, parameter, body and answer is typed by the server's OpenAPI document.
 *
 * @example
 * const client = createClient({ baseUrl: "http://localhost:8000", token });
 * const video = await uploadVideo(client, file, { title: "A talk" });
 * await waitForCaptions(client, video.id);
 * const { videos } = await dataOf(client.GET("/api/videos", { params: { query: { q: "talk" } } }));
 */
import createFetchClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.d.ts";

export type { components, operations, paths } from "./schema.d.ts";
export type StreamForge = Client<paths>;
export type Video = components["schemas"]["Video"];
export type Problem = components["schemas"]["Problem"];
export type UploadFields = NonNullable<paths["/api/videos"]["post"]["parameters"]["query"]>;

/** The server refused a request, or failed. The message is the `detail` of its problem document. */
export class ProblemError extends Error {
  override name = "ProblemError";

  constructor(message: string, readonly status: number, readonly problem: Partial<Problem>) {
    super(message);
  }
}

export interface ClientOptions {
  /** The server's address, with the path that a proxy may put before it: `https://example.com/video`. */
  baseUrl: string;
  /** The owner's token, or the access token of a Supabase user. In pages of the server itself the cookie is enough. */
  token?: string;
  fetch?: (request: Request) => Promise<Response>;
}

/** Makes a client with the methods `GET`, `POST`, `PUT`, `PATCH` and `DELETE`, which take the paths of the API. */
export function createClient({ baseUrl, token, fetch }: ClientOptions): StreamForge {
  return createFetchClient<paths>({
    baseUrl: baseUrl.replace(/\/+$/, ""),
    fetch,
    headers: { Accept: "application/json, */*;q=0.5", ...(token && { Authorization: `Bearer ${token}` }) },
  });
}

/**
 * The data of an answer.
 *
 * @throws {ProblemError} if the server answers with an error
 */
export async function dataOf<T>(
  request: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await request;
  if (response.ok) return data as NonNullable<T>;
  const problem: Partial<Problem> = typeof error === "object" && error !== null ? error : {};
  throw new ProblemError(problem.detail ?? `the server answered ${response.status}`, response.status, problem);
}

/**
 * Uploads a video in one request. For uploads that continue after a cut, use a tus client with `/api/uploads`.
 *
 * @param file a `Blob` (`File`, or `openAsBlob` of node:fs), or bytes
 * @throws {ProblemError}
 */
export async function uploadVideo(
  client: StreamForge,
  file: Blob | Uint8Array<ArrayBuffer>,
  fields: UploadFields = {},
): Promise<Video> {
  return await dataOf(client.POST("/api/videos", {
    params: { query: { ...nameOf(file), ...fields } },
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
    bodySerializer: (body) => body as BodyInit,
  }));
}

/**
 * Replaces the file of a video, whose captions stay. The earlier file is played until the new one is prepared, and stays
 * if that fails: `notices` of the video says so.
 *
 * @param file as for `uploadVideo`
 * @param options.audio_track the sound track to use, from 1; without one, it is chosen
 * @throws {ProblemError}
 */
export async function replaceFile(
  client: StreamForge,
  id: string,
  file: Blob | Uint8Array<ArrayBuffer>,
  options: { filename?: string; audio_track?: number } = {},
): Promise<Video> {
  return await dataOf(client.PUT("/api/videos/{id}/file", {
    params: { path: { id }, query: { ...nameOf(file), ...options } },
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
    bodySerializer: (body) => body as BodyInit,
  }));
}

function nameOf(file: Blob | Uint8Array): { filename?: string } {
  return file instanceof Blob && "name" in file ? { filename: String(file.name) } : {};
}

/**
 * Waits until the captions of a video are ready.
 *
 * @param options.onProgress gets the share that is done, 0 to 1
 * @returns the video with its caption tracks
 * @throws {ProblemError} if the captions, or the video, could not be made
 */
export async function waitForCaptions(
  client: StreamForge,
  id: string,
  { pollSeconds = 1, onProgress, signal }: {
    pollSeconds?: number;
    onProgress?: (share: number) => void;
    signal?: AbortSignal;
  } = {},
): Promise<Video> {
  for (;;) {
    const video = await dataOf(client.GET("/api/videos/{id}", { params: { path: { id } }, signal }));
    if (video.caption_status === "ready") return video;
    const error = video.caption_status === "failed"
      ? video.caption_error
      : video.state === "failed"
      ? video.error
      : null;
    if (error) throw new ProblemError(error, 200, { detail: error });
    onProgress?.(video.progress ?? 0);
    await new Promise((resolve) => setTimeout(resolve, pollSeconds * 1000));
    signal?.throwIfAborted();
  }
}
