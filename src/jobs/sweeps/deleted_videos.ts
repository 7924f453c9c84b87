import { deleteUpload } from "../../db/videos/uploads.ts";
import { deleteVideo, listVideosToDelete } from "../../db/videos/videos.ts";
import type { WorkerContext } from "../context.ts";

/**
 * Removes deleted videos and their files once the deletion can no longer be undone.
 *
 * @returns how many there were
 */
export async function removeDeletedVideos(
  { sql, storage, log }: Pick<WorkerContext, "sql" | "storage" | "log">,
): Promise<number> {
  let removed = 0;
  for (const id of await listVideosToDelete(sql)) {
    await storage.checkPresent(); // else the row would be deleted, and the files would stay
    if (!await deleteVideo(sql, id, { isDue: true })) continue; // another worker has removed it
    await storage.deletePrefix(`videos/${id}/`);
    await deleteUpload(sql, id); // last: if this process ends before, the upload row still says that there are files
    log.info("a deleted video is removed", { video: id });
    removed++;
  }
  return removed;
}
