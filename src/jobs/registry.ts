import type { QueueRules } from "../db/jobs/queue_rules.ts";
import { isOfDeletedVideo } from "../db/videos/video_jobs.ts";
import { isOfBusyEndpoint } from "../db/webhooks/events.ts";
import { transcriptionKey } from "../storage/object_keys.ts";
import { type JobKind, NETWORK_LANES } from "./job_kind.ts";
import { alignCaptions } from "./kinds/align_captions.ts";
import { captionVideo, reportFailedCaptions } from "./kinds/caption_video.ts";
import { analyzeSound } from "./kinds/analyze_sound.ts";
import { analyzeChapters } from "./kinds/analyze_chapters.ts";
import { analyzeMeaning } from "./kinds/analyze_meaning.ts";
import { analyzeSafety } from "./kinds/analyze_safety.ts";
import { analyzeSentiment } from "./kinds/analyze_sentiment.ts";
import { analyzeSoundEvents } from "./kinds/analyze_sound_events.ts";
import { analyzeSpeakers } from "./kinds/analyze_speakers.ts";
import { analyzeSummary } from "./kinds/analyze_summary.ts";
import { analyzeThumbnails, thumbnailLeftovers } from "./kinds/analyze_thumbnails.ts";
import { analyzeTags } from "./kinds/analyze_tags.ts";
import { analyzeTopics } from "./kinds/analyze_topics.ts";
import { captionStretch } from "./kinds/caption_stretch.ts";
import { captionFile } from "./kinds/caption_file.ts";
import { deliverWebhook, reportDeadDelivery } from "./kinds/deliver_webhook.ts";
import { dropOriginal } from "./kinds/drop_original.ts";
import { explainWindow, explanationLeftovers } from "./kinds/explain_window.ts";
import { exportLeftovers, exportVideo } from "./kinds/export_video.ts";
import { fetchModel } from "./kinds/fetch_model.ts";
import { importFile } from "./kinds/import_file.ts";
import { audioReportLeftovers, inspectAudio } from "./kinds/inspect_audio.ts";
import { replaceFile, replacementLeftovers, reportFailedReplacement } from "./kinds/replace_file.ts";
import { measureSpeed } from "./kinds/measure_speed.ts";
import { removeModel } from "./kinds/remove_model.ts";
import { renditionsLeftovers, reportMissingSizes, transcodeRenditions } from "./kinds/transcode_renditions.ts";
import { firstRenditionLeftovers, reportFailedVideo, transcodeVideo } from "./kinds/transcode_video.ts";
import { translateCaptions } from "./kinds/translate_captions.ts";
import { translateInProcess } from "./kinds/translate_in_process.ts";
import { translateSpeech } from "./kinds/translate_speech.ts";
import { reportFrameNotTaken, takenFrameLeftovers, takeThumbnail } from "./kinds/take_thumbnail.ts";
import { transcribeAudio } from "./kinds/transcribe_audio.ts";
import { reportFailedAnalysis } from "./steps/run_analysis.ts";
import { reportFailedFile } from "./steps/watched_file.ts";

/**
 * All kinds of jobs, by the name that a job has in the database.
 *
 * `docs/adding.md` says how to add one; `JobKind` describes what a handler has to do, and each field of a row.
 */
