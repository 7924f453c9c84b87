import { editorScript as w } from "../../words/en/editor_script.ts";
import WaveSurfer from "wavesurfer.js";
import RegionsPlugin, { type Region } from "wavesurfer.js/plugins/regions";
import TimelinePlugin from "wavesurfer.js/plugins/timeline";
import { clock } from "../../shared/format.ts";
import { cueTextAttributes } from "../../shared/cue_text.ts";
import { byId, make, setAttributes } from "../../shared/client/dom.ts";
import type { EditActions } from "./actions.ts";
import type { EditState } from "./state.ts";
import { WaveBackdrop } from "./wave_backdrop.ts";

const ZOOM = 1.6;
/** One notch of most wheels. */
const WHEEL_PIXELS = 100;
const MOST_PIXELS_PER_SECOND = 600;
/** About this many seconds are visible at first. */
const VISIBLE_SECONDS = 20;
const HEIGHT = 128;
/** Each region is an element with handles and text: more are slow. */
const MOST_REGIONS = 300;
/** Pixels within which a dropped edge snaps to a word's edge. */
const SNAP_PIXELS = 10;

/** The waveform with the visible cues as regions that can be dragged and resized. */
export class Waveform {
  readonly #state: EditState;
  readonly #actions: EditActions;
  readonly #seconds: number;
  readonly #surfer: WaveSurfer;
  readonly #regions: ReturnType<typeof RegionsPlugin.create>;
  readonly #regionByKey = new Map<number, Region>();
  #isUpdating = false;
  #isReady = false;
  #pixelsPerSecond: number;
  /** Whether the key is held that switches snapping off. */
  #isFree = false;
  readonly backdrop: WaveBackdrop;

