import { type Context, Hono } from "hono";
import { withTimeout } from "../../src/core/async.ts";
import { MediaError, TooLargeError } from "../../src/core/errors.ts";
import { newId } from "../../src/core/ids.ts";
import { writeTranscribeOptions } from "../../src/core/transcribe_options.ts";
import type { WhisperTask } from "../../src/core/types.ts";
import {
  createTranscription,
  deleteTranscription,
  enqueueTranscription,
} from "../../src/db/transcriptions/transcriptions.ts";
import { cancel } from "../../src/db/jobs/outcomes.ts";
import type { JobPayload } from "../../src/db/jobs/job_rows.ts";
import { probe } from "../../src/media/probe.ts";
import { limitToSpace, requireSpace } from "../../src/storage/disk_space.ts";
import { transcriptionKey } from "../../src/storage/object_keys.ts";
import { cleanUp } from "../../src/core/clean_up.ts";
import type { Deps, Env } from "../deps.ts";
import { eventStream } from "../http/event_stream.ts";
import { findLanguageConflict } from "../api/models.ts";
import { FieldError, openAiError } from "./errors.ts";
import { readSpeechRequest, type SpeechRequest } from "./fields.ts";
import { followTranscription } from "./follow.ts";
import { readForm } from "./form.ts";
import { lateBody } from "./late_body.ts";
import { chooseModel } from "./models.ts";
import { SPEECH_TYPES, textOf, usageOf, writeSpeech } from "./results.ts";

/** Allowance for the bytes that a form adds to its file. */
const FORM_BYTES = 1_048_576;
/** The answer begins after this time even if the job still waits, so that the client does not time out. */
const PATIENCE_MS = 30_000;

/**
 * Speech to text with OpenAI's API: `/transcriptions` in the spoken language, `/translations` in English.
 *
 * The file is stored as it arrives. A job transcribes it; the request waits for the job and cancels it if the client
 * disconnects.
 */
export function audioRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  const answer = (task: WhisperTask) => async (c: Context<Env>) => {
    const id = newId();
    const request = await takeIn(deps, id, c.req.raw, task);
    return request.isStreamed ? streamed(deps, c.req.raw, id) : await whole(deps, id, request);
  };
  app.post("/transcriptions", answer("transcribe"));
  app.post("/translations", answer("translate"));
  return app;
}

/** Stores the file and queues the job; deletes both if either step fails. */
async function takeIn(deps: Deps, id: string, raw: Request, task: WhisperTask): Promise<SpeechRequest> {
  const { sql, storage, mediaTools, config: { maxUploadBytes, whisperModel } } = deps;
  const lengthBytes = Number(raw.headers.get("Content-Length") ?? 0);
  if (lengthBytes > maxUploadBytes + FORM_BYTES) {
    throw new TooLargeError(`the form has ${lengthBytes} bytes: this server takes files of up to ${maxUploadBytes}`);
  }
  await requireSpace(deps.config, lengthBytes);
  await createTranscription(sql, id);
  try {
    const key = transcriptionKey(id);
    const fields = await readForm(
      raw,
      (body) => storage.put(key, limitToSpace(body, deps.config), { maxBytes: maxUploadBytes }),
    );
    const request = readSpeechRequest(fields, task);
    const model = await chooseModel(deps, request.model);
    const wrong = findLanguageConflict(model ?? whisperModel, request.options);
    if (wrong) throw new FieldError(wrong.field, wrong.message);
    const { audio } = await storage.withLocalFile(key, (path) => probe(mediaTools, path));
    if (!audio) throw new MediaError("there is no sound in this file");
    await enqueueTranscription(sql, id, payloadOf(request, model));
    return request;
  } catch (error) {
    await cleanUp(deps.log, id, async () => {
      await storage.delete(transcriptionKey(id)); // before the row, by which the sweep finds the file
      await deleteTranscription(sql, id);
    });
    throw error;
  }
}

/** Only requested options; the worker's settings fill in the others. */
function payloadOf({ options }: SpeechRequest, model: string | null): JobPayload {
  return { ...(model !== null && { model }), ...writeTranscribeOptions(options) };
}

/** Answers with the whole result. Errors before the engine starts have a status of their own. */
async function whole(deps: Deps, id: string, request: SpeechRequest): Promise<Response> {
  const leaving = new AbortController();
  const begun = Promise.withResolvers<void>();
  const text = followTranscription(deps, id, { signal: leaving.signal, onBegin: begun.resolve })
    .then((result) => writeSpeech(result, request));
  text.catch(async (error) => {
    if (leaving.signal.aborted) await abandon(deps, id);
    else deps.log.warn("a transcription was not delivered", { job: id, error });
  }).catch((error) => deps.log.warn("a transcription could not be cancelled", { job: id, error }));
  await withTimeout(Promise.race([begun.promise, text]), PATIENCE_MS, () => {});
  const filler = SPEECH_TYPES[request.format] === "application/json" ? "\n" : null;
  return new Response(lateBody(text, { filler, onLeave: () => leaving.abort() }), {
    headers: { "Content-Type": SPEECH_TYPES[request.format], "Cache-Control": "no-store" },
  });
}

/** Answers with server-sent events: pieces of text as they are decoded, then the whole text. */
function streamed(deps: Deps, request: Request, id: string): Response {
  return eventStream(request, async (sink) => {
    let isFirst = true;
    const send = (type: string, more: Record<string, unknown>) => sink.send(type, { type, ...more });
    try {
      const result = await followTranscription(deps, id, {
        signal: sink.signal,
        onSegments: (segments) => {
          for (const { text } of segments) {
            send("transcript.text.delta", { delta: isFirst ? text.trimStart() : text });
            isFirst = false;
          }
        },
      });
      send("transcript.text.done", { text: textOf(result.segments), usage: usageOf(result) });
    } catch (error) {
      if (sink.signal.aborted) return await abandon(deps, id);
      const { status, body } = openAiError(error);
      if (status >= 500) deps.log.error("a streamed transcription failed", { job: id, error });
      sink.send("error", body);
    }
    sink.close();
  });
}

/** Cancels the job of a client that has disconnected: the worker stops at its next step. */
async function abandon({ sql, storage, log }: Deps, id: string): Promise<void> {
  if (await cancel(sql, id)) log.info("a transcription was cancelled: its client went away", { job: id });
  await storage.delete(transcriptionKey(id));
}
