import { make } from "../../shared/client/dom.ts";
import type { Colors } from "../../audio_report/client/colors.ts";
import { CanvasPicture, FONT_PIXELS, type PictureOptions } from "./picture.ts";

/** The data of a heat map: `values[row * nColumns + column]`. */
export interface HeatData {
  values: ArrayLike<number>;
  nRows: number;
  nColumns: number;
  /** The titles of the axes. */
  rowAxis: string;
  columnAxis: string;
  /** One label for each row or column; numbers if absent. */
  rowLabels?: readonly string[];
  columnLabels?: readonly string[];
  /** The range of the colour scale. */
  min: number;
  max: number;
  /** The title of the colour scale. */
  legend: string;
  /** The value of a cell in words. */
  describe(row: number, column: number, value: number): string;
}

export interface HeatOptions extends PictureOptions {
  /** CSS pixels: the largest side of a cell. */
  mostCellPixels?: number;
  /** Called when the cursor moves. */
  onMove?(row: number, column: number): void;
}

interface Layout {
  left: number;
  top: number;
  cellWidth: number;
  cellHeight: number;
  bottom: number;
}

const LEGEND_PIXELS = 44;
/** Cells of the largest matrix that the text alternative lists in full. */
const MOST_CELLS = 1024;

/** A matrix drawn in colours, with axes, a legend, and a cursor that reads out values. */
export class HeatMap extends CanvasPicture {
  #data: HeatData | null = null;
  #row = 0;
  #column = 0;
  readonly #options: HeatOptions;

  constructor(root: HTMLElement, options: HeatOptions) {
    super(root, options);
    this.#options = options;
  }

  show(data: HeatData): void {
    this.#data = data;
    this.#row = Math.min(this.#row, data.nRows - 1);
    this.#column = Math.min(this.#column, data.nColumns - 1);
    this.refresh();
  }

  protected heightFor(width: number): number {
    return this.#data ? this.#layout(this.#data, width).bottom + LEGEND_PIXELS : 40;
  }

