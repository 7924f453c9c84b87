import { finish } from "../../db/jobs/outcomes.ts";
import { videoIdOf } from "../../db/jobs/job_rows.ts";
import { forgetOriginal, getVideo } from "../../db/videos/videos.ts";
import type { AttemptContext } from "../context.ts";

/** Deletes the uploaded file, for KEEP_ORIGINAL=0. */
export async function dropOriginal({ sql, storage, job }: AttemptContext): Promise<void> {
  const { id, originalKey } = await getVideo(sql, videoIdOf(job));
  if (originalKey) await storage.delete(originalKey);
  await finish(sql, job, async (tx) => {
    if (originalKey) await forgetOriginal(tx, id, originalKey);
  });
}
