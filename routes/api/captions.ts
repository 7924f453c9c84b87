import { defaultModel } from "../../src/db/server/defaults.ts";
import { layoutOf } from "../../src/schemas/caption_layout.ts";
import { readFields } from "../../src/schemas/read.ts";
import type { z } from "zod";
import { type Context, Hono } from "hono";
import {
  CAPTION_FORMATS,
  type CaptionFormat,
  contentType,
  findCaptionFormat,
  writeVtt,
} from "../../src/captions/mod.ts";
import { ConflictError, NotFoundError, UnauthorizedError, ValidationError } from "../../src/core/errors.ts";
import { isModelName, MODEL_NAMES } from "../../src/core/models.ts";
import { readLanguage, transcribeOptionsOf, writeTranscribeOptions } from "../../src/schemas/transcribe_options.ts";
import type { CaptionLayout, TranscribeOptions } from "../../src/core/types.ts";
import { enqueue } from "../../src/db/videos/video_jobs.ts";
import type { Job, JobPayload } from "../../src/db/jobs/job_rows.ts";
import { transaction } from "../../src/db/pool/client.ts";
import { getVideo, type Video } from "../../src/db/videos/videos.ts";
import { changeableVideo, mayChange, preflight, sharingHeaders, visibleVideo } from "../access.ts";
import { uploadCaptions } from "./caption_upload.ts";
import { CAPTION_VARY, negotiateCaptionFormat } from "./caption_format.ts";
import { isNotModified } from "../http/conditional.ts";
import type { Deps, Env, Viewer } from "../deps.ts";
import { onlyMethods } from "../http/errors.ts";
import { attachment, safeFileStem } from "../http/file_names.ts";
import { defaultTrack, isFullTrack } from "../../src/core/labels/track_labels.ts";
import { findLanguageConflict, listAvailableModels } from "./models.ts";
import { endpoint } from "../http/endpoint.ts";
import { FILE_HEADERS } from "../http/file_answers.ts";
import {
  captionFileQuerySchema,
  captionsJsonSchema,
  regenerateSchema,
  regeneratingSchema,
} from "../../src/schemas/captions.ts";
import { captionStatusSchema } from "../../src/schemas/track.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { captionStatusJson } from "./video_json.ts";
import { currentTracks, type Track } from "../../src/db/tracks/tracks.ts";
import { readCues } from "../../src/db/tracks/cues.ts";
import { readCaptionState } from "../../src/db/tracks/caption_state.ts";

/** Captions of a video: the files, their status, and regeneration. Mounted at /api/videos. */
export function captionRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  app.get("/:id/captions", file(deps)).put("/:id/captions", uploadCaptions(deps))
    .options("/:id/captions", preflight(deps, "PUT")).all("/:id/captions", onlyMethods("GET", "HEAD", "PUT"));
  for (const format of CAPTION_FORMATS) {
    const path = `/:id/captions.${format.name}`;
    app.get(path, file(deps, format)).options(path, preflight(deps)).all(path, onlyMethods("GET", "HEAD"));
  }
  return app
    .get("/:id/captions/status", status(deps)).all("/:id/captions/status", onlyMethods("GET", "HEAD"))
    .post("/:id/captions/regenerate", regenerate(deps)).all("/:id/captions/regenerate", onlyMethods("POST"));
}

const VIDEO = { id: videoIdSchema };

