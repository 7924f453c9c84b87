import { Bergamot } from "../../../ml/translation/bergamot.ts";
import { bySentence } from "../../translation/sentences.ts";
import type { AttemptContext } from "../context.ts";
import { modelDownload } from "../steps/model_download.ts";
import { translateTrack } from "../steps/translate_track.ts";
import { whisperTranslator } from "../steps/whisper_translator.ts";

/** Translates captions by a model in this process. The payload is that of `translateTrack`. */
export async function translateInProcess(attempt: AttemptContext): Promise<void> {
  if (attempt.job.payload.by === "whisper") {
    return await translateTrack(attempt, (video) => whisperTranslator(attempt, video));
  }
  const bergamot = new Bergamot((model) => attempt.engines.folder(model, modelDownload(attempt, model)));
  try {
    await translateTrack(attempt, () => bySentence(bergamot));
  } finally {
    bergamot.close();
  }
}