  constructor(root: HTMLElement, media: HTMLMediaElement, seconds: number, state: EditState, actions: EditActions) {
    this.#state = state;
    this.#actions = actions;
    this.#seconds = seconds;
    this.#regions = RegionsPlugin.create();
    this.backdrop = new WaveBackdrop(root, HEIGHT);
    this.#pixelsPerSecond = Math.max(root.clientWidth, 300) / Math.min(seconds, VISIBLE_SECONDS);
    this.#surfer = WaveSurfer.create({
      container: root,
      media,
      height: HEIGHT,
      peaks: [new Float32Array(2)], // flat until `draw()`: cues can be dragged already
      duration: seconds,
      minPxPerSec: this.#pixelsPerSecond,
      cursorWidth: 2,
      autoCenter: false,
      cspNonce: document.querySelector<HTMLMetaElement>("meta[name=style-nonce]")?.content,
      plugins: [
        this.#regions,
        TimelinePlugin.create({ height: 18, formatTimeCallback: clock, secondaryLabelOpacity: 1 }),
      ],
      ...colors(),
    });
    const surfer = this.#surfer;
    surfer.on("ready", () => {
      this.#isReady = true;
      this.update();
    });
    const scroller = surfer.getWrapper().parentElement!;
    for (const [name, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", w.wave.label]]) {
      scroller.setAttribute(name, value);
    }
    for (const event of ["scroll", "zoom", "resize"] as const) surfer.on(event, () => this.update());
    state.on("cues", () => this.update());
    state.on("selection", () => {
      this.update();
      this.#reveal();
    });
    this.#regions.on("region-clicked", (region, event) => {
      event.stopPropagation();
      const key = keyOf(region);
      if (key === null) return;
      state.select(key, { extend: event.shiftKey });
      if (!event.shiftKey) surfer.setTime(timeAt(event, surfer));
    });
    this.#regions.on("region-updated", (region, side) => {
      const key = keyOf(region);
      if (key !== null) actions.dropEdges(key, region, side, this.#isFree ? 0 : SNAP_PIXELS / this.#scale);
      this.update(true);
    });
    this.#regions.on("region-update", (region) => {
      byId("wave-state").textContent = w.compare.fromTo(region.start.toFixed(2), region.end.toFixed(2));
    });
    this.#regions.on("region-created", (region) => {
      if (this.#isUpdating) return;
      const { start, end } = region;
      setTimeout(() => {
        region.remove();
        actions.insertCue(start, end);
      });
    });
    this.#regions.enableDragSelection({ color: "rgb(128 128 128 / 0.4)", minLength: 0.1 }, 6);
    const restyle = () => {
      surfer.setOptions(colors());
      this.update(true);
    };
    new MutationObserver(restyle).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
    for (const event of ["pointermove", "pointerup"] as const) {
      document.addEventListener(event, ({ ctrlKey, metaKey }) => this.#isFree = ctrlKey || metaKey, { capture: true });
    }
    root.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault(); // the browser would zoom the page
      this.#zoomAt(-event.deltaY / WHEEL_PIXELS, event.clientX - root.getBoundingClientRect().left);
    }, { passive: false });
    byId("zoom-in").addEventListener("click", () => this.zoom(1));
    byId("zoom-out").addEventListener("click", () => this.zoom(-1));
    byId("zoom-cue").addEventListener("click", () => this.showCue());
  }

  /** Draws the waveform. @param peaks highest and lowest samples, in [-1, 1] */
  draw(peaks: [high: Float32Array, low: Float32Array]): void {
    const media = this.#surfer.getMediaElement()!;
    this.#surfer.load(media.currentSrc || media.src, peaks, this.#seconds).catch(() => {});
  }

  /** Zooms around the playhead. */
  zoom(by: number): void {
    const x = this.#surfer.getCurrentTime() * this.#scale - this.#surfer.getScroll();
    const width = this.#surfer.getWidth();
    this.#zoomAt(by, x, { to: width / 2 });
  }

  /** Zooms around the time at `x`, which stays there, or goes to `to`. */
  #zoomAt(by: number, x: number, { to = x } = {}): void {
    if (!this.#isReady) return;
    const seconds = (this.#surfer.getScroll() + x) / this.#scale;
    const least = byId("wave").clientWidth / this.#seconds;
    this.#pixelsPerSecond = Math.min(MOST_PIXELS_PER_SECOND, Math.max(least, this.#scale * ZOOM ** by));
    this.#surfer.zoom(this.#pixelsPerSecond);
    this.#surfer.setScroll(seconds * this.#scale - to);
    this.update();
  }

  /** Zooms to the current cue with its surroundings. */
  showCue(): void {
    const { current } = this.#state;
    if (!current || !this.#isReady) return;
    const width = this.#surfer.getWidth();
    this.#pixelsPerSecond = Math.min(MOST_PIXELS_PER_SECOND, width / (2 * (current.end - current.start)));
    this.#surfer.zoom(this.#pixelsPerSecond);
    this.#surfer.setScroll((current.start + current.end) / 2 * this.#scale - width / 2);
    this.update();
  }

  get #scale(): number {
    return this.#surfer.getWrapper().clientWidth / this.#seconds || this.#pixelsPerSecond;
  }

  /**
   * Updates the regions of the visible cues, and of one width on each side.
   *
   * @param isForced also regions that are being dragged
   */
  update(isForced = false): void {
    if (!this.#isReady) return;
    const { cues, current, selectedKeys } = this.#state;
    const width = this.#surfer.getWidth();
    this.backdrop.draw(this.#surfer.getScroll() / this.#scale, (this.#surfer.getScroll() + width) / this.#scale);
    const from = (this.#surfer.getScroll() - width) / this.#scale;
    const to = (this.#surfer.getScroll() + 2 * width) / this.#scale;
    const near = cues.filter(({ start, end }) => end >= from && start <= to);
    // zoomed out, regions are too many and too narrow to drag
    const isZoomedOut = near.length > MOST_REGIONS;
    const shown = isZoomedOut ? near.filter(({ key }) => key === current?.key) : near;
    byId("wave").dataset.far = isZoomedOut ? "yes" : "no";
    const keys = new Set(shown.map(({ key }) => key));
    for (const [key, region] of this.#regionByKey) {
      if (keys.has(key) || region.isDragging) continue;
      region.remove();
      this.#regionByKey.delete(key);
    }
    this.#isUpdating = true;
    for (const cue of shown) {
      const color = regionColor(
        cue.key === current?.key ? "current" : selectedKeys.has(cue.key) ? "selected" : "plain",
      );
      const region = this.#regionByKey.get(cue.key);
      const label = cue.text.replace(/\s+/g, " ");
      if (!region) {
        const content = make("div", cueTextAttributes(label, this.#state.languageCode), label);
        this.#regionByKey.set(
          cue.key,
          this.#regions.addRegion({
            ...{ id: `cue-${cue.key}`, start: cue.start, end: cue.end, color, content, minLength: 0.05 },
          }),
        );
        continue;
      }
      if (region.isDragging && !isForced) continue;
      if (region.start !== cue.start || region.end !== cue.end) region.setOptions({ start: cue.start, end: cue.end });
      if (region.color !== color) region.setOptions({ color });
      if (region.content && region.content.textContent !== label) {
        region.content.textContent = label;
        setAttributes(region.content, cueTextAttributes(label, this.#state.languageCode));
      }
    }
    this.#isUpdating = false;
  }

  /** Scrolls to the current cue where it is out of sight, unless the video plays. */
  #reveal(): void {
    const { current } = this.#state;
    if (!current || !this.#isReady || !this.#surfer.getMediaElement()!.paused) return;
    const scroll = this.#surfer.getScroll();
    const width = this.#surfer.getWidth();
    const [left, right] = [current.start * this.#scale, current.end * this.#scale];
    if (left >= scroll && Math.min(right, left + width) <= scroll + width) return;
    this.#surfer.setScroll(Math.max(0, left - width / 4));
  }
}

function keyOf(region: Region): number | null {
  const found = /^cue-(\d+)$/.exec(region.id);
  return found ? Number(found[1]) : null;
}

function timeAt(event: MouseEvent, surfer: WaveSurfer): number {
  const box = surfer.getWrapper().getBoundingClientRect();
  return (event.clientX - box.left) / box.width * surfer.getDuration();
}

function colors(): { waveColor: string; progressColor: string; cursorColor: string } {
  const style = getComputedStyle(byId("wave"));
  // a canvas can't use light-dark(): computed styles have the resolved colours
  return { waveColor: style.color, progressColor: style.outlineColor, cursorColor: style.caretColor };
}

/** Custom properties, because they follow the theme inside the shadow tree too. */
function regionColor(kind: "plain" | "selected" | "current"): string {
  return `var(--region-${kind})`;
}
