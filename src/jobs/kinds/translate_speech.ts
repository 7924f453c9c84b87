import type { AttemptContext } from "../context.ts";
import { translateTrack } from "../steps/translate_track.ts";
import { whisperTranslator } from "../steps/whisper_translator.ts";

/** Has Whisper translate the sound for captions. The payload is that of `translateTrack`. */
export async function translateSpeech(attempt: AttemptContext): Promise<void> {
  await translateTrack(attempt, (video) => whisperTranslator(attempt, video));
}
