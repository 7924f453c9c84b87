import { basename, dirname, resolve } from "node:path";
import { makeAudioReport } from "../../ml/audio/audio_report.ts";
import { loadVoiceModel } from "../../ml/audio/voice_activity.ts";
import { useRuntimeLibrary } from "../../ml/onnx/session.ts";
import { encodeBase64 } from "../core/base64.ts";
import type { Config } from "../core/settings/config.ts";
import { ConfigError, MediaError, messageOf } from "../core/errors.ts";
import { type AudioReport, secondsByKind } from "../core/audio_report.ts";
import { writeWhole } from "../core/files.ts";
import { melBands } from "../core/models.ts";
import { readAudio } from "../media/audio.ts";
import { probe } from "../media/probe.ts";
import { encodeCompactSound } from "../media/compact_sound.ts";
import type { MediaTools } from "../media/process/tools.ts";
import { readArguments } from "./arguments.ts";
import { writeReport } from "./inspect_report.ts";
import { ProgressLine } from "./progress.ts";
import { checkTools } from "./start_checks.ts";
import { formatBytes, formatDuration, printable, systemTerminal, type Terminal } from "./terminal.ts";
import type { MediaInfo } from "../media/media_info.ts";

const USAGE = `usage: streamforge inspect FILE [-o REPORT.html]
  shows what Whisper hears of a file: waveform, log-mel spectrogram, and where there is speech, music or silence
  -o, --output REPORT.html  where the report goes (default: FILE.hearing.html in this folder)`;

const OPTIONS = {
  output: { type: "string", short: "o" },
  help: { type: "boolean", short: "h" },
} as const;

/** The most columns of a report's spectrogram: 33 minutes at 10 ms, 16 MB with 80 bands. */
const MAX_COLUMNS = 200_000;
const MAX_PEAKS = 500_000;
/** The most sound that a report embeds: 2.4 MB. */
const SOUND_SECONDS = 600;

export interface InspectDeps {
  config: Pick<Config, "whisperModel" | "onnxruntimeDir" | "cacheDir">;
  mediaTools: MediaTools;
  terminal?: Terminal;
}

/**
 * The command `inspect`: writes the audio report of a file as one self-contained HTML file.
 *
 * @returns the exit code
 * @throws {ConfigError} for wrong arguments
 * @throws {MediaError} if the file can't be read, or has no sound
 */
export async function inspect(args: string[], deps: InspectDeps): Promise<number> {
  const { terminal = systemTerminal(), mediaTools, config } = deps;
  const { values, positionals } = readArguments(args, OPTIONS, USAGE);
  if (values.help) {
    terminal.out(`${USAGE}\n`);
    return 0;
  }
  const { input, output } = await readPaths(positionals, values.output);
  await checkTools(mediaTools);
  const info = await probe(mediaTools, input);
  if (!info.audio) throw new MediaError(`${printable(positionals[0])}: there is no sound in this file`);

  useRuntimeLibrary({ folder: config.onnxruntimeDir, cacheDir: config.cacheDir });
  const report = await inspectSound(input, info, melBands(config.whisperModel), mediaTools, terminal);
  if (report.seconds === 0) throw new MediaError(`${printable(positionals[0])}: the sound in this file is empty`);
  const html = await writeReport({
    fileName: basename(input),
    report,
    source: info.audio,
    sound: {
      ...await encodeSound(input, info, mediaTools),
      seconds: Math.min(SOUND_SECONDS, report.seconds),
    },
  });
  await writeWhole(output, html);
  const { speech, music_or_noise, silence } = secondsByKind(report.spans);
  terminal.err(
    `${printable(basename(input))}: ${formatDuration(report.seconds)}, speech ${formatDuration(speech)}, ` +
      `music or noise ${formatDuration(music_or_noise)}, silence ${formatDuration(silence)}\n`,
  );
  terminal.out(`${printable(output)} (${formatBytes(new TextEncoder().encode(html).length)})\n`);
  return 0;
}

/**
 * @throws {ConfigError} if not exactly one file is named, or the report can't be written there
 * @throws {MediaError} if the input can't be read
 */
async function readPaths(files: string[], wanted: string | undefined): Promise<{ input: string; output: string }> {
  if (files.length === 0) throw new ConfigError(`no file was named\n${USAGE}`);
  if (files.length > 1) throw new ConfigError(`${files.length} files were named: a report is about one\n${USAGE}`);
  const input = resolve(files[0]);
  const stat = await Deno.stat(input).catch((error) => {
    throw new MediaError(`"${printable(files[0])}" can't be read: ${messageOf(error).replace(/: \w+ '.*$/, "")}`);
  });
  if (!stat.isFile) throw new MediaError(`"${printable(files[0])}" is no file`);
  const output = resolve(wanted ?? `${basename(input)}.hearing.html`);
  if (output === input) throw new ConfigError(`--output is "${wanted}": the file itself would be written over`);
  const target = await Deno.stat(output).catch(() => null);
  if (target?.isDirectory) throw new ConfigError(`--output is "${wanted}", a folder: it must be a file's name`);
  const folder = await Deno.stat(dirname(output)).catch(() => null);
  if (!folder?.isDirectory) throw new ConfigError(`--output is "${wanted}": there is no folder ${dirname(output)}`);
  return { input, output };
}

async function inspectSound(
  input: string,
  info: MediaInfo,
  nMels: number,
  mediaTools: MediaTools,
  terminal: Terminal,
): Promise<AudioReport> {
  const line = new ProgressLine(terminal, basename(input), { formatSpeed: (speed) => `${speed.toFixed(0)} x` });
  const voiceModel = await loadVoiceModel(1);
  try {
    return await makeAudioReport(readAudio(mediaTools, input, { info }), voiceModel, {
      nMels,
      maxColumns: MAX_COLUMNS,
      maxPeaks: MAX_PEAKS,
      onProgress: (seconds) => line.update({ done: seconds, total: info.durationSeconds }),
    });
  } finally {
    line.clear();
    await voiceModel.release();
  }
}

async function encodeSound(
  input: string,
  info: MediaInfo,
  mediaTools: MediaTools,
): Promise<{ type: string; base64: string }> {
  const folder = await Deno.makeTempDir({ prefix: "streamforge_inspect_" });
  try {
    const outPath = `${folder}/sound.m4a`;
    await encodeCompactSound(mediaTools, { input, info, outPath, maxSeconds: SOUND_SECONDS });
    return { type: "audio/mp4", base64: encodeBase64(await Deno.readFile(outPath)) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
