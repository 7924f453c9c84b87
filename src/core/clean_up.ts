import { messageOf } from "./errors.ts";
import type { Log } from "./log.ts";

/**
 * Removes what a request leaves behind. Where that fails, the answer stays what it was: a video that was made is made,
 * and a wrong file is wrong. A sweep comes later to what is left.
 */
export async function cleanUp(log: Log, id: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn("what a request left could not be removed", { id, error: messageOf(error) });
  }
}
