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
 * Columns of the log-mel spectrogram that were computed together: a window that Whisper transcribes, or the sound
 * between two windows.
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
  /** Whether Whisper transcribes it: false for sound without speech. */
  is_read: boolean;
}

/** The report without the full spectrogram, which may be large and is stored in a separate file. */
export interface AudioReport {
  version: 1;
  /** Length of the sound. */
  seconds: number;
  /** Hz: the rate that Whisper takes, not that of the file. */
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
  /** Level in dB relative to full scale, over 32 ms, below which sound counts as silence. */
  silence_below_db: number;
  /** A smaller spectrogram and waveform of the whole file, to show first. */
  overview: AudioReportOverview;
}

/** All columns of the full spectrogram, or every `mel_step`th of them if there are too many. */
export interface AudioReportOverview {
  mel_step: number;
  /** base64 of bytes: column after column, the lowest band first. */
  mel: string;
  /** The number of stretches of `hop_seconds` that one pair of `peaks` covers. */
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
  /** A short text about the sound. */
  about: string;
  hearing: AudioReport;
  sound: EmbeddedSound;
}