/** @param fixedFormat if absent, the request's headers choose between SRT and WebVTT */
const file = (deps: Deps, fixedFormat?: CaptionFormat) =>
  endpoint({
    id: fixedFormat ? `getCaptions${fixedFormat.name[0].toUpperCase()}${fixedFormat.name.slice(1)}` : "getCaptions",
    tag: "captions",
    summary: fixedFormat ? `The captions as ${fixedFormat.label}` : "The captions as SRT, or as WebVTT for a <track>",
    description: "While the first captions are being written, WebVTT has the cues so far, and the others are 404.",
    access: "viewer",
    params: VIDEO,
    query: captionFileQuerySchema,
    headers: { "If-None-Match": FILE_HEADERS["If-None-Match"] },
    answers: {
      200: {
        description: "The file.",
        ...(fixedFormat?.name === "json" && { json: captionsJsonSchema }),
        content: fixedFormat?.name === "json" ? undefined : Object.fromEntries(
          CAPTION_FORMATS.filter(({ name }) => fixedFormat ? name === fixedFormat.name : ["srt", "vtt"].includes(name))
            .map((format) => [contentType(format).split(";")[0], EXAMPLE_FILES[format.name] ?? ""]),
        ),
      },
      304: { description: "The client has this version." },
    },
    problems: [404],
  }, async (c, { query }) => {
    const video = await visibleVideo(c, deps);
    const format = fixedFormat ?? findCaptionFormat(negotiateCaptionFormat(c.req.raw.headers))!;
    const track = pickTrack(await currentTracks(deps.sql, video.id), video, query());
    const response = await captionFile(c, deps, { video, track, format });
    if (!fixedFormat) response.headers.append("Vary", CAPTION_VARY);
    return response;
  });

/** What files look like, for the description. */
const EXAMPLE_FILES: Record<string, string> = {
  srt: "1\n00:00:02,400 --> 00:00:04,000\nof beans behind the kitchen wall.\n",
  vtt: "WEBVTT\n\n1\n00:00:02.400 --> 00:00:04.000\nof beans behind the kitchen wall.\n",
  txt: "of beans behind the kitchen wall.\n",
};

