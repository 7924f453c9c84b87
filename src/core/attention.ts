/**
 * What Whisper attended to while it wrote down one window of sound, as it is stored, served and read by the page that shows it.
 *
 * The file is gzip of: the four bytes `SFWA`; the length of the header, uint32; the header, JSON in UTF-8, padded by spaces to
 * a multiple of 4; the body. All numbers are little-endian. The body holds one matrix after another, where the header's
 * `sections` say: a byte a value, row after row, and for each row a float32 that byte 255 stands for. Bytes that are shares of
 * attention were rounded, so a row sums to 1 within `columns / 510` of its scale.
 */

/** Names as in JSON over HTTP. Times are seconds of media. */
export interface AttentionHeader {
  version: 1;
  /** The name of the model, or of its folder. */
  model: string;
  language: string;
  task: "transcribe" | "translate";
  start: number;
  end: number;
  /** Seconds that one position of the encoder's output stands for. */
  position_seconds: number;
  /** Positions of the window that hold sound; what follows them is padding. */
  positions: number;
  /** Hz at which each mel band is most sensitive, the lowest first. */
  band_hz: number[];
  /** Whisper's values that the spectrogram's bytes 0 and 255 stand for. */
  mel_range: [min: number, max: number];
  encoder: { layers: number; heads: number; cell_positions: number; cells: number };
  decoder: { layers: number; heads: number; cell_positions: number; cells: number };
  /** What the decoder is told before the first word. */
  prompt: string[];
  words: AttentionWord[];
  tokens: { text: string; word: number }[];
  /** Layer and head of those that words get their times from. */
  alignment_heads: [layer: number, head: number][];
  /** The column, a position, where the path enters each token's row; one more: where the text is over. */
  path: number[];
  /** What is added to a time of the path, for these heads turn to a word before or after it sounds. */
  lead_seconds: number;
  sections: Record<AttentionSection, { at: number; rows: number; columns: number; scales_at: number }>;
}

/**
 * `mel`: (bands, positions), the lowest first. Shares of attention: `encoder` (layers x heads x cells, cells + 1), what each
 * cell of time looks at; `cross` (layers x heads x words, cells + 1), what each word looks at while it is written: the last
 * column is the padding after the sound; `self` (layers x heads x words, prompt + words), which words so far it looks at.
 * `alignment` (tokens + 1, positions): how far above the usual the alignment heads look, which the path is found in.
 */
export type AttentionSection = "mel" | "encoder" | "cross" | "self" | "alignment";

export interface AttentionWord {
  /** With its leading space. */
  text: string;
  /** As in the captions. */
  start: number;
  end: number;
  /** Its tokens: from this one to before that one. */
  tokens: [from: number, to: number];
}

/** A matrix that is to be packed. */
export interface AttentionMatrix {
  rows: number;
  columns: number;
  values: Float32Array;
}

const MAGIC = "SFWA";

/** The layers that are told apart by page and job: one with more takes a minute of processor and gigabytes of memory. */
export const MOST_LAYERS = 12;

/** Whether a model is small enough for all that it attends to to be kept; null where its name does not tell. */
export function isExplainable(model: string): boolean | null {
  if (/^(tiny|base|small)(\.en)?$/.test(model)) return true;
  return /^(medium|large|distil)/.test(model) ? false : null;
}

/** Writes the file, not yet compressed. The matrix `mel` has values between 0 and 1. */
export function packAttention(
  header: Omit<AttentionHeader, "sections">,
  matrices: Record<AttentionSection, AttentionMatrix>,
): Uint8Array<ArrayBuffer> {
  const sections = {} as AttentionHeader["sections"];
  let at = 0;
  for (const [name, { rows, columns }] of Object.entries(matrices)) {
    sections[name as AttentionSection] = { at: at + 4 * rows, rows, columns, scales_at: at };
    at += 4 * rows + rows * columns;
    at += (4 - at % 4) % 4;
  }
  const text = new TextEncoder().encode(JSON.stringify({ ...header, sections }));
  const headerBytes = text.length + (4 - text.length % 4) % 4;
  const file = new Uint8Array(8 + headerBytes + at).fill(32, 8, 8 + headerBytes);
  const view = new DataView(file.buffer);
  file.set(new TextEncoder().encode(MAGIC));
  view.setUint32(4, headerBytes, true);
  file.set(text, 8);
  for (const [name, { rows, columns, values }] of Object.entries(matrices)) {
    const { at, scales_at } = sections[name as AttentionSection];
    const body = 8 + headerBytes;
    for (let row = 0; row < rows; row++) {
      const line = values.subarray(row * columns, (row + 1) * columns);
      const most = line.reduce((a, b) => Math.max(a, b), 0);
      view.setFloat32(body + scales_at + 4 * row, most, true);
      if (most === 0) continue;
      for (let i = 0; i < columns; i++) {
        file[body + at + row * columns + i] = Math.round(255 * Math.max(0, line[i]) / most);
      }
    }
  }
  return file;
}

/** Reads the file, unpacked. */
export class WindowAttention {
  readonly header: AttentionHeader;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #body: number;

  /** @throws {RangeError} if the bytes are of another kind */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < 8 || new TextDecoder().decode(bytes.subarray(0, 4)) !== MAGIC) {
      throw new RangeError(`these ${bytes.length} bytes are not a window's attention: they must begin with ${MAGIC}`);
    }
    this.#body = 8 + this.#view.getUint32(4, true);
    this.header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, this.#body)));
  }

  /** One row of a matrix. */
  row(section: AttentionSection, row: number): Float32Array {
    const { at, rows, columns, scales_at } = this.header.sections[section];
    if (!(row >= 0 && row < rows)) throw new RangeError(`there is no row ${row} of "${section}": it has ${rows}`);
    const scale = this.#view.getFloat32(this.#body + scales_at + 4 * row, true) / 255;
    const from = this.#body + at + row * columns;
    return Float32Array.from(this.#bytes.subarray(from, from + columns), (byte) => byte * scale);
  }

  /** What a cell of time looks at. */
  encoderRow(layer: number, head: number, cell: number): Float32Array {
    const { heads, cells } = this.header.encoder;
    return this.row("encoder", (layer * heads + head) * cells + cell);
  }

  /** Where in the sound a word looks. */
  crossRow(layer: number, head: number, word: number): Float32Array {
    const { decoder: { heads }, words } = this.header;
    return this.row("cross", (layer * heads + head) * words.length + word);
  }

  /** Which of the words so far a word looks at. */
  selfRow(layer: number, head: number, word: number): Float32Array {
    const { decoder: { heads }, words } = this.header;
    return this.row("self", (layer * heads + head) * words.length + word);
  }
}
