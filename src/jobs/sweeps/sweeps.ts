import { queueOutdatedAnalyses } from "../../db/analyses/analyses.ts";
import { takeBackLostJobs } from "../../db/jobs/crashes.ts";
import type { WorkerContext } from "../context.ts";
import { QUEUE_RULES } from "../registry.ts";
import { expireLeasesOfDeadWorkers } from "./dead_workers.ts";
import { queueMissingSpeed } from "./measure_speed.ts";
import { removeDeletedVideos } from "./deleted_videos.ts";
import { removeExpiredTranscriptions } from "./expired_transcriptions.ts";
import { removeEndedDeliveries } from "./old_deliveries.ts";
import { removeOldExports } from "./old_exports.ts";
import { removeOldFiles } from "./old_files.ts";
import { removeUnsavedRevisions } from "./unsaved_revisions.ts";
import { removeUnusedObjects } from "./unused_objects.ts";

/** How long captions stay as they are before what was made of them is made again. */
const STILL_SECONDS = 20;

/** Takes back lost jobs, and removes unused rows and files. */
export async function runSweeps(context: WorkerContext): Promise<void> {
  await expireLeasesOfDeadWorkers(context);
  const lost = await takeBackLostJobs(context.sql, QUEUE_RULES);
  if (lost > 0) context.log.warn("jobs taken back from workers that are gone", { jobs: lost });
  await removeExpiredTranscriptions(context);
  await removeDeletedVideos(context);
  await removeUnsavedRevisions(context);
  await removeUnusedObjects(context);
  await removeEndedDeliveries(context);
  await removeOldExports(context);
  await removeOldFiles(context);
  await queueOutdatedAnalyses(context.sql, { kinds: context.config.analyses ?? [], stillSeconds: STILL_SECONDS });
  await queueMissingSpeed(context);
}
