import type { Config } from "../core/config.ts";
import type { Log } from "../core/log.ts";
import type { Sql } from "../db/pool/client.ts";
import type { Job } from "../db/jobs/jobs.ts";
import type { MediaTools } from "../media/process/tools.ts";
import type { Storage } from "../storage/storage.ts";
import type { Engines } from "./engines.ts";

/** What the jobs work on. */
export interface JobParts {
  sql: Sql;
  storage: Storage;
  config:
    & Pick<Config, "dataDir" | "workConcurrency" | "keepOriginal" | "whisperModel">
    & Partial<Pick<Config, "minFreeBytes">>;
  log: Log;
  mediaTools: MediaTools;
  engines: Engines;
}

/** What one attempt at a job has besides. */
export interface Attempt extends JobParts {
  job: Job;
  /** A folder of its own, gone afterwards. */
  workDir: string;
  /** Aborted when the worker stops, the job is lost, or it has shown no progress for too long. */
  signal: AbortSignal;
  /** Says how far the job is, 0 to 1; cheap, as often as one likes. Silence for too long ends the attempt. */
  report(progress: number, stage: string): void;
}
