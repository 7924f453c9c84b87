import { deleteUpload } from "../../db/videos/uploads.ts";
import { deleteVideo, videosToDelete } from "../../db/videos/videos.ts";
import type { JobParts } from "../parts.ts";

/**
 * Removes the videos that somebody deleted and did not bring back in time, with their files.
 *
 * @returns how many there were
 */
export async function sweepDeleted(
  { sql, storage, log }: Pick<JobParts, "sql" | "storage" | "log">,
): Promise<number> {
  let removed = 0;
  for (const id of await videosToDelete(sql)) {
    await storage.checkPresent(); // else the files would stay, and no row would tell of them
    if (!await deleteVideo(sql, id, { isDue: true })) continue; // another worker was quicker
    await storage.deletePrefix(`videos/${id}/`);
    await deleteUpload(sql, id); // which tells of the files, should this be cut off before
    log.info("a deleted video is removed", { video: id });
    removed++;
  }
  return removed;
}
