import { loadVoiceModel, VoiceActivity } from "../../../ml/audio/voice_activity.ts";
import { type AudioWindow, speechWindows } from "../../../ml/audio/windows.ts";
import { explainInThread } from "../../../ml/whisper/reference/explain_thread.ts";
import { MediaError, ValidationError } from "../../core/errors.ts";
import { type LanguageCode, languageCode } from "../../core/languages.ts";
import type { WhisperTask, Word } from "../../core/types.ts";
import { findMachineRevision, recordAttention } from "../../db/videos/attention.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { type Fence, videoIdOf } from "../../db/jobs/job_rows.ts";
import { getVideo, queueDropOriginal } from "../../db/videos/videos.ts";
import { readAudio } from "../../media/audio.ts";
import { probe } from "../../media/probe.ts";
import { audioKey } from "../steps/audio_key.ts";
import { attentionKey } from "../attempt_keys.ts";
import type { AttemptContext } from "../context.ts";
import type { Leftovers } from "../job_kind.ts";

/** Of the job: finding the window; the rest is the model's. */
const FINDING = 0.3;

/** The engine's own account of the captions: `writeTranscriptJson` of src/captions. */
interface TranscriptFile {
  task: WhisperTask;
  language: string | null;
  segments: { start: number; end: number; tokens: number[]; language?: string }[];
  words: Word[];
}

/** What was written of one window. */
interface WrittenWindow {
  window: AudioWindow;
  segments: TranscriptFile["segments"];
  /** Where the window before it ends. */
  from: number;
}

/**
 * Works out what Whisper attended to while it wrote down the window of speech at a moment, `t` of the payload in seconds:
 * every layer and head, by the reference implementation with the weights of the model that wrote the captions.
 *
 * The sound is cut again as the captioner cuts it, from the beginning, for a window depends on what came before: a
 * second for every two minutes.
 */
export async function explainWindow(attempt: AttemptContext): Promise<void> {
  const { sql, storage, config, job, signal, report, mediaTools, engines } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  const moment = Number(job.payload.t ?? 0);
  const revision = await findMachineRevision(sql, video.id);
  if (!revision) throw new ValidationError("there are no captions that a model wrote: generate them first");
  const transcript: TranscriptFile = JSON.parse(await storage.readText(revision.transcriptKey));
  const folder = await engines.folder(revision.model, {
    signal,
    onProgress: (part) => report(0, `fetching the model ${revision.model}: ${Math.floor(100 * part)} %`),
  });
  await storage.withLocalFile(await audioKey(attempt, video), async (path) => {
    report(0, "finding the moment");
    const info = await probe(mediaTools, path, { signal });
    if (!info.audio) throw new MediaError("there is no sound in this file");
    const audio = readAudio(mediaTools, path, { signal, info });
    const onSeconds = (seconds: number) => report(FINDING * Math.min(1, seconds / (moment + 30)), "finding the moment");
    const found = await findWindow(counted(audio, onSeconds), transcript.segments, moment);
    const { window, segments, from } = found;
    const language = spoken(segments[0].language ?? transcript.language);
    const model = revision.model.split("/").at(-1)!; // of a folder no path
    const file = await explainInThread({
      ...{ folder, model, language, task: transcript.task },
      textLanguage: transcript.task === "translate" ? "en" : language,
      samples: window.samples,
      start: window.start,
      tokens: segments.flatMap(({ tokens }) => tokens),
      words: wordsOf(segments, transcript.words),
    }, {
      signal,
      onProgress: (part) => report(FINDING + (0.99 - FINDING) * part, "looking at what it looks at"),
    });
    const storageKey = attentionKey(video.id, job);
    await storage.put(storageKey, new Blob([file]).stream().pipeThrough(new CompressionStream("gzip")));
    let old: string[] = [];
    await finish(sql, job, async (tx) => {
      old = await recordAttention(tx, video.id, revision.id, {
        ...{ model, storageKey, startSeconds: window.start, endSeconds: window.end },
        fromSeconds: Math.min(from, moment),
        toSeconds: Math.max(window.end, moment + 0.01),
      });
      if (!config.keepOriginal) await queueDropOriginal(tx, video.id, job.id);
    });
    for (const key of old) if (key !== storageKey) await storage.delete(key);
  });
}

async function* counted(
  audio: AsyncIterable<Float32Array>,
  onSeconds: (seconds: number) => void,
): AsyncGenerator<Float32Array> {
  let samples = 0;
  for await (const chunk of audio) {
    samples += chunk.length;
    onSeconds(samples / 16_000);
    yield chunk;
    await new Promise((resolve) => setTimeout(resolve)); // for timers: the model's runs leave them no turn
  }
}

/**
 * The window of a moment, or the next one after it, or the last: of those that something was written of.
 *
 * @throws {ValidationError} if there is none
 */
async function findWindow(
  audio: AsyncIterable<Float32Array>,
  segments: TranscriptFile["segments"],
  moment: number,
): Promise<WrittenWindow> {
  const voiceModel = await loadVoiceModel(1);
  let found: WrittenWindow | null = null;
  let from = 0;
  try {
    for await (const window of speechWindows(audio, new VoiceActivity(voiceModel))) {
      const own = segments.filter(({ start, end }) => {
        const middle = (start + end) / 2;
        return middle >= window.start && middle < window.end;
      });
      if (own.length === 0) continue;
      found = { window, segments: own, from };
      from = window.end;
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

function spoken(language: string | null): LanguageCode {
  const code = languageCode(language ?? "");
  if (!code) throw new ValidationError(`the language of the captions is ${JSON.stringify(language)}: it is not known`);
  return code;
}

/** The objects that an attempt may have stored. */
export function explanationLeftovers(videoId: string, attempt: Fence): Leftovers {
  return { keys: [attentionKey(videoId, attempt)] };
}
