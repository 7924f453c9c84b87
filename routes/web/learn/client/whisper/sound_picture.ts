import type { WindowAttention } from "../../../../../src/core/attention.ts";
import { make } from "../../../shared/client/dom.ts";
import type { Colors } from "../../../audio_report/client/colors.ts";
import { timeText } from "../../../audio_report/client/draw.ts";
import { CanvasPicture, type PictureOptions } from "../picture.ts";
import { percentText, sharesByWord } from "./attention_shares.ts";

/** The attention of one word or moment over the sound. */
export interface AttentionLook {
  /** One share for each cell of time, and the last for the padding after the sound. They sum to 1. */
  shares: Float32Array;
  /** Seconds of a cell. */
  cellSeconds: number;
  /** The part of the window that attends, in seconds from the window's start. */
  span: { start: number; end: number; label: string };
  /** Names it in the text below: `" beans"` or `the moment 0:03.2`. */
  who: string;
}

export interface SoundOptions extends PictureOptions {
  /** Called with the moment chosen by a click or a key, in seconds from the window's start. */
  onChoose(seconds: number): void;
}

const CURVE_PIXELS = 54;
const AXIS_PIXELS = 22;
/** Opacity of the veil where the share is 0. */
const VEIL = 0.82;
const HZ_MARKS = [250, 500, 1000, 2000, 4000];

/** The spectrogram of a window, veiled where attention is low, with the shares as a curve above it. */
export class SoundPicture extends CanvasPicture {
  /** The playhead, in seconds from the window's start; null if nothing plays here. */
  playhead: number | null = null;
  readonly #options: SoundOptions;
  #attention: WindowAttention | null = null;
  #look: AttentionLook | null = null;
  #at = 0; // the cursor, in seconds from the window's start
  #sheet: { canvas: OffscreenCanvas; heat: string } | null = null;

  constructor(root: HTMLElement, options: SoundOptions) {
    super(root, options);
    this.#options = options;
  }

  show(attention: WindowAttention, look: AttentionLook): void {
    if (attention !== this.#attention) this.#sheet = null;
    if (!this.#look || look.who !== this.#look.who) this.#at = (look.span.start + look.span.end) / 2;
    this.#attention = attention;
    this.#look = look;
    this.refresh();
  }

  get #seconds(): number {
    const { positions, position_seconds } = this.#attention!.header;
    return positions * position_seconds;
  }

  #layout(width: number) {
    const mel = Math.round(Math.min(220, Math.max(150, width * 0.2)));
    const top = CURVE_PIXELS + 22;
    return { left: 44, right: width - 44, curve: { top: 18, bottom: 18 + CURVE_PIXELS }, top, bottom: top + mel };
  }

  protected heightFor(width: number): number {
    const narrow = width < 520 ? 20 : 0;
    return this.#layout(width).bottom + AXIS_PIXELS + 24 + narrow;
  }

