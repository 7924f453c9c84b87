import type { Hono } from "hono";
import type { Cue, Visibility } from "../../src/core/types.ts";
import { ownerAuth } from "../../src/auth/owner.ts";
import { serverAuth } from "../../src/auth/server_auth.ts";
import { supabaseAuth } from "../../src/auth/supabase/supabase_auth.ts";
import { readConfig } from "../../src/core/settings/config.ts";
import type { Log } from "../../src/core/log.ts";
import { newId } from "../../src/core/ids.ts";
import {
  appendCues,
  type BuildingRevision,
  finishRevision,
  startRevision,
} from "../../src/db/tracks/building_revisions.ts";
import type { Sql } from "../../src/db/pool/client.ts";
import { claim } from "../src/jobs/queue.ts";
import { finish } from "../../src/db/jobs/outcomes.ts";
import type { Job } from "../../src/db/jobs/job_rows.ts";
import { VideoEvents } from "../../src/db/pool/notify.ts";
import { type NewRendition, recordRenditions } from "../../src/db/videos/renditions.ts";
import { createVideo } from "../../src/db/videos/videos.ts";
import { openStorage } from "../../src/storage/open.ts";
import type { MediaTools } from "../../src/media/process/tools.ts";
import { openRedirects } from "../../src/storage/redirects.ts";
import { openUploads } from "../../src/uploads/open_uploads.ts";
import type { UnfinishedUploads } from "../../src/uploads/unfinished_uploads.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createApp } from "../../routes/app.ts";
import type { Deps, Env } from "../../routes/deps.ts";
import { writeSrt, writeTranscriptJson, writeVtt } from "../../src/captions/mod.ts";
import { answerChecker, type CheckAnswer } from "./openapi/answer_checker.ts";
import { quietLog } from "../database.ts";
import { tools } from "../media_fixtures.ts";
import type { SupabaseAuthServer } from "../supabase_auth_server.ts";
import { isTestUser, type SupabaseTokens, type TestUser } from "../supabase_tokens.ts";

export const TOKEN = "a-token-for-tests";

/**
 * Who sends a request: an anonymous viewer, the owner by token, the owner's browser on a page of this server, or a
 * Supabase user by access token, for which `startApp` needs `supabase`.
 */
export type As = "anonymous" | "owner" | "browser" | TestUser;

export interface TestApp {
  app: Hono<Env>;
  sql: Sql;
  storage: Storage;
  dataDir: string;
  unfinished: UnfinishedUploads;
  log: Log;
  mediaTools: MediaTools;
  /** Sends a request, from this machine or `address`, and throws if /openapi.json does not describe the answer. */
  request(path: string, options?: RequestInit & { as?: As; method?: string; address?: string }): Promise<Response>;
  /** The paths of all files and folders below DATA_DIR. */
  files(): Promise<string[]>;
  close(): Promise<void>;
}

/** The real app on a real database and real files, in a new folder or in that of a closed app. */
export async function startApp(
  sql: Sql,
  {
    dataDir,
    maxUploadBytes = 50_000_000,
    minFreeBytes = null,
    log = quietLog,
    mediaTools = tools,
    supabase,
    env = {},
    embedQuery = null,
  }: {
    dataDir?: string;
    maxUploadBytes?: number;
    minFreeBytes?: number | null;
    log?: Log;
    mediaTools?: MediaTools;
    /** `await supabaseTokens()` signs the tokens of `as: "first_user"` and the like. */
    supabase?: SupabaseTokens | SupabaseAuthServer;
    /** Embeds queries for the search by meaning. */
    embedQuery?: Deps["embedQuery"];
    /** Further settings, as environment variables. */
    env?: Record<string, string>;
  } = {},
): Promise<TestApp> {
  const folder = dataDir ?? await Deno.makeTempDir({ prefix: "streamforge_routes_" });
  if (!dataDir) globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  const config = { ...readConfig({ DATA_DIR: folder, ...env }), maxUploadBytes, minFreeBytes };
  const storage = openStorage(config);
  const events = new VideoEvents(sql, quietLog);
  const auth = serverAuth({
    owner: ownerAuth(TOKEN, { sql, log }),
    supabase: supabase ? supabaseAuth({ project: supabase.project, sql, log }) : null,
  });
  const subscribeVideo = events.subscribe.bind(events);
  const unfinished = await openUploads({ sql, config, storage, subscribeVideo, log });
  const redirects = await openRedirects(config, storage);
  const app = createApp({
    sql,
    storage,
    auth,
    config,
    log,
    mediaTools,
    subscribeVideo,
    unfinished,
    redirects,
    embedQuery,
  });
  let cookie: Promise<string | null> | undefined;
  let checkAnswer: CheckAnswer | undefined;
  return {
    app,
    sql,
    storage,
    dataDir: folder,
    unfinished,
    log,
    mediaTools,
    request: async (path, { as = "anonymous", address = "127.0.0.1", ...init } = {}) => {
      const headers = new Headers(init.headers);
      if (as === "owner") headers.set("Authorization", `Bearer ${TOKEN}`);
      if (isTestUser(as)) headers.set("Authorization", `Bearer ${await (supabase as SupabaseTokens).sign(as)}`);
      if (as === "browser") {
        cookie ??= auth.owner.signIn(TOKEN, { isSecure: false });
        headers.set("Cookie", (await cookie)!.split(";")[0]);
        if (!headers.has("Sec-Fetch-Site")) headers.set("Sec-Fetch-Site", "same-origin");
      }
      const response = await app.request(path, { ...init, headers }, { address });
      checkAnswer ??= answerChecker(app);
      await checkAnswer(init.method ?? "GET", path, response);
      return response;
    },
    files: () => filesBelow(folder),
    close: () => events.close(),
  };
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      const path = `${folder}/${entry.name}`;
      found.push(path);
      if (entry.isDirectory) found.push(...await filesBelow(path));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // it was deleted while it was read
  }
  return found;
}

