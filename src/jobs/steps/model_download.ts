import type { AttemptContext } from "../context.ts";

/** Options of `Engines` that show the download of missing weights as the job's stage. */
export function modelDownload({ signal, report }: Pick<AttemptContext, "signal" | "report">, model: string) {
  return {
    signal,
    onProgress: (share: number) => report(0, `fetching the model ${model}: ${Math.floor(100 * share)} %`),
  };
}
