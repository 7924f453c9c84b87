import { type Context, Hono } from "hono";
import { oneLine } from "../../src/translation/sentences.ts";
import { ConflictError, messageOf, NotFoundError } from "../../src/core/errors.ts";
import { languageLabel, trackLabel } from "../../src/core/labels/language_labels.ts";
import { defaultTrack } from "../../src/core/labels/track_labels.ts";
import { type LanguageCode, languageCode, LANGUAGES } from "../../src/core/languages.ts";
import { commonSubsequence } from "../../src/core/sequence_alignment.ts";
import { readEditedCues } from "../../src/db/tracks/cues.ts";
import { currentRevision } from "../../src/db/tracks/revisions.ts";
import { getTrack, listTracks, type TrackSummary } from "../../src/db/tracks/tracks.ts";
import { findTranslationJob, type TranslationJob } from "../../src/db/tracks/translations.ts";
import { OPUS_PAIRS } from "../../src/core/opus_mt.ts";
import { defaultModel } from "../../src/db/server/defaults.ts";
import { enqueue } from "../../src/db/videos/video_jobs.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { trackIdSchema } from "../../src/schemas/track.ts";
import {
  translateSchema,
  translatingSchema,
  type TranslationChoicesJson,
  translationChoicesQuerySchema,
  translationChoicesSchema,
  translationPairsSchema,
  TRANSLATORS,
} from "../../src/schemas/translation.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { BERGAMOT_PAIRS } from "../../src/translation/bergamot_pairs.ts";
import { configuredTranslators, HOW_TO_GET_MORE } from "../../src/translation/configured.ts";
import { assignToCues } from "../../src/translation/renewal.ts";
import { changeableVideo, mayChange, preflight, sharingHeaders, visibleVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods, UnprocessableError } from "../http/errors.ts";
import { findLanguageConflict } from "./models.ts";
import { cueJson } from "./track_json.ts";

const VIDEO = { id: videoIdSchema };
const IS_TRANSLATED = "captions of this video are being translated: wait until that has ended";
/** The kind of job of each translator. */
const KINDS: Record<typeof TRANSLATORS[number], string> = {
  chat: "translate_captions",
  libretranslate: "translate_captions",
  bergamot: "translate_in_process",
  whisper: "translate_speech",
  marian: "translate_in_process",
};
/** How long the page waits for a translator that is asked for its languages. */
const ASK_SECONDS = 5;

/** Translations of captions. Mounted at /api/videos. */
export function translationRoutes(deps: Deps): Hono<Env> {
  const [translate, pairs] = ["/:id/captions/translate", "/:id/tracks/:track/translation"];
  return new Hono<Env>()
    .get(translate, choices(deps)).post(translate, request(deps))
    .all(translate, onlyMethods("GET", "HEAD", "POST"))
    .get(pairs, showPairs(deps)).options(pairs, preflight(deps)).all(pairs, onlyMethods("GET", "HEAD"));
}

const choices = (deps: Deps) =>
  endpoint({
    id: "getTranslationChoices",
    tag: "captions",
    summary: "What captions can be translated into, and how far it is",
    access: "owner",
    params: VIDEO,
    query: translationChoicesQuerySchema,
    answers: { 200: { description: "What is available.", json: translationChoicesSchema } },
    problems: [404],
  }, async (c, { query, json }) => {
    const video = await changeableVideo(c, deps);
    const original = chooseOriginal(await listTracks(deps.sql, video.id), video, query().track);
    const { byLanguage, problems } = await available(deps, video, original);
    const languages = [...byLanguage].map(([language, by]) => ({ language, label: languageLabel(language), by }));
    return json(200, {
      original: original && { track: original.id, language: original.language, label: trackLabel(original) },
      languages: languages.sort((a, b) => a.label.localeCompare(b.label, "en")),
      problems,
      more: `${HOW_TO_GET_MORE}.`,
      job: jobJson(await findTranslationJob(deps.sql, video.id)),
    }, { "Cache-Control": "no-store" });
  });

const request = (deps: Deps) =>
  endpoint({
    id: "translateCaptions",
    tag: "captions",
    summary: "Translates captions, or renews a translation",
    description:
      "The translation is a caption track with the cues' own times. Of one that exists only changed cues are " +
      "translated again, and what a person edited stays.",
    access: "owner",
    params: VIDEO,
    body: translateSchema,
    answers: { 202: { description: "A job translates.", json: translatingSchema } },
    problems: [404, 409, 422],
  }, async (c, { body, json }) => {
    const video = await changeableVideo(c, deps);
    const { to, by: wanted, track } = await body();
    const original = chooseOriginal(await listTracks(deps.sql, video.id), video, track);
    if (!original) throw new ConflictError("there are no finished captions to translate yet");
    if (languageCode(original.language) === to) {
      throw new UnprocessableError(`to is "${to}": the captions are in this language already`);
    }
    const { byLanguage, problems } = await available(deps, video, original);
    const able = byLanguage.get(to) ?? [];
    const by = wanted ? able.find((id) => id === wanted) : able[0];
    if (!by) throw new UnprocessableError(missing(original, to, wanted, problems));
    const kind = KINDS[by];
    const payload = { to, by, track: original.id };
    const last = await findTranslationJob(deps.sql, video.id);
    if (last && ["queued", "running"].includes(last.state) && last.kind !== kind) {
      throw new ConflictError(IS_TRANSLATED);
    }
    const { job } = await enqueue(deps.sql, { kind, videoId: video.id, payload }).catch((error) => {
      throw error instanceof ConflictError ? new ConflictError(IS_TRANSLATED) : error;
    });
    const { id, state, progress, stage } = job;
    const status_url = `/api/videos/${video.id}/captions/translate`;
    return json(202, { job: { id, kind, state, progress, stage }, status_url });
  });

