import { listOldExports } from "../../db/videos/exports.ts";
import type { WorkerContext } from "../context.ts";
import { removeExports } from "../steps/remove_exports.ts";

/** Removes files of videos with their captions a day after they were made. @returns how many there were */
export async function removeOldExports(context: Pick<WorkerContext, "sql" | "storage" | "log">): Promise<number> {
  return await removeExports(context, await listOldExports(context.sql));
}
