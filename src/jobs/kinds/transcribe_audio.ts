import { MediaError } from "../../core/errors.ts";
import { readTranscribeOptions } from "../../core/transcribe_options.ts";
import { appendSegments, finishTranscription, startTranscription } from "../../db/transcriptions/transcriptions.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { readAudio } from "../../media/audio.ts";
import { probe } from "../../media/probe.ts";
import { transcriptionKey } from "../../storage/object_keys.ts";
import type { AttemptContext } from "../context.ts";

/**
 * Transcribes a file of the transcription API. Segments reach the database as they come, for whoever has them streamed;
 * the file is removed at the end. Behind the last segment come those that were left out, told by their `rule`.
 *
 * The payload may name `model` and the fields of `readTranscribeOptions`.
 */
export async function transcribeAudio(attempt: AttemptContext): Promise<void> {
  const { sql, storage, config, job, mediaTools, signal, report } = attempt;
  const { model = config.whisperModel } = job.payload;
  const options = readTranscribeOptions(job.payload);
  const audioKey = transcriptionKey(job.id);
  await startTranscription(sql, job);
  await storage.withLocalFile(audioKey, async (path) => {
    report(0, "reading the file");
    const info = await probe(mediaTools, path, { signal });
    if (!info.audio) throw new MediaError("there is no sound in this file");
    const engine = await attempt.engines.use(String(model), {
      signal,
      onProgress: (part) => report(0, `fetching the model ${model}: ${Math.floor(100 * part)} %`),
    });
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
