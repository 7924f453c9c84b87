import { encodeBase64 } from "../../src/core/base64.ts";
import type { AudioReport, MelPiece } from "../../src/core/audio_report.ts";
import { N_SAMPLES, SAMPLE_RATE } from "./constants.ts";
import { SampleBuffer } from "./sample_buffer.ts";
import { HOP_LENGTH, logMel, type MelSpectrogram } from "./log_mel.ts";
import { bandHz } from "./mel_filters.ts";
import { ColumnOverview, PeakOverview } from "./overview.ts";
import { soundSpans } from "./sound_spans.ts";
import { SoundLevels } from "./sound_levels.ts";
import { FRAME_SECONDS, VoiceActivity } from "./voice_activity.ts";
import { speechWindows } from "./windows.ts";
import type { Session } from "../onnx/session.ts";

/**
 * No later window starts earlier than this: voice activity lags by 12 s; a window and a chunk of audio have 30 s each.
 */
const HELD_SAMPLES = 120 * SAMPLE_RATE;
/** Quantization steps between the smallest and the largest value of a window. */
const STEPS = 255;

export interface AudioReportOptions {
  /** Mel bands of the model: 80 or 128. */
  nMels: number;
  /** Limits of the overview. */
  maxColumns: number;
  maxPeaks: number;
  /** Receives every column, in order, the lowest band first: bytes as in `MelPiece`. */
  onColumns?(columns: Uint8Array): Promise<void> | void;
  /** Receives the lowest and the highest sample of each 10 ms, in order. */
  onPeaks?(pairs: Int8Array): Promise<void> | void;
  /** Receives the seconds of audio read so far. */
  onProgress?(seconds: number): void;
  signal?: AbortSignal;
}

/**
 * Makes the audio report of a file: its waveform, its log-mel spectrogram, and spans of speech, silence and other
 * sound. The spectrogram is computed over the windows that `transcribe` cuts, and over the sound between them. Apart
 * from the overview, memory does not grow with the file.
 *
 * @param audio mono, 16 kHz, in [-1, 1], in chunks of at most 30 s
 * @param voiceModel from `loadVoiceModel`
 * @throws {RangeError} if `nMels` is neither 80 nor 128
 */
export async function makeAudioReport(
  audio: AsyncIterable<Float32Array>,
  voiceModel: Pick<Session, "run">,
  { nMels, maxColumns, maxPeaks, onColumns, onPeaks, onProgress, signal }: AudioReportOptions,
): Promise<AudioReport> {
  const buffer = new SampleBuffer();
  const levels = new SoundLevels();
  const melOverview = new ColumnOverview(nMels, maxColumns);
  const peakOverview = new PeakOverview(maxPeaks);
  const pieces: MelPiece[] = [];
  const speech: { start: number; end: number }[] = [];
  let done = 0; // samples whose columns are computed

  const add = async (samples: Float32Array, isRead: boolean) => {
    const { piece, columns } = quantize(logMel(samples, nMels), samples.length);
    pieces.push({ start: secondsOf(done), end: secondsOf(done + samples.length), ...piece, is_read: isRead });
    melOverview.push(columns);
    await onColumns?.(columns);
    done += samples.length;
    buffer.dropBefore(done);
  };
  /** Adds the sound between windows, up to a sample, 30 s at a time. */
  const addUnread = async (to: number) => {
    while (done < to) await add(buffer.slice(done, Math.min(to, done + N_SAMPLES)), false);
  };
  const addPeaks = async (pairs: Int8Array) => {
    peakOverview.push(pairs);
    await onPeaks?.(pairs);
  };
  async function* measured() {
    for await (const samples of audio) {
      signal?.throwIfAborted();
      buffer.push(samples);
      await addPeaks(levels.push(samples));
      while (buffer.end - HELD_SAMPLES > done + N_SAMPLES) await addUnread(done + N_SAMPLES);
      onProgress?.(buffer.end / SAMPLE_RATE);
      yield samples;
      await new Promise((resolve) => setTimeout(resolve)); // lets timers fire: the model's runs block the thread
    }
  }

  for await (const window of speechWindows(measured(), new VoiceActivity(voiceModel))) {
    await addUnread(Math.round(window.start * SAMPLE_RATE));
    speech.push(...window.speech);
    await add(window.samples, true);
  }
  await addUnread(buffer.end);
  await addPeaks(levels.end());

  const seconds = secondsOf(buffer.end);
  const { spans, silenceBelowDb } = soundSpans(speech, levels.frames, FRAME_SECONDS, seconds);
  return {
    version: 1,
    seconds,
    sample_rate: SAMPLE_RATE,
    hop_seconds: HOP_LENGTH / SAMPLE_RATE,
    n_mels: nMels,
    band_hz: bandHz(nMels).map((hz) => Math.round(hz * 10) / 10),
    frames: pieces.reduce((sum, { frames }) => sum + frames, 0),
    pieces,
    spans: spans.map((span) => ({ ...span, start: rounded(span.start), end: rounded(span.end) })),
    peak_db: levels.peakDb,
    silence_below_db: Math.round(silenceBelowDb * 10) / 10,
    overview: {
      mel_step: melOverview.step,
      mel: encodeBase64(melOverview.bytes),
      peaks_step: peakOverview.step,
      peaks: encodeBase64(peakOverview.bytes),
    },
  };
}

function secondsOf(samples: number): number {
  return rounded(samples / SAMPLE_RATE);
}

/** Rounds off floating-point noise, so that the JSON stays short. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1e5) / 1e5;
}

/**
 * Quantizes the columns that hold the window's sound to one byte a value; padding is left out. The values of a window
 * span at most 2 (80 dB), so the error is at most 0.004.
 */
function quantize(
  { data, nMels, nFrames }: MelSpectrogram,
  nSamples: number,
): { piece: Pick<MelPiece, "frames" | "min" | "max">; columns: Uint8Array } {
  const frames = Math.min(nFrames, Math.ceil(nSamples / HOP_LENGTH));
  let min = Infinity;
  let max = -Infinity;
  for (let mel = 0; mel < nMels; mel++) {
    for (let i = mel * nFrames; i < mel * nFrames + frames; i++) {
      if (data[i] < min) min = data[i];
      if (data[i] > max) max = data[i];
    }
  }
  const scale = max > min ? STEPS / (max - min) : 0;
  const columns = new Uint8Array(frames * nMels);
  for (let mel = 0; mel < nMels; mel++) {
    for (let t = 0, at = mel; t < frames; t++, at += nMels) {
      columns[at] = Math.round((data[mel * nFrames + t] - min) * scale);
    }
  }
  return { piece: { frames, min, max }, columns };
}
