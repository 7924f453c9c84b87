import { make } from "./dom.ts";
import type { Colors } from "./hearing_colors.ts";
import { FONT_PIXELS, Picture, type PictureOptions } from "./learn_picture.ts";

export interface Line {
  name: string;
  /** In the order of x. */
  points: { x: number; y: number }[];
}

export interface ChartOptions extends PictureOptions {
  xAxis: string;
  yAxis: string;
  /** Each step to the right multiplies by the same: for widths that double. */
  isLogX?: boolean;
  /** The top of the y axis, if it is to stand still. */
  top?: number;
}

const HEIGHT = 300;
const MARGIN = { left: 52, right: 14, top: 44, bottom: 44 };
/** Lines are apart by more than colour. */
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3]];

/** Lines over a common axis, with a legend, and a cursor that reads out what they are at one place. */
export class LineChart extends Picture {
  #lines: Line[] = [];
  #at = 0;
  /** The last place at the time of `show()`: the lines' points are the caller's and may grow. */
  #last = 0;
  readonly #options: ChartOptions;

  constructor(root: HTMLElement, options: ChartOptions) {
    super(root, options);
    this.#options = options;
    this.retell();
  }

  show(lines: Line[]): void {
    const wasAtEnd = this.#at >= this.#last;
    this.#lines = lines;
    this.#last = Math.max(0, this.#xs().length - 1);
    if (wasAtEnd || this.#at > this.#last) this.#at = this.#last; // stays at the end of what grows
    this.retell();
  }

  protected heightFor(): number {
    return HEIGHT;
  }

  #xs(): number[] {
    return [...new Set(this.#lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  }

  #range() {
    const xs = this.#xs();
    const ys = this.#lines.flatMap(({ points }) => points.map(({ y }) => y));
    const top = this.#options.top ?? (Math.max(0, ...ys) * 1.06 || 1); // 1 while there is nothing
    return { from: xs[0] ?? 0, to: xs.at(-1) ?? 1, top };
  }

  #xOf(x: number, width: number): number {
    const { from, to } = this.#range();
    const place = this.#options.isLogX ? Math.log2 : (value: number) => value;
    const share = to > from ? (place(x) - place(from)) / (place(to) - place(from)) : 0;
    return MARGIN.left + share * (width - MARGIN.left - MARGIN.right);
  }

  protected paint(ctx: CanvasRenderingContext2D, width: number, colors: Colors): void {
    const { from, to, top } = this.#range();
    const bottom = HEIGHT - MARGIN.bottom;
    const yOf = (y: number) => bottom - Math.min(1, y / top) * (bottom - MARGIN.top);
    ctx.fillStyle = colors.dim;
    ctx.textAlign = "right";
    for (const y of marks(0, top, 5)) {
      ctx.fillText(short(y), MARGIN.left - 8, yOf(y));
      ctx.fillStyle = colors.line;
      ctx.fillRect(MARGIN.left, yOf(y) - 0.5, width - MARGIN.left - MARGIN.right, 1);
      ctx.fillStyle = colors.dim;
    }
    ctx.textAlign = "center";
    const xs = this.#xs();
    const xMarks = this.#options.isLogX || xs.length <= 12 ? xs : marks(from, to, Math.max(2, width / 110));
    for (const x of xMarks) ctx.fillText(short(x), this.#xOf(x, width), bottom + 14);
    ctx.textAlign = "right";
    ctx.fillText(`${this.#options.xAxis} →`, width - MARGIN.right, bottom + 32);
    ctx.textAlign = "left";
    ctx.fillText(`↑ ${this.#options.yAxis}`, 4, MARGIN.top - 14);
    this.#paintLines(ctx, width, yOf, colors);
    const x = xs[this.#at];
    if (x === undefined) return;
    ctx.fillStyle = colors.playhead;
    ctx.fillRect(this.#xOf(x, width) - 0.5, MARGIN.top, 1, bottom - MARGIN.top);
  }

  #paintLines(ctx: CanvasRenderingContext2D, width: number, yOf: (y: number) => number, colors: Colors): void {
    const tones = [colors.wave, colors.other, colors.text, colors.playhead];
    let legendX = 8;
    for (const [i, { name, points }] of this.#lines.entries()) {
      ctx.strokeStyle = tones[i % tones.length];
      ctx.lineWidth = 2;
      ctx.setLineDash(DASHES[i % DASHES.length]);
      ctx.beginPath();
      for (const { x, y } of points) ctx.lineTo(this.#xOf(x, width), yOf(y));
      ctx.stroke();
      if (points.length <= 12) {
        ctx.fillStyle = ctx.strokeStyle;
        for (const { x, y } of points) ctx.fillRect(this.#xOf(x, width) - 2.5, yOf(y) - 2.5, 5, 5);
      }
      ctx.beginPath();
      ctx.moveTo(legendX, 10);
      ctx.lineTo(legendX + 24, 10);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.fillStyle = colors.text;
      ctx.textAlign = "left";
      ctx.fillText(name, legendX + 30, 10);
      legendX += 30 + name.length * FONT_PIXELS * 0.61 + 18;
    }
  }

  protected moveBy(key: string): boolean {
    const last = Math.max(0, this.#xs().length - 1);
    const step = Math.max(1, Math.round(last / 50));
    if (key === "ArrowLeft") this.#at = Math.max(0, this.#at - step);
    else if (key === "ArrowRight") this.#at = Math.min(last, this.#at + step);
    else if (key === "Home") this.#at = 0;
    else if (key === "End") this.#at = last;
    else return false;
    return true;
  }

  protected moveTo(x: number): void {
    const xs = this.#xs();
    const gaps = xs.map((value) => Math.abs(this.#xOf(value, this.canvas.clientWidth) - x));
    if (xs.length) this.#at = gaps.indexOf(Math.min(...gaps));
  }

  protected reading(): string {
    const x = this.#xs()[this.#at];
    if (x === undefined) return "nothing yet";
    const values = this.#lines.flatMap(({ name, points }) => {
      const point = points.find((point) => point.x === x);
      return point ? [`${name} ${point.y.toFixed(3)}`] : [];
    });
    return `${this.#options.xAxis} ${x}: ${values.join(", ")}`;
  }

  protected inWords(): HTMLElement {
    const xs = this.#xs();
    const some = xs.filter((_, i) => i % Math.max(1, Math.ceil(xs.length / 24)) === 0 || i === xs.length - 1);
    const cell = ({ points }: Line, x: number) =>
      make("td", {}, points.find((point) => point.x === x)?.y.toFixed(3) ?? "");
    const rows = some.map((x) =>
      make("tr", {}, make("th", { scope: "row" }, `${x}`), ...this.#lines.map((line) => cell(line, x)))
    );
    const heads = [this.#options.xAxis, ...this.#lines.map(({ name }) => name)];
    const head = make("tr", {}, ...heads.map((name) => make("th", { scope: "col" }, name)));
    const caption = make("caption", {}, this.#options.yAxis);
    return make("div", { class: "table", tabindex: "0" }, make("table", {}, caption, head, ...rows));
  }
}

/** Round numbers from `from` to `to`, about as many as `count`. */
function marks(from: number, to: number, count: number): number[] {
  const raw = (to - from) / count;
  if (!(raw > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((times) => times * power).find((step) => step >= raw)!;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step + 1e-6) + 1 }, (_, i) => first + i * step);
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
