import type { Config } from "../core/config.ts";
import type { Log } from "../core/log.ts";
import type { Job } from "../db/jobs/job_rows.ts";
import type { Sql } from "../db/pool/client.ts";
import type { MediaTools } from "../media/process/tools.ts";
import type { Storage } from "../storage/storage.ts";
import type { Engines } from "./engines.ts";

/** What a worker works with. */
export interface WorkerContext {
  sql: Sql;
  storage: Storage;
  config:
    & Pick<Config, "dataDir" | "workConcurrency" | "keepOriginal" | "whisperModel">
    & Partial<Pick<Config, "minFreeBytes">>;
  log: Log;
  mediaTools: MediaTools;
  engines: Engines;
}

/** What the handler of a job gets for one attempt. */
export interface AttemptContext extends WorkerContext {
  job: Job;
  /** An empty folder for temporary files, removed after the attempt. */
  workDir: string;
  /** Aborted when the worker stops, the job is lost, or the job has shown no progress for too long. */
  signal: AbortSignal;
  /** Reports how far this attempt is, 0 to 1. Cheap: call it often, an attempt that is silent for too long is ended. */
  report(progress: number, stage: string): void;
}

/** What log lines say of a job. */
export function logFields({ id, kind, videoId, attempt }: Job) {
  return { job: id, kind, video: videoId, attempt };
}
