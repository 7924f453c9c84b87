import type { Colors } from "../../../audio_report/client/colors.ts";
import { timeText } from "../../../audio_report/client/draw.ts";
import { CanvasPicture, type PictureOptions } from "../picture.ts";
import { timeStep } from "./sound_picture.ts";

/** Rows of values over a stretch of time. */
export interface TimeRows {
  nRows: number;
  nColumns: number;
  /** 0 to 1; shape (nRows, nColumns), row-major. */
  values: Float32Array;
  /** Seconds of media at which the first column begins, and seconds of all columns together. */
  start: number;
  seconds: number;
  rowAxis: string;
  rowLabel(row: number): string;
  /** Ranges of chosen rows, in order; `to` is exclusive. */
  chosen: readonly (readonly [from: number, to: number])[];
  /** Seconds of media to mark. */
  span?: { start: number; end: number };
  /** The column at which a path enters each row. */
  path?: readonly number[];
  legend: string;
  describe(row: number, seconds: number): string;
  inWords(): HTMLElement;
}

export interface TimeMapOptions extends PictureOptions {
  /** Called with the row chosen by keys or a click. */
  onChoose(row: number): void;
}

const LEGEND_PIXELS = 58;
const TOP = 10;

/** Rows of values over time, in colours. The cursor chooses rows (up, down) and reads out values (left, right). */
export class TimeMap extends CanvasPicture {
  readonly #options: TimeMapOptions;
  #data: TimeRows | null = null;
  #row = 0;
  #at = 0; // the cursor: seconds from the first column
  #sheet: { canvas: OffscreenCanvas; values: Float32Array; heat: string } | null = null;

  constructor(root: HTMLElement, options: TimeMapOptions) {
    super(root, options);
    this.#options = options;
  }

  show(data: TimeRows): void {
    const isNew = data.seconds !== this.#data?.seconds || data.nRows !== this.#data?.nRows;
    this.#data = data;
    if (!data.chosen.some(([from, to]) => this.#row >= from && this.#row < to)) this.#row = data.chosen[0][0];
    if (isNew) this.#at = data.seconds / 2;
    this.refresh();
  }

  #layout(width: number) {
    const { nRows } = this.#data!;
    const rowPixels = Math.min(15, Math.max(4, 460 / nRows));
    const left = Math.min(118, width * 0.26);
    return { left, right: width - 6, rowPixels, bottom: TOP + rowPixels * nRows };
  }

  protected heightFor(width: number): number {
    return this.#data ? this.#layout(width).bottom + LEGEND_PIXELS : 40;
  }

  protected paint(ctx: CanvasRenderingContext2D, width: number, colors: Colors): void {
    const data = this.#data;
    if (!data) return;
    const { left, right, rowPixels, bottom } = this.#layout(width);
    const x = (seconds: number) => left + seconds / data.seconds * (right - left);
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(this.#image(data, colors), left, TOP, right - left, bottom - TOP);
    if (data.path) this.#paintPath(ctx, data, colors, width);
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = colors.playhead;
    for (const [from, to] of data.chosen) {
      ctx.strokeRect(left, TOP + from * rowPixels, right - left, (to - from) * rowPixels);
    }
    if (data.span) {
      for (const at of [data.span.start, data.span.end]) {
        ctx.fillStyle = colors.playhead;
        ctx.fillRect(x(at - data.start) - 0.75, TOP, 1.5, bottom - TOP + 5);
      }
    }
    this.#paintRowLabels(ctx, data, colors, width);
    this.#paintTimes(ctx, data, colors, width);
    ctx.fillStyle = colors.dim;
    ctx.fillRect(x(this.#at) - 0.5, TOP, 1, bottom - TOP);
    const legendLeft = width < 520 ? 4 : left;
    this.#paintLegend(ctx, data, colors, legendLeft, bottom + 34, right - legendLeft);
  }

  #paintRowLabels(ctx: CanvasRenderingContext2D, data: TimeRows, colors: Colors, width: number): void {
    const { left, rowPixels } = this.#layout(width);
    ctx.textAlign = "right";
    let free = -Infinity;
    const [[from]] = data.chosen;
    const isChosen = (row: number) => data.chosen.some(([from, to]) => row >= from && row < to);
    const label = (row: number, color: string) => {
      let text = data.rowLabel(row).trim();
      while (text.length > 1 && ctx.measureText(text).width > left - 8) text = text.slice(0, -1);
      ctx.fillStyle = color;
      ctx.fillText(text, left - 5, TOP + (row + 0.5) * rowPixels);
    };
    for (let row = 0; row < data.nRows; row++) {
      const y = TOP + (row + 0.5) * rowPixels;
      const chosenY = TOP + (from + 0.5) * rowPixels;
      if (y < free || (Math.abs(y - chosenY) < 13 && row !== from) || data.rowLabel(row) === "") continue;
      label(row, isChosen(row) ? colors.playhead : colors.dim);
      free = y + 13;
    }
  }

  #paintTimes(ctx: CanvasRenderingContext2D, data: TimeRows, colors: Colors, width: number): void {
    const { left, right, bottom } = this.#layout(width);
    const step = timeStep(data.seconds, (right - left) / 64);
    ctx.fillStyle = colors.dim;
    for (let at = Math.ceil(data.start / step) * step; at <= data.start + data.seconds; at += step) {
      const x = left + (at - data.start) / data.seconds * (right - left);
      ctx.fillRect(x - 0.5, bottom, 1, 5);
      const text = timeText(at, step);
      ctx.textAlign = "center";
      const half = ctx.measureText(text).width / 2;
      ctx.fillText(text, Math.min(right - half, Math.max(left - 2 + half, x)), bottom + 13);
    }
    ctx.textAlign = "left";
    const both = `${data.rowAxis} ↓ time →`;
    ctx.fillText(ctx.measureText(both).width < left - 6 ? both : "time →", 2, bottom + 13);
  }

  /** Draws the path as steps. An outline in the background's colour keeps it visible on every cell colour. */
  #paintPath(ctx: CanvasRenderingContext2D, data: TimeRows, colors: Colors, width: number): void {
    const { left, right, rowPixels } = this.#layout(width);
    const x = (column: number) => left + column / data.nColumns * (right - left);
    for (const [color, line] of [[colors.ground, 4], [colors.other, 2]] as const) {
      ctx.strokeStyle = color;
      ctx.lineWidth = line;
      ctx.beginPath();
      data.path!.forEach((column, row) => {
        ctx.lineTo(x(column), TOP + row * rowPixels);
        ctx.lineTo(x(column), TOP + (row + 1) * rowPixels);
      });
      ctx.stroke();
    }
  }

  #paintLegend(
    ctx: CanvasRenderingContext2D,
    { legend, path }: TimeRows,
    colors: Colors,
    left: number,
    top: number,
    width: number,
  ): void {
    const bar = Math.min(120, width * 0.25);
    for (let i = 0; i < bar; i++) {
      const at = 3 * Math.round(i / bar * 255);
      ctx.fillStyle = `rgb(${colors.heat[at]} ${colors.heat[at + 1]} ${colors.heat[at + 2]})`;
      ctx.fillRect(left + i, top - 4, 1.5, 9);
    }
    ctx.strokeStyle = colors.line;
    ctx.lineWidth = 1;
    ctx.strokeRect(left - 0.5, top - 4.5, bar + 1, 10);
    ctx.fillStyle = colors.dim;
    ctx.textAlign = "left";
    ctx.fillText(legend, left + bar + 8, top);
    if (!path) return;
    ctx.fillStyle = colors.other;
    ctx.fillRect(left, top + 15, 14, 2);
    ctx.fillStyle = colors.dim;
    ctx.fillText("the path", left + 20, top + 16);
    ctx.fillStyle = colors.playhead;
    ctx.fillRect(left + 96, top + 11, 2, 10);
    ctx.fillStyle = colors.dim;
    ctx.fillText("the word's time", left + 104, top + 16);
  }