  #layout({ nRows, nColumns, rowLabels, columnLabels }: HeatData, width: number): Layout {
    const letter = FONT_PIXELS * 0.61; // the width of a monospaced letter
    const longest = (labels?: readonly string[]) => Math.max(3, ...(labels ?? []).map(({ length }) => length));
    const left = Math.min(width * 0.32, (longest(rowLabels) + 1) * letter + 6) + 16;
    const top = 20 + (columnLabels ? Math.min(14, longest(columnLabels)) * letter + 8 : 18);
    const most = this.#options.mostCellPixels ?? 44;
    const cellWidth = Math.min(most, (width - left - 2) / nColumns);
    const cellHeight = Math.min(most, Math.max(cellWidth, nRows > 40 ? 4 : 16), Math.max(5, 520 / nRows));
    return { left, top, cellWidth, cellHeight, bottom: top + cellHeight * nRows };
  }

  protected paint(ctx: CanvasRenderingContext2D, width: number, colors: Colors): void {
    const data = this.#data;
    if (!data) return;
    const layout = this.#layout(data, width);
    const { left, top, cellWidth, cellHeight } = layout;
    const { values, nRows, nColumns, min, max } = data;
    const gap = cellWidth > 10 && cellHeight > 10 ? 1 : 0;
    for (let row = 0; row < nRows; row++) {
      for (let column = 0; column < nColumns; column++) {
        ctx.fillStyle = heatColor(colors, (values[row * nColumns + column] - min) / (max - min));
        const [x, y] = [left + column * cellWidth, top + row * cellHeight];
        // without a gap the cells overlap a little, else the background shows between them
        ctx.fillRect(x, y, cellWidth - gap + (gap ? 0 : 0.5), cellHeight - gap + (gap ? 0 : 0.5));
      }
    }
    this.#paintAxes(ctx, data, layout, colors);
    ctx.strokeStyle = colors.playhead;
    ctx.lineWidth = 2;
    ctx.strokeRect(left + this.#column * cellWidth, top + this.#row * cellHeight, cellWidth, cellHeight);
    paintLegend(ctx, data, left, layout.bottom + 14, Math.min(160, width - left - 4), colors);
  }

  #paintAxes(ctx: CanvasRenderingContext2D, data: HeatData, layout: Layout, colors: Colors): void {
    const { left, top, cellWidth, cellHeight, bottom } = layout;
    const { nRows, nColumns, rowLabels, columnLabels, rowAxis, columnAxis } = data;
    ctx.fillStyle = colors.dim;
    ctx.textAlign = "left";
    ctx.fillText(`${columnAxis} →`, left, 8);
    ctx.save();
    ctx.translate(8, bottom);
    ctx.rotate(-Math.PI / 2);
    ctx.fillText(truncateText(ctx, `← ${rowAxis}`, Math.max(bottom - 4, 40)), 0, 0);
    ctx.restore();
    ctx.textAlign = "right";
    const rowStep = labelStep(nRows, cellHeight, FONT_PIXELS + 2, !!rowLabels);
    for (let row = 0; row < nRows; row += rowStep) {
      ctx.fillStyle = row === this.#row ? colors.text : colors.dim;
      ctx.fillText(
        truncateText(ctx, rowLabels?.[row] ?? `${row}`, left - 24),
        left - 6,
        top + (row + 0.5) * cellHeight,
      );
    }
    const columnStep = labelStep(nColumns, cellWidth, columnLabels ? FONT_PIXELS + 2 : 30, !!columnLabels);
    for (let column = 0; column < nColumns; column += columnStep) {
      const x = left + (column + 0.5) * cellWidth;
      ctx.fillStyle = column === this.#column ? colors.text : colors.dim;
      if (!columnLabels) {
        ctx.textAlign = "center";
        ctx.fillText(`${column}`, x, top - 8);
        continue;
      }
      ctx.textAlign = "left";
      ctx.save();
      ctx.translate(x, top - 5);
      ctx.rotate(-Math.PI / 2);
      ctx.fillText(truncateText(ctx, columnLabels[column], top - 24), 0, 0);
      ctx.restore();
    }
  }

  protected moveBy(key: string): boolean {
    if (!this.#data) return false;
    const { nRows, nColumns } = this.#data;
    if (key === "ArrowUp") this.#row = Math.max(0, this.#row - 1);
    else if (key === "ArrowDown") this.#row = Math.min(nRows - 1, this.#row + 1);
    else if (key === "ArrowLeft") this.#column = Math.max(0, this.#column - 1);
    else if (key === "ArrowRight") this.#column = Math.min(nColumns - 1, this.#column + 1);
    else if (key === "Home") this.#column = 0;
    else if (key === "End") this.#column = nColumns - 1;
    else return false;
    this.#options.onMove?.(this.#row, this.#column);
    return true;
  }

  protected moveTo(x: number, y: number): void {
    if (!this.#data) return;
    const { left, top, cellWidth, cellHeight } = this.#layout(this.#data, this.canvas.clientWidth);
    const [row, column] = [Math.floor((y - top) / cellHeight), Math.floor((x - left) / cellWidth)];
    if (row < 0 || column < 0 || row >= this.#data.nRows || column >= this.#data.nColumns) return;
    [this.#row, this.#column] = [row, column];
    this.#options.onMove?.(row, column);
  }

  protected cursorText(): string {
    if (!this.#data) return "";
    const { values, nColumns, describe } = this.#data;
    return describe(this.#row, this.#column, values[this.#row * nColumns + this.#column]);
  }

  protected textAlternative(): HTMLElement {
    const { values, nRows, nColumns, rowAxis, columnAxis, rowLabels, columnLabels } = this.#data!;
    if (nRows * nColumns > MOST_CELLS) {
      const text = `${nRows} rows (${rowAxis}) of ${nColumns} values (${columnAxis}): too many to list. ` +
        "With the picture in focus, the arrow keys read out one after the other.";
      return make("p", {}, text);
    }
    const columns = Array.from({ length: nColumns }, (_, c) => columnLabels?.[c] ?? `${c}`);
    const head = make("tr", {}, make("td"), ...columns.map((label) => make("th", { scope: "col" }, label)));
    const rows = Array.from({ length: nRows }, (_, r) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, rowLabels?.[r] ?? `${r}`),
        ...columns.map((_, c) => make("td", {}, values[r * nColumns + c].toFixed(2))),
      ));
    const caption = make("caption", {}, `rows: ${rowAxis}; columns: ${columnAxis}`);
    return make("div", { class: "table", tabindex: "0" }, make("table", {}, caption, head, ...rows));
  }
}

/** The colour at a share, 0 to 1, of the colour scale. */
export function heatColor({ heat }: Colors, share: number): string {
  const at = 3 * Math.round(255 * Math.min(1, Math.max(0, share)));
  return `rgb(${heat[at]} ${heat[at + 1]} ${heat[at + 2]})`;
}

/** Draws the colour scale with its range and title. */
export function paintLegend(
  ctx: CanvasRenderingContext2D,
  { min, max, legend }: Pick<HeatData, "min" | "max" | "legend">,
  left: number,
  top: number,
  width: number,
  colors: Colors,
): void {
  for (let x = 0; x < width; x++) {
    ctx.fillStyle = heatColor(colors, x / width);
    ctx.fillRect(left + x, top, 1.5, 9);
  }
  ctx.strokeStyle = colors.line;
  ctx.lineWidth = 1;
  ctx.strokeRect(left - 0.5, top - 0.5, width + 1.5, 10);
  ctx.fillStyle = colors.dim;
  ctx.textAlign = "left";
  ctx.fillText(formatNumber(min), left, top + 20);
  ctx.textAlign = "center";
  ctx.fillText(truncateText(ctx, legend, width - 40), left + width / 2, top + 20);
  ctx.textAlign = "right";
  ctx.fillText(formatNumber(max), left + width, top + 20);
}

function formatNumber(value: number): string {
  return String(Math.round(value * 100) / 100).replace("-", "−");
}

/** The step between labels, so that neighbours do not overlap: 1 is every label. */
function labelStep(count: number, pixels: number, needed: number, isWord: boolean): number {
  const least = Math.ceil(needed / pixels);
  if (least <= 1) return 1;
  if (isWord) return least;
  return [2, 4, 5, 8, 10, 16, 20, 32].find((step) => step >= least) ?? count;
}

/** Shortens a text with … to fit a width in CSS pixels. */
export function truncateText(ctx: CanvasRenderingContext2D, text: string, pixels: number): string {
  if (ctx.measureText(text).width <= pixels) return text;
  let end = text.length;
  while (end > 1 && ctx.measureText(`${text.slice(0, end)}…`).width > pixels) end--;
  return `${text.slice(0, end)}…`;
}
