import { messageOf } from "../core/errors.ts";
import { updateSpaceWaits } from "../db/jobs/space_waits.ts";
import { diskSpace } from "../storage/disk_space.ts";
import type { WorkerContext } from "./context.ts";
import { FULL_DISK_KINDS } from "./registry.ts";

/** Measures the free space of the worker's disk, and makes queued jobs wait for space or ends their wait. */
export class DiskWatch {
  #context: Pick<WorkerContext, "sql" | "config" | "log">;
  #spareBytes = Infinity;

  constructor(context: Pick<WorkerContext, "sql" | "config" | "log">) {
    this.#context = context;
  }

  /** Whether less space is free than MIN_FREE_BYTES. */
  get isFull(): boolean {
    return this.#spareBytes < 0;
  }

  async measure(): Promise<void> {
    const { sql, config, log } = this.#context;
    const wasFull = this.isFull;
    const space = await diskSpace(config).catch((error) => {
      log.warn("the disk could not be measured", { error: messageOf(error) });
      return { freeBytes: Infinity, keptBytes: 0 };
    });
    const spareBytes = space.freeBytes - space.keptBytes;
    if (spareBytes < 0 && !wasFull) log.warn("the disk is full: jobs wait for space", { ...space });
    for (const { id, kind, videoId } of await updateSpaceWaits(sql, spareBytes, FULL_DISK_KINDS)) {
      log.info("there is space again: a job goes on", { job: id, kind, video: videoId });
    }
    this.#spareBytes = spareBytes;
  }
}
