import { MediaError } from "../../core/errors.ts";
import type { Storyboard } from "../../core/player_media.ts";
import type { DeadEnd } from "../../db/jobs/queue_rules.ts";
import type { Transaction } from "../../db/pool/client.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { type Fence, type Job, videoIdOf } from "../../db/jobs/job_rows.ts";
import { setStoryboard } from "../../db/videos/player_media.ts";
import { listRenditions, type NewRendition, recordRenditions, type Rendition } from "../../db/videos/renditions.ts";
import { setVideoError } from "../../db/videos/video_jobs.ts";
import { getVideo, queueDropOriginal } from "../../db/videos/videos.ts";
import { planRenditions, type RenditionPlan } from "../../media/rendition_plan.ts";
import { probe } from "../../media/probe.ts";
import { renderStoryboard } from "../../media/storyboard.ts";
import { readySound, type RenditionFile } from "../../media/transcode.ts";
import { storyboardPrefix } from "../attempt_keys.ts";
import type { AttemptContext } from "../context.ts";
import type { Leftovers } from "../job_kind.ts";
import { deleteEarlierLeftovers } from "../leftovers.ts";
import { encode, type EncodeOptions } from "../steps/encode.ts";
import { TRY_AGAIN, withoutFullStop } from "../steps/failure_text.ts";
import { optionalPart } from "../steps/optional_part.ts";
import { renditionFolders, storeRendition } from "../steps/store_rendition.ts";

/** Makes the missing sizes in one ffmpeg command, and the storyboard. */
export async function transcodeRenditions(attempt: AttemptContext): Promise<void> {
  const { sql, storage, config, job, signal, workDir, report } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  if (!video.originalKey) throw new MediaError("the original file is no longer there");
  await deleteEarlierLeftovers(storage, job, (attempt) => renditionsLeftovers(video.id, attempt));
  let earlierStoryboard: string | null = null;
  await storage.withLocalFile(video.originalKey, async (input) => {
    report(0, "reading the file");
    const info = await probe(attempt.mediaTools, input, { audioTrack: video.audioTrack ?? undefined, signal });
    const present = await listRenditions(sql, video.id);
    const has = (name: string) => present.some((one) => one.name === name);
    // the plan has other sizes if the first job encoded the source instead of copying it
    const { rest } = planRenditions({ ...info, browserPlayable: info.browserPlayable && has("source") });
    const missing = rest.filter(({ name }) => !has(name));
    const onProgress = (part: number) => report(part * 0.9, "encoding");
    const options = { input, info, outDir: workDir, signal, onProgress };
    const source = present.find(({ name }) => name === "source");
    const files = missing.length > 0 ? await encodeWithSoundOf(attempt, source, options, missing) : [];
    report(0.9, "making preview pictures");
    const pictures = await makeStoryboard(attempt, files, present, video.durationSeconds);
    const renditions: NewRendition[] = [];
    for (const file of files) renditions.push(await storeRendition(attempt, video.id, job, file));
    await finish(sql, job, async (tx) => {
      await recordRenditions(tx, video.id, renditions);
      if (pictures) earlierStoryboard = await setStoryboard(tx, video.id, pictures);
      if (!config.keepOriginal) await queueDropOriginal(tx, video.id, job.id);
    });
  });
  if (earlierStoryboard !== null) await storage.deletePrefix(earlierStoryboard);
}

/** Encodes the picture. The sound is copied from the `source` rendition if possible. */
async function encodeWithSoundOf(
  { mediaTools, storage, signal }: AttemptContext,
  source: Rendition | undefined,
  options: EncodeOptions,
  missing: RenditionPlan[],
): Promise<RenditionFile[]> {
  if (!source || !options.info.audio) return await encode(mediaTools, options, missing);
  return await storage.withLocalFile(source.mp4Key, async (path) => {
    const sound = await readySound(mediaTools, path, signal);
    return await encode(mediaTools, { ...options, ...(sound && { readySound: sound }) }, missing);
  });
}

/**
 * Makes the storyboard from the smallest rendition, the fastest to decode. If it fails, the video counts as complete.
 */
async function makeStoryboard(
  attempt: AttemptContext,
  files: RenditionFile[],
  present: Rendition[],
  durationSeconds: number | null,
): Promise<Storyboard | null> {
  const { mediaTools, storage, workDir, signal, job } = attempt;
  const videoId = videoIdOf(job);
  const make = async (input: string, { width, height }: { width: number; height: number }, seconds: number) => {
    const outDir = `${workDir}/storyboard`;
    await Deno.mkdir(outDir, { recursive: true });
    const { layout, names } = await renderStoryboard(mediaTools, {
      ...{ input, width, height, durationSeconds: seconds, outDir, signal },
    });
    const folder = storyboardPrefix(videoId, job);
    for (const name of names) await storage.putFile(`${folder}/${name}`, `${outDir}/${name}`);
    return { folder, ...layout };
  };
  return await optionalPart(attempt, "the preview pictures", async () => {
    const made = files.filter(hasPicture).toSorted((a, b) => a.shortSide - b.shortSide)[0];
    if (made) return await make(`${made.folder}/video.mp4`, made, made.durationSeconds);
    const stored = present.filter(hasPicture).at(-1); // the smallest one is the last
    if (!stored || !durationSeconds) return null;
    return await storage.withLocalFile(stored.mp4Key, (path) => make(path, stored, durationSeconds));
  }, null);
}

function hasPicture<T extends { width: number | null; height: number | null }>(
  one: T,
): one is T & { width: number; height: number } {
  return one.width !== null && one.height !== null;
}

/** The objects that an attempt may have stored. */
export function renditionsLeftovers(videoId: string, attempt: Fence): Leftovers {
  return { folders: [...renditionFolders(videoId, attempt), storyboardPrefix(videoId, attempt)] };
}

/** Records for the owner that the video plays, but lacks sizes. */
export async function reportMissingSizes(tx: Transaction, job: Job, { reason, isMachine }: DeadEnd): Promise<void> {
  const problem = `The video plays, but its other sizes could not be made: ${withoutFullStop(reason)}.`;
  await setVideoError(tx, videoIdOf(job), `${problem} ${isMachine ? TRY_AGAIN : "Upload it again to have them."}`);
}