const status = ({ sql, ...deps }: Deps) =>
  endpoint({
    id: "getCaptionStatus",
    tag: "captions",
    summary: "How far the captions are",
    access: "viewer",
    params: VIDEO,
    answers: { 200: { description: "The status.", json: captionStatusSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const video = await visibleVideo(c, { sql, ...deps });
    const state = captionStatusJson(await readCaptionState(sql, video.id), mayChange(c.get("viewer"), video));
    return json(200, state, { "Cache-Control": "no-store" });
  });

const regenerate = (deps: Deps) =>
  endpoint({
    id: "regenerateCaptions",
    tag: "captions",
    summary: "Transcribes again",
    description: "Fields may also be in the query. What a person edited is kept.",
    access: "owner",
    params: VIDEO,
    body: regenerateSchema,
    answers: { 202: { description: "A job transcribes.", json: regeneratingSchema } },
    problems: [404, 409],
  }, async (c, { body, json }) => {
    if (!c.get("viewer")) throw new UnauthorizedError("captions are made anew by the owner: sign in first");
    const video = await changeableVideo(c, deps);
    const request = await readCaptionRequest(deps, c.get("viewer"), {
      ...readFields(regenerateSchema, c.req.query()),
      ...await body(),
    });
    const job = await queueCaptions(deps, video, request);
    const { id, kind, state, progress, stage } = job;
    const status_url = `/api/videos/${video.id}/captions/status`;
    return json(202, { job: { id, kind, state, progress, stage, options: job.payload }, status_url });
  });

/**
 * Queues the transcription of a video, by its own options and the defaults where `request` has none.
 *
 * @throws {ConflictError} if the video can't be captioned now; {ValidationError} if the options don't fit each other
 */
export async function queueCaptions(
  { sql, config }: Pick<Deps, "sql" | "config">,
  video: Video,
  request: CaptionRequest = { options: {}, layout: {} },
): Promise<Job> {
  const { language = video.askedLanguage, task } = request.options;
  const wrong = findLanguageConflict(request.model ?? await defaultModel(sql, config), { language, task });
  if (wrong) throw new ValidationError(wrong.message);
  if (video.state === "failed") throw new ConflictError("this video could not be prepared: upload it again");
  if (!video.hasAudio) throw new ConflictError("this video has no sound, so there is nothing to caption");
  if (video.state !== "ready") {
    throw new ConflictError("this video is still being prepared: its captions are made as soon as it can be played");
  }
  checkAudioTrack(video, request.audioTrack);
  const payload = payloadOf(request, video);
  const { job } = await transaction(sql, async (tx) => {
    const queued = await enqueue(tx, { kind: "caption_video", videoId: video.id, payload });
    // again, under the lock of `enqueue`: the original may have been deleted since it was read
    checkAudioTrack(await getVideo(tx, video.id), request.audioTrack);
    return queued;
  });
  return job;
}

/** The requested options; absent ones are the video's, else the default. */
interface CaptionRequest {
  model?: string;
  options: TranscribeOptions;
  layout: Partial<CaptionLayout>;
  /** null: none, although the video has some. */
  hotwords?: string | null;
  /** From 1; absent: the one that is played. */
  audioTrack?: number;
}

/** @throws {ValidationError} if the file has no such track; {ConflictError} if it is gone with the original file */
function checkAudioTrack({ audioTracks, audioTrack, originalKey }: Video, wanted: number | undefined): void {
  if (wanted === undefined || wanted === audioTrack) return;
  if (audioTracks.length === 0) {
    throw new ConflictError("the sound tracks of this video are not known: it was prepared by an older version");
  }
  const numbers = audioTracks.map(({ track }) => track);
  if (!numbers.includes(wanted)) {
    throw new ValidationError(`audio_track is ${wanted}: the sound tracks of this file are ${numbers.join(", ")}`);
  }
  if (!originalKey) {
    throw new ConflictError(`the original file is no longer there, and only sound track ${audioTrack} was kept`);
  }
}

/** @throws {ValidationError} naming the field, its value and the allowed values */
async function readCaptionRequest(
  deps: Deps,
  viewer: Viewer | null,
  { model: name, audio_track: audioTrack, max_line_chars, max_lines, max_cue_seconds, hotwords, ...options }: z.output<
    typeof regenerateSchema
  >,
): Promise<CaptionRequest> {
  const model = await readModel(deps, viewer, name);
  const layout = layoutOf({ max_line_chars, max_lines, max_cue_seconds });
  return { model, options: transcribeOptionsOf(options), layout, hotwords, audioTrack };
}

/**
 * Reads a model's name from the catalog or from a worker's list. Other folders are refused, so that clients can't probe
 * for paths.
 */
async function readModel(deps: Deps, viewer: Viewer | null, model: unknown): Promise<string | undefined> {
  if (model === undefined || isModelName(model)) return model;
  const names = [...new Set<string>([...MODEL_NAMES, ...await listAvailableModels(deps, viewer)])];
  const found = names.find((name) => name === model);
  if (found === undefined) {
    throw new ValidationError(`model is ${JSON.stringify(model)}: it must be one of ${names.join(", ")}`);
  }
  return found;
}

/** The payload holds only requested options, so that an equal request finds the same job. */
function payloadOf({ model, options, layout, hotwords, audioTrack }: CaptionRequest, video: Video): JobPayload {
  // the video's language would replace an absent one, so `language: null` (detect it) is stored if the video has a
  // language
  const { language, ...others } = options;
  const isUsual = language === undefined || (language === null && video.askedLanguage === null);
  const wished: Record<string, string | number | boolean | undefined> = {
    model,
    audio_track: audioTrack,
    ...writeTranscribeOptions(isUsual ? others : options),
    hotwords: hotwords === undefined || hotwords === video.vocabulary ? undefined : hotwords ?? "", // "": none of the video's
    max_line_chars: layout.maxLineChars,
    max_lines: layout.maxLines,
    max_cue_seconds: layout.maxCueSeconds,
  };
  return Object.fromEntries(Object.entries(wished).filter(([, value]) => value !== undefined)) as JobPayload;
}

/** Answers with a caption file. @throws {NotFoundError} with the reason if there is none yet or at all */
async function captionFile(
  c: Context<Env>,
  deps: Deps,
  { video, track, format }: { video: Video; track: Track | undefined; format: CaptionFormat },
): Promise<Response> {
  const { sql } = deps;
  const headers: Record<string, string> = { ...sharingHeaders(video), "Content-Type": contentType(format) };
  if (format.isAttachment) headers["Content-Disposition"] = attachment(fileName(video, track, format));

  if (track?.state === "building") {
    if (format.name !== "vtt") throw new NotFoundError(await whyNoCaptions(deps, video));
    const vtt = writeVtt(await readCues(sql, track.revisionId), { language: track.language });
    return c.body(vtt, 200, { ...headers, "Cache-Control": "no-store" });
  }
  if (!track && video.captionStatus !== "ready") throw new NotFoundError(await whyNoCaptions(deps, video));

  const etag = `"${track?.revisionId ?? "none"}.${format.name}"`;
  headers["ETag"] = etag;
  if (isNotModified(c.req.raw.headers, { etag, modified: null })) {
    const { "Content-Type": _type, ...others } = headers; // there is no content
    return c.body(null, 304, others);
  }
  return c.body(track ? await readTrack(deps, track, format) : emptyFile(format), 200, headers);
}

/**
 * Picks the track with an id, or the first with a language, a name or both, else the default one. The automatic track
 * has an empty name.
 */
function pickTrack(
  tracks: Track[],
  video: Video,
  { track: id, lang, name }: z.output<typeof captionFileQuerySchema>,
): Track | undefined {
  if (id && (lang || name !== undefined)) {
    throw new ValidationError("track and lang or name were sent: a track has its language, so one is enough");
  }
  if (id) {
    const named = tracks.find((track) => track.id === id);
    if (!named) throw new NotFoundError("there are no such captions of this video: /tracks lists those that there are");
    return named;
  }
  if (!lang && name === undefined) return defaultTrack(tracks, video.language) ?? undefined;
  // subtitle tracks of the media file may have languages that Whisper does not know
  const isKnown = !lang || tracks.some((track) => track.language === lang);
  const code = isKnown ? lang : readLanguage(lang, "lang") ?? "und";
  const ofLanguage = tracks.filter((track) => !lang || track.language === lang || track.language === code);
  const found = name === undefined
    ? ofLanguage.find(isFullTrack) ?? ofLanguage[0]
    : ofLanguage.find((track) => track.name === name);
  if (found) return found;
  const conditions = [lang && `in ${JSON.stringify(lang)}`, name !== undefined && `named ${JSON.stringify(name)}`];
  const present = tracks.map((track) => track.name ? `${track.language} (${track.name})` : track.language).join(", ");
  throw new NotFoundError(
    `there are no captions ${conditions.filter(Boolean).join(" ")}: ${
      present ? `there are ${present}` : "there are none"
    }`,
  );
}

/** The formats stored with each revision; the others are written on request. */
const STORED_KEYS: Record<string, "srtKey" | "vttKey" | "transcriptKey"> = {
  srt: "srtKey",
  vtt: "vttKey",
  json: "transcriptKey",
};

async function readTrack({ sql, storage }: Deps, track: Track, format: CaptionFormat): Promise<string> {
  const storedAt = STORED_KEYS[format.name];
  if (storedAt) return await storage.readText(track[storedAt]!);
  return format.write({ cues: await readCues(sql, track.revisionId), language: track.language });
}

/** A file without cues, for a video without sound or speech. */
function emptyFile(format: CaptionFormat): string {
  const transcript = { language: null, languageProbability: 0, duration: 0, segments: [], dropped: [] };
  return format.write({ cues: [], language: null, transcript });
}

async function whyNoCaptions({ sql }: Deps, video: Video): Promise<string> {
  const { status, progress, stage } = await readCaptionState(sql, video.id);
  if (status === "failed") {
    return "there are no captions: they could not be made, and /captions/status tells the owner why";
  }
  const percent = Math.floor(progress * 100);
  return `the captions are not there yet (${
    stage ?? status
  }, ${percent} %): WebVTT shows them as they come, /captions/status how far they are`;
}

function fileName(video: Video, track: Track | undefined, format: CaptionFormat): string {
  const language = track && track.language !== "und" ? `.${track.language}` : "";
  return `${safeFileStem(video.title)}${language}.${format.name}`;
}
