import { readCaptionLayout } from "../../schemas/caption_layout.ts";
import { alignScript } from "../../../ml/whisper/align_script.ts";
import { defaultCaptionLayout, layoutCues, reviseCues } from "../../captions/mod.ts";
import { ValidationError } from "../../core/errors.ts";
import { readLanguage } from "../../schemas/transcribe_options.ts";
import type { EditedCue, Segment, Word } from "../../core/types.ts";
import { insertRevision, lockTrack, setCurrentRevision } from "../../db/tracks/revisions.ts";
import { listTracks, type TrackSummary } from "../../db/tracks/tracks.ts";
import { defaultModel } from "../../db/server/defaults.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { type JobPayload, videoIdOf } from "../../db/jobs/job_rows.ts";
import { getVideo, queueDropOriginal, type Video } from "../../db/videos/videos.ts";
import { readAudio } from "../../media/audio.ts";
import { readMachineCues, storeRevision } from "../../revisions/revision_writer.ts";
import { setJobMessage } from "../../db/tracks/alignment.ts";
import type { AttemptContext } from "../context.ts";
import { modelDownload } from "../steps/model_download.ts";
import { withVideoAudio } from "../steps/video_audio.ts";

/**
 * Aligns a script with the audio of a video and lays it out as captions. If the track was changed while the job ran,
 * the result is stored as a revision that is not the current one, and the job's message says so.
 *
 * The payload contains `track`, `base_revision`, `author` and `text`.
 */
export async function alignCaptions(attempt: AttemptContext): Promise<void> {
  const { sql, job, config } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  const request = readRequest(job.payload);
  const track = (await listTracks(sql, video.id)).find(({ id }) => id === request.track);
  if (!track) throw new ValidationError("the captions that the text was meant for have been deleted");
  const machine = await readMachineCues(sql, track.id);
  const { words, matchedCount, seconds, model } = await align(attempt, video, track, request.text, machine);
  const layout = { ...defaultCaptionLayout(track.language), ...readCaptionLayout(video.captionLayout) };
  const laidOut = layoutCues([segmentOf(words)], layout, { language: track.language, mediaSeconds: seconds });
  const cues = reviseCues(laidOut, { base: [], machine });

  const result = `${matchedCount} of ${words.length} words were heard`;
  const revision = await storeRevision(attempt, video, {
    ...{ source: "uploaded", author: request.author, model, note: `a script, timed: ${result}` },
    ...{ baseRevision: request.base, cues, language: track.language },
  });
  await finish(sql, job, async (tx) => {
    const isCurrent = await lockTrack(tx, video.id, track.id) === request.base;
    await insertRevision(tx, track.id, revision);
    if (isCurrent) await setCurrentRevision(tx, { videoId: video.id, trackId: track.id, revision });
    await setJobMessage(
      tx,
      job.id,
      isCurrent
        ? `The text is timed: ${result}.`
        : `The text is timed: ${result}. The captions were changed meanwhile, so it is kept among their revisions (${revision.id}).`,
    );
    if (!config.keepOriginal) await queueDropOriginal(tx, video.id, job.id);
  });
}

function readRequest({ track, base_revision, author, text }: JobPayload) {
  return { track: String(track), base: String(base_revision), author: String(author), text: String(text) };
}

async function align(
  attempt: AttemptContext,
  video: Video,
  track: TrackSummary,
  text: string,
  machine: EditedCue[] | null,
): Promise<{ words: Word[]; matchedCount: number; seconds: number | undefined; model: string }> {
  const { sql, config, signal, report, mediaTools } = attempt;
  return await withVideoAudio(attempt, video, async (path, info) => {
    const model = await defaultModel(sql, config);
    const engine = await attempt.engines.use(model, modelDownload(attempt, model));
    const seconds = video.durationSeconds ?? info.durationSeconds ?? undefined;
    const transcribedWords = machine?.flatMap(({ words }) => words) ?? [];
    const aligned = await alignScript(engine, () => readAudio(mediaTools, path, { signal, info }), {
      text,
      language: track.language === "und" ? null : readLanguage(track.language),
      ...(transcribedWords.length > 0 && { transcribedWords }), // saves the transcription
      onProgress: (pass, done) => {
        const part = seconds ? Math.min(1, done / seconds) : 0;
        report(pass === "aligning" ? 0.8 + 0.19 * part : 0.8 * part, pass);
      },
      signal,
    });
    return { ...aligned, seconds, model };
  });
}

function segmentOf(words: Word[]): Segment {
  const text = words.map(({ word }) => word).join("");
  const numbers = { tokens: [], temperature: 0, avgLogprob: 0, compressionRatio: 1, noSpeechProb: 0 };
  return { id: 0, start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0, text, words, ...numbers };
}
