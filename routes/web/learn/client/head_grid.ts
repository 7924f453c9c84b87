import { make } from "../../shared/client/dom.ts";
import type { Colors } from "../../audio_report/client/colors.ts";
import type { HeadSummary } from "./head_summary.ts";
import { heatColor, paintLegend, truncateText } from "./heatmap.ts";
import { CanvasPicture, FONT_PIXELS, type PictureOptions } from "./picture.ts";

export interface GridOptions extends PictureOptions {
  /** Called with the index of the head that the cursor moved to. */
  onChoose(index: number): void;
}

const LEAST_PIXELS = 132; // width of a small matrix, at least
const GAP = 14;
const TITLE_PIXELS = 2 * FONT_PIXELS + 10;
const AXIS_PIXELS = 22;
const LEGEND_PIXELS = 44;

/** All heads side by side, each a small matrix with its name and mean distance. The cursor moves from head to head. */
export class HeadGrid extends CanvasPicture {
  #heads: readonly HeadSummary[] = [];
  #at = 0;
  readonly #options: GridOptions;

  constructor(root: HTMLElement, options: GridOptions) {
    super(root, options);
    this.#options = options;
  }

  show(heads: readonly HeadSummary[], at: number): void {
    this.#heads = heads;
    this.#at = Math.min(at, Math.max(0, heads.length - 1));
    this.refresh();
  }

  #layout(width: number) {
    const columns = Math.max(1, Math.min(this.#heads.length, 4, Math.floor((width - AXIS_PIXELS) / LEAST_PIXELS)));
    const side = Math.min(230, (width - AXIS_PIXELS - GAP * (columns - 1)) / columns);
    const [{ map } = { map: { nQueries: 1, nKeys: 1 } }] = this.#heads;
    const cell = side / Math.max(map.nKeys, map.nQueries);
    const height = TITLE_PIXELS + cell * map.nQueries;
    const rows = Math.ceil(this.#heads.length / columns);
    return { columns, side, cell, height, bottom: AXIS_PIXELS + rows * (height + GAP) };
  }

  #placeOf(index: number, width: number): { x: number; y: number } {
    const { columns, side, height } = this.#layout(width);
    return {
      x: AXIS_PIXELS + (index % columns) * (side + GAP),
      y: AXIS_PIXELS + Math.floor(index / columns) * (height + GAP),
    };
  }

  protected heightFor(width: number): number {
    return this.#heads.length ? this.#layout(width).bottom + LEGEND_PIXELS : 40;
  }

  protected paint(ctx: CanvasRenderingContext2D, width: number, colors: Colors): void {
    if (this.#heads.length === 0) return;
    const { side, cell, height, bottom } = this.#layout(width);
    ctx.fillStyle = colors.dim;
    ctx.textAlign = "left";
    ctx.fillText("piece that answers →", AXIS_PIXELS, 8);
    ctx.save();
    ctx.translate(8, AXIS_PIXELS + height);
    ctx.rotate(-Math.PI / 2);
    ctx.fillText(truncateText(ctx, "← piece that asks", height), 0, 0);
    ctx.restore();
    for (const [index, { name, distanceText, map: { weights, nQueries, nKeys } }] of this.#heads.entries()) {
      const { x, y } = this.#placeOf(index, width);
      ctx.fillStyle = index === this.#at ? colors.text : colors.dim;
      ctx.fillText(truncateText(ctx, name, side), x, y + 8);
      ctx.fillText(truncateText(ctx, distanceText, side), x, y + 10 + FONT_PIXELS);
      const top = y + TITLE_PIXELS;
      for (let i = 0; i < weights.length; i++) {
        ctx.fillStyle = heatColor(colors, weights[i]);
        ctx.fillRect(x + (i % nKeys) * cell, top + Math.floor(i / nKeys) * cell, cell + 0.5, cell + 0.5);
      }
      ctx.lineWidth = index === this.#at ? 2 : 1;
      ctx.strokeStyle = index === this.#at ? colors.playhead : colors.line;
      ctx.strokeRect(x, top, nKeys * cell, nQueries * cell);
    }
    paintLegend(ctx, { min: 0, max: 1, legend: "share" }, AXIS_PIXELS, bottom + 8, Math.min(160, width - 30), colors);
  }

  protected moveBy(key: string): boolean {
    const { columns } = this.#layout(this.canvas.clientWidth);
    const last = this.#heads.length - 1;
    const steps: Record<string, number> = {
      ArrowLeft: this.#at - 1,
      ArrowRight: this.#at + 1,
      ArrowUp: this.#at - columns,
      ArrowDown: this.#at + columns,
      Home: 0,
      End: last,
    };
    const to = steps[key];
    if (to === undefined) return false;
    if (to >= 0 && to <= last) this.#choose(to);
    return true;
  }

  protected moveTo(x: number, y: number, isPressed: boolean): void {
    if (!isPressed) return; // hovering does not choose: the pointer crosses other heads on its way to the large picture
    const width = this.canvas.clientWidth;
    const { side, height } = this.#layout(width);
    const pressedIndex = this.#heads.findIndex((_, index) => {
      const place = this.#placeOf(index, width);
      return x >= place.x && x < place.x + side && y >= place.y && y < place.y + height;
    });
    if (pressedIndex >= 0) this.#choose(pressedIndex);
  }

  #choose(index: number): void {
    this.#at = index;
    this.#options.onChoose(index);
  }

  protected cursorText(): string {
    const head = this.#heads[this.#at];
    return head ? `${head.name}: ${head.distanceText}, ${head.focus}` : "";
  }

  protected textAlternative(): HTMLElement {
    const rows = this.#heads.map(({ name, distanceText, focus }) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, name),
        make("td", {}, distanceText),
        make("td", { class: "words-cell" }, focus),
      )
    );
    const heads = ["head", "on average", "what it does"].map((text) => make("th", { scope: "col" }, text));
    return make("div", { class: "table", tabindex: "0" }, make("table", {}, make("tr", {}, ...heads), ...rows));
  }
}
