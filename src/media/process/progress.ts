import type { MediaProcess } from "./run.ts";

/**
 * Follows what `-progress pipe:1` writes: `out_time_us=1234567` and the like, a few times a second.
 *
 * @param durationSeconds what the header says, or null: then nothing but 0 can be said until the end
 * @param onProgress gets 0 to 0.99, never less than before; a call a report, so that it is a sign of life as well
 */
export function encodeProgress(
  durationSeconds: number | null,
  onProgress: (fraction: number) => void = () => {},
): { onText: (text: string, process: MediaProcess) => void } {
  let rest = "";
  let done = 0;
  const last = new Map<string, string>();
  const onText = (text: string, process: MediaProcess) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    let hasMoved = false;
    for (const line of lines) {
      const [key, value] = line.split("=", 2);
      // Newer versions write reports while nothing moves: only what changed counts.
      if (/^(out_time_us|frame|total_size)$/.test(key) && last.get(key) !== value) {
        last.set(key, value);
        hasMoved = true;
      }
    }
    if (!hasMoved) return;
    process.noteProgress();
    const seconds = Number(last.get("out_time_us")) / 1e6;
    if (durationSeconds && seconds > 0) done = Math.max(done, Math.min(0.99, seconds / durationSeconds));
    onProgress(done);
  };
  return { onText };
}
