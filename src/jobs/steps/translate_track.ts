import { defaultCaptionLayout } from "../../captions/mod.ts";
import { ValidationError } from "../../core/errors.ts";
import { type LanguageCode, languageCode } from "../../core/languages.ts";
import type { Cue, EditedCue } from "../../core/types.ts";
import { setJobMessage } from "../../db/tracks/alignment.ts";
import { readCues, readEditedCues } from "../../db/tracks/cues.ts";
import { currentRevision, getRevision, lastMachineRevisionId, StaleRevisionError } from "../../db/tracks/revisions.ts";
import { listTracks, type TrackSummary } from "../../db/tracks/tracks.ts";
import { finishTranslation } from "../../db/tracks/translations.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { videoIdOf } from "../../db/jobs/job_rows.ts";
import { getVideo, queueDropOriginal, type Video } from "../../db/videos/videos.ts";
import { discardRevision, storeRevision } from "../../revisions/revision_writer.ts";
import { readCaptionLayout } from "../../schemas/caption_layout.ts";
import { planTranslation, translatedCues, type TranslationPlan } from "../../translation/renewal.ts";
import type { Translator } from "../../translation/translator.ts";
import type { AttemptContext } from "../context.ts";

/**
 * Translates a caption track, or renews its translation: only what changed is translated again, and cues that a person
 * corrected stay.
 *
 * The payload contains `track` (the original) and `to` (a language's code).
 */
export async function translateTrack(
  attempt: AttemptContext,
  open: (video: Video) => Translator | Promise<Translator>,
): Promise<void> {
  const { sql, job, signal, report } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  const { original, from, to } = readRequest(await listTracks(sql, video.id), job.payload);
  const cues = await readCues(sql, original.revision);
  const translator = await open(video);
  const texts = new Map<number, string>();
  for (;;) {
    signal.throwIfAborted();
    const earlier = await readEarlier(attempt, video, original, to);
    const plan = planTranslation(cues, earlier && { original: earlier.original, cues: earlier.current });
    const wanted = new Set([...plan.wanted].filter((i) => !texts.has(i)));
    if (wanted.size > 0) {
      report(0, "translating");
      const onProgress = (share: number) => report(0.99 * share, "translating");
      const translated = await translator.translate(cues, { from, to, wanted, signal, onProgress });
      for (const [i, text] of translated) texts.set(i, text);
    }
    report(0.99, "writing");
    const machine = earlier &&
      planTranslation(cues, { original: earlier.machineOriginal, cues: earlier.machine }, { keepsEdited: false });
    try {
      return await save(attempt, { video, original, to, by: translator.name, cues, earlier, plan, machine, texts });
    } catch (error) {
      // a person has saved an edit of the translation since it was read: what is translated stays
      if (!(error instanceof StaleRevisionError)) throw error;
    }
  }
}

/** @throws {ValidationError} if the original is gone, or its language unknown */
function readRequest(tracks: TrackSummary[], payload: AttemptContext["job"]["payload"]) {
  const original = tracks.find(({ id }) => id === payload.track);
  if (!original || original.state !== "finished") {
    throw new ValidationError("the captions to translate are not there any more");
  }
  const [from, to] = [languageCode(original.language), languageCode(String(payload.to))];
  if (!from || !to) throw new ValidationError(`there is no translation from ${original.language} to ${payload.to}`);
  return { original, from, to };
}

/** A translation that exists, with what it was made from. */
interface Earlier {
  track: TrackSummary;
  /** What viewers get, and the original that it was made from. */
  current: EditedCue[];
  original: Cue[];
  /** What the machine wrote, and the original that it was made from. */
  machine: EditedCue[];
  machineOriginal: Cue[];
}

async function readEarlier(
  { sql }: AttemptContext,
  video: Video,
  original: TrackSummary,
  to: LanguageCode,
): Promise<Earlier | null> {
  const tracks = await listTracks(sql, video.id);
  const track = tracks.find(({ translation, language }) => translation?.from === original.id && language === to);
  if (!track) return null;
  const current = await currentRevision(sql, track.id);
  const machineId = await lastMachineRevisionId(sql, track.id);
  const machine = machineId && await getRevision(sql, track.id, machineId);
  if (!current?.originalRevision || !machine || !machine.originalRevision) return null;
  return {
    track,
    current: await readEditedCues(sql, current.id),
    original: await readCues(sql, current.originalRevision),
    machine: await readEditedCues(sql, machine.id),
    machineOriginal: await readCues(sql, machine.originalRevision),
  };
}

interface Translated {
  video: Video;
  original: TrackSummary;
  to: LanguageCode;
  by: string;
  cues: Cue[];
  earlier: Earlier | null;
  plan: TranslationPlan;
  /** The plan for the machine's own cues. */
  machine: TranslationPlan | null;
  texts: Map<number, string>;
}

async function save(attempt: AttemptContext, translated: Translated): Promise<void> {
  const { sql, job, config } = attempt;
  const { video, original, to, by, cues, earlier, plan, machine, texts } = translated;
  const layout = { ...defaultCaptionLayout(to), ...readCaptionLayout(video.captionLayout) };
  const options = { texts, layout, language: to };
  const result = translatedCues(cues, plan, options);
  const keptCount = result.filter(({ isEdited }) => isEdited).length;
  const content = {
    ...{ author: null, model: by, note: null, language: to, originalRevision: original.revision },
    ...{ baseRevision: earlier?.track.revision ?? null },
  };
  const revision = await storeRevision(attempt, video, {
    ...content,
    source: "translated",
    cues: keptCount > 0 ? translatedCues(cues, machine ?? plan, options) : result,
  });
  const merged = keptCount === 0 ? null : await storeRevision(attempt, video, {
    ...content,
    source: "edited",
    note: `translated anew; ${keptCount} edited ${keptCount === 1 ? "cue was" : "cues were"} kept`,
    cues: result,
  });
  try {
    await finish(sql, job, async (tx) => {
      await finishTranslation(tx, {
        ...{ videoId: video.id, original: original.id, language: to, by, revision, merged },
        track: earlier && { id: earlier.track.id, revision: earlier.track.revision },
      });
      await setJobMessage(tx, job.id, messageOf(translated, keptCount));
      if (!config.keepOriginal) await queueDropOriginal(tx, video.id, job.id);
    });
  } catch (error) {
    if (error instanceof StaleRevisionError) {
      for (const { id } of [revision, ...merged ? [merged] : []]) {
        await discardRevision(attempt, { videoId: video.id, revisionId: id });
      }
    }
    throw error;
  }
}

function messageOf({ plan, texts, by }: Translated, keptCount: number): string {
  const cues = (n: number) => `${n} ${n === 1 ? "cue" : "cues"}`;
  const parts = [`${cues(texts.size)} translated by ${by}`];
  if (keptCount > 0) parts.push(`${cues(keptCount)} that people edited kept`);
  const doubtful = plan.doubtful.length;
  if (doubtful > 0) parts.push(`the originals of ${cues(doubtful)} of these have changed`);
  return `${parts.join("; ")}.`;
}
