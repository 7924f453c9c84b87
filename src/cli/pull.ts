import type { PullOptions, PullProgress } from "../../ml/models/fetch_model.ts";
import { ProgressLine } from "./progress.ts";
import { formatBytes, type Terminal } from "./terminal.ts";

/**
 * Downloads a model with a progress line for each file.
 *
 * @param fetch the store's `pull` or `resolve`
 * @returns the model's folder
 */
export async function pullWithProgress(
  name: string,
  terminal: Terminal,
  fetch: (options: PullOptions) => Promise<string>,
): Promise<string> {
  let file = "";
  let line: ProgressLine | null = null;
  const onProgress = (progress: PullProgress) => {
    if (progress.file !== file) {
      file = progress.file;
      line = new ProgressLine(terminal, `${name}/${file}`, {
        formatSpeed: (bytes) => `${formatBytes(Math.round(bytes))}/s`,
      });
    }
    line!.update({ done: progress.doneBytes, total: progress.totalBytes });
  };
  try {
    return await fetch({ onProgress });
  } finally {
    (line as ProgressLine | null)?.clear();
  }
}