function missing(original: TrackSummary, to: LanguageCode, by: string | undefined, problems: string[]): string {
  const who = by ? `${by} does not translate` : "there is no translator";
  const reasons = problems.length > 0 ? `${problems.join("; ")}. ` : "";
  return `${who} from ${original.language} to ${LANGUAGES[to]}: ${reasons}${HOW_TO_GET_MORE}`;
}

/** The track that is translated if none is named: the viewers' default one that is no translation itself. */
function chooseOriginal(tracks: TrackSummary[], video: Video, id?: string): TrackSummary | null {
  const finished = tracks.filter(({ state }) => state === "finished");
  if (id === undefined) return defaultTrack(finished.filter(({ translation }) => !translation), video.language);
  const named = finished.find((track) => track.id === id);
  if (!named) throw new NotFoundError("there are no such finished captions of this video");
  return named;
}

/** The languages that a track can be translated into, and by whom. */
async function available(deps: Deps, video: Video, original: TrackSummary | null) {
  const byLanguage = new Map<LanguageCode, TranslationChoicesJson["languages"][number]["by"]>();
  const problems: string[] = [];
  const from = original && languageCode(original.language);
  if (!from) return { byLanguage, problems };
  const add = (language: LanguageCode, by: typeof TRANSLATORS[number]) =>
    byLanguage.set(language, [...byLanguage.get(language) ?? [], by]);
  const offered = configuredTranslators(deps.config, { tries: 1, timeoutSeconds: ASK_SECONDS, log: deps.log });
  for (const { id, targets } of offered) {
    try {
      for (const language of await targets(from)) add(language, id);
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  for (const { to } of BERGAMOT_PAIRS.filter((pair) => pair.from === from)) add(to, "bergamot");
  const model = await defaultModel(deps.sql, deps.config);
  const isRefused = findLanguageConflict(model, { language: from, task: "translate" }) !== null;
  if (from !== "en" && video.hasAudio && video.state === "ready" && !isRefused) add("en", "whisper");
  for (const { to } of OPUS_PAIRS.filter((pair) => pair.from === from)) add(to, "marian");
  return { byLanguage, problems };
}

function jobJson(job: TranslationJob | null): TranslationChoicesJson["job"] {
  if (!job) return null;
  const { id, state, progress, stage, error, message, payload } = job;
  return { id, to: String(payload.to), by: String(payload.by), state, progress, stage, error, message };
}

const showPairs = (deps: Deps) =>
  endpoint({
    id: "getTranslation",
    tag: "tracks",
    summary: "A translation beside its original, cue by cue",
    access: "viewer",
    params: { ...VIDEO, track: trackIdSchema },
    answers: { 200: { description: "Both.", json: translationPairsSchema } },
    problems: [404],
  }, async (c: Context<Env>, { json }) => {
    const video = await visibleVideo(c, deps);
    const track = await getTrack(deps.sql, video.id, c.req.param("track") ?? "");
    const { translation } = track;
    const original = translation && (await listTracks(deps.sql, video.id)).find(({ id }) => id === translation.from);
    const current = original && await currentRevision(deps.sql, original.id);
    if (!translation || !original || !current) throw new NotFoundError("these captions are no translation");
    const cues = await readEditedCues(deps.sql, current.id);
    const before = translation.revision ? await readEditedCues(deps.sql, translation.revision) : [];
    const keys = [cues, before].map((list) => list.map(({ text }) => oneLine(text)));
    const unchanged = new Set(
      commonSubsequence(keys[0], keys[1]).filter(([i, j]) => keys[0][i] === keys[1][j])
        .map(([i]) => i),
    );
    const { byCue, others } = assignToCues(await readEditedCues(deps.sql, track.revision), cues);
    const pairs = [
      ...cues.map((cue, i) => ({ original: cue, translation: byCue[i], changed: !unchanged.has(i) })),
      ...others.map((cue) => ({ original: null, translation: [cue], changed: false })),
    ].sort((a, b) => (a.original ?? a.translation[0]).start - (b.original ?? b.translation[0]).start);
    return json(200, {
      original: { track: original.id, language: original.language, revision: current.id },
      language: track.language,
      revision: track.revision,
      by: translation.by,
      outdated: translation.isOutdated,
      pairs: pairs.map(({ original, translation, changed }) => ({
        original: original && cueJson(original),
        translation: translation.map(cueJson),
        changed,
      })),
    }, {
      ...sharingHeaders(video),
      "Cache-Control": mayChange(c.get("viewer"), video) ? "private, no-cache" : "no-cache",
    });
  });
