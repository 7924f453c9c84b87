import { loadVoiceModel, VoiceActivity } from "../../../ml/audio/voice_activity.ts";
import { type AudioWindow, speechWindows } from "../../../ml/audio/windows.ts";
import { explainInThread } from "../../../ml/whisper/reference/explain_thread.ts";
import { ValidationError } from "../../core/errors.ts";
import { type LanguageCode, languageCode } from "../../core/languages.ts";
import type { WhisperTask, Word } from "../../core/types.ts";
import { findMachineRevision, recordAttention } from "../../db/videos/attention.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { type Fence, videoIdOf } from "../../db/jobs/job_rows.ts";
import { getVideo, queueDropOriginal } from "../../db/videos/videos.ts";
import { readAudio } from "../../media/audio.ts";
import { attentionKey } from "../attempt_keys.ts";
import type { AttemptContext } from "../context.ts";
import { modelDownload } from "../steps/model_download.ts";
import { withVideoAudio } from "../steps/video_audio.ts";
import type { Leftovers } from "../job_kind.ts";

/** The share of the job's progress for finding the window; the model takes the rest. */
const FINDING_SHARE = 0.3;

/** The JSON file of the captions, as `writeTranscriptJson` of src/captions writes it. */
interface TranscriptFile {
  task: WhisperTask;
  language: string | null;
  segments: { start: number; end: number; tokens: number[]; language?: string }[];
  words: Word[];
}

/** A window, with the segments transcribed from it. */
interface TranscribedWindow {
  window: AudioWindow;
  segments: TranscriptFile["segments"];
  /** The end of the previous window, in seconds. */
  fromSeconds: number;
}

/**
 * Computes the attention weights of one window of speech, for every layer and head, with the reference implementation
 * of Whisper and the model that wrote the captions. The payload's `t` is a moment of the window in seconds.
 *
 * The audio is cut into windows from the beginning, as for the captions, because a window depends on those before it.
 * That takes a second for every two minutes of audio.
 */
export async function explainWindow(attempt: AttemptContext): Promise<void> {
  const { sql, storage, config, job, signal, report, mediaTools, engines } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  const moment = Number(job.payload.t ?? 0);
  const revision = await findMachineRevision(sql, video.id);
  if (!revision) throw new ValidationError("there are no captions that a model wrote: generate them first");
  const transcript: TranscriptFile = JSON.parse(await storage.readText(revision.transcriptKey));
  const folder = await engines.folder(revision.model, modelDownload(attempt, revision.model));
  await withVideoAudio(attempt, video, async (path, info) => {
    report(0, "finding the moment");
    const audio = readAudio(mediaTools, path, { signal, info });
    const onSeconds = (seconds: number) =>
      report(FINDING_SHARE * Math.min(1, seconds / (moment + 30)), "finding the moment");
    const found = await findWindow(reportSeconds(audio, onSeconds), transcript.segments, moment);
    const { window, segments, fromSeconds } = found;
    const language = readLanguageCode(segments[0].language ?? transcript.language);
    const model = revision.model.split("/").at(-1)!; // the path of a folder is not shown
    const file = await explainInThread({
      ...{ folder, model, language, task: transcript.task },
      textLanguage: transcript.task === "translate" ? "en" : language,
      samples: window.samples,
      start: window.start,
      tokens: segments.flatMap(({ tokens }) => tokens),
      words: wordsOf(segments, transcript.words),
    }, {
      signal,
      onProgress: (part) => report(FINDING_SHARE + (0.99 - FINDING_SHARE) * part, "looking at what it looks at"),
    });
    const storageKey = attentionKey(video.id, job);
    await storage.put(storageKey, new Blob([file]).stream().pipeThrough(new CompressionStream("gzip")));
    let old: string[] = [];
    await finish(sql, job, async (tx) => {
      old = await recordAttention(tx, video.id, revision.id, {
        ...{ model, storageKey, startSeconds: window.start, endSeconds: window.end },
        fromSeconds: Math.min(fromSeconds, moment),
        toSeconds: Math.max(window.end, moment + 0.01),
      });
      if (!config.keepOriginal) await queueDropOriginal(tx, video.id, job.id);
    });
    for (const key of old) if (key !== storageKey) await storage.delete(key);
  });
}

async function* reportSeconds(
  audio: AsyncIterable<Float32Array>,
  onSeconds: (seconds: number) => void,
): AsyncGenerator<Float32Array> {
  let samples = 0;
  for await (const chunk of audio) {
    samples += chunk.length;
    onSeconds(samples / 16_000);
    yield chunk;
    await new Promise((resolve) => setTimeout(resolve)); // so that timers run: the model blocks this thread
  }
}

/**
 * Picks the window that contains a moment, or the next one after it, or the last. Windows without segments do not
 * count.
 *
 * @throws {ValidationError} if there is none
 */
async function findWindow(
  audio: AsyncIterable<Float32Array>,
  segments: TranscriptFile["segments"],
  moment: number,
): Promise<TranscribedWindow> {
  const voiceModel = await loadVoiceModel(1);
  let found: TranscribedWindow | null = null;
  let fromSeconds = 0;
  try {
    for await (const window of speechWindows(audio, new VoiceActivity(voiceModel))) {
      const inWindow = segments.filter(({ start, end }) => {
        const middle = (start + end) / 2;
        return middle >= window.start && middle < window.end;
      });
      if (inWindow.length === 0) continue;
      found = { window, segments: inWindow, fromSeconds };
      fromSeconds = window.end;
      if (window.end > moment) break;
    }
  } finally {
    await voiceModel.release();
  }
  if (!found) throw new ValidationError("no speech was found that these captions are about: generate them again");
  return found;
}

/** A segment begins with its first word and ends with its last. */
function wordsOf(segments: TranscriptFile["segments"], words: Word[]): Word[] {
  return segments.flatMap(({ start, end }) => words.filter((word) => word.start >= start && word.end <= end));
}

function readLanguageCode(language: string | null): LanguageCode {
  const code = languageCode(language ?? "");
  if (!code) throw new ValidationError(`the language of the captions is ${JSON.stringify(language)}: it is not known`);
  return code;
}

/** The objects that an attempt may have stored. */
export function explanationLeftovers(videoId: string, attempt: Fence): Leftovers {
  return { keys: [attentionKey(videoId, attempt)] };
}
