import { queueAnalyses } from "../../db/analyses/analyses.ts";
import { readCaptionLayout } from "../../schemas/caption_layout.ts";
import {
  CueBuilder,
  defaultCaptionLayout,
  mergeCues,
  writeSrt,
  writeTranscriptJson,
  writeVtt,
} from "../../captions/mod.ts";
import { readTranscribeOptions } from "../../schemas/transcribe_options.ts";
import type {
  CaptionLayout,
  Cue,
  EditedCue,
  Segment,
  TranscribeOptions,
  Transcript,
  WhisperTask,
} from "../../core/types.ts";
import {
  abandonRevisions,
  appendCues,
  type BuildingRevision,
  type EditedCaptions,
  finishRevision,
  setRevisionLanguage,
  startRevision,
} from "../../db/tracks/building_revisions.ts";
import { currentRevision, StaleRevisionError } from "../../db/tracks/revisions.ts";
import type { DeadEnd } from "../../db/jobs/queue_rules.ts";
import type { Transaction } from "../../db/pool/client.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { type Job, type JobPayload, videoIdOf } from "../../db/jobs/job_rows.ts";
import { setCaptionSound } from "../../db/videos/audio_tracks.ts";
import { setCaptionsFailed } from "../../db/videos/video_jobs.ts";
import { defaultModel } from "../../db/server/defaults.ts";
import { getVideo, queueDropOriginal, setCaptionStatus, type Video } from "../../db/videos/videos.ts";
import { readAudio } from "../../media/audio.ts";
import { deleteRevisionFiles, putRevisionFiles } from "../../revisions/revision_files.ts";
import { discardRevision, readMachineCues, storeRevision } from "../../revisions/revision_writer.ts";
import { readEditedCues } from "../../db/tracks/cues.ts";
import type { AttemptContext } from "../context.ts";
import { analysesAfterCaptions } from "../steps/run_analysis.ts";
import { modelDownload } from "../steps/model_download.ts";
import { withVideoFile } from "../steps/video_audio.ts";
import { withoutFullStop } from "../steps/failure_text.ts";

/**
 * Captions a video. Cues are stored window by window; at the end the files are stored, and one transaction makes the
 * revision the current one.
 *
 * The payload may contain `model` and the fields of `readTranscribeOptions` and `readCaptionLayout`. Missing fields
 * have the video's value, or the default.
 */
export async function captionVideo(attempt: AttemptContext): Promise<void> {
  const { sql, config, job, signal, report } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  const request = readRequest(video, job.payload, await defaultModel(sql, config));
  await withVideoFile(attempt, video, async (path, info) => {
    if (!info.audio) {
      await finish(sql, job, async (tx) => {
        await setCaptionStatus(tx, video.id, { status: "ready", note: "no sound" });
        const without = { hasAudio: false, hasVideo: video.hasVideo };
        await queueAnalyses(tx, video.id, analysesAfterCaptions(config.analyses ?? [], 0, without));
        if (!config.keepOriginal) await queueDropOriginal(tx, video.id, job.id);
      });
      return;
    }
    const cues = new CueWriter(attempt, request, await startCaptions(attempt, request));
    const engine = await attempt.engines.use(request.model, modelDownload(attempt, request.model));
    const seconds = video.durationSeconds ?? info.durationSeconds ?? 0;
    const sound: Sound = { track: video.originalKey ? info.audio.track : video.audioTrack, isOpposite: false };
    const transcript = await engine.transcribe(
      readAudio(attempt.mediaTools, path, { signal, info, onOppositePhase: () => sound.isOpposite = true }),
      request.options,
      {
        onProgress: (p) => report(seconds > 0 ? Math.min(p.seconds / seconds, 0.99) : 0, p.stage),
        onSegments: (segments, { language }) => cues.add(segments, language),
      },
      signal,
    );
    await finishCaptions(attempt, request, { transcript, sound, video }, await cues.end(transcript));
  }, { audioTrack: request.audioTrack });
}

/** The sound that captions are of. */
interface Sound {
  /** From 1; null in a video that an older version prepared, of which only a rendition is left. */
  track: number | null;
  /** Whether its channels are in opposite phase. */
  isOpposite: boolean;
}

interface CaptionRequest {
  model: string;
  options: TranscribeOptions;
  task: WhisperTask;
  layout: Partial<CaptionLayout>;
  /** From 1; null: the file's default, in a video that an older version prepared. */
  audioTrack: number | null;
}

function readRequest(video: Video, payload: JobPayload, defaultModel: string): CaptionRequest {
  const options = readTranscribeOptions({ language: video.askedLanguage, hotwords: video.vocabulary, ...payload });
  return {
    model: String(payload.model ?? defaultModel),
    options,
    task: options.task ?? "transcribe",
    layout: readCaptionLayout({ ...video.captionLayout, ...payload }),
    audioTrack: typeof payload.audio_track === "number" ? payload.audio_track : video.audioTrack,
  };
}

async function startCaptions(
  { sql, storage, job }: AttemptContext,
  { options: { language }, model, task }: CaptionRequest,
): Promise<BuildingRevision> {
  const isTranslation = task === "translate";
  const spokenLanguage = language === "auto-segment" ? null : language ?? null; // null: it is detected
  const { revision, abandoned } = await startRevision(sql, job, {
    language: isTranslation ? "en" : spokenLanguage,
    source: isTranslation ? "translated" : "auto",
    model,
  });
  for (const id of abandoned) {
    await deleteRevisionFiles(storage, { videoId: revision.videoId, revisionId: id });
  }
  return revision;
}