  #image(data: TimeRows, { heat }: Colors): OffscreenCanvas {
    const key = heat.subarray(0, 3).join();
    if (this.#sheet?.values === data.values && this.#sheet.heat === key) return this.#sheet.canvas;
    const image = new ImageData(data.nColumns, data.nRows);
    for (let i = 0; i < data.values.length; i++) {
      const color = 3 * Math.round(255 * Math.min(1, Math.max(0, data.values[i])));
      image.data.set([heat[color], heat[color + 1], heat[color + 2], 255], 4 * i);
    }
    const canvas = new OffscreenCanvas(data.nColumns, data.nRows);
    canvas.getContext("2d")!.putImageData(image, 0, 0);
    this.#sheet = { canvas, values: data.values, heat: key };
    return canvas;
  }

  protected moveBy(key: string): boolean {
    const data = this.#data;
    if (!data) return false;
    const [[from]] = data.chosen;
    const [, to] = data.chosen.at(-1)!;
    const step = Math.max(0.1, data.seconds / 150);
    if (key === "ArrowUp" || key === "ArrowDown") {
      // skips the other rows of the same chosen range
      const row = key === "ArrowUp" ? from - 1 : to;
      if (row >= 0 && row < data.nRows) {
        this.#row = row;
        this.#options.onChoose(row);
      }
    } else if (key === "ArrowLeft") this.#at = Math.max(0, this.#at - step);
    else if (key === "ArrowRight") this.#at = Math.min(data.seconds, this.#at + step);
    else if (key === "Home") this.#at = 0;
    else if (key === "End") this.#at = data.seconds;
    else return false;
    return true;
  }

  protected moveTo(x: number, y: number, isPressed: boolean): void {
    const data = this.#data;
    if (!data) return;
    const { left, right, rowPixels } = this.#layout(this.canvas.clientWidth);
    const row = Math.floor((y - TOP) / rowPixels);
    if (row < 0 || row >= data.nRows || x < left) return;
    this.#row = row;
    this.#at = Math.min(data.seconds, (x - left) / (right - left) * data.seconds);
    if (isPressed) this.#options.onChoose(row);
  }

  protected cursorText(): string {
    return this.#data?.describe(this.#row, this.#at) ?? "";
  }

  protected textAlternative(): HTMLElement {
    return this.#data!.inWords();
  }
}
