import uPlot from "uplot";
import { make } from "../../shared/client/dom.ts";
import type { Colors } from "../../audio_report/client/colors.ts";
import { FONT_PIXELS, Picture, type PictureOptions } from "./picture.ts";

export interface Line {
  name: string;
  /** Ascending by x. */
  points: { x: number; y: number }[];
}

export interface ChartOptions extends PictureOptions {
  xAxis: string;
  yAxis: string;
  /** Whether the x axis is logarithmic. */
  isLogX?: boolean;
  /** The fixed top of the y axis; it follows the data if absent. */
  top?: number;
}

const HEIGHT = 300;
const LEGEND_PIXELS = 28;
/** Lines with at most this many points get a marker at each. */
const FEW = 12;
/** Dashes tell the lines apart without colour. */
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3]];
/** Approximate number of rows of the table in the text alternative. */
const MOST_ROWS = 24;
/** Steps between marks of the x axis: whole numbers, as it counts steps, blocks or positions. */
const WHOLE_STEPS = [1, 10, 100, 1000, 10_000].flatMap((power) => [power, 2 * power, 5 * power]);

/** Lines over a common x axis, drawn by uPlot, with a legend and a cursor that reads out all values at one x. */
export class LineChart extends Picture {
  #lines: Line[] = [];
  #xs: number[] = [];
  #at = 0;
  #plot: uPlot | null = null;
  #names = "";
  #isNew = true;
  #colors: Colors | null = null;
  readonly #options: ChartOptions;

  constructor(root: HTMLElement, options: ChartOptions) {
    super(root, options, make("div", { class: "chart" }));
    this.#options = options;
    this.refresh();
  }

  show(lines: Line[]): void {
    const wasAtEnd = this.#at >= this.#xs.length - 1;
    this.#lines = lines;
    this.#xs = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
    const last = Math.max(0, this.#xs.length - 1);
    if (wasAtEnd || this.#at > last) this.#at = last; // the cursor follows the end of a growing line
    this.#isNew = true;
    this.refresh();
  }

  protected draw(width: number, colors: Colors): HTMLCanvasElement {
    this.#colors = colors;
    const names = this.#lines.map(({ name }) => name).join("\n");
    if (!this.#plot || names !== this.#names) {
      this.#plot?.destroy();
      this.#plot = new uPlot(this.#describe(width), this.#data(), this.surface);
      this.#names = names;
    } else {
      if (this.#isNew) this.#plot.setData(this.#data());
      if (this.#plot.width !== width) this.#plot.setSize({ width, height: HEIGHT });
    }
    this.#isNew = false;
    const plot = this.#plot;
    plot.redraw(false, true); // the theme may have changed
    if (this.#xs.length) plot.setCursor({ left: plot.valToPos(this.#xs[this.#at], "x"), top: 0 }, false);
    return plot.ctx.canvas;
  }

  #data(): uPlot.AlignedData {
    return [
      this.#xs,
      ...this.#lines.map(({ points }) => {
        const values = new Map(points.map(({ x, y }) => [x, y]));
        return this.#xs.map((x) => values.get(x));
      }),
    ];
  }

  #tone(i: number): string {
    const { wave, other, text, playhead } = this.#colors!;
    return [wave, other, text, playhead][i % 4];
  }

  #describe(width: number): uPlot.Options {
    const { xAxis, yAxis, isLogX, top } = this.#options;
    const colors = () => this.#colors!;
    const font = `${FONT_PIXELS}px ${colors().font}`;
    const axis = { font, labelFont: font, stroke: () => colors().dim, labelSize: 20 };
    const line = { stroke: () => colors().line, width: 1 };
    return {
      width,
      height: HEIGHT,
      padding: [LEGEND_PIXELS, 14, 0, 0],
      legend: { show: false }, // drawn on the canvas instead, so that the PNG has it
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { size: 7 },
        bind: { mouseleave: () => null }, // keeps the cursor when the pointer leaves
      },
      scales: {
        x: {
          time: false,
          ...isLogX && { distr: 3, log: 2 },
          range: (_, from, to) => from < to ? [from, to] : [from ?? 1, (from ?? 1) + 1],
        },
        y: { range: (_, __, most) => [0, top ?? (Math.max(0, most ?? 0) * 1.06 || 1)] },
      },
      axes: [
        {
          ...axis,
          label: xAxis,
          size: 32,
          grid: { show: false },
          ticks: { ...line, size: 4 },
          space: 60,
          incrs: WHOLE_STEPS,
          ...isLogX && { splits: () => this.#xs, filter: (_: uPlot, marks: number[]) => marks },
          values: (_, marks) => marks.map(short),
        },
        { ...axis, label: yAxis, size: 48, grid: line, ticks: { show: false }, values: (_, marks) => marks.map(short) },
      ],
      series: [
        {},
        ...this.#lines.map(({ name }, i) => ({
          label: name,
          stroke: () => this.#tone(i),
          width: 2,
          dash: DASHES[i % DASHES.length],
          spanGaps: true,
          points: { show: () => this.#xs.length <= FEW, size: 6, fill: () => this.#tone(i) },
        })),
      ],
      hooks: {
        drawClear: [({ ctx }) => {
          ctx.fillStyle = colors().ground;
          ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
        }],
        draw: [({ ctx }) => this.#paintLegend(ctx, font)],
        setCursor: [({ cursor: { idx } }) => {
          if (idx === undefined || idx === null || idx === this.#at) return;
          this.#at = idx;
          this.redraw();
        }],
      },
    };
  }

  #paintLegend(ctx: CanvasRenderingContext2D, font: string): void {
    const dots = globalThis.devicePixelRatio || 1;
    ctx.save();
    ctx.setTransform(dots, 0, 0, dots, 0, 0);
    ctx.font = font;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.lineWidth = 2;
    let x = 8;
    for (const [i, { name }] of this.#lines.entries()) {
      ctx.strokeStyle = this.#tone(i);
      ctx.setLineDash(DASHES[i % DASHES.length]);
      ctx.beginPath();
      ctx.moveTo(x, 10);
      ctx.lineTo(x + 24, 10);
      ctx.stroke();
      ctx.fillStyle = this.#colors!.text;
      ctx.fillText(name, x + 30, 10);
      x += 48 + ctx.measureText(name).width;
    }
    ctx.restore();
  }

  protected moveBy(key: string): boolean {
    const last = Math.max(0, this.#xs.length - 1);
    const step = Math.max(1, Math.round(last / 50));
    if (key === "ArrowLeft") this.#at = Math.max(0, this.#at - step);
    else if (key === "ArrowRight") this.#at = Math.min(last, this.#at + step);
    else if (key === "Home") this.#at = 0;
    else if (key === "End") this.#at = last;
    else return false;
    return true;
  }

  protected cursorText(): string {
    const x = this.#xs[this.#at];
    if (x === undefined) return "nothing yet";
    const values = this.#lines.flatMap(({ name, points }) => {
      const point = points.find((point) => point.x === x);
      return point ? [`${name} ${point.y.toFixed(3)}`] : [];
    });
    return `${this.#options.xAxis} ${x}: ${values.join(", ")}`;
  }

  protected textAlternative(): HTMLElement {
    const step = Math.max(1, Math.ceil(this.#xs.length / MOST_ROWS));
    const some = this.#xs.filter((_, i) => i % step === 0 || i === this.#xs.length - 1);
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

function short(value: number | null): string {
  return value === null ? "" : String(Number(value.toPrecision(4)));
}
