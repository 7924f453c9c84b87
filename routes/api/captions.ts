import { type Context, Hono } from "hono";
import {
  CAPTION_FORMATS,
  type CaptionFormat,
  contentType,
  findCaptionFormat,
  parseCaptionLayout,
  writeVtt,
} from "../../src/captions/mod.ts";
import { ConflictError, NotFoundError, UnauthorizedError, ValidationError } from "../../src/core/errors.ts";
import { isModelName, MODEL_NAMES } from "../../src/core/models.ts";
import {
  readLanguage,
  readTranscribeOptions,
  TRANSCRIBE_FIELDS,
  writeTranscribeOptions,
} from "../../src/core/transcribe_options.ts";
import type { CaptionLayout, TranscribeOptions } from "../../src/core/types.ts";
import { enqueue } from "../../src/db/videos/video_jobs.ts";
import type { JobPayload } from "../../src/db/jobs/job_rows.ts";
import { type Video } from "../../src/db/videos/videos.ts";
import { changeableVideo, mayChange, preflight, sharingHeaders, visibleVideo } from "../access.ts";
import { CAPTION_VARY, negotiateCaptionFormat } from "./caption_format.ts";
import { isNotModified } from "../http/conditional.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods } from "../http/errors.ts";
import { attachment, safeFileStem } from "../http/file_names.ts";
import { defaultTrack, isFullTrack } from "./track_choice.ts";
import { findLanguageConflict, listAvailableModels } from "./models.ts";
import { readJson } from "../http/request_body.ts";
import { captionStatusJson } from "./video_json.ts";
import { rejectUnknownFields } from "../../src/core/fields.ts";
import { currentTracks, type Track } from "../../src/db/tracks/tracks.ts";
import { readCues } from "../../src/db/tracks/cues.ts";
import { readCaptionState } from "../../src/db/tracks/caption_state.ts";

const REGENERATE_FIELDS = ["model", ...TRANSCRIBE_FIELDS, "max_line_chars", "max_lines", "max_cue_seconds"];

/** Captions of a video: the files, their status, and regeneration. Mounted at /api/videos. */
export function captionRoutes(deps: Deps): Hono<Env> {
  const { sql } = deps;
  const app = new Hono<Env>();

  const serve = (fixedFormat?: CaptionFormat) => async (c: Context<Env>) => {
    const video = await visibleVideo(c, deps);
    const format = fixedFormat ?? findCaptionFormat(negotiateCaptionFormat(c.req.raw.headers))!;
    const response = await captionFile(c, deps, video, format);
    if (!fixedFormat) response.headers.append("Vary", CAPTION_VARY);
    return response;
  };
  app.get("/:id/captions", serve()).options(preflight(deps)).all(onlyMethods("GET", "HEAD"));
  for (const format of CAPTION_FORMATS) {
    app.get(`/:id/captions.${format.name}`, serve(format)).options(preflight(deps)).all(onlyMethods("GET", "HEAD"));
  }

  app.get("/:id/captions/status", async (c) => {
    const video = await visibleVideo(c, deps);
    c.header("Cache-Control", "no-store");
    return c.json(captionStatusJson(await readCaptionState(sql, video.id), mayChange(c.get("viewer"), video)));
  }).all(onlyMethods("GET", "HEAD"));

  app.post("/:id/captions/regenerate", async (c) => {
    if (!c.get("viewer")) throw new UnauthorizedError("captions are made anew by the owner: sign in first");
    const video = await changeableVideo(c, deps);
    const request = await readCaptionRequest(deps, { ...c.req.query(), ...await readJson(c.req.raw) });
    const { language = video.askedLanguage, task } = request.options;
    const wrong = findLanguageConflict(request.model ?? deps.config.whisperModel, { language, task });
    if (wrong) throw new ValidationError(wrong.message);
    if (video.state === "failed") throw new ConflictError("this video could not be prepared: upload it again");
    if (!video.hasAudio) throw new ConflictError("this video has no sound, so there is nothing to caption");
    if (video.state !== "ready") {
      throw new ConflictError("this video is still being prepared: its captions are made as soon as it can be played");
    }
    const { job } = await enqueue(sql, {
      kind: "caption_video",
      videoId: video.id,
      payload: payloadOf(request, video),
    });
    return c.json(
      {
        job: {
          id: job.id,
          kind: job.kind,
          state: job.state,
          progress: job.progress,
          stage: job.stage,
          options: job.payload,
        },
        status_url: `/api/videos/${video.id}/captions/status`,
      },
      202,
    );
  }).all(onlyMethods("POST"));
  return app;
}

/** The requested options; absent ones are the video's, else the default. */
interface CaptionRequest {
  model?: string;
  options: TranscribeOptions;
  layout: Partial<CaptionLayout>;
}

/** @throws {ValidationError} naming the field, its value and the allowed values */
async function readCaptionRequest(deps: Deps, fields: Record<string, unknown>): Promise<CaptionRequest> {
  rejectUnknownFields(fields, REGENERATE_FIELDS);
  const model = await readModel(deps, fields.model);
  return { model, options: readTranscribeOptions(fields), layout: parseCaptionLayout(fields) };
}

/**
 * Reads a model's name from the catalog or from a worker's list. Other folders are refused, so that clients can't probe
 * for paths.
 */
async function readModel(deps: Deps, model: unknown): Promise<string | undefined> {
  if (model === undefined || isModelName(model)) return model;
  const names = [...new Set<string>([...MODEL_NAMES, ...await listAvailableModels(deps)])];
  const found = names.find((name) => name === model);
  if (found === undefined) {
    throw new ValidationError(`model is ${JSON.stringify(model)}: it must be one of ${names.join(", ")}`);
  }
  return found;
}

/** The payload holds only requested options, so that an equal request finds the same job. */
function payloadOf({ model, options, layout }: CaptionRequest, video: Video): JobPayload {
  // the video's language would replace an absent one, so `language: null` (detect it) is stored if the video has a
  // language
  const { language, ...others } = options;
  const isUsual = language === undefined || (language === null && video.askedLanguage === null);
  const wished: Record<string, string | number | boolean | undefined> = {
    model,
    ...writeTranscribeOptions(isUsual ? others : options),
    max_line_chars: layout.maxLineChars,
    max_lines: layout.maxLines,
    max_cue_seconds: layout.maxCueSeconds,
  };
  return Object.fromEntries(Object.entries(wished).filter(([, value]) => value !== undefined)) as JobPayload;
}

/** Answers with a caption file. @throws {NotFoundError} with the reason if there is none yet or at all */
async function captionFile(c: Context<Env>, deps: Deps, video: Video, format: CaptionFormat): Promise<Response> {
  const { sql } = deps;
  const track = pickTrack(await currentTracks(sql, video.id), video, c.req.query());
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
  if (isNotModified(c.req.raw.headers, { etag, modified: null })) return c.body(null, 304, headers);
  return c.body(track ? await readTrack(deps, track, format) : emptyFile(format), 200, headers);
}

/**
 * Picks the track with an id, or the first with a language, a name or both, else the default one. The automatic track
 * has an empty name.
 */
function pickTrack(
  tracks: Track[],
  video: Video,
  { track: id, lang, name }: Partial<Record<string, string>>,
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
  const code = isKnown ? lang : readLanguage(lang) ?? "und";
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
