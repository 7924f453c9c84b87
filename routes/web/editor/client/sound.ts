import type { AudioReport } from "../../../../src/core/audio_report.ts";
import { percent } from "../../shared/format.ts";
import { ask } from "./api.ts";

interface Answer {
  state: "none" | "queued" | "running" | "failed" | "ready";
  progress: number;
  error: string | null;
  peaks_url: string;
  hearing: AudioReport;
}

export interface Sound {
  /** The highest and the lowest samples of stretches of equal length, in [-1, 1]. */
  peaks: [high: Float32Array, low: Float32Array];
  speech: { start: number; end: number }[];
}

/**
 * What can be heard in a video, which is worked out for whoever opens the editor first.
 *
 * @returns the sound, or in words how far that is
 */
export async function readSound(videoId: string, { mayAsk }: { mayAsk: boolean }): Promise<Sound | string> {
  const url = `/api/videos/${videoId}/hearing`;
  let answer = await ask<Answer>("GET", url);
  if (answer.state === "none" && mayAsk) {
    await ask("POST", url);
    answer = await ask<Answer>("GET", url);
  }
  if (answer.state === "queued") return "waits for its turn";
  if (answer.state === "running") return `listening, ${percent(answer.progress)}`;
  if (answer.state !== "ready") return answer.error ?? "not worked out";
  const { overview, spans } = answer.hearing;
  const bytes = overview.peaks_step === 1 ? decode(overview.peaks) : await fullPeaks(answer.peaks_url);
  const speech = spans.filter(({ kind }) => kind === "speech").map(({ start, end }) => ({ start, end }));
  return { peaks: apart(bytes), speech };
}

async function fullPeaks(url: string): Promise<Int8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the waveform could not be read: the server answered ${response.status}`);
  return new Int8Array(await response.arrayBuffer());
}

function decode(base64: string): Int8Array {
  return Int8Array.from(atob(base64), (char) => char.charCodeAt(0) << 24 >> 24);
}

function apart(pairs: Int8Array): [Float32Array, Float32Array] {
  const n = pairs.length >> 1;
  const [high, low] = [new Float32Array(n), new Float32Array(n)];
  for (let i = 0; i < n; i++) {
    low[i] = pairs[2 * i] / 127;
    high[i] = pairs[2 * i + 1] / 127;
  }
  return [high, low];
}
