import { encodeBase64 } from "../../src/core/base64.ts";
import type { AudioReport, MelPiece } from "../../src/core/audio_report.ts";
import { N_SAMPLES, SAMPLE_RATE } from "./constants.ts";
import { HeldAudio } from "./held_audio.ts";
import { HOP_LENGTH, logMel, type MelSpectrogram } from "./log_mel.ts";
import { bandHz } from "./mel_filters.ts";
import { ThinnedColumns, ThinnedPeaks } from "./overview.ts";
import { soundSpans } from "./sound_spans.ts";
import { SoundLevels } from "./sound_levels.ts";
import { FRAME_SECONDS, VoiceActivity } from "./voice_activity.ts";
import { speechWindows } from "./windows.ts";
import type { Session } from "../onnx/session.ts";

/** No window to come begins further back: voice activity holds 12 s, a window has 30 s, and so has a piece of audio. */
const HELD_SAMPLES = 120 * SAMPLE_RATE;
/** Steps between the smallest and the largest value of a window. */
const STEPS = 255;

export interface HearOptions {
  /** Mel bands of the model: 80, or 128. */
  nMels: number;
  /** Columns, and pairs of peaks, that the overview may have. */
  mostColumns: number;
  mostPeaks: number;
  /** Every column, in order, the lowest band first: bytes as `MelPiece` says. */
  onColumns?(columns: Uint8Array): Promise<void> | void;
  /** The lowest and the highest sample of each 10 ms, in order. */
  onPeaks?(pairs: Int8Array): Promise<void> | void;
  /** Seconds heard so far. */
  onProgress?(seconds: number): void;
  signal?: AbortSignal;
}

/**
 * Listens to a file as the captioner does and writes down what it gets: the log-mel spectrogram of the very windows that
 * `transcribe` of ml/whisper cuts, of the sound between them too, the waveform, and where there is speech, silence or
 * something else. Memory does not grow with the file, but for the overview.
 *
 * @param audio mono, 16 kHz, in [-1, 1], in pieces of at most 30 s
 * @param voiceModel as `loadVoiceModel` gives it
 * @throws {RangeError} if `nMels` is neither 80 nor 128
 */
export async function hear(
  audio: AsyncIterable<Float32Array>,
  voiceModel: Pick<Session, "run">,
  { nMels, mostColumns, mostPeaks, onColumns, onPeaks, onProgress, signal }: HearOptions,
): Promise<AudioReport> {
  const tape = new HeldAudio();
  const levels = new SoundLevels();
  const melOverview = new ThinnedColumns(nMels, mostColumns);
  const peakOverview = new ThinnedPeaks(mostPeaks);
  const pieces: MelPiece[] = [];
  const speech: { start: number; end: number }[] = [];
  let done = 0; // samples whose columns are made

  const add = async (samples: Float32Array, isRead: boolean) => {
    const { piece, columns } = quantize(logMel(samples, nMels), samples.length);
    pieces.push({ start: secondsOf(done), end: secondsOf(done + samples.length), ...piece, is_read: isRead });
    melOverview.push(columns);
    await onColumns?.(columns);
    done += samples.length;
    tape.dropBefore(done);
  };
  /** The sound in which nobody speaks, up to a sample: it is in no window, so it is taken 30 s at a time. */
  const addUnread = async (to: number) => {
    while (done < to) await add(tape.slice(done, Math.min(to, done + N_SAMPLES)), false);
  };
  const heard = async (pairs: Int8Array) => {
    peakOverview.push(pairs);
    await onPeaks?.(pairs);
  };
  async function* recorded() {
    for await (const samples of audio) {
      signal?.throwIfAborted();
      tape.push(samples);
      await heard(levels.push(samples));
      while (tape.end - HELD_SAMPLES > done + N_SAMPLES) await addUnread(done + N_SAMPLES);
      onProgress?.(tape.end / SAMPLE_RATE);
      yield samples;
      await new Promise((resolve) => setTimeout(resolve)); // for timers: the model's runs leave them no turn
    }
  }

  for await (const window of speechWindows(recorded(), new VoiceActivity(voiceModel))) {
    await addUnread(Math.round(window.start * SAMPLE_RATE));
    speech.push(...window.speech);
    await add(window.samples, true);
  }
  await addUnread(tape.end);
  await heard(levels.end());

  const seconds = secondsOf(tape.end);
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
    spans: spans.map((span) => ({ ...span, start: shortened(span.start), end: shortened(span.end) })),
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
  return shortened(samples / SAMPLE_RATE);
}

/** Without the digits that are floating point's alone. */
function shortened(seconds: number): number {
  return Math.round(seconds * 1e5) / 1e5;
}

/**
 * The columns of a window that hold its sound, in one byte a value. A window's values lie within 2 of each other (80 dB),
 * so a byte is off by 0.004 at most.
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
