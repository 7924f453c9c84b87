import { finish, videoIdOf } from "../../db/jobs/jobs.ts";
import { forgetOriginal, getVideo } from "../../db/videos/videos.ts";
import type { Attempt } from "../parts.ts";

/** KEEP_ORIGINAL=0: everything has been made of the uploaded file. */
export async function dropOriginal({ sql, storage, job }: Attempt): Promise<void> {
  const { id, originalKey } = await getVideo(sql, videoIdOf(job));
  if (originalKey) await storage.delete(originalKey);
  await finish(sql, job, async (tx) => {
    if (originalKey) await forgetOriginal(tx, id, originalKey);
  });
}
