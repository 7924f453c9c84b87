import { MediaError } from "../core/errors.ts";
import { finish, videoIdOf } from "../db/jobs.ts";
import { listRenditions, type NewRendition, recordRenditions } from "../db/renditions.ts";
import { getVideo, queueDropOriginal } from "../db/videos.ts";
import { planRenditions } from "../media/plan.ts";
import { probe } from "../media/probe.ts";
import { removeEarlierLeftovers, storeRendition } from "./keys.ts";
import type { Attempt } from "./parts.ts";
import { encode } from "./transcode_video.ts";

/** Makes the sizes that are missing, all by one ffmpeg command. */
export async function transcodeRenditions(attempt: Attempt): Promise<void> {
  const { sql, storage, config, job, signal, workDir, report } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  if (!video.originalKey) throw new MediaError("the original file is no longer there");
  await removeEarlierLeftovers(storage, video.id, job);
  await storage.withLocalFile(video.originalKey, async (input) => {
    report(0, "reading the file");
    const info = await probe(attempt.mediaTools, input, { signal });
    const present = (await listRenditions(sql, video.id)).map(({ name }) => name);
    // a source that could not be copied was encoded instead: then the other sizes are those of such a one
    const { rest } = planRenditions({ ...info, browserPlayable: info.browserPlayable && present.includes("source") });
    const missing = rest.filter(({ name }) => !present.includes(name));
    const onProgress = (part: number) => report(part * 0.95, "encoding");
    const options = { input, info, outDir: workDir, signal, onProgress };
    const files = missing.length > 0 ? await encode(attempt.mediaTools, options, missing) : [];
    const renditions: NewRendition[] = [];
    for (const file of files) renditions.push(await storeRendition(attempt, video.id, job, file));
    await finish(sql, job, async (tx) => {
      await recordRenditions(tx, video.id, renditions);
      if (!config.keepOriginal) await queueDropOriginal(tx, video.id, job.id);
    });
  });
}
