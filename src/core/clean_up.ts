import { messageOf } from "./errors.ts";
import type { Log } from "./log.ts";

/**
 * Deletes files of a request. A failure is only logged: the response stays the same, and a sweep tries again.
 */
export async function cleanUp(log: Log, id: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn("the files of a request could not be removed", { id, error: messageOf(error) });
  }
}
