import { make } from "../../shared/client/dom.ts";
import { type Colors, readColors } from "../../audio_report/client/colors.ts";

export interface PictureOptions {
  /** The accessible name, also the name of the saved PNG: "attention". */
  label: string;
}

export const FONT_PIXELS = 12;

/**
 * A picture in the page's colours. Arrow keys, Home, End and the pointer move its cursor, and a line below reads out
 * the value there. It has a text alternative and a button that saves it as PNG.
 */
export abstract class Picture {
  readonly #label: string;
  readonly #root: HTMLElement;
  readonly #readout: HTMLElement;
  readonly #alternative: HTMLElement;
  #colors: Colors;
  #isAsked = false;

  /** @param surface the element that is drawn on and takes the focus */
  constructor(root: HTMLElement, { label }: PictureOptions, protected readonly surface: HTMLElement) {
    this.#label = label;
    this.#root = root;
    surface.classList.add("picture");
    surface.tabIndex = 0;
    surface.setAttribute("role", "application");
    surface.setAttribute("aria-roledescription", "picture");
    surface.setAttribute("aria-label", label);
    this.#readout = make("p", { class: "readout", "aria-live": "polite" });
    this.#alternative = make("div", { class: "alternative" });
    const save = make(
      "button",
      { type: "button", class: "button", "aria-label": `save PNG: ${label}` },
      "save PNG",
    );
    save.addEventListener("click", () => this.#save());
    root.replaceChildren(surface, this.#readout, make("div", { class: "tools" }, save, this.#alternative));
    this.#colors = readColors(root);
    new ResizeObserver(() => this.redraw()).observe(root);
    const restyle = () => {
      this.#colors = readColors(this.#root);
      this.redraw();
    };
    new MutationObserver(restyle).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
    surface.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !this.moveBy(event.key)) return;
      event.preventDefault();
      this.redraw();
    });
  }

  /** Draws now. @returns the canvas to save as PNG */
  protected abstract draw(width: number, colors: Colors): HTMLCanvasElement;
  /** Moves the cursor by a key. @returns false if the key has no effect here */
  protected abstract moveBy(key: string): boolean;
  /** The value at the cursor, in words. */
  protected abstract cursorText(): string;
  /** All values in words or numbers, for people who can't see the picture. */
  protected abstract textAlternative(): HTMLElement;

  /** Draws in the next frame, once however often it is called. */
  redraw(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      this.#drawNow();
    });
  }

  /** Call it when the data or the cursor has changed. */
  protected refresh(): void {
    const isOpen = this.#alternative.querySelector("details")?.open ?? false;
    const details = make("details", {}, make("summary", {}, "the same in words"));
    const fill = () => {
      if (details.open && details.childElementCount === 1) details.append(this.textAlternative());
    };
    details.addEventListener("toggle", fill);
    details.open = isOpen;
    fill();
    this.#alternative.replaceChildren(details);
    this.redraw();
  }

  #drawNow(): HTMLCanvasElement | null {
    const width = this.#root.clientWidth;
    if (width === 0) return null; // hidden
    const canvas = this.draw(width, this.#colors);
    const reading = this.cursorText();
    if (this.#readout.textContent !== reading) this.#readout.textContent = reading;
    return canvas;
  }

  #save(): void {
    this.#drawNow()?.toBlob((blob) => {
      if (!blob) return;
      const url = URL.createObjectURL(blob);
      make("a", { href: url, download: `${this.#label.replace(/[^\p{L}\p{N}-]+/gu, "_")}.png` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    }, "image/png");
  }
}

/** A picture on a canvas that is painted completely each time. */
export abstract class CanvasPicture extends Picture {
  readonly canvas: HTMLCanvasElement;

  constructor(root: HTMLElement, options: PictureOptions) {
    const canvas = make("canvas");
    super(root, options, canvas);
    this.canvas = canvas;
    const onPointer = (event: PointerEvent) => {
      this.moveTo(event.offsetX, event.offsetY, event.type === "pointerdown");
      this.redraw();
    };
    canvas.addEventListener("pointermove", onPointer);
    canvas.addEventListener("pointerdown", onPointer);
  }

  /** The height for a width, both in CSS pixels. */
  protected abstract heightFor(width: number): number;
  protected abstract paint(ctx: CanvasRenderingContext2D, width: number, colors: Colors): void;
  /** Moves the cursor to a point, in CSS pixels. @param isPressed false while the pointer only hovers */
  protected abstract moveTo(x: number, y: number, isPressed: boolean): void;

  protected draw(width: number, colors: Colors): HTMLCanvasElement {
    const { canvas } = this;
    const height = this.heightFor(width);
    const dots = globalThis.devicePixelRatio || 1;
    canvas.width = Math.round(width * dots);
    canvas.height = Math.round(height * dots);
    canvas.style.height = `${height}px`;
    const ctx = canvas.getContext("2d")!;
    ctx.scale(dots, dots);
    ctx.fillStyle = colors.ground;
    ctx.fillRect(0, 0, width, height);
    ctx.font = `${FONT_PIXELS}px ${colors.font}`;
    ctx.textBaseline = "middle";
    this.paint(ctx, width, colors);
    return canvas;
  }
}
