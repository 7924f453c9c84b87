import { makeAudioReport } from "../../../ml/audio/audio_report.ts";
import { loadVoiceModel } from "../../../ml/audio/voice_activity.ts";
import { MediaError } from "../../core/errors.ts";
import type { AudioReport } from "../../core/audio_report.ts";
import { melBands } from "../../core/models.ts";
import { setAudioReportKey } from "../../db/videos/audio_report.ts";
import { defaultModel } from "../../db/server/defaults.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { type Fence, videoIdOf } from "../../db/jobs/job_rows.ts";
import { getVideo, queueDropOriginal, type Video } from "../../db/videos/videos.ts";
import { readAudio } from "../../media/audio.ts";
import { findShotChanges } from "../../media/shot_changes.ts";
import { audioReportFiles } from "../../storage/object_keys.ts";
import { audioReportPrefix } from "../attempt_keys.ts";
import type { AttemptContext } from "../context.ts";
import { type PictureFile, withPictureRenditions } from "../steps/picture_renditions.ts";
import { withVideoAudio } from "../steps/video_audio.ts";
import type { Leftovers } from "../job_kind.ts";

/** Columns of the overview in the JSON file: 160 kB. */
const MAX_COLUMNS = 2048;
/** Peaks of the overview: 4 kB. */
const MAX_PEAKS = 2048;
/** An hour of pictures takes two minutes of a core. In longer videos cuts are not looked for. */
const MAX_SECONDS_FOR_SHOTS = 3600;

/**
 * Makes the audio report of a video: the full spectrogram and waveform in a file each, from which pages read parts, and
 * everything else in one JSON file. The editor, which shows them, also wants to know where the picture cuts.
 *
 * It runs in this thread, not in the engine's. An hour of audio takes half a minute, in pieces of a tenth of a second,
 * between which the lease is renewed.
 */
export async function inspectAudio(attempt: AttemptContext): Promise<void> {
  const { sql, storage, config, job, signal, report, mediaTools, workDir } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  const prefix = audioReportPrefix(video.id, job);
  await withVideoAudio(attempt, video, async (path, info) => {
    const seconds = video.durationSeconds ?? info.durationSeconds ?? 0;
    const audio = readAudio(mediaTools, path, { signal, info });
    const [audioReport, shots] = await Promise.all([
      inspectSound(attempt, audio, (done) => {
        report(seconds > 0 ? Math.min(done / seconds, 0.99) : 0, "listening");
      }),
      findShots(attempt, video),
    ]);
    const source = { sample_rate: info.audio.sampleRate, channels: info.audio.channels };
    const files = audioReportFiles(prefix);
    await storage.putFile(files.mel, `${workDir}/mel.bin`);
    await storage.putFile(files.peaks, `${workDir}/peaks.bin`);
    await storage.putText(files.index, JSON.stringify({ source, hearing: audioReport, shot_changes: shots }));
  });
  let earlierPrefix: string | null = null;
  await finish(sql, job, async (tx) => {
    earlierPrefix = await setAudioReportKey(tx, video.id, prefix);
    if (!config.keepOriginal) await queueDropOriginal(tx, video.id, job.id);
  });
  if (earlierPrefix !== null && earlierPrefix !== prefix) await storage.deletePrefix(earlierPrefix);
}

/** When the picture cuts to another shot; undefined without a picture, and in a video that is too long. */
async function findShots(attempt: AttemptContext, video: Video): Promise<number[] | undefined> {
  if ((video.durationSeconds ?? Infinity) > MAX_SECONDS_FOR_SHOTS) return undefined;
  const { mediaTools, workDir: outDir, signal } = attempt;
  const find = ({ small: { path: input, video } }: { small: PictureFile }) =>
    findShotChanges(mediaTools, { input, video, outDir, signal });
  try {
    return await withPictureRenditions(attempt, video.id, ["small"], find);
  } catch (error) {
    if (error instanceof MediaError) return undefined;
    throw error;
  }
}

/** Makes the report, and writes the whole spectrogram and waveform to files in `workDir`. */
async function inspectSound(
  { workDir, sql, config, signal }: AttemptContext,
  audio: AsyncIterable<Float32Array>,
  onProgress: (seconds: number) => void,
): Promise<AudioReport> {
  const voiceModel = await loadVoiceModel(1);
  try {
    using mel = await Deno.create(`${workDir}/mel.bin`);
    using peaks = await Deno.create(`${workDir}/peaks.bin`);
    return await makeAudioReport(audio, voiceModel, {
      nMels: melBands(await defaultModel(sql, config)),
      maxColumns: MAX_COLUMNS,
      maxPeaks: MAX_PEAKS,
      onColumns: (columns) => writeAll(mel, columns),
      onPeaks: (pairs) => writeAll(peaks, new Uint8Array(pairs.buffer, pairs.byteOffset, pairs.length)),
      onProgress,
      signal,
    });
  } finally {
    await voiceModel.release();
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
}

/** The objects that an attempt may have stored. */
export function audioReportLeftovers(videoId: string, attempt: Fence): Leftovers {
  return { folders: [audioReportPrefix(videoId, attempt)] };
}