  protected paint(ctx: CanvasRenderingContext2D, width: number, colors: Colors): void {
    if (!this.#attention || !this.#look) return;
    const { left, right, curve, top, bottom } = this.#layout(width);
    const seconds = this.#seconds;
    const x = (at: number) => left + at / seconds * (right - left);
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(this.#mel(colors), left, top, right - left, bottom - top);
    this.#paintLook(ctx, colors, x, curve, { top, bottom });
    const { start, end, label } = this.#look.span;
    ctx.strokeStyle = colors.text;
    ctx.lineWidth = 1.5;
    ctx.strokeRect(x(start), top - 2, Math.max(2, x(end) - x(start)), bottom - top + 4);
    ctx.fillStyle = colors.text;
    ctx.textAlign = "center";
    const half = ctx.measureText(label).width / 2;
    ctx.fillText(label, Math.min(right - half, Math.max(left + half, (x(start) + x(end)) / 2)), 9);
    this.#paintAxes(ctx, colors, width, x);
    this.#paintLine(ctx, x(this.#at), colors.dim, 1, curve.top, bottom);
    if (this.playhead !== null && this.playhead >= 0 && this.playhead <= seconds) {
      this.#paintLine(ctx, x(this.playhead), colors.playhead, 2, curve.top, bottom);
    }
  }

  #paintLine(ctx: CanvasRenderingContext2D, x: number, color: string, width: number, top: number, bottom: number) {
    ctx.fillStyle = color;
    ctx.fillRect(x - width / 2, top, width, bottom - top);
  }

  #paintLook(
    ctx: CanvasRenderingContext2D,
    colors: Colors,
    x: (at: number) => number,
    curve: { top: number; bottom: number },
    mel: { top: number; bottom: number },
  ): void {
    const { shares, cellSeconds } = this.#look!;
    const cells = shares.length - 1;
    const most = shares.subarray(0, cells).reduce((a, b) => Math.max(a, b), 1e-6);
    ctx.fillStyle = colors.ground;
    for (let i = 0; i < cells; i++) {
      const [from, to] = [x(i * cellSeconds), x(Math.min(this.#seconds, (i + 1) * cellSeconds))];
      ctx.globalAlpha = VEIL * (1 - Math.sqrt(shares[i] / most)); // the root shows weak shares too
      ctx.fillRect(from, mel.top, to - from + 0.3, mel.bottom - mel.top);
    }
    ctx.globalAlpha = 1;
    ctx.beginPath();
    ctx.moveTo(x(0), curve.bottom);
    for (let i = 0; i < cells; i++) {
      const y = curve.bottom - shares[i] / most * (curve.bottom - curve.top);
      ctx.lineTo(x(i * cellSeconds), y);
      ctx.lineTo(x(Math.min(this.#seconds, (i + 1) * cellSeconds)), y);
    }
    ctx.lineTo(x(this.#seconds), curve.bottom);
    ctx.fillStyle = colors.other;
    ctx.fill();
    ctx.fillStyle = colors.dim;
    ctx.fillRect(x(0), curve.bottom, x(this.#seconds) - x(0), 1);
    ctx.textAlign = "right";
    ctx.fillText(percentText(most), x(0) - 4, curve.top + 6);
    const padding = shares[cells];
    if (padding >= 0.005) {
      ctx.textAlign = "left";
      ctx.fillText("after", x(this.#seconds) + 4, curve.top + 6);
      ctx.fillText(percentText(padding), x(this.#seconds) + 4, curve.top + 21);
    }
  }

  #paintAxes(ctx: CanvasRenderingContext2D, colors: Colors, width: number, x: (at: number) => number): void {
    const { left, right, top, bottom } = this.#layout(width);
    const { band_hz, start } = this.#attention!.header;
    ctx.fillStyle = colors.dim;
    ctx.textAlign = "right";
    for (const hz of HZ_MARKS) {
      const above = band_hz.findIndex((peak) => peak >= hz);
      if (above < 1) continue;
      const part = (hz - band_hz[above - 1]) / (band_hz[above] - band_hz[above - 1]);
      const y = bottom - (above - 0.5 + part) / band_hz.length * (bottom - top);
      ctx.fillRect(left - 4, y, 4, 1);
      ctx.fillText(hz < 1000 ? `${hz}` : `${hz / 1000}k`, left - 7, y);
    }
    ctx.fillText("Hz", left - 7, top + 1);
    const step = timeStep(this.#seconds, (right - left) / 64);
    ctx.textAlign = "center";
    for (let at = Math.ceil(start / step) * step; at <= start + this.#seconds; at += step) {
      ctx.fillRect(x(at - start) - 0.5, bottom, 1, 5);
      const text = timeText(at, step);
      ctx.fillText(text, Math.max(x(at - start), left - 8 + ctx.measureText(text).width / 2), bottom + 13);
    }
    ctx.textAlign = "left";
    ctx.fillText("time", 2, bottom + 13);
    this.#paintLegend(ctx, colors, left, right, bottom + AXIS_PIXELS + 10);
  }

  #paintLegend(ctx: CanvasRenderingContext2D, colors: Colors, left: number, right: number, top: number): void {
    const items: [draw: (x: number, y: number) => void, text: string][] = [
      [(x, y) => swatch(ctx, x, y, colors.other), "share of the look"],
      [(x, y) => {
        ctx.strokeStyle = colors.text;
        ctx.lineWidth = 1.5;
        ctx.strokeRect(x + 1, y - 5, 10, 10);
      }, "who looks"],
      [(x, y) => swatch(ctx, x, y, colors.playhead, 3), "playhead"],
    ];
    let [x, y] = [left, top];
    ctx.textAlign = "left";
    for (const [draw, text] of items) {
      const needed = 18 + ctx.measureText(text).width;
      if (x + needed > right) [x, y] = [left, y + 18];
      draw(x, y);
      ctx.fillStyle = colors.dim;
      ctx.fillText(text, x + 17, y);
      x += needed + 16;
    }
  }

  /** The spectrogram, one pixel for each value. */
  #mel({ heat }: Colors): OffscreenCanvas {
    const key = heat.subarray(0, 3).join();
    if (this.#sheet?.heat === key) return this.#sheet.canvas;
    const { rows, columns } = this.#attention!.header.sections.mel;
    const image = new ImageData(columns, rows);
    for (let band = 0; band < rows; band++) {
      const values = this.#attention!.row("mel", band);
      for (let i = 0; i < columns; i++) {
        const color = 3 * Math.round(255 * Math.min(1, values[i]));
        const at = 4 * ((rows - 1 - band) * columns + i);
        image.data.set([heat[color], heat[color + 1], heat[color + 2], 255], at);
      }
    }
    const canvas = new OffscreenCanvas(columns, rows);
    canvas.getContext("2d")!.putImageData(image, 0, 0);
    this.#sheet = { canvas, heat: key };
    return canvas;
  }

  protected moveBy(key: string): boolean {
    if (!this.#attention) return false;
    const step = Math.max(0.1, this.#seconds / 150);
    if (key === "ArrowLeft") this.#at = Math.max(0, this.#at - step);
    else if (key === "ArrowRight") this.#at = Math.min(this.#seconds, this.#at + step);
    else if (key === "Home") this.#at = 0;
    else if (key === "End") this.#at = this.#seconds;
    else if (key !== "Enter") return false;
    if (key === "Enter") this.#options.onChoose(this.#at);
    return true;
  }

  protected moveTo(x: number, _y: number, isPressed: boolean): void {
    if (!this.#attention) return;
    const { left, right } = this.#layout(this.canvas.clientWidth);
    this.#at = Math.min(this.#seconds, Math.max(0, (x - left) / (right - left) * this.#seconds));
    if (isPressed) this.#options.onChoose(this.#at);
  }

  protected cursorText(): string {
    if (!this.#attention || !this.#look) return "";
    const { shares, cellSeconds, who } = this.#look;
    const { start, words } = this.#attention.header;
    const cell = Math.min(shares.length - 2, Math.floor(this.#at / cellSeconds));
    const at = start + this.#at;
    const said = words.find((word) => word.start <= at && at < word.end);
    return `${timeText(at, 0.1)}${said ? `, while "${said.text.trim()}" is said` : ""}: ${percentText(shares[cell])} ` +
      `of the look of ${who} in these ${cellSeconds.toFixed(2)} s`;
  }

  protected textAlternative(): HTMLElement {
    const { shares, cellSeconds, who } = this.#look!;
    const places = sharesByWord(this.#attention!.header, shares, cellSeconds);
    const items = places.slice(0, 8).map(({ what, share }) => make("li", {}, `${percentText(share)} ${what}`));
    return make("div", {}, make("p", {}, `Where ${who} looks:`), make("ol", {}, ...items));
  }
}

function swatch(ctx: CanvasRenderingContext2D, x: number, y: number, color: string, width = 12): void {
  ctx.fillStyle = color;
  ctx.fillRect(x + (12 - width) / 2, y - 5, width, 10);
}

/** Seconds between two marks of a time axis. */
export function timeStep(seconds: number, marks: number): number {
  return [0.1, 0.2, 0.5, 1, 2, 5, 10].find((step) => seconds / step <= marks) ?? 10;
}
