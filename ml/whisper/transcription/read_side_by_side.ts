import type { AudioWindow } from "../../audio/windows.ts";
import type { TranscriptionContext } from "./context.ts";
import { LANGUAGE_WINDOWS } from "./language_detector.ts";

/** Reads batches of windows in all lanes at once and delivers the results in the order of time. */
export async function readSideBySide(
  windows: AsyncGenerator<AudioWindow>,
  { pool, reader, detector, delivery, stop }: TranscriptionContext,
): Promise<void> {
  const read = (batch: AudioWindow[]) => reader.read(batch);
  try {
    while (detector.isDetectionNeeded) {
      const first = await pool.take(windows, LANGUAGE_WINDOWS);
      if (first.length === 0) break;
      await detector.detect(first);
      await pool.readInOrder(pool.split(first), read, delivery.deliver);
    }
    await pool.readInOrder(pool.batches(windows), read, delivery.deliver);
  } finally {
    stop.abort();
    await windows.return(undefined);
  }
}
