/**
 * The audio report of a file as it is stored, served and embedded in HTML reports: its field names are those of the
 * JSON.
 */

export type SoundKind = "speech" | "music_or_noise" | "silence";

/** A stretch of one kind of sound, in seconds of media. */
export interface SoundSpan {
  start: number;
  end: number;
  kind: SoundKind;
}

/**
 * Columns of the log-mel spectrogram that were computed together: a window that Whisper is given, or sound between two.
 */
export interface MelPiece {
  /** Seconds of media; column `i` is centred `i * hop_seconds` later. */
  start: number;
  end: number;
  /** Columns. */
  frames: number;
  /** Whisper's value that byte 0 of this piece stands for; byte 255 is `max`, the others lie evenly between. */
  min: number;
  max: number;
  /** Whether Whisper is given it: false for sound in which nobody speaks. */
  is_read: boolean;
}

/** Everything about a file's sound but the full picture, which may be large and is kept beside it. */
export interface AudioReport {
  version: 1;
  /** Length of the sound. */
  seconds: number;
  /** Hz: what Whisper hears. */
  sample_rate: number;
  /** From one column to the next. */
  hop_seconds: number;
  /** Mel bands: the rows of a column. */
  n_mels: number;
  /** Hz at which each band is most sensitive, the lowest first. */
  band_hz: number[];
  /** Columns of all pieces together. */
  frames: number;
  /** In order, without gaps. */
  pieces: MelPiece[];
  /** In order, without gaps. */
  spans: SoundSpan[];
  /** dB below full scale of the loudest sample; null for digital silence. */
  peak_db: number | null;
  /** What is quieter than this, in dB below full scale over 32 ms, counts as silence. */
  silence_below_db: number;
  /** A picture of the whole, small enough to come at once. */
  overview: AudioReportOverview;
}

/** Each of the full picture's columns, or every `mel_step`th of them where there are too many. */
export interface AudioReportOverview {
  mel_step: number;
  /** base64 of bytes: column after column, the lowest band first. */
  mel: string;
  /** Stretches of `hop_seconds` that one pair of `peaks` is about. */
  peaks_step: number;
  /** base64 of signed bytes: the lowest and the highest sample of each stretch, times 127. */
  peaks: string;
}

/** Seconds of each kind of sound. */
export function secondsByKind(spans: readonly SoundSpan[]): Record<SoundKind, number> {
  const seconds = { speech: 0, music_or_noise: 0, silence: 0 };
  for (const { start, end, kind } of spans) seconds[kind] += end - start;
  return seconds;
}

/** A sound that is part of a page: base64 of a file. */
export interface EmbeddedSound {
  type: string;
  base64: string;
}

/** A short sound of one kind, to compare a file with; `dist/assets/reference_reports.json` is an array of them. */
export interface ReferenceReport {
  name: "speech" | "music" | "silence";
  /** What it is, in words. */
  about: string;
  hearing: AudioReport;
  sound: EmbeddedSound;
}
