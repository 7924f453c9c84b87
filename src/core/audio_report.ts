/**
 * A file's audio report as it is stored, served and embedded in HTML reports. The field names are those of the JSON.
 */

export type SoundKind = "speech" | "music_or_noise" | "silence";

/** A stretch of one kind of sound, in seconds of media. */
export interface SoundSpan {
  start: number;
  end: number;
  kind: SoundKind;
}

/** Columns of the log-mel spectrogram computed together: a window that Whisper reads, or the sound between two. */
export interface MelPiece {
  /** Seconds of media; column `i` is centred `i * hop_seconds` later. */
  start: number;
  end: number;
  /** Number of columns. */
  frames: number;
  /** The log-mel value of byte 0 in this piece. Byte 255 is `max`; the bytes between are spaced evenly. */
  min: number;
  max: number;
  /** Whether Whisper reads this piece: false for sound without speech. */
  is_read: boolean;
}

/** The audio report without its full spectrogram and waveform, which may be large and are stored separately. */
export interface AudioReport {
  version: 1;
  /** Seconds: length of the sound. */
  seconds: number;
  /** Hz: 16,000, Whisper's sampling rate. */
  sample_rate: number;
  /** Seconds from one column to the next. */
  hop_seconds: number;
  /** Mel bands: the rows of a column. */
  n_mels: number;
  /** Hz: the centre of each band's filter, lowest band first. */
  band_hz: number[];
  /** Total columns of all pieces. */
  frames: number;
  /** In order, without gaps. */
  pieces: MelPiece[];
  /** In order, without gaps. */
  spans: SoundSpan[];
  /** dB relative to full scale: level of the loudest sample, 0 or less; null for digital silence. */
  peak_db: number | null;
  /** dB relative to full scale: 32 ms of sound quieter than this count as silence, unless they are speech. */
  silence_below_db: number;
  /** The whole file at low resolution, small enough to send with the report. */
  overview: AudioReportOverview;
}

/** Every column of the full spectrogram, or every `mel_step`th column of a long file. */
export interface AudioReportOverview {
  mel_step: number;
  /** base64 of bytes, column by column, lowest band first: shape (nColumns, nMels). */
  mel: string;
  /** Number of `hop_seconds` that one pair of `peaks` covers. */
  peaks_step: number;
  /** base64 of signed bytes: each pair is the lowest and the highest sample, times 127. */
  peaks: string;
}

/** Seconds of each kind of sound. */
export function secondsByKind(spans: readonly SoundSpan[]): Record<SoundKind, number> {
  const seconds = { speech: 0, music_or_noise: 0, silence: 0 };
  for (const { start, end, kind } of spans) seconds[kind] += end - start;
  return seconds;
}

/** A sound file embedded in a page as base64. */
export interface EmbeddedSound {
  type: string;
  base64: string;
}

/** A short sound of one kind to compare a file with. `dist/assets/reference_reports.json` holds an array of them. */
export interface ReferenceReport {
  name: "speech" | "music" | "silence";
  /** A description for readers. */
  about: string;
  hearing: AudioReport;
  sound: EmbeddedSound;
}
