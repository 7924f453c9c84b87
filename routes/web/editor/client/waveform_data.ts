import { editorScript as w } from "../../words/en/editor_script.ts";
import { api } from "../../shared/client/api.ts";
import { apiJson } from "../../shared/client/api_json.ts";
import { serverFetch } from "../../shared/client/connection.ts";
import { AudioReportData, type ReadBytes } from "../../audio_report/client/data.ts";

export interface WaveformData {
  /** Highest and lowest sample of stretches of equal length, in [-1, 1]. */
  peaks: [high: Float32Array, low: Float32Array];
  speech: { start: number; end: number }[];
  /** When the picture cuts to another shot, in seconds. */
  shots: number[];
  report: AudioReportData;
}

/**
 * Reads a video's waveform and its spans of speech from its audio report.
 *
 * @param options.mayRequest whether to request the report where nobody has yet
 * @returns the data, or the report's progress as text
 */
export async function readWaveform(
  videoId: string,
  { mayRequest }: { mayRequest: boolean },
): Promise<WaveformData | string> {
  const video = { path: { id: videoId } };
  let answer = await apiJson("GET", "/api/videos/{id}/hearing", video);
  if (answer.state === "none" && mayRequest) {
    await apiJson("POST", "/api/videos/{id}/hearing", video);
    answer = await apiJson("GET", "/api/videos/{id}/hearing", video);
  }
  if (answer.state === "queued") return w.wave.waits;
  if (answer.state === "running") return w.wave.listening(answer.progress);
  if (answer.state !== "ready") return answer.error ?? w.wave.failed;
  const { overview, spans } = answer.hearing;
  const bytes = overview.peaks_step === 1 ? decode(overview.peaks) : await fullPeaks(answer.peaks_url);
  const speech = spans.filter(({ kind }) => kind === "speech").map(({ start, end }) => ({ start, end }));
  const { mel_url, peaks_url } = answer;
  const read: ReadBytes = async (what, from, to) => {
    const headers = { range: `bytes=${from}-${to - 1}` };
    const response = await serverFetch(what === "mel" ? mel_url : peaks_url, { headers });
    if (response.status !== 206) throw new Error(`the part of the spectrogram was answered with ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
  const { shot_changes: shots = [] } = answer;
  return { peaks: splitPairs(bytes), speech, shots, report: new AudioReportData(answer.hearing, { read }) };
}

async function fullPeaks(url: string): Promise<Int8Array> {
  const response = await api("GET", url);
  return new Int8Array(await response.arrayBuffer());
}

function decode(base64: string): Int8Array {
  return Int8Array.from(atob(base64), (char) => char.charCodeAt(0) << 24 >> 24);
}

function splitPairs(pairs: Int8Array): [Float32Array, Float32Array] {
  const n = pairs.length >> 1;
  const [high, low] = [new Float32Array(n), new Float32Array(n)];
  for (let i = 0; i < n; i++) {
    low[i] = pairs[2 * i] / 127;
    high[i] = pairs[2 * i + 1] / 127;
  }
  return [high, low];
}
