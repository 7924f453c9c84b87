// Pictures of the encoder's self-attention.
import type { WindowAttention } from "../../../../../src/core/attention.ts";
import { byId, make } from "../../../shared/client/dom.ts";
import { timeText } from "../../../audio_report/client/draw.ts";
import { HeadSelects } from "./head_selects.ts";
import { TimeMap } from "./time_map.ts";
import { SoundPicture } from "./sound_picture.ts";
import { cellSeconds, meanRow, percentText, sharesByWord } from "./attention_shares.ts";

/** The attention of one moment over the sound, and of all moments as a map. */
export class EncoderPictures {
  #attention: WindowAttention | null = null;
  #cell = 0;
  readonly #heads = new HeadSelects("encoder", () => this.#show());
  readonly #frame = byId<HTMLInputElement>("frame");
  readonly #sound = new SoundPicture(byId("encoder-picture"), {
    label: "where a moment looks in the sound",
    onChoose: (seconds) => this.#choose(Math.floor(seconds / cellSeconds(this.#attention!.header, "encoder"))),
  });
  readonly #map = new TimeMap(byId("encoder-map"), {
    label: "all moments of a head of the encoder",
    onChoose: (row) => this.#choose(row),
  });

  constructor() {
    this.#frame.addEventListener("input", () => this.#choose(Number(this.#frame.value)));
  }

  /** Shows another window, at the middle of its first word. */
  open(attention: WindowAttention): void {
    const { header } = this.#attention = attention;
    this.#heads.fill(header.encoder);
    this.#frame.max = String(header.encoder.cells - 1);
    const { words: [first], start } = header;
    this.#choose(Math.floor(((first.start + first.end) / 2 - start) / cellSeconds(header, "encoder")));
  }

  #choose(index: number): void {
    if (!this.#attention) return;
    const { header } = this.#attention;
    this.#cell = Math.max(0, Math.min(header.encoder.cells - 1, index));
    this.#frame.value = String(this.#cell);
    const text = timeText(header.start + (this.#cell + 0.5) * cellSeconds(header, "encoder"), 0.1);
    byId("frame-value").textContent = text;
    this.#frame.setAttribute("aria-valuetext", text);
    this.#show();
  }

  #show(): void {
    if (!this.#attention) return;
    const shown = this.#attention;
    const cell = this.#cell;
    const { choice, text } = this.#heads;
    const { start, positions, position_seconds, encoder: { cells } } = shown.header;
    const size = cellSeconds(shown.header, "encoder");
    const time = timeText(start + (cell + 0.5) * size, 0.1);
    this.#sound.show(shown, {
      shares: meanRow(shown, "encoder", choice, cell),
      cellSeconds: size,
      span: { start: cell * size, end: Math.min(positions * position_seconds, (cell + 1) * size), label: time },
      who: `the moment ${time} (${text})`,
    });
    const rows = Array.from({ length: cells }, (_, i) => meanRow(shown, "encoder", choice, i));
    const values = new Float32Array(cells * cells);
    rows.forEach((row, i) => {
      const most = row.subarray(0, cells).reduce((a, b) => Math.max(a, b), 1e-6);
      for (let at = 0; at < cells; at++) values[i * cells + at] = Math.sqrt(row[at] / most);
    });
    const at = (row: number) => timeText(start + (row + 0.5) * size, 0.1);
    const most = (row: number) => sharesByWord(shown.header, rows[row], size)[0];
    this.#map.show({
      ...{ nRows: cells, nColumns: cells, values, start, seconds: positions * position_seconds },
      chosen: [[cell, cell + 1]],
      rowAxis: "asks",
      rowLabel: (row) => row % 2 === 0 || row === cell ? at(row) : "",
      legend: "none to each row's most",
      describe: (row, seconds) => {
        const column = Math.min(cells - 1, Math.floor(seconds / size));
        return `${at(row)} gives ${percentText(rows[row][column])} of its look to ${at(column)}`;
      },
      inWords: () =>
        make(
          "ul",
          { class: "whisper-list", tabindex: "0" },
          ...rows.map((_, i) => make("li", {}, `${at(i)} looks most, ${percentText(most(i).share)}, ${most(i).what}`)),
        ),
    });
  }
}