/** Lays out segments as cues, and stores each cue as soon as it is final. */
class CueWriter {
  cues: Cue[] = [];
  #attempt: AttemptContext;
  #request: CaptionRequest;
  #revision: BuildingRevision;
  #builder: CueBuilder | null = null;

  constructor(attempt: AttemptContext, request: CaptionRequest, revision: BuildingRevision) {
    this.#attempt = attempt;
    this.#request = request;
    this.#revision = revision;
  }

  async add(segments: Segment[], detectedLanguage: string | null): Promise<void> {
    const { sql, job } = this.#attempt;
    const language = this.#request.task === "translate" ? "en" : detectedLanguage;
    if (!this.#builder) {
      const layout = { ...defaultCaptionLayout(language), ...this.#request.layout };
      this.#builder = new CueBuilder(layout, { language });
      if (language) this.#revision = await setRevisionLanguage(sql, job, this.#revision, language);
    }
    await this.#append(this.#builder.push(segments));
  }

  async end(transcript: Transcript): Promise<{ revision: BuildingRevision; cues: Cue[] }> {
    if (this.#builder) await this.#append(this.#builder.end(transcript.duration));
    return { revision: this.#revision, cues: this.cues };
  }

  async #append(cues: Cue[]): Promise<void> {
    this.cues.push(...cues);
    await appendCues(this.#attempt.sql, this.#attempt.job, this.#revision, cues);
  }
}

async function finishCaptions(
  attempt: AttemptContext,
  { task, model }: CaptionRequest,
  { transcript, sound, video }: { transcript: Transcript; sound: Sound; video: Video },
  { revision, cues }: { revision: BuildingRevision; cues: Cue[] },
): Promise<void> {
  const { sql, storage, config, job, signal, report } = attempt;
  report(0.99, "writing");
  const language = task === "translate" ? "en" : transcript.language;
  const keys = await putRevisionFiles(storage, { videoId: revision.videoId, revisionId: revision.id }, {
    srt: writeSrt(cues),
    vtt: writeVtt(cues, { language }),
    json: writeTranscriptJson(transcript, cues, { task }),
  });
  for (;;) {
    signal.throwIfAborted();
    const before = await mergeWithEdited(attempt, revision, cues, { language, model });
    try {
      await finish(sql, job, async (tx) => {
        await finishRevision(tx, revision, {
          ...keys,
          language,
          languageProbability: transcript.languageProbability,
          languageProbabilities: transcript.languageProbabilities,
          wordCount: transcript.segments.reduce((n, { words }) => n + words.length, 0),
          note: cues.length === 0 ? "no speech" : null,
        }, before);
        await setCaptionSound(tx, revision.videoId, sound);
        await queueAnalyses(tx, revision.videoId, analysesAfterCaptions(config.analyses ?? [], cues.length, video));
        if (!config.keepOriginal) await queueDropOriginal(tx, revision.videoId, job.id);
      });
      return;
    } catch (error) {
      if (!(error instanceof StaleRevisionError)) throw error;
      // a person has saved an edit since the merge: merge again with it
      if (before.merged) {
        await discardRevision(attempt, { videoId: revision.videoId, revisionId: before.merged.id });
      }
    }
  }
}

/** Merges the new cues with those that a person has edited, and stores the files; `merged` is null without edits. */
async function mergeWithEdited(
  attempt: AttemptContext,
  { videoId, trackId }: BuildingRevision,
  cues: Cue[],
  { language, model }: { language: string | null; model: string },
): Promise<EditedCaptions> {
  const { sql } = attempt;
  const before = await currentRevision(sql, trackId);
  if (!before || before.source === "auto" || before.source === "translated") {
    return { current: before?.id ?? null, merged: null };
  }
  const current = await readEditedCues(sql, before.id);
  const earlier = await readMachineCues(sql, trackId, before.createdAt) ?? [];
  const machine = cues.map((cue): EditedCue => ({ ...cue, isEdited: false }));
  const merged = mergeCues({ current, earlier, machine }, language);
  const kept = merged.filter((cue) => cue.isEdited).length;
  if (kept === 0 && merged.length === cues.length) return { current: before.id, merged: null };
  const note = `made anew; ${kept} edited ${kept === 1 ? "cue was" : "cues were"} kept`;
  const revision = await storeRevision(attempt, await getVideo(sql, videoId), {
    ...{ source: "edited", author: null, model, note, baseRevision: before.id, cues: merged },
    language: language ?? "und",
  });
  return { current: before.id, merged: revision };
}

/** Records for the owner that captioning failed, and abandons the revision that was being built. */
export async function reportFailedCaptions(tx: Transaction, job: Job, { reason, isMachine }: DeadEnd): Promise<void> {
  const advice = isMachine
    ? "Generate them again."
    : "Generate them again, with another model or language if it fails again.";
  await setCaptionsFailed(tx, videoIdOf(job), `The captions could not be made: ${withoutFullStop(reason)}. ${advice}`);
  await abandonRevisions(tx, job.id);
}
