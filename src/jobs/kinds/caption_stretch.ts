import { alignScript } from "../../../ml/whisper/align_script.ts";
import { defaultCaptionLayout, layoutCues } from "../../captions/mod.ts";
import { ValidationError } from "../../core/errors.ts";
import type { Cue, Segment, Word } from "../../core/types.ts";
import { type JobPayload, videoIdOf } from "../../db/jobs/job_rows.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { defaultModel } from "../../db/server/defaults.ts";
import { setStretchCues } from "../../db/tracks/stretches.ts";
import { listTracks } from "../../db/tracks/tracks.ts";
import { getVideo, queueDropOriginal } from "../../db/videos/videos.ts";
import { readAudio } from "../../media/audio.ts";
import { readCaptionLayout } from "../../schemas/caption_layout.ts";
import { readLanguage, readTranscribeOptions } from "../../schemas/transcribe_options.ts";
import type { AttemptContext } from "../context.ts";
import { modelDownload } from "../steps/model_download.ts";
import { withVideoAudio } from "../steps/video_audio.ts";

/**
 * Captions a stretch of a video again, or finds the times of a text in it. The track is not changed: the cues are kept
 * with the job, for the editor that asked for them.
 *
 * The payload contains `track`, `start`, `end`, and `text` where a text is to be timed.
 */
export async function captionStretch(attempt: AttemptContext): Promise<void> {
  const { sql, job, config, signal, report, mediaTools } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  const { trackId, start, seconds, text } = readRequest(job.payload);
  const track = (await listTracks(sql, video.id)).find(({ id }) => id === trackId);
  if (!track) throw new ValidationError("the captions that this was meant for have been deleted");
  const language = track.language === "und" ? null : readLanguage(track.language);
  const cues = await withVideoAudio(attempt, video, async (path, info) => {
    const model = await defaultModel(sql, config);
    const engine = await attempt.engines.use(model, modelDownload(attempt, model));
    const audio = () => readAudio(mediaTools, path, { signal, info, part: { start, seconds } });
    const onProgress = (stage: string, done: number) => report(Math.min(0.99, done / seconds), stage);
    const segments = text === null
      ? (await engine.transcribe(
        audio(),
        readTranscribeOptions({ language: language ?? "auto", hotwords: video.vocabulary }),
        { onProgress: (progress) => onProgress(progress.stage, progress.seconds) },
        signal,
      )).segments
      : [segmentOf((await alignScript(engine, audio, { text, language, onProgress, signal })).words)];
    const layout = { ...defaultCaptionLayout(track.language), ...readCaptionLayout(video.captionLayout) };
    return layoutCues(segments, layout, { language: track.language, mediaSeconds: seconds });
  });
  await finish(sql, job, async (tx) => {
    await setStretchCues(tx, job.id, cues.map((cue) => later(cue, start)));
    if (!config.keepOriginal) await queueDropOriginal(tx, video.id, job.id);
  });
}

function readRequest({ track, start, end, text }: JobPayload) {
  const seconds = Number(end) - Number(start);
  return { trackId: String(track), start: Number(start), seconds, text: text === undefined ? null : String(text) };
}

function later(cue: Cue, by: number): Cue {
  const at = (seconds: number) => Math.round(1000 * (seconds + by)) / 1000;
  const words = cue.words.map((word) => ({ ...word, start: at(word.start), end: at(word.end) }));
  return { ...cue, start: at(cue.start), end: at(cue.end), words };
}

function segmentOf(words: Word[]): Segment {
  const text = words.map(({ word }) => word).join("");
  const numbers = { tokens: [], temperature: 0, avgLogprob: 0, compressionRatio: 1, noSpeechProb: 0 };
  return { id: 0, start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0, text, words, ...numbers };
}
