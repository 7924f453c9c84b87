import { chooseTrack } from "../../../ml/audio/choose_track.ts";
import { readTranscribeOptions } from "../../schemas/transcribe_options.ts";
import { appendSegments, finishTranscription, startTranscription } from "../../db/transcriptions/transcriptions.ts";
import { defaultModel } from "../../db/server/defaults.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { readAudio, SAMPLE_RATE } from "../../media/audio.ts";
import { transcriptionKey } from "../../storage/object_keys.ts";
import type { AttemptContext } from "../context.ts";
import { modelDownload } from "../steps/model_download.ts";
import { probeAudio } from "../steps/probe_audio.ts";

/**
 * Transcribes a file of the transcription API, and deletes the file at the end. Segments are stored as they are
 * transcribed, so that they can be streamed. After the last one come the dropped segments, which have a `rule`.
 *
 * The payload may contain `model`, the fields of `readTranscribeOptions`, and `listen_seconds`: how much of the sound is
 * transcribed, from the beginning.
 */
export async function transcribeAudio(attempt: AttemptContext): Promise<void> {
  const { sql, storage, config, job, mediaTools, signal, report } = attempt;
  const model = String(job.payload.model ?? await defaultModel(sql, config));
  const options = readTranscribeOptions(job.payload);
  const audioKey = transcriptionKey(job.id);
  await startTranscription(sql, job);
  await storage.withLocalFile(audioKey, async (path) => {
    report(0, "reading the file");
    const { info } = await chooseTrack(mediaTools, path, await probeAudio(attempt, path), {
      ...{ language: options.language === "auto-segment" ? null : options.language, signal },
    });
    const engine = await attempt.engines.use(model, modelDownload(attempt, model));
    const seconds = info.durationSeconds ?? 0;
    let position = 0;
    const transcript = await engine.transcribe(
      beginningOf(readAudio(mediaTools, path, { signal, info }), Number(job.payload.listen_seconds ?? Infinity)),
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

async function* beginningOf(chunks: AsyncIterable<Float32Array>, seconds: number): AsyncIterable<Float32Array> {
  let samples = 0;
  for await (const chunk of chunks) {
    yield chunk;
    samples += chunk.length;
    if (samples >= seconds * SAMPLE_RATE) return;
  }
}
