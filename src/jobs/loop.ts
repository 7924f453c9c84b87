import { messageOf } from "../core/errors.ts";
import { claim, handBack, type Job, JOB_KINDS, type JobKind, sweep } from "../db/jobs/jobs.ts";
import { applySpace } from "../db/jobs/interruptions.ts";
import { listen } from "../db/pool/notify.ts";
import { diskSpace } from "../storage/disk_space.ts";
import { Background } from "../media/process/background.ts";
import { sweepScratch } from "../storage/scratch.ts";
import { runAttempt, StalledError } from "./attempt.ts";
import { Company } from "./company.ts";
import type { JobParts } from "./parts.ts";
import { sweepCaptions } from "./kinds/sweep_captions.ts";
import { sweepDeleted } from "./kinds/sweep_deleted.ts";
import { sweepTranscriptions } from "./kinds/sweep_transcriptions.ts";
import { sweepWorkers } from "./kinds/sweep_workers.ts";
import { workerName } from "./worker_name.ts";

const POLL_MS = 2000;
const SWEEP_MS = 10_000;
/** How often the disk is looked at, for jobs that wait for space on it. */
const SPACE_MS = 2000;
/** Of these one at a time: there is one engine. */
const ENGINE_KINDS: readonly JobKind[] = ["caption_video", "transcribe_audio", "align_captions"];
/** How long a suspect runs alone at its first crash. */
const ALONE_SECONDS = 120;
/** For handlers to end by themselves once the jobs are handed back. */
const STOP_MS = 2000;

/**
 * Works through the queue until `signal` is aborted: up to `workConcurrency` jobs at once, of captions one, and suspects
 * alone. Jobs that run then are handed back within two seconds.
 *
 * @throws {StalledError} where a job hangs in native code: the process should end, for nothing else ends that
 */
export async function runJobs(
  { signal, worker = workerName(), aloneSeconds = ALONE_SECONDS, ...parts }: JobParts & {
    signal: AbortSignal;
    worker?: string;
    aloneSeconds?: number;
  },
): Promise<void> {
  const { sql, config, log } = parts;
  const running = new Map<Job, Promise<void>>();
  const company = new Company(sql, aloneSeconds);
  const background = new Background();
  const isEngineBusy = () => [...running.keys()].some(({ kind }) => ENGINE_KINDS.includes(kind));
  // one that computes on CUDA leaves the processor to the others
  const seeToBackground = () => background.giveWay(isEngineBusy() && parts.engines.status.device !== "cuda");
  const bell = new Bell();
  let stalled: StalledError | null = null;
  let sweptAt = 0;
  let measuredAt = 0;
  let spareBytes = Infinity;
  const listening = listen(sql, {
    log,
    onChange: ({ kind }) => kind === "queued" && bell.ring(),
    onGap: () => bell.ring(),
  });
  const onAbort = () => bell.ring();
  signal.addEventListener("abort", onAbort);

  const start = (job: Job) => {
    company.add(job);
    // it plays already: its other sizes give way to what makes captions
    const mediaTools = job.kind === "transcode_renditions" ? { ...parts.mediaTools, background } : parts.mediaTools;
    const run = runAttempt({ ...parts, mediaTools }, job, signal).catch((error) => {
      if (error instanceof StalledError) stalled = error;
      else log.error("a job's attempt broke off", { job: job.id, error: messageOf(error) });
    }).finally(() => {
      running.delete(job);
      company.remove(job);
      seeToBackground();
      bell.ring();
    });
    running.set(job, run);
    seeToBackground();
  };

  log.info("working", { worker, jobs_at_once: config.workConcurrency });
  while (!signal.aborted && !stalled) {
    try {
      if (Date.now() - sweptAt > SWEEP_MS) {
        sweptAt = Date.now();
        await sweepWorkers(parts);
        const lost = await sweep(sql);
        if (lost > 0) log.warn("jobs taken back from workers that are gone", { jobs: lost });
        await sweepTranscriptions(parts);
        await sweepDeleted(parts);
        await sweepCaptions(parts);
        await removeOldWork(parts);
      }
      if (Date.now() - measuredAt > SPACE_MS) {
        measuredAt = Date.now();
        spareBytes = await lookAtSpace(parts, spareBytes);
      }
      while (running.size < config.workConcurrency && !signal.aborted && await company.mayGrow()) {
        // the last place is kept for what makes a video play or be read: other sizes may take hours
        const encoding = [...running.keys()].filter(({ kind }) => kind === "transcode_renditions").length;
        const mayEncode = encoding < Math.max(1, config.workConcurrency - 1);
        const isExplaining = [...running.keys()].some(({ kind }) => kind === "explain_window"); // some seconds of a core
        const kinds = JOB_KINDS.filter((kind) => {
          if (spareBytes < 0) return kind === "drop_original"; // which makes space
          if (kind === "transcode_renditions") return mayEncode;
          if (kind === "explain_window") return !isExplaining;
          return !isEngineBusy() || !ENGINE_KINDS.includes(kind);
        });
        const job = await claim(sql, {
          ...{ kinds, worker, hasOthers: running.size > 0, mayJoinSuspect: company.mayJoinSuspect },
        });
        if (!job) break;
        start(job);
      }
    } catch (error) {
      log.warn("the queue could not be read; trying again", { error: messageOf(error) });
    }
    seeToBackground(); // the device is known once a model is loaded
    await bell.wait(POLL_MS);
  }

  signal.removeEventListener("abort", onAbort);
  const jobs = [...running.keys()];
  // at once, not when their code has ended: another worker may begin, and the fence keeps ours from writing
  await within(STOP_MS, Promise.all(jobs.map((job) => giveBack(parts, job))));
  await within(STOP_MS, Promise.all(running.values()));
  background.giveWay(false);
  await listening.close();
  if (stalled) throw stalled;
}

/** Lets jobs wait for space on the disk, or go on. @returns bytes that are free beyond what is kept */
async function lookAtSpace({ sql, config, log }: JobParts, before: number): Promise<number> {
  const space = await diskSpace(config).catch((error) => {
    log.warn("the disk could not be measured", { error: messageOf(error) });
    return { freeBytes: Infinity, keptBytes: 0 };
  });
  const spareBytes = space.freeBytes - space.keptBytes;
  if (spareBytes < 0 && before >= 0) log.warn("the disk is full: jobs wait for space", { ...space });
  for (const { id, kind, videoId } of await applySpace(sql, spareBytes)) {
    log.info("there is space again: a job goes on", { job: id, kind, video: videoId });
  }
  return spareBytes;
}

async function giveBack({ sql, log }: JobParts, job: Job): Promise<void> {
  try {
    if (await handBack(sql, job)) log.info("job handed back", { job: job.id, kind: job.kind });
  } catch (error) {
    log.warn("a job could not be handed back; its lease will run out", { job: job.id, error: messageOf(error) });
  }
}

/** Folders of attempts that ended with their process, and objects that it was writing. */
async function removeOldWork({ config, storage, log }: JobParts): Promise<void> {
  try {
    await sweepScratch(`${config.dataDir}/work`);
    await storage.sweep();
  } catch (error) {
    log.warn("old working folders could not be removed", { error: messageOf(error) });
  }
}

/** Wakes the one who waits; a ring while nobody does counts for the next time. */
class Bell {
  #rung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.#rung) {
      let timer: ReturnType<typeof setTimeout>;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer!);
    }
    this.#wake = null;
    this.#rung = false;
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  await Promise.race([work, new Promise((resolve) => timer = setTimeout(resolve, ms))]);
  clearTimeout(timer!);
}
