import type { MediaProcess } from "./run.ts";

/**
 * Follows the output of `-progress pipe:1`: lines such as `out_time_us=1234567`, a few times a second.
 *
 * @param durationSeconds as the header says; if null, the progress stays 0
 * @param onProgress gets 0 to 0.99, never falling; called at every report, also as a sign of life
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
      // newer versions write reports while nothing moves, so only changes count
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
