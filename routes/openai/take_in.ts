import { MediaError, TooLargeError } from "../../src/core/errors.ts";
import { cleanUp } from "../../src/core/clean_up.ts";
import type { TranscribeOptions } from "../../src/core/types.ts";
import { defaultModel } from "../../src/db/server/defaults.ts";
import type { JobPayload } from "../../src/db/jobs/job_rows.ts";
import {
  createTranscription,
  deleteTranscription,
  enqueueTranscription,
} from "../../src/db/transcriptions/transcriptions.ts";
import { probe } from "../../src/media/probe.ts";
import { writeTranscribeOptions } from "../../src/schemas/transcribe_options.ts";
import { limitToSpace, requireUploadSpace } from "../../src/storage/disk_space.ts";
import { transcriptionKey } from "../../src/storage/object_keys.ts";
import { findLanguageConflict } from "../api/models.ts";
import type { Deps, Viewer } from "../deps.ts";
import { FieldError } from "./errors.ts";
import { type Fields, readForm } from "./form.ts";
import { chooseModel } from "./models.ts";

/** Allowance for the bytes that a form adds to its file. */
const FORM_BYTES = 1_048_576;

/** What a job needs of a request. */
export interface TakenRequest {
  /** null: the configured one. */
  model: string | null;
  options: TranscribeOptions;
  /** Only the beginning of the sound is transcribed. */
  listenSeconds?: number;
}

/** How a request is read. */
export interface Intake<R> {
  raw: Request;
  /** The field of the form that holds the file. */
  fileField: string;
  /** @throws {FieldError} */
  readRequest: (fields: Fields) => R;
  /** Makes a media file of what is sent. */
  asMedia?: (body: ReadableStream<Uint8Array>) => ReadableStream<Uint8Array>;
}

/** Stores the file and queues the job; deletes both if either step fails. */
export async function takeIn<R extends TakenRequest>(
  deps: Deps,
  id: string,
  viewer: Viewer | null,
  { raw, fileField, readRequest, asMedia = (body) => body }: Intake<R>,
): Promise<R> {
  const { sql, storage, mediaTools, config: { maxUploadBytes } } = deps;
  const lengthBytes = Number(raw.headers.get("Content-Length") ?? 0);
  if (lengthBytes > maxUploadBytes + FORM_BYTES) {
    throw new TooLargeError(`the form has ${lengthBytes} bytes: this server takes files of up to ${maxUploadBytes}`);
  }
  await requireUploadSpace(deps.config, lengthBytes);
  await createTranscription(sql, id);
  try {
    const key = transcriptionKey(id);
    const fields = await readForm(
      raw,
      (body) => storage.put(key, limitToSpace(asMedia(body), deps.config), { maxBytes: maxUploadBytes }),
      fileField,
    );
    const request = readRequest(fields);
    const model = await chooseModel(deps, viewer, request.model);
    const wrong = findLanguageConflict(model ?? await defaultModel(sql, deps.config), request.options);
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
function payloadOf({ options, listenSeconds }: TakenRequest, model: string | null): JobPayload {
  return {
    ...(model !== null && { model }),
    ...writeTranscribeOptions(options),
    ...(listenSeconds !== undefined && { listen_seconds: listenSeconds }),
  };
}
