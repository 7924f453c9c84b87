import { MediaError } from "../core/errors.ts";
import type { MediaInfo } from "./media_info.ts";
import { type MediaProcess, retryCommand, run } from "./process/run.ts";
import type { MediaTools } from "./process/tools.ts";
import { untrustedInput } from "./process/untrusted_input.ts";

/** How loud a recording is, by EBU R 128. */
export interface Loudness {
  /** Integrated loudness, in LUFS: programmes have -23, streams -14 to -16; null where all is quieter than -70. */
  integratedLufs: number | null;
  /** Loudness range, in LU. */
  rangeLu: number;
  /** The highest sample between samples too, in dB of full scale; null for digital silence. */
  truePeakDb: number | null;
}

/** What the filter has at its lower end: it measured nothing louder. */
const FLOOR_LUFS = -70;

/**
 * Measures the loudness of the chosen sound track, by ffmpeg's filter `ebur128`.
 *
 * @throws {MediaError} if there is no sound, or it could not be decoded
 */
export async function measureLoudness(
  tools: MediaTools,
  path: string,
  { info, signal }: { info: MediaInfo; signal?: AbortSignal },
): Promise<Loudness> {
  if (!info.audio) throw new MediaError("the file has no sound");
  const args = [
    ...["-vn", "-sn", "-dn", ...untrustedInput(path), "-map", `0:${info.audio.index}`],
    ...["-af", "ebur128=peak=true:metadata=1,ametadata=mode=print:file='pipe\\:1'", "-f", "null", "/dev/null"],
  ];
  const once = async () => {
    const latest = new Map<string, number>();
    let rest = "";
    const onText = (text: string, process: MediaProcess) => {
      process.noteProgress();
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [, name, value] = line.match(/^lavfi\.r128\.(\w+)=(\S+)$/) ?? [];
        if (name) latest.set(name, Number(value));
      }
    };
    return {
      ...await run(tools, "ffmpeg", args, { readable: [path], signal, wallSeconds: 0, stallSeconds: 300, onText }),
      latest,
    };
  };
  const { code, stderr, latest } = await retryCommand(once, { signal, isLong: true });
  if (code !== 0) throw stderr.error("the loudness could not be measured");
  return readLoudness(latest);
}

function readLoudness(latest: ReadonlyMap<string, number>): Loudness {
  const integrated = latest.get("I") ?? FLOOR_LUFS;
  const peaks = [...latest].filter(([name]) => name.startsWith("true_peaks_ch")).map(([, peak]) => peak);
  const peak = Math.max(0, ...peaks.filter(Number.isFinite));
  return {
    integratedLufs: integrated > FLOOR_LUFS ? rounded(integrated) : null,
    rangeLu: rounded(latest.get("LRA") ?? 0),
    truePeakDb: peak > 0 ? rounded(20 * Math.log10(peak)) : null,
  };
}

function rounded(value: number): number {
  return Math.round(10 * value) / 10;
}
