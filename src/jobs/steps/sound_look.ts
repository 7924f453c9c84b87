import { poorCaptionsNotices } from "../../../ml/audio/sound_quality/poor_captions.ts";
import { QUICK_LOOK_RULE, quickLook } from "../../../ml/audio/sound_quality/quick_look.ts";
import { withTimeout } from "../../core/async.ts";
import { messageOf } from "../../core/errors.ts";
import { POOR_CAPTIONS } from "../../core/notice.ts";
import { recordAnalysis } from "../../db/analyses/analyses.ts";
import { hold, videoIdOf } from "../../db/jobs/job_rows.ts";
import { transaction } from "../../db/pool/client.ts";
import { setNotices } from "../../db/videos/audio_tracks.ts";
import type { MediaInfo } from "../../media/media_info.ts";
import { type AttemptContext, logFields } from "../context.ts";

/** How long the job waits for a look that is not done when all else is: one at a file that is hard to seek in. */
const GRACE_MS = 1000;

/**
 * A quick look at the sound of a new file beside the job that prepares it, so that its owner knows before the captions
 * whether they will be bad. It delays the job by `GRACE_MS` at most and fails nothing; the measurement after the captions
 * replaces it.
 */
export class SoundLook {
  #attempt: AttemptContext;
  #stop = new AbortController();
  #looking: Promise<void> = Promise.resolve();

  constructor(attempt: AttemptContext) {
    this.#attempt = attempt;
  }

  /** @param path of the file, which must stay until `end` */
  start(path: string, info: MediaInfo): void {
    const { config, log, job } = this.#attempt;
    if (!info.audio || !config.analyses?.includes("sound_quality")) return;
    const signal = AbortSignal.any([this.#attempt.signal, this.#stop.signal]);
    this.#looking = this.#look(path, info, signal).catch((error) => {
      if (!signal.aborted) {
        log.warn("there is no quick look at the sound", { ...logFields(job), error: messageOf(error) });
      }
    });
  }

  /** Waits for its end, if that is near. */
  async end({ graceMs = GRACE_MS }: { graceMs?: number } = {}): Promise<void> {
    await withTimeout(this.#looking, graceMs, () => this.#stop.abort(new Error("the quick look took too long")));
    await this.#looking;
  }

  async #look(path: string, info: MediaInfo, signal: AbortSignal): Promise<void> {
    const { sql, job, mediaTools } = this.#attempt;
    const videoId = videoIdOf(job);
    const since = performance.now();
    const result = await quickLook(mediaTools, path, { info, signal });
    if (result === null) return;
    const seconds = Math.round(performance.now() - since) / 1000;
    await transaction(sql, async (tx) => {
      await hold(tx, job);
      await recordAnalysis(tx, videoId, "sound_quality", {
        ...{ result, madeBy: QUICK_LOOK_RULE, seconds, revisionId: null },
      });
      await setNotices(tx, videoId, [POOR_CAPTIONS], poorCaptionsNotices(result));
    });
  }
}
