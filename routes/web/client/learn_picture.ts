import { make } from "./dom.ts";
import { type Colors, readColors } from "./hearing_colors.ts";

export interface PictureOptions {
  /** What is seen, for people and for the name of the file: "attention". */
  label: string;
}

export const FONT_PIXELS = 12;

/**
 * A picture on a canvas in the page's colours, with a line that reads out the value at the cursor, a text alternative below
 * and a button that saves it as PNG. The cursor is moved by arrows, Home and End, and by pointer.
 */
export abstract class Picture {
  readonly canvas: HTMLCanvasElement;
  readonly #label: string;
  readonly #root: HTMLElement;
  readonly #readout: HTMLElement;
  readonly #alternative: HTMLElement;
  #colors: Colors;
  #isAsked = false;

  constructor(root: HTMLElement, { label }: PictureOptions) {
    this.#label = label;
    this.#root = root;
    this.canvas = make("canvas", {
      class: "picture",
      tabindex: "0",
      role: "application",
      "aria-roledescription": "picture",
      "aria-label": label,
    });
    this.#readout = make("p", { class: "readout", "aria-live": "polite" });
    this.#alternative = make("div", { class: "alternative" });
    const save = make(
      "button",
      { type: "button", class: "button", "aria-label": `Save "${label}" as PNG` },
      "save PNG",
    );
    save.addEventListener("click", () => this.#save());
    root.replaceChildren(this.canvas, this.#readout, make("div", { class: "tools" }, save, this.#alternative));
    this.#colors = readColors(root);
    new ResizeObserver(() => this.redraw()).observe(root);
    const restyle = () => {
      this.#colors = readColors(this.#root);
      this.redraw();
    };
    new MutationObserver(restyle).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
    this.canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !this.moveBy(event.key)) return;
      event.preventDefault();
      this.redraw();
    });
    const point = (event: PointerEvent) => {
      this.moveTo(event.offsetX, event.offsetY);
      this.redraw();
    };
    this.canvas.addEventListener("pointermove", point);
    this.canvas.addEventListener("pointerdown", point);
  }

  /** In CSS pixels. */
  protected abstract heightFor(width: number): number;
  protected abstract paint(ctx: CanvasRenderingContext2D, width: number, colors: Colors): void;
  /** Moves the cursor by a key. @returns false where the key means nothing here */
  protected abstract moveBy(key: string): boolean;
  protected abstract moveTo(x: number, y: number): void;
  /** The value at the cursor in words. */
  protected abstract reading(): string;
  /** The whole in words or numbers, for who can't see it. */
  protected abstract inWords(): HTMLElement;

  /** Paints soon; however often it is asked, once. */
  redraw(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      this.#paintNow();
    });
  }

  /** To be called when what is shown has changed. */
  protected retell(): void {
    const isOpen = this.#alternative.querySelector("details")?.open ?? false;
    const details = make("details", {}, make("summary", {}, "the same in words"));
    const fill = () => {
      if (details.open && details.childElementCount === 1) details.append(this.inWords());
    };
    details.addEventListener("toggle", fill);
    details.open = isOpen;
    fill();
    this.#alternative.replaceChildren(details);
    this.redraw();
  }

  #paintNow(): void {
    const width = this.#root.clientWidth;
    if (width === 0) return; // not seen
    const height = this.heightFor(width);
    const dots = globalThis.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * dots);
    this.canvas.height = Math.round(height * dots);
    this.canvas.style.height = `${height}px`;
    const ctx = this.canvas.getContext("2d")!;
    ctx.scale(dots, dots);
    ctx.fillStyle = this.#colors.ground;
    ctx.fillRect(0, 0, width, height);
    ctx.font = `${FONT_PIXELS}px ${this.#colors.font}`;
    ctx.textBaseline = "middle";
    this.paint(ctx, width, this.#colors);
    const reading = this.reading();
    if (this.#readout.textContent !== reading) this.#readout.textContent = reading;
  }

  #save(): void {
    this.#paintNow();
    this.canvas.toBlob((blob) => {
      if (!blob) return;
      const url = URL.createObjectURL(blob);
      make("a", { href: url, download: `${this.#label.replace(/[^\p{L}\p{N}-]+/gu, "_")}.png` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    }, "image/png");
  }
}