/** Takes the waiting job of a video. */
export async function claimJob(sql: Sql, videoId: string, kind: string): Promise<Job> {
  for (;;) {
    const job = await claim(sql, { kinds: [kind], worker: "test" });
    if (!job) throw new Error(`no ${kind} waits for ${videoId}`);
    if (job.videoId === videoId) return job;
  }
}

export interface Seed {
  title?: string;
  /** The id of a user; the server's owner if absent. */
  owner?: string;
  visibility?: Visibility;
  hasAudio?: boolean;
  /** The renditions by name; the bytes replace the media. If absent, the video is still being prepared. */
  renditions?: Record<string, { shortSide: number; bytes: Uint8Array; hls?: Record<string, string> }>;
}

/** Inserts a video as after its jobs. */
export async function seedVideo({ sql, storage }: TestApp, seed: Seed = {}): Promise<string> {
  const { title = "A talk", owner = "owner", visibility, hasAudio = true, renditions = {} } = seed;
  const id = newId();
  await createVideo(sql, {
    ...{ id, owner, title, visibility, hasAudio, fileName: "talk.mp4", originalKey: `videos/${id}/original` },
    sizeBytes: 3,
  });
  await storage.putText(`videos/${id}/original`, "abc");
  if (Object.keys(renditions).length === 0) return id;
  const rows: NewRendition[] = [];
  for (const [name, { shortSide, bytes, hls }] of Object.entries(renditions)) {
    const folder = `videos/${id}/${name}/1`;
    await storage.put(`${folder}/video.mp4`, new Blob([bytes as Uint8Array<ArrayBuffer>]).stream());
    for (const [file, text] of Object.entries(hls ?? {})) await storage.putText(`${folder}/${file}`, text);
    const width = shortSide ? shortSide * 2 : null;
    rows.push({
      ...{ name: name as NewRendition["name"], shortSide, width, height: shortSide || null, bandwidth: 1_000_000 },
      ...{
        mp4Key: `${folder}/video.mp4`,
        hlsKey: hls ? `${folder}/index.m3u8` : null,
        codecs: "avc1.64001f,mp4a.40.2",
      },
      sizeBytes: bytes.length,
    });
  }
  const hasVideo = rows.some((row) => row.shortSide > 0);
  const facts = { durationSeconds: 12.5, width: rows[0].width, height: rows[0].height, hasVideo, hasAudio };
  const job = await claimJob(sql, id, "transcode_video");
  await finish(sql, job, (tx) => recordRenditions(tx, id, rows, { facts }));
  return id;
}

export const CUES: Cue[] = [
  { id: 1, start: 0.5, end: 2, text: "Hello <there> & welcome.", words: [] },
  { id: 2, start: 2.5, end: 4, text: "How are you?", words: [] },
];

/** Begins the captions of a video and writes cues, like its job. */
export async function beginCaptions(
  { sql }: TestApp,
  videoId: string,
  { language = "en", cues = CUES }: { language?: string | null; cues?: Cue[] } = {},
): Promise<{ job: Job; revision: BuildingRevision }> {
  const job = await claimJob(sql, videoId, "caption_video");
  const { revision } = await startRevision(sql, job, { language, model: "base" });
  await appendCues(sql, job, revision, cues);
  return { job, revision };
}

/** Inserts the finished captions of a video. */
export async function seedCaptions(
  app: TestApp,
  videoId: string,
  { language = "en", cues = CUES, note = null }: { language?: string | null; cues?: Cue[]; note?: string | null } = {},
): Promise<void> {
  const { job, revision } = await beginCaptions(app, videoId, { language, cues });
  const stem = `videos/${videoId}/captions/${revision.id}`;
  const transcript = { language, languageProbability: 0.9, duration: 12.5, segments: [], dropped: [] };
  await app.storage.putText(`${stem}.srt`, writeSrt(cues));
  await app.storage.putText(`${stem}.vtt`, writeVtt(cues, { language }));
  await app.storage.putText(`${stem}.json`, writeTranscriptJson(transcript, cues));
  const wordCount = cues.reduce((sum, cue) => sum + cue.text.split(/\s+/).length, 0);
  await finish(app.sql, job, (tx) =>
    finishRevision(tx, revision, {
      ...{ language, languageProbability: 0.9, wordCount, note },
      ...{ srtKey: `${stem}.srt`, vttKey: `${stem}.vtt`, transcriptKey: `${stem}.json` },
    }));
}

/** Asserts a problem document and returns its detail. */
export async function problemOf(response: Response, status: number): Promise<string> {
  const text = await response.text();
  if (response.status !== status) throw new Error(`${response.status} and not ${status}: ${text}`);
  if (response.headers.get("Content-Type") !== "application/problem+json") throw new Error(`not a problem: ${text}`);
  const body = JSON.parse(text);
  for (const field of ["type", "title", "status", "detail"]) {
    if (!(field in body)) throw new Error(`no ${field} in ${text}`);
  }
  if (body.status !== status) throw new Error(`status says ${body.status}`);
  return body.detail;
}
