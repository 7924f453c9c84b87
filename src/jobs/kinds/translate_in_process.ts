import { Bergamot } from "../../../ml/translation/bergamot.ts";
import { Marian } from "../../../ml/translation/marian/marian.ts";
import { bySentence } from "../../translation/sentences.ts";
import type { AttemptContext } from "../context.ts";
import { modelDownload } from "../steps/model_download.ts";
import { translateTrack } from "../steps/translate_track.ts";

/**
 * Translates captions by a model in this process. The payload is that of `translateTrack`, with `by`: "marian", or
 * else Bergamot.
 */
export async function translateInProcess(attempt: AttemptContext): Promise<void> {
  const resolve = (model: string) => attempt.engines.folder(model, modelDownload(attempt, model));
  const { by } = attempt.job.payload;
  const translator = by === "marian" ? new Marian(resolve, attempt.giveWay) : new Bergamot(resolve, attempt.giveWay);
  try {
    await translateTrack(attempt, () => bySentence(translator));
  } finally {
    await translator.close();
  }
}
