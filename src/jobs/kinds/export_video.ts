import { findCaptionFormat, writeAss } from "../../captions/mod.ts";
import { MediaError, ValidationError } from "../../core/errors.ts";
import { trackLabel } from "../../core/labels/language_labels.ts";
import { defaultTrack } from "../../core/labels/track_labels.ts";
import { fileLanguage } from "../../core/file_languages.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { type Fence, videoIdOf } from "../../db/jobs/job_rows.ts";
import { readCues } from "../../db/tracks/cues.ts";
import { listTracks, type TrackSummary } from "../../db/tracks/tracks.ts";
import { listOldestExports, MAX_EXPORTS, recordExport } from "../../db/videos/exports.ts";
import { listRenditions } from "../../db/videos/renditions.ts";
import { getVideo, queueDropOriginal } from "../../db/videos/videos.ts";
import type { Video } from "../../db/videos/video_rows.ts";
import { addCaptionStreams, burnCaptions, type CaptionStream } from "../../media/captioned_file.ts";
import { probe } from "../../media/probe.ts";
import { exportKey } from "../attempt_keys.ts";
import type { AttemptContext } from "../context.ts";
import { removeExports } from "../steps/remove_exports.ts";
import type { Leftovers } from "../job_kind.ts";
import { deleteEarlierLeftovers } from "../leftovers.ts";
import type { Cue } from "../../core/types.ts";

interface WantedTrack {
  track: TrackSummary;
  cues: Cue[];
}

/**
 * Makes a file of a video with its captions: as streams beside a copy of the largest rendition, or in its picture.
 *
 * The payload has `format`, `burn_in`, `rendition`: the key of the MP4 that was the largest, and `tracks`: the ids of
 * tracks with their revisions, as "id:revision id:revision".
 */
export async function exportVideo(attempt: AttemptContext): Promise<void> {
  const { sql, storage, config, job, signal, report, mediaTools, workDir } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  await deleteEarlierLeftovers(storage, job, (attempt) => exportLeftovers(video.id, attempt));
  const format = job.payload.format === "mkv" ? "mkv" : "mp4";
  const renditions = await listRenditions(sql, video.id);
  const rendition = renditions.find(({ mp4Key }) => mp4Key === job.payload.rendition) ?? renditions.at(0);
  if (!rendition) throw new MediaError("there is no file that can be played yet");
  const wanted = await readTracks(attempt, video);
  const key = exportKey(video.id, job, format);
  const outPath = `${workDir}/out.${format}`;
  const { size: fileBytes } = await storage.withLocalFile(rendition.mp4Key, async (input) => {
    report(0, "reading the file");
    const info = await probe(mediaTools, input, { signal });
    const stage = job.payload.burn_in ? "writing the captions into the picture" : "adding the captions";
    const onProgress = (part: number) => report(part * 0.95, stage);
    const options = {
      input,
      info,
      format,
      outPath,
      durationSeconds: video.durationSeconds,
      onProgress,
      signal,
    } as const;
    if (job.payload.burn_in) {
      await Deno.writeTextFile(`${workDir}/captions.ass`, writeAss(wanted[0].cues, info.video ?? undefined));
      await burnCaptions(mediaTools, "captions.ass", options);
    } else await addCaptionStreams(mediaTools, await writeStreams(wanted, workDir), options);
    report(0.96, "storing the file");
    return await storage.putFile(key, outPath);
  });
  await removeExports(attempt, await listOldestExports(sql, video.id, MAX_EXPORTS - 1));
  await finish(sql, job, async (tx) => {
    await recordExport(tx, { id: job.id, videoId: video.id, options: job.payload, storageKey: key, fileBytes });
    if (!config.keepOriginal) await queueDropOriginal(tx, video.id, job.id);
  });
}

/** The cues of the tracks, each with its track as it is named now; first the one that players show by default. */
async function readTracks({ sql, job }: AttemptContext, { id: videoId, language }: Video): Promise<WantedTrack[]> {
  const tracks = await listTracks(sql, videoId);
  const wanted: WantedTrack[] = [];
  for (const place of String(job.payload.tracks).split(" ")) {
    const [id, revision] = place.split(":");
    const track = tracks.find((track) => track.id === id);
    const cues = track ? await readCues(sql, revision) : [];
    if (track && cues.length > 0) wanted.push({ track, cues });
  }
  if (wanted.length === 0) throw new ValidationError("the captions were deleted before the file was made");
  const usual = defaultTrack(wanted.map(({ track }) => track), language);
  return wanted.toSorted((a, b) => Number(b.track === usual) - Number(a.track === usual));
}

async function writeStreams(wanted: readonly WantedTrack[], folder: string): Promise<CaptionStream[]> {
  const streams: CaptionStream[] = [];
  for (const [i, { track, cues }] of wanted.entries()) {
    const path = `${folder}/${i}.srt`;
    await Deno.writeTextFile(path, findCaptionFormat("srt")!.write({ cues, language: track.language }));
    streams.push({ path, language: fileLanguage(track.language), title: trackLabel(track) });
  }
  return streams;
}

/** The objects that an attempt may have stored. */
export function exportLeftovers(videoId: string, attempt: Fence): Leftovers {
  return { keys: [exportKey(videoId, attempt, "mp4"), exportKey(videoId, attempt, "mkv")] };
}