export const JOB_KINDS = {
  transcode_video: {
    handler: transcodeVideo,
    lane: "unlimited",
    onDead: reportFailedVideo,
    leftovers: firstRenditionLeftovers,
  },
  replace_file: {
    handler: replaceFile,
    lane: "unlimited",
    onDead: reportFailedReplacement,
    leftovers: replacementLeftovers,
  },
  transcode_renditions: {
    handler: transcodeRenditions,
    lane: "encode",
    priority: 2, // the video plays already
    onDead: reportMissingSizes,
    leftovers: renditionsLeftovers,
  },
  caption_video: { handler: captionVideo, lane: "engine", onDead: reportFailedCaptions },
  drop_original: { handler: dropOriginal, lane: "unlimited", runsOnFullDisk: true },
  transcribe_audio: { handler: transcribeAudio, lane: "engine", inputKey: ({ id }) => transcriptionKey(id) },
  inspect_audio: { handler: inspectAudio, lane: "unlimited", leftovers: audioReportLeftovers },
  align_captions: { handler: alignCaptions, lane: "engine" },
  caption_stretch: { handler: captionStretch, lane: "engine" },
  explain_window: { handler: explainWindow, lane: "explain", priority: 1, leftovers: explanationLeftovers },
  // after everything else: what it translates can be watched already
  translate_captions: { handler: translateCaptions, lane: "translate", priority: 5 },
  translate_in_process: { handler: translateInProcess, lane: "analyze", priority: 5 }, // gives way to captions
  translate_speech: { handler: translateSpeech, lane: "engine", priority: 5 },
  // somebody waits for it, but nothing else does
  export_video: { handler: exportVideo, lane: "encode", priority: 3, leftovers: exportLeftovers },
  // each after everything else: see `analyze` in LANE_LIMITS
  analyze_sound: { handler: analyzeSound, lane: "analyze", priority: 4, onDead: reportFailedAnalysis },
  analyze_topics: { handler: analyzeTopics, lane: "analyze", priority: 4, onDead: reportFailedAnalysis },
  analyze_sentiment: { handler: analyzeSentiment, lane: "analyze", priority: 4, onDead: reportFailedAnalysis },
  analyze_tags: { handler: analyzeTags, lane: "analyze", priority: 4, onDead: reportFailedAnalysis },
  analyze_safety: { handler: analyzeSafety, lane: "analyze", priority: 4, onDead: reportFailedAnalysis },
  analyze_chapters: { handler: analyzeChapters, lane: "analyze", priority: 4, onDead: reportFailedAnalysis },
  analyze_summary: { handler: analyzeSummary, lane: "analyze", priority: 4, onDead: reportFailedAnalysis },
  analyze_meaning: { handler: analyzeMeaning, lane: "analyze", priority: 4, onDead: reportFailedAnalysis },
  analyze_speakers: { handler: analyzeSpeakers, lane: "analyze", priority: 4, onDead: reportFailedAnalysis },
  analyze_sound_events: { handler: analyzeSoundEvents, lane: "analyze", priority: 4, onDead: reportFailedAnalysis },
  analyze_thumbnails: {
    handler: analyzeThumbnails,
    lane: "analyze",
    priority: 4,
    onDead: reportFailedAnalysis,
    leftovers: thumbnailLeftovers,
  },
  // its person waits for it
  take_thumbnail: {
    handler: takeThumbnail,
    lane: "unlimited",
    onDead: reportFrameNotTaken,
    leftovers: takenFrameLeftovers,
  },
  // after what people upload by hand
  import_file: { handler: importFile, lane: "import", priority: 1, onDead: reportFailedFile, needsWatchFolder: true },
  caption_file: { handler: captionFile, lane: "engine", priority: 1, onDead: reportFailedFile, needsWatchFolder: true },
  fetch_model: { handler: fetchModel, lane: "download" },
  measure_speed: { handler: measureSpeed, lane: "engine", priority: 6 }, // and gives way to captions
  remove_model: { handler: removeModel, lane: "engine", runsOnFullDisk: true }, // no engine reads the weights then
  deliver_webhook: { handler: deliverWebhook, lane: "webhook", runsOnFullDisk: true, onDead: reportDeadDelivery },
} satisfies Record<string, JobKind>;

export type JobKindName = keyof typeof JOB_KINDS;
export const JOB_KIND_NAMES = Object.keys(JOB_KINDS) as JobKindName[];

/** The kinds that run while the disk is full. */
export const FULL_DISK_KINDS = JOB_KIND_NAMES.filter((kind) => kindOf({ kind }).runsOnFullDisk);

/** Whether jobs of this kind run in a network lane. */
export function isNetworkKind(kind: { kind: string }): boolean {
  return NETWORK_LANES.includes(kindOf(kind).lane);
}

/** @throws {TypeError} if the registry has no such kind */
export function kindOf({ kind }: { kind: string }): JobKind {
  if (!Object.hasOwn(JOB_KINDS, kind)) throw new TypeError(`there is no job kind ${JSON.stringify(kind)}`);
  return JOB_KINDS[kind as JobKindName];
}

/**
 * Checks that each kind can run.
 *
 * @throws {TypeError} if a kind has no handler
 */
export function checkKinds(kinds: Record<string, { handler?: unknown }> = JOB_KINDS): void {
  for (const [name, { handler }] of Object.entries(kinds)) {
    if (typeof handler !== "function") throw new TypeError(`the job kind ${name} has no handler`);
  }
}

/** The queue's rules for these kinds. */
export const QUEUE_RULES: QueueRules = {
  priorities: Object.fromEntries(JOB_KIND_NAMES.map((kind) => [kind, kindOf({ kind }).priority ?? 0])),
  isBlocked: (sql) => sql`(${isOfDeletedVideo(sql)} or ${isOfBusyEndpoint(sql)})`,
  isSuspectable: (job) => !isNetworkKind(job),
  onDead: async (tx, job, end) => await kindOf(job).onDead?.(tx, job, end),
};
