import { make } from "../../shared/client/dom.ts";
import { shortcutKey } from "../../shared/client/keys.ts";
import { audioReportScript as w } from "../../words/en/audio_report.ts";
import { type Colors, readColors } from "./colors.ts";
import type { AudioReportData } from "./data.ts";
import {
  KIND_NAMES,
  type Layout,
  layoutOf,
  paint,
  paintPlayhead,
  secondsAt,
  timeText,
  type View,
  xOf,
} from "./draw.ts";

export interface AudioReportViewOptions {
  /** The file's name in accessible labels and in the saved PNG: "talk.mp4". */
  label: string;
  /** The element that plays the sound and moves the playhead; null if there is none. */
  media: HTMLMediaElement | null;
  /** Length of the part of the file that `media` plays, from the start; the whole file if absent. */
  mediaSeconds?: number;
  /** Lower and with fewer buttons, to show several side by side. */
  isCompact?: boolean;
}

const LEAST_SECONDS = 0.5;
const ZOOM = 1.6;
/** Share of the visible range that one press of an arrow moves by. */
const STEP = 1 / 40;

/**
 * A file's waveform and log-mel spectrogram, with speech, music and silence marked. Keys (arrows, Home, End; + - 0 to
 * zoom; space to play) and the pointer control it, and the wheel once it has the focus.
 *
 * @example
 * new AudioReportView(byId("audio-report"), new AudioReportData(report), { label: "talk.mp4", media: byId("sound") });
 */
export class AudioReportView {
  readonly data: AudioReportData;
  readonly canvas: HTMLCanvasElement;
  view: View;
  /** The playhead, in seconds. */
  position = 0;
  readonly #options: AudioReportViewOptions;
  readonly #root: HTMLElement;
  readonly #readout: HTMLElement;
  readonly #playButton: HTMLButtonElement | null = null;
  readonly #watch = new AbortController();
  readonly #resized: ResizeObserver;
  readonly #themed: MutationObserver;
  #layout: Layout;
  #colors: Colors;
  #base = new OffscreenCanvas(1, 1); // everything but the playhead
  #isStale = true;
  #frame = 0;

