/**
 * The file with Whisper's attention in one window: a job writes it, HTTP serves it, the page of the window reads it.
 *
 * The file is gzip of: the four bytes `SFWA`; the length of the header, uint32; the header, JSON in UTF-8, padded by
 * spaces to a multiple of 4; the body. All numbers are little-endian. The body holds one matrix after another, at the
 * offsets in the header's `sections`: first a float32 for each row, which byte 255 of that row stands for, then a byte
 * for each value, row after row. Shares of attention are rounded, so a row sums to 1 within `columns / 510` of its
 * scale.
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
  /** Seconds of sound that one position of the encoder's output covers. */
  position_seconds: number;
  /** Positions of the window that hold sound; what follows them is padding. */
  positions: number;
  /** Hz at which each mel band is most sensitive, the lowest first. */
  band_hz: number[];
  /** Whisper's values that the spectrogram's bytes 0 and 255 stand for. */
  mel_range: [min: number, max: number];
  encoder: { layers: number; heads: number; cell_positions: number; cells: number };
  decoder: { layers: number; heads: number; cell_positions: number; cells: number };
  /** The tokens that the decoder starts from. */
  prompt: string[];
  words: AttentionWord[];
  tokens: { text: string; word: number }[];
  /** The attention heads that give words their times. */
  alignment_heads: [layer: number, head: number][];
  /** The position at which the alignment path enters each token's row; last, the position at which the text ends. */
  path: number[];
  /** Added to a time of the path: these heads attend to a word before or after it sounds. */
  lead_seconds: number;
  sections: Record<AttentionSection, { at: number; rows: number; columns: number; scales_at: number }>;
}

/**
 * - `mel`: (bands, positions), the lowest band first.
 * - `encoder`: (layers x heads x cells, cells + 1), attention of each cell of time; the last column is the padding.
 * - `cross`: (layers x heads x words, cells + 1), attention of each word to the sound; the last column is the padding.
 * - `self`: (layers x heads x words, prompt + words), attention of each word to the words before it.
 * - `alignment`: (tokens + 1, positions), normalised attention of the alignment heads, in which the path is found.
 */
export type AttentionSection = "mel" | "encoder" | "cross" | "self" | "alignment";

export interface AttentionWord {
  /** With its leading space. */
  text: string;
  /** As in the captions. */
  start: number;
  end: number;
  /** Its tokens; `to` is exclusive. */
  tokens: [from: number, to: number];
}

/** A matrix for `packAttention`. */
export interface AttentionMatrix {
  rows: number;
  columns: number;
  values: Float32Array;
}

const MAGIC = "SFWA";

/** The attention of a model with more layers takes a minute of CPU time and gigabytes of memory. */
export const MAX_EXPLAINED_LAYERS = 12;

/** Whether a model is small enough for its attention to be stored; null where its name does not say. */
export function isExplainable(model: string): boolean | null {
  if (/^(tiny|base|small)(\.en)?$/.test(model)) return true;
  return /^(medium|large|distil)/.test(model) ? false : null;
}

/** Builds the file, before compression. Values of the matrix `mel` are between 0 and 1. */
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
      const max = line.reduce((a, b) => Math.max(a, b), 0);
      view.setFloat32(body + scales_at + 4 * row, max, true);
      if (max === 0) continue;
      for (let i = 0; i < columns; i++) {
        file[body + at + row * columns + i] = Math.round(255 * Math.max(0, line[i]) / max);
      }
    }
  }
  return file;
}

/** Reads the file, after decompression. */
export class WindowAttention {
  readonly header: AttentionHeader;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #body: number;

  /** @throws {RangeError} if the bytes do not begin as such a file */
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

  /** The attention of a cell of time to all cells. */
  encoderRow(layer: number, head: number, cell: number): Float32Array {
    const { heads, cells } = this.header.encoder;
    return this.row("encoder", (layer * heads + head) * cells + cell);
  }

  /** The attention of a word to the sound. */
  crossRow(layer: number, head: number, word: number): Float32Array {
    const { decoder: { heads }, words } = this.header;
    return this.row("cross", (layer * heads + head) * words.length + word);
  }

  /** The attention of a word to the words before it. */
  selfRow(layer: number, head: number, word: number): Float32Array {
    const { decoder: { heads }, words } = this.header;
    return this.row("self", (layer * heads + head) * words.length + word);
  }
}
