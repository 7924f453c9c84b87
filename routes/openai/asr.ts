import { type Context, Hono, type MiddlewareHandler } from "hono";
import { LANGUAGES } from "../../src/core/languages.ts";
import { ValidationError } from "../../src/core/errors.ts";
import { newId } from "../../src/core/ids.ts";
import {
  asrFormSchema,
  asrQuerySchema,
  asrSchema,
  detectedLanguageSchema,
  detectLanguageQuerySchema,
} from "../../src/schemas/asr.ts";
import { warningSchema } from "../../src/schemas/openai.ts";
import { transcribeOptionsOf } from "../../src/schemas/transcribe_options.ts";
import { identify, requireUser } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onError, onlyMethods } from "../http/errors.ts";
import { warningHeaders } from "../http/warnings.ts";
import { abandon, whole } from "./answer.ts";
import { ASR_TYPES, writeAsr } from "./asr_results.ts";
import { FieldError } from "./errors.ts";
import { followTranscription } from "./follow.ts";
import { takeIn } from "./take_in.ts";
import { wavOfPcm } from "./wav.ts";

const FILE_FIELD = "audio_file";
/** Of a file's beginning, for its language: more than the 30 s of a window, since films begin with music. */
const LISTEN_SECONDS = 180;

/**
 * The endpoints of whisper-asr-webservice, which Bazarr calls. The token is a Bearer token, or, for clients that only
 * have an address, the password in it: `http://user:TOKEN@host:port`.
 */
export function asrRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  const answer = onError(deps.log);
  app.onError((error, c) => answer(error instanceof FieldError ? new ValidationError(error.message) : error, c));
  const identified = [identify({ auth: withPassword(deps) }), requiringUser] as const;
  return app
    .post("/asr", ...identified, transcribe(deps)).all("/asr", onlyMethods("POST"))
    .post("/detect-language", ...identified, detectLanguage(deps)).all("/detect-language", onlyMethods("POST"));
}

const requiringUser: MiddlewareHandler<Env> = async (c, next) => {
  requireUser(c);
  await next();
};

/** Takes the password of HTTP's Basic authentication as the Bearer token. */
function withPassword({ auth }: Pick<Deps, "auth">): Deps["auth"] {
  return {
    ...auth,
    authenticate: (request, address, options) => {
      const password = /^Basic +(\S+) *$/i.exec(request.headers.get("Authorization") ?? "")?.[1];
      if (password === undefined) return auth.authenticate(request, address, options);
      const headers = new Headers(request.headers);
      headers.set("Authorization", `Bearer ${passwordOf(password)}`);
      return auth.authenticate(new Request(request.url, { headers }), address, options);
    },
  };
}

/** @returns "-", a wrong token, where it is no base64 or holds what no token may */
function passwordOf(base64: string): string {
  try {
    const password = atob(base64).replace(/^[^:]*:/, "").trim();
    return /[^\x21-\x7e]/.test(password) ? "-" : password;
  } catch {
    return "-";
  }
}

const ABOUT = { tag: "openai", access: "user", form: asrFormSchema, problems: [400, 413, 415, 507] } as const;

const transcribe = (deps: Deps) =>
  endpoint({
    ...ABOUT,
    id: "transcribeFile",
    summary: "Writes down what is said in a file, as whisper-asr-webservice does",
    query: asrQuerySchema,
    answers: {
      200: {
        description: "In the form of `output`.",
        json: asrSchema,
        headers: { Warning: warningSchema },
        content: {
          "text/plain": "The old gardener planted three rows of beans.\n",
          "application/x-subrip": "1\n00:00:00,000 --> 00:00:02,400\nThe old gardener\n",
          "text/vtt": "WEBVTT\n\n00:00:00.000 --> 00:00:02.400\nThe old gardener\n",
          "text/tab-separated-values": "start\tend\ttext\n0\t2400\tThe old gardener\n",
        },
      },
    },
  }, async (c, { query }) => {
    const { output = "txt", encode = true, task, language, ...fields } = query();
    const isTimed = ["srt", "vtt"].includes(output) || output === "json" && fields.word_timestamps === true;
    const options = transcribeOptionsOf({
      ...{ task, language, prompt: fields.initial_prompt, vad: fields.vad_filter, word_timestamps: isTimed },
      ...{ hotwords: undefined, beam_size: undefined, temperature: undefined, vad_threshold: undefined },
      condition_on_previous_text: undefined,
    });
    const id = newId();
    await takeIn(deps, id, c.get("viewer"), {
      ...{ raw: c.req.raw, fileField: FILE_FIELD },
      readRequest: () => ({ model: null, options }),
      ...(!encode && { asMedia: wavOfPcm }),
    });
    const response = await whole(deps, id, {
      type: ASR_TYPES[output],
      write: (result) => writeAsr(result, output, { task, hasWords: isTimed }),
    });
    for (const warning of warningHeaders(unknownNames(c))) response.headers.append("Warning", warning);
    return response;
  });

function unknownNames(c: Context<Env>): string[] {
  return Object.keys(c.req.query()).filter((name) => !Object.hasOwn(asrQuerySchema.shape, name))
    .map((name) => `the parameter ${name} is not known here and has no effect`);
}

const detectLanguage = (deps: Deps) =>
  endpoint({
    ...ABOUT,
    id: "detectLanguage",
    summary: "Detects the language at the beginning of a file, as whisper-asr-webservice does",
    query: detectLanguageQuerySchema,
    answers: { 200: { description: "The language.", json: detectedLanguageSchema } },
  }, async (c, { query, json }) => {
    const { encode = true } = query();
    const id = newId();
    await takeIn(deps, id, c.get("viewer"), {
      ...{ raw: c.req.raw, fileField: FILE_FIELD },
      readRequest: () => ({ model: null, options: { wordTimestamps: false }, listenSeconds: LISTEN_SECONDS }),
      ...(!encode && { asMedia: wavOfPcm }),
    });
    const { signal } = c.req.raw;
    try {
      const { language, languageProbability } = await followTranscription(deps, id, { signal });
      // clients fail without a language: one that nothing speaks for has no confidence
      const code = language ?? "en";
      const name = LANGUAGES[code as keyof typeof LANGUAGES] ?? code;
      return json(200, {
        ...{ detected_language: name, language_code: code },
        confidence: language === null ? 0 : languageProbability ?? 0,
      }, { "Cache-Control": "no-store" });
    } catch (error) {
      if (signal.aborted) await abandon(deps, id);
      throw error;
    }
  });
