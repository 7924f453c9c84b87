import type { AudioReport, MelPiece, SoundSpan } from "../../../../src/core/audio_report.ts";

/** Columns, and pairs of peaks, that one request fetches. */
const CHUNK_FRAMES = 3000; // 30 s
/** A view of more chunks has more columns than the screen has pixels: the overview is enough. */
const MOST_CHUNKS = 8;
const KEPT_CHUNKS = 40;

/** Reads bytes of the full spectrogram or waveform, from byte `from` up to but not including byte `to`. */
export type ReadBytes = (what: "mel" | "peaks", from: number, to: number) => Promise<Uint8Array>;

/** The range of the spectrogram's values, as Whisper reads them. */
export interface ValueRange {
  min: number;
  max: number;
}

/** The data that a view draws: the overview of a file's sound, and full detail of the parts that were zoomed into. */
export class AudioReportData {
  readonly report: AudioReport;
  /** Range of the colour scale: from the windows that Whisper reads if there are any, else from all pieces. */
  readonly range: ValueRange;
  /** Whether Whisper reads any window. If so, the pieces between windows are drawn pale. */
  readonly hasWindows: boolean;
  readonly #mel: Uint8Array;
  readonly #peaks: Int8Array;
  readonly #firstFrames: number[]; // of each piece
  readonly #read: ReadBytes | null;
  readonly #chunks = new Map<number, { mel: Uint8Array; peaks: Int8Array } | null>();

  /**
   * @param options.read fetches the columns that the overview leaves out
   * @param options.range the range of another file, so that both share one colour scale
   */
  constructor(report: AudioReport, { read = null, range }: { read?: ReadBytes | null; range?: ValueRange } = {}) {
    this.report = report;
    this.#mel = decodeBase64(report.overview.mel);
    this.#peaks = signed(decodeBase64(report.overview.peaks));
    this.#read = report.overview.mel_step > 1 || report.overview.peaks_step > 1 ? read : null;
    let first = 0;
    this.#firstFrames = report.pieces.map(({ frames }) => (first += frames) - frames);
    this.hasWindows = report.pieces.some(({ is_read }) => is_read);
    this.range = range ?? rangeOf(report.pieces.filter(({ is_read }) => is_read === this.hasWindows));
  }

  /** The piece at a time, and the nearest column, counted over all pieces. Null outside of the file. */
  frameAt(seconds: number): { piece: MelPiece; index: number; frame: number } | null {
    const { pieces, hop_seconds } = this.report;
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (pieces[middle].start <= seconds) low = middle;
      else high = middle - 1;
    }
    const piece = pieces[low];
    if (!piece || seconds < 0 || seconds > piece.end) return null;
    const within = Math.min(piece.frames - 1, Math.max(0, Math.round((seconds - piece.start) / hop_seconds)));
    return { piece, index: low, frame: this.#firstFrames[low] + within };
  }

  /** The array and offset of a column's bytes; those of the overview's column before it until detail is loaded. */
  column(frame: number): { bytes: Uint8Array; at: number } {
    const { n_mels, overview } = this.report;
    const chunk = this.#chunks.get(Math.floor(frame / CHUNK_FRAMES));
    if (chunk && chunk.mel.length > 0) return { bytes: chunk.mel, at: (frame % CHUNK_FRAMES) * n_mels };
    const kept = Math.min(Math.floor(frame / overview.mel_step), this.#mel.length / n_mels - 1);
    return { bytes: this.#mel, at: kept * n_mels };
  }

  /** Whisper's value at a time in a mel band. */
  valueAt(seconds: number, band: number): number | null {
    const nearest = this.frameAt(seconds);
    if (!nearest) return null;
    const { bytes, at } = this.column(nearest.frame);
    return nearest.piece.min + bytes[at + band] / 255 * (nearest.piece.max - nearest.piece.min);
  }

  /** The lowest and the highest sample between two times, in [-1, 1]. */
  peaks(from: number, to: number): [low: number, high: number] {
    const { hop_seconds, overview } = this.report;
    const first = Math.floor(from / hop_seconds);
    const last = Math.max(first, Math.ceil(to / hop_seconds) - 1);
    let [low, high] = [127, -127];
    for (let i = first; i <= last;) {
      const chunk = this.#chunks.get(Math.floor(i / CHUNK_FRAMES));
      const pairs = chunk?.peaks ?? this.#peaks;
      const at = 2 * (chunk ? i % CHUNK_FRAMES : Math.floor(i / overview.peaks_step));
      if (at + 1 >= pairs.length) break;
      low = Math.min(low, pairs[at]);
      high = Math.max(high, pairs[at + 1]);
      i += chunk ? 1 : overview.peaks_step - i % overview.peaks_step;
    }
    return low > high ? [0, 0] : [low / 127, high / 127];
  }

  spanAt(seconds: number): SoundSpan | null {
    return this.report.spans.find(({ start, end }) => start <= seconds && seconds < end) ??
      (seconds >= this.report.seconds ? this.report.spans.at(-1) ?? null : null);
  }

  /**
   * Fetches full detail for a range of seconds, unless it spans more than `MOST_CHUNKS` chunks.
   *
   * @returns whether any chunk was requested
   */
  async loadDetail(from: number, to: number): Promise<boolean> {
    const first = this.frameAt(from);
    const last = this.frameAt(Math.min(to, this.report.seconds));
    if (!this.#read || !first || !last) return false;
    // columns start again at each piece and peaks do not, so their indexes at one time differ by a few
    const { hop_seconds } = this.report;
    const start = Math.floor(Math.min(first.frame, from / hop_seconds) / CHUNK_FRAMES);
    const end = Math.floor(Math.max(last.frame, to / hop_seconds) / CHUNK_FRAMES);
    const chunks = Array.from({ length: end - start + 1 }, (_, i) => start + i);
    if (chunks.length > MOST_CHUNKS) return false;
    const missing = chunks.filter((chunk) => !this.#chunks.has(chunk));
    await Promise.all(missing.map((chunk) => this.#fetch(chunk, this.#read!)));
    return missing.length > 0;
  }

  async #fetch(chunk: number, read: ReadBytes): Promise<void> {
    const { n_mels, frames, seconds, hop_seconds } = this.report;
    this.#chunks.set(chunk, null); // being fetched
    for (const old of [...this.#chunks.keys()].slice(0, -KEPT_CHUNKS)) this.#chunks.delete(old);
    const from = chunk * CHUNK_FRAMES;
    const part = (what: "mel" | "peaks", rows: number, most: number) => {
      const to = Math.min(most, from + CHUNK_FRAMES);
      return to > from ? read(what, from * rows, to * rows) : Promise.resolve(new Uint8Array(0));
    };
    try {
      const stretches = Math.ceil(seconds / hop_seconds - 1e-6);
      const [mel, peaks] = await Promise.all([part("mel", n_mels, frames), part("peaks", 2, stretches)]);
      this.#chunks.set(chunk, { mel, peaks: signed(peaks) });
    } catch {
      this.#chunks.delete(chunk); // the overview is drawn instead; the next loadDetail() tries again
    }
  }
}

function rangeOf(pieces: MelPiece[]): ValueRange {
  const min = Math.min(...pieces.map(({ min }) => min));
  const max = Math.max(...pieces.map(({ max }) => max));
  return max > min ? { min, max } : { min: -1, max: 1 }; // digital silence or no pieces
}

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

function signed(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
