import { readTranscribeOptions } from "../../core/transcribe_options.ts";
import { appendSegments, finishTranscription, startTranscription } from "../../db/transcriptions/transcriptions.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { readAudio } from "../../media/audio.ts";
import { transcriptionKey } from "../../storage/object_keys.ts";
import type { AttemptContext } from "../context.ts";
import { modelDownload } from "../steps/model_download.ts";
import { probeAudio } from "../steps/probe_audio.ts";

/**
 * Transcribes a file of the transcription API, and deletes the file at the end. Segments are stored as they are
 * transcribed, so that they can be streamed. After the last one come the dropped segments, which have a `rule`.
 *
 * The payload may contain `model` and the fields of `readTranscribeOptions`.
 */
export async function transcribeAudio(attempt: AttemptContext): Promise<void> {
  const { sql, storage, config, job, mediaTools, signal, report } = attempt;
  const model = String(job.payload.model ?? config.whisperModel);
  const options = readTranscribeOptions(job.payload);
  const audioKey = transcriptionKey(job.id);
  await startTranscription(sql, job);
  await storage.withLocalFile(audioKey, async (path) => {
    report(0, "reading the file");
    const info = await probeAudio(attempt, path);
    const engine = await attempt.engines.use(model, modelDownload(attempt, model));
    const seconds = info.durationSeconds ?? 0;
    let position = 0;
    const transcript = await engine.transcribe(
      readAudio(mediaTools, path, { signal, info }),
      options,
      {
        onProgress: (p) => report(seconds > 0 ? Math.min(p.seconds / seconds, 0.99) : 0, p.stage),
        onSegments: async (segments) => {
          await appendSegments(sql, job, position, segments);
          position += segments.length;
        },
      },
      signal,
    );
    await appendSegments(sql, job, position, transcript.dropped);
    await finish(sql, job, (tx) => finishTranscription(tx, job.id, transcript));
  });
  await storage.delete(audioKey);
}
