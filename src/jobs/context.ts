import type { Config } from "../core/settings/config.ts";
import type { Log } from "../core/log.ts";
import type { Job } from "../db/jobs/job_rows.ts";
import type { Sql } from "../db/pool/client.ts";
import type { MediaTools } from "../media/process/tools.ts";
import type { Storage } from "../storage/storage.ts";
import type { TranslationSettings } from "../translation/configured.ts";
import type { Resolve } from "../webhooks/target.ts";
import type { Engines } from "./engines.ts";

/** The dependencies of a worker. */
export interface WorkerContext {
  sql: Sql;
  storage: Storage;
  config:
    & Pick<Config, "dataDir" | "workConcurrency" | "keepOriginal" | "whisperModel">
    & Partial<Pick<Config, "minFreeBytes" | "webhookAllowPrivate" | "setNames" | "storage" | "scratchBytes">>
    & Partial<Pick<Config, "watchDir" | "watchMode" | "watchAfter" | "analyses">>
    & Partial<TranslationSettings>;
  log: Log;
  mediaTools: MediaTools;
  engines: Engines;
  /** The models whose weights are on this machine; if absent, its speed is not measured. */
  localModels?: (model: string) => string[];
  /** Whether a speech engine uses the processor now; if absent, none does. */
  isEngineBusy?: () => boolean;
  /** Finds the addresses of a webhook's host; if absent, the system's resolver does. */
  resolveHost?: Resolve;
}

/** The context of one attempt, passed to the job's handler. */
export interface AttemptContext extends WorkerContext {
  job: Job;
  /** An empty folder for temporary files, removed after the attempt. */
  workDir: string;
  /** Aborted when the worker stops, the job is lost, or the job has shown no progress for too long. */
  signal: AbortSignal;
  /** Reports the progress of this attempt, 0 to 1. Cheap: call it often, since an attempt without reports is ended. */
  report(progress: number, stage: string): void;
  /**
   * Waits while a speech engine uses the processor. A job of the lane `analyze` calls it between pieces of its work, of at most a
   * second. @throws the signal's reason after an abort
   */
  giveWay(): Promise<void>;
}

/** The fields of a job in log lines. */
export function logFields({ id, kind, videoId, attempt }: Job) {
  return { job: id, kind, video: videoId, attempt };
}
