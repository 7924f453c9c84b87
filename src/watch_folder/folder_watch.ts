import { dirname } from "node:path";
import { delay } from "../core/async.ts";
import { messageOf } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { WatchMode } from "../core/settings/settings.ts";
import { isDatabaseTrouble, type Sql } from "../db/pool/client.ts";
import { type FileIdentity, likeFiles, moveFile, takeFile, untakenFiles } from "../db/watched_files/watched_files.ts";
import { scanFolder } from "./scan_folder.ts";
import { checkWritableFolder } from "./sidecar.ts";

/** How long a file must keep its size and time before it is taken. */
export const STILL_MS = 10_000;
/** The least time between two scans. */
const PAUSE_MS = 5000;
/** Scanning takes at most a tenth of the time: a large folder on a slow network share is looked at less often. */
const PAUSE_FACTOR = 9;
/** How long what could not be read or written is left alone. */
const PROBLEM_MS = 600_000;
/** Files asked about in one query. */
const BATCH = 1000;

export interface FolderWatchOptions {
  sql: Sql;
  log: Log;
  /** Absolute. */
  root: string;
  mode: WatchMode;
  signal?: AbortSignal;
  /** A clock, in milliseconds. */
  nowMs?: () => number;
}

interface Sighting extends FileIdentity {
  sinceMs: number;
}

/**
 * Looks for new files in the watch folder and takes those that stay still: each becomes a job. It polls, since network
 * shares do not tell what others write. What it knows of files that were taken is in the database.
 */
export class FolderWatch {
  #options: FolderWatchOptions;
  #nowMs: () => number;
  #sightings = new Map<string, Sighting>();
  /** When a path with a problem may be looked at again. Each problem is logged once. */
  #problems = new Map<string, { text: string; untilMs: number }>();
  #isAway = false;

  constructor(options: FolderWatchOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
  }

  /**
   * Scans the folder once.
   *
   * @returns how many files were taken
   * @throws if the database does not answer
   */
  async look(): Promise<number> {
    const { root, mode, log, signal } = this.#options;
    let scan;
    try {
      scan = await scanFolder(root, { withoutCaptions: mode === "sidecar", signal });
    } catch (error) {
      if (signal?.aborted) return 0;
      if (!this.#isAway) log.warn("the watch folder can't be read; trying again", { folder: root, error });
      this.#isAway = true;
      return 0;
    }
    if (this.#isAway) log.info("the watch folder can be read again", { folder: root });
    this.#isAway = false;
    for (const [path, text] of scan.problems) this.#note(path, text);
    const still = this.#stillFiles(scan.files);
    let taken = 0;
    for (let start = 0; start < still.length; start += BATCH) {
      for (const file of await untakenFiles(this.#options.sql, mode, still.slice(start, start + BATCH))) {
        if (signal?.aborted) return taken;
        if (await this.#take(file)) taken++;
      }
    }
    return taken;
  }

  /** Updates what was seen. @returns the files that have stayed still for long enough */
  #stillFiles(files: FileIdentity[]): FileIdentity[] {
    const nowMs = this.#nowMs();
    const seen = new Map<string, Sighting>();
    for (const file of files) {
      const before = this.#sightings.get(file.path);
      const isSame = before?.sizeBytes === file.sizeBytes && before.modifiedMs === file.modifiedMs;
      seen.set(file.path, isSame ? before : { ...file, sinceMs: nowMs });
    }
    this.#sightings = seen;
    return [...seen.values()].filter(({ sinceMs }) => nowMs - sinceMs >= STILL_MS);
  }

  async #take(file: FileIdentity): Promise<boolean> {
    const { sql, root, mode, log } = this.#options;
    const folder = dirname(file.path);
    if (this.#isLeftAlone(file.path) || (mode === "sidecar" && this.#isLeftAlone(folder))) return false;
    if (mode === "library" && await this.#isRenamed(file)) return false;
    if (!await this.#works(file.path, () => checkReadable(file.path))) return false;
    if (mode === "sidecar" && !await this.#works(folder, () => checkWritableFolder(folder))) return false;
    const { path, sizeBytes, modifiedMs } = file;
    const job = await takeFile(sql, mode, { root, path, sizeBytes, modifiedMs }).catch((error) => {
      if (isDatabaseTrouble(error)) throw error;
      this.#note(path, messageOf(error)); // such as a path that is too long: the files after it are taken all the same
      return null;
    });
    if (job !== null) log.info("a file of the watch folder is taken", { file: path, mode, job });
    return job !== null;
  }

  /** Whether the file was taken under a name that it no longer has. */
  async #isRenamed(file: FileIdentity): Promise<boolean> {
    const { sql, mode, log } = this.#options;
    for (const from of await likeFiles(sql, mode, file)) {
      const isGone = await Deno.lstat(from).then(() => false, (error) => error instanceof Deno.errors.NotFound);
      if (!isGone || !await moveFile(sql, mode, { from, to: file.path })) continue;
      log.info("a file of the watch folder was renamed; it is not taken again", { file: file.path, before: from });
      return true;
    }
    return false;
  }

  #isLeftAlone(path: string): boolean {
    const problem = this.#problems.get(path);
    return problem !== undefined && this.#nowMs() < problem.untilMs;
  }

  async #works(path: string, check: () => Promise<void>): Promise<boolean> {
    try {
      await check();
      this.#problems.delete(path);
      return true;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) this.#note(path, messageOf(error));
      return false;
    }
  }

  #note(path: string, text: string): void {
    if (this.#problems.get(path)?.text !== text) {
      this.#options.log.warn("a file or folder of the watch folder can't be used", { file: path, error: text });
    }
    this.#problems.set(path, { text, untilMs: this.#nowMs() + PROBLEM_MS });
  }
}

async function checkReadable(path: string): Promise<void> {
  (await Deno.open(path)).close();
}

/**
 * Watches a folder until it is stopped.
 *
 * @returns a function to stop; a scan that hangs on a lost network share is not waited for
 */
export function watchFolder(options: Omit<FolderWatchOptions, "signal">): { stop(): void } {
  const { log, root, mode } = options;
  const stopping = new AbortController();
  const watch = new FolderWatch({ ...options, signal: stopping.signal });
  const run = async () => {
    log.info("watching a folder", { folder: root, mode });
    let trouble = "";
    while (!stopping.signal.aborted) {
      const startedMs = performance.now();
      try {
        await watch.look();
        trouble = "";
      } catch (error) {
        const text = messageOf(error);
        if (text !== trouble) log.warn("files of the watch folder could not be taken; trying again", { error: text });
        trouble = text;
      }
      const tookMs = performance.now() - startedMs;
      await delay(Math.max(PAUSE_MS, tookMs * PAUSE_FACTOR), stopping.signal).catch(() => {});
    }
  };
  run();
  return { stop: () => stopping.abort() };
}