  constructor(root: HTMLElement, data: AudioReportData, options: AudioReportViewOptions) {
    this.data = data;
    this.#root = root;
    this.#options = options;
    this.view = { from: 0, to: this.#seconds };
    const { label, media, isCompact = false } = options;
    this.canvas = make("canvas", {
      class: "audio-report-picture",
      tabindex: "0",
      role: "slider",
      "aria-label": w.slider(label),
      "aria-valuemin": "0",
      "aria-valuemax": this.#seconds.toFixed(2),
      "aria-keyshortcuts": "ArrowLeft ArrowRight Home End + - 0 Space",
    });
    this.#readout = make("p", { class: "audio-report-readout" });
    const button = (text: string, about: string, act: () => void) => {
      const made = make("button", { type: "button", class: "button", "aria-label": about }, text);
      made.addEventListener("click", act);
      return made;
    };
    const tools = make("div", { class: "audio-report-tools", role: "group", "aria-label": w.controls(label) });
    if (media) tools.append(this.#playButton = button(w.play, w.playOf(label), () => this.#toggle()));
    if (!isCompact) {
      tools.append(
        button("+", w.zoomIn, () => this.zoom(ZOOM)),
        button("−", w.zoomOut, () => this.zoom(1 / ZOOM)),
        button("<", w.earlier, () => this.pan(-0.5)),
        button(">", w.later, () => this.pan(0.5)),
        button(w.whole, w.showWhole, () => this.showRange({ from: 0, to: this.#seconds })),
      );
    }
    tools.append(button(w.savePicture, w.savePictureOf(label), () => this.#save()));
    root.replaceChildren(this.canvas, this.#readout, tools);
    if (!isCompact) root.append(make("p", { class: "report-note" }, w.help));
    this.#colors = readColors(root);
    this.#layout = layoutOf(root.clientWidth || 320, isCompact);
    this.#resized = new ResizeObserver(() => this.#restyle());
    this.#resized.observe(root);
    this.#themed = new MutationObserver(() => this.#restyle());
    this.#themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    const { signal } = this.#watch;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#restyle(), { signal });
    this.canvas.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    this.canvas.addEventListener("wheel", (event) => this.#onWheel(event), { signal, passive: false });
    this.#followPointer(signal);
    if (media) this.#followMedia(media, signal);
    this.#restyle();
  }

  /** Shows a part of the file, at least half a second and at most all of it. */
  showRange({ from, to }: View): void {
    const length = Math.min(this.#seconds, Math.max(Math.min(LEAST_SECONDS, this.#seconds), to - from));
    const start = Math.min(Math.max(0, from), this.#seconds - length);
    this.view = { from: start, to: start + length };
    this.#isStale = true;
    this.#describePlayhead();
    this.#draw();
    this.data.loadDetail(this.view.from, this.view.to).then((hasNewDetail) => {
      if (!hasNewDetail) return;
      this.#isStale = true;
      this.#draw();
    });
  }

  /**
   * Zooms in (`factor` above 1) or out.
   *
   * @param at seconds that stay at the same place; the playhead if absent and visible, else the middle
   */
  zoom(factor: number, at?: number): void {
    const { from, to } = this.view;
    const isSeen = this.position >= from && this.position <= to;
    const fixed = at ?? (isSeen ? this.position : (from + to) / 2);
    this.showRange({ from: fixed - (fixed - from) / factor, to: fixed + (to - fixed) / factor });
  }

  /** Moves the visible range. @param share of its length; negative moves to earlier sound */
  pan(share: number): void {
    const by = share * (this.view.to - this.view.from);
    this.showRange({ from: this.view.from + by, to: this.view.to + by });
  }

  /** Moves the playhead and the sound. */
  seek(seconds: number): void {
    const { media, mediaSeconds = Infinity } = this.#options;
    this.#moveTo(seconds);
    if (media && this.position <= mediaSeconds) media.currentTime = this.position;
    else media?.pause();
  }

  /** Removes its listeners. */
  destroy(): void {
    this.#watch.abort();
    this.#resized.disconnect();
    this.#themed.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  get #seconds(): number {
    return Math.max(this.data.report.seconds, 0.01);
  }

  #moveTo(seconds: number): void {
    this.position = Math.min(Math.max(0, seconds), this.#seconds);
    const { from, to } = this.view;
    if (this.position < from || this.position > to) {
      const length = to - from;
      this.showRange({ from: this.position - 0.1 * length, to: this.position + 0.9 * length });
    } else {
      this.#describePlayhead();
      this.#draw();
    }
  }

  #restyle(): void {
    const { isCompact = false } = this.#options;
    const scale = devicePixelRatio || 1;
    this.#layout = layoutOf(Math.max(240, this.#root.clientWidth), isCompact);
    this.#colors = readColors(this.#root);
    const { width, height } = this.#layout;
    this.canvas.width = this.#base.width = Math.round(width * scale);
    this.canvas.height = this.#base.height = Math.round(height * scale);
    this.canvas.style.aspectRatio = `${width} / ${height}`;
    this.showRange(this.view);
  }

  #draw(): void {
    const scale = this.canvas.width / this.#layout.width;
    if (this.#isStale) {
      const base = this.#base.getContext("2d")!;
      base.setTransform(scale, 0, 0, scale, 0, 0);
      paint({
        ctx: base as unknown as CanvasRenderingContext2D,
        data: this.data,
        view: this.view,
        layout: this.#layout,
        colors: this.#colors,
      });
      this.#isStale = false;
    }
    const ctx = this.canvas.getContext("2d")!;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(this.#base, 0, 0);
    ctx.setTransform(scale, 0, 0, scale, 0, 0);
    const { from, to } = this.view;
    if (this.position >= from && this.position <= to) {
      paintPlayhead(ctx, xOf(this.position, this.view, this.#layout), this.#layout, this.#colors);
    }
  }

  /** Writes the playhead's time and kind of sound, and the visible range, for screen readers too. */
  #describePlayhead(): void {
    const { from, to } = this.view;
    const span = this.data.spanAt(this.position);
    const isWhole = to - from > this.#seconds - 0.001;
    const words = `${timeText(this.position, 0.1)}${span ? ` ${KIND_NAMES[span.kind]}` : ""}` +
      (isWhole ? "" : w.seen(timeText(from, 0.1), timeText(to, 0.1)));
    this.canvas.setAttribute("aria-valuenow", this.position.toFixed(2));
    this.canvas.setAttribute("aria-valuetext", words);
    this.#readout.textContent = words;
  }

  #toggle(): void {
    const { media, mediaSeconds = Infinity } = this.#options;
    if (!media) return;
    if (!media.paused) return media.pause();
    if (this.position >= Math.min(mediaSeconds, this.#seconds) - 0.05) this.seek(0);
    for (const other of document.querySelectorAll<HTMLMediaElement>("audio, video")) if (other !== media) other.pause();
    media.play().catch(() => {}); // not loaded yet, or the browser requires a click first
  }

  #followMedia(media: HTMLMediaElement, signal: AbortSignal): void {
    const follow = () => {
      this.#moveTo(media.currentTime);
      if (!media.paused) this.#frame = requestAnimationFrame(follow);
    };
    const name = () => {
      this.#playButton!.textContent = media.paused ? w.play : w.pause;
      const { label } = this.#options;
      this.#playButton!.setAttribute("aria-label", media.paused ? w.playOf(label) : w.pauseOf(label));
      cancelAnimationFrame(this.#frame);
      if (!media.paused) follow();
    };
    for (const event of ["play", "pause", "ended"]) media.addEventListener(event, name, { signal });
    media.addEventListener("seeked", () => {
      if (Math.abs(media.currentTime - this.position) > 0.05) this.#moveTo(media.currentTime);
    }, { signal });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEP * (this.view.to - this.view.from) * (event.shiftKey ? 10 : 1);
    const actions: Record<string, () => void> = {
      ArrowLeft: () => this.seek(this.position - step),
      ArrowRight: () => this.seek(this.position + step),
      PageUp: () => this.pan(-0.9),
      PageDown: () => this.pan(0.9),
      Home: () => this.seek(0),
      End: () => this.seek(this.#seconds),
      "+": () => this.zoom(ZOOM),
      "=": () => this.zoom(ZOOM),
      "-": () => this.zoom(1 / ZOOM),
      "0": () => this.showRange({ from: 0, to: this.#seconds }),
      " ": () => this.#toggle(),
    };
    const action = actions[shortcutKey(event)];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation(); // else the page's own shortcuts run too
    action();
  }

  #onWheel(event: WheelEvent): void {
    // without the focus the wheel scrolls the page, so that scrolling does not get stuck on the picture
    if (!event.ctrlKey && document.activeElement !== this.canvas) return;
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.pan(event.deltaX / 600);
    else this.zoom(Math.exp(-event.deltaY / 300), secondsAt(this.#xIn(event), this.view, this.#layout));
  }

  /**
   * A click moves the playhead, a drag pans, two fingers zoom. Hovering shows the value under the pointer.
   */
  #followPointer(signal: AbortSignal): void {
    const down = new Map<number, number>(); // x of each finger
    let start: { x: number; view: View; hasMoved: boolean } | null = null;
    const time = (x: number) => secondsAt(x, this.view, this.#layout);
    this.canvas.addEventListener("pointerdown", (event) => {
      down.set(event.pointerId, this.#xIn(event));
      this.canvas.setPointerCapture(event.pointerId);
      start = down.size === 1 ? { x: this.#xIn(event), view: { ...this.view }, hasMoved: false } : null;
    }, { signal });
    this.canvas.addEventListener("pointermove", (event) => {
      const x = this.#xIn(event);
      if (down.size === 0) return this.#describePointer(event);
      const [other] = [...down].filter(([id]) => id !== event.pointerId);
      const before = down.get(event.pointerId);
      if (before === undefined) return;
      if (other && Math.abs(before - other[1]) > 10 && Math.abs(x - other[1]) > 10) {
        this.zoom(Math.abs(x - other[1]) / Math.abs(before - other[1]), time(other[1]));
      } else if (start && (start.hasMoved || Math.abs(x - start.x) > 4)) {
        start.hasMoved = true;
        const { left, right, width } = this.#layout;
        const by = (start.x - x) / (width - left - right) * (start.view.to - start.view.from);
        this.showRange({ from: start.view.from + by, to: start.view.to + by });
      }
      down.set(event.pointerId, x);
    }, { signal });
    const end = (event: PointerEvent) => {
      down.delete(event.pointerId);
      if (event.type === "pointerup" && start && !start.hasMoved) this.seek(time(this.#xIn(event)));
      start = null;
    };
    this.canvas.addEventListener("pointerup", end, { signal });
    this.canvas.addEventListener("pointercancel", end, { signal });
    this.canvas.addEventListener("pointerleave", () => down.size === 0 && this.#describePlayhead(), { signal });
  }

  /** Shows the time, band and value under the pointer. */
  #describePointer(event: PointerEvent): void {
    const { mel, left, right, width } = this.#layout;
    const { band_hz, n_mels } = this.data.report;
    const x = this.#xIn(event);
    const y = event.offsetY * this.#layout.height / this.canvas.clientHeight;
    const seconds = secondsAt(x, this.view, this.#layout);
    if (x < left || x > width - right || y < mel.top || y >= mel.bottom) return this.#describePlayhead();
    const band = Math.min(n_mels - 1, Math.floor((mel.bottom - y) / (mel.bottom - mel.top) * n_mels));
    const nearest = this.data.frameAt(seconds);
    const value = this.data.valueAt(seconds, band);
    if (!nearest || value === null) return this.#describePlayhead();
    const hz = Math.round(band_hz[band]);
    this.#readout.textContent = w.pointer(timeText(seconds, 0.1), band + 1, hz, value, nearest.piece.is_read);
  }

  #xIn(event: MouseEvent): number {
    return event.offsetX * this.#layout.width / Math.max(1, this.canvas.clientWidth);
  }

  #save(): void {
    this.canvas.toBlob((blob) => {
      if (!blob) return;
      const url = URL.createObjectURL(blob);
      const name = this.#options.label.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 80);
      make("a", { href: url, download: `${name}.spectrogram.png` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    }, "image/png");
  }
}
