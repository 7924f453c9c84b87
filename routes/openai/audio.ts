import { Hono } from "hono";
import { newId } from "../../src/core/ids.ts";
import type { WhisperTask } from "../../src/core/types.ts";
import { speechFormSchema, speechSchema, warningSchema } from "../../src/schemas/openai.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint, type Operation } from "../http/endpoint.ts";
import { eventStream } from "../http/event_stream.ts";
import { warningHeaders } from "../http/warnings.ts";
import { abandon, whole } from "./answer.ts";
import { openAiError } from "./errors.ts";
import { readSpeechRequest } from "./fields.ts";
import { followTranscription } from "./follow.ts";
import { SPEECH_TYPES, textOf, usageOf, writeSpeech } from "./results.ts";
import { takeIn } from "./take_in.ts";

/**
 * Speech to text with OpenAI's API: `/transcriptions` in the spoken language, `/translations` in English.
 *
 * The file is stored as it arrives. A job transcribes it; the request waits for the job and cancels it if the client
 * disconnects.
 */
export function audioRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  const answer = (task: WhisperTask) =>
    endpoint(operationOf(task), async (c) => {
      const id = newId();
      const request = await takeIn(deps, id, c.get("viewer"), {
        raw: c.req.raw,
        fileField: "file",
        readRequest: (fields) => readSpeechRequest(fields, task),
      });
      const response = request.isStreamed ? streamed(deps, c.req.raw, id) : await whole(deps, id, {
        type: SPEECH_TYPES[request.format],
        write: (result) => writeSpeech(result, request),
      });
      for (const warning of warningHeaders(request.warnings)) response.headers.append("Warning", warning);
      return response;
    });
  app.post("/transcriptions", answer("transcribe"));
  app.post("/translations", answer("translate"));
  return app;
}

function operationOf(task: WhisperTask): Operation {
  return {
    id: task === "transcribe" ? "createTranscription" : "createTranslation",
    tag: "openai",
    summary: task === "transcribe" ? "Writes down what is said in a file" : "The same, translated into English",
    access: "user",
    errorForm: "openai",
    form: speechFormSchema,
    answers: {
      200: {
        description: "In the form of `response_format`; with `stream`, server-sent events.",
        json: speechSchema,
        headers: { Warning: warningSchema },
        content: {
          "text/plain": "The old gardener planted three rows of beans.\n",
          "application/x-subrip": "1\n00:00:00,000 --> 00:00:02,400\nThe old gardener\n",
          "text/vtt": "WEBVTT\n\n00:00:00.000 --> 00:00:02.400\nThe old gardener\n",
          "text/event-stream": 'data: {"type":"transcript.text.delta","delta":"The old"}\n\n',
        },
      },
    },
    problems: [400, 404, 413, 415, 507],
  };
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
  }, { reconnects: false });
}
