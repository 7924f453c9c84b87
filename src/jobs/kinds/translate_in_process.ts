import { Bergamot } from "../../../ml/translation/bergamot.ts";
import { bySentence } from "../../translation/sentences.ts";
import type { AttemptContext } from "../context.ts";
import { modelDownload } from "../steps/model_download.ts";
import { translateTrack } from "../steps/translate_track.ts";

/** Translates captions by a Bergamot model in this process. The payload is that of `translateTrack`. */
export async function translateInProcess(attempt: AttemptContext): Promise<void> {
  const resolve = (model: string) => attempt.engines.folder(model, modelDownload(attempt, model));
  const bergamot = new Bergamot(resolve, attempt.giveWay);
  try {
    await translateTrack(attempt, () => bySentence(bergamot));
  } finally {
    bergamot.close();
  }
}
