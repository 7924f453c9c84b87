import { removeOldDeliveries } from "../../db/webhooks/deliveries.ts";
import type { WorkerContext } from "../context.ts";

/** How long deliveries that have ended are shown, and can be sent again. */
const KEEP_SECONDS = 30 * 24 * 3600;

/** Removes deliveries of webhooks that ended long ago, with their events and jobs. @returns how many there were */
export async function removeEndedDeliveries({ sql }: Pick<WorkerContext, "sql">): Promise<number> {
  return await removeOldDeliveries(sql, KEEP_SECONDS);
}
