import type { SeekableAudio } from "../../audio/seekable_audio.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import type { TranscriptionContext } from "./context.ts";
import { LANGUAGE_WINDOWS } from "./language_detector.ts";

const MIN_SOUND = 2 ** -13; // four steps of 16-bit audio: a window with smaller samples only is silent
const MIN_SEEK_SECONDS = 0.2; // the next window starts at least so much later: less holds no word

/** Reads all audio without voice activity: the next window starts where the text of the last one ends. */
export async function readSeeking(
  audio: SeekableAudio,
  { reader, detector, delivery, stop }: TranscriptionContext,
): Promise<void> {
  try {
    let window = await audio.read(0);
    let detectedTo = 0; // seconds of audio that the language was detected in
    while (window) {
      stop.signal.throwIfAborted();
      if (isSoundless(window)) { // from digital silence Whisper reads "you"
        delivery.advance(window.end);
        window = await audio.read(window.end);
        continue;
      }
      if (detector.isDetectionNeeded && window.end > detectedTo) {
        const next = (await audio.readAhead(LANGUAGE_WINDOWS)).slice(1);
        detectedTo = (next.at(-1) ?? window).end;
        await detector.detect([window, ...next.filter((window) => !isSoundless(window))]);
      }
      const result = await reader.read([window]);
      await delivery.deliver(result, [{ ...window, end: Math.min(window.end, result.readTo) }]);
      reader.remember(result);
      window = await audio.read(Math.max(result.readTo, window.start + MIN_SEEK_SECONDS));
    }
  } finally {
    await audio.close();
  }
}

function isSoundless({ samples }: AudioWindow): boolean {
  return samples.every((value) => Math.abs(value) < MIN_SOUND);
}
