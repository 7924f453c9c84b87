import type { AudioWindow } from "../../audio/windows.ts";
import type { TranscriptionContext } from "./context.ts";
import { LANGUAGE_WINDOWS } from "./language_detector.ts";

/** Reads one window after the other, each with the text before it as context. */
export async function readOneByOne(
  windows: AsyncGenerator<AudioWindow>,
  { pool, reader, detector, delivery }: TranscriptionContext,
): Promise<void> {
  const read = async (window: AudioWindow) => {
    const result = await reader.read([window]);
    await delivery.deliver(result, [window]);
    reader.remember(result);
  };
  while (detector.isDetectionNeeded) {
    const first = await pool.take(windows, LANGUAGE_WINDOWS);
    if (first.length === 0) break;
    await detector.detect(first);
    for (const window of first) await read(window);
  }
  for await (const window of windows) await read(window);
}
