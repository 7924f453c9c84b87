import { ValidationError } from "../../core/errors.ts";
import { configuredTranslators } from "../../translation/configured.ts";
import type { AttemptContext } from "../context.ts";
import { translateTrack } from "../steps/translate_track.ts";

/** Translates captions by an endpoint that the settings name. The payload is that of `translateTrack`. */
export async function translateCaptions(attempt: AttemptContext): Promise<void> {
  const { by } = attempt.job.payload;
  const offered = configuredTranslators(attempt.config, { log: attempt.log }).find(({ id }) => id === by);
  if (!offered) {
    const names = "TRANSLATE_URL and LIBRETRANSLATE_URL";
    throw new ValidationError(`this worker has no translator ${by}: ${names} must be set as they are on the server`);
  }
  await translateTrack(attempt, () => offered.translator);
}
