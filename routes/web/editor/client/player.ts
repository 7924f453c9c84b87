import { formatFieldTime } from "../../../../src/captions/editing/time.ts";
import { byId } from "../../shared/client/dom.ts";
import type { EditState } from "./state.ts";
import { keepSetting, setting } from "./settings.ts";

/** Seconds of a frame, until it was measured. */
const USUAL_FRAME_SECONDS = 0.04;

/** The video, what it says at the playhead, and playing a stretch of it. */
export class EditPlayer {
  frameSeconds = USUAL_FRAME_SECONDS;
  readonly video: HTMLVideoElement;
  readonly #state: EditState;
  readonly #onTime: ((seconds: number) => void)[] = [];
  #stopAt: number | null = null;
  #shown = "";

  constructor(state: EditState) {
    this.#state = state;
    const video = this.video = byId<HTMLVideoElement>("video");
    const play = byId("play");
    video.addEventListener("play", () => {
      play.textContent = "pause";
      this.#tick();
    });
    video.addEventListener("pause", () => {
      play.textContent = "play";
      this.#stopAt = null;
    });
    for (const event of ["seeked", "timeupdate", "loadedmetadata"]) video.addEventListener(event, () => this.#tell());
    play.addEventListener("click", () => this.toggle());
    byId("frame-back").addEventListener("click", () => this.nudge(-this.frameSeconds));
    byId("frame-forward").addEventListener("click", () => this.nudge(this.frameSeconds));
    const speed = byId<HTMLSelectElement>("speed");
    speed.addEventListener("change", () => video.playbackRate = Number(speed.value));
    const follow = byId<HTMLInputElement>("follow");
    follow.checked = setting("follow", true);
    follow.addEventListener("change", () => keepSetting("follow", follow.checked));
    this.onTime((seconds) => this.#followPlayback(seconds, follow.checked));
    state.on("cues", () => this.#tell());
    this.#measureFrames();
  }

  get time(): number {
    return this.video.currentTime;
  }

  onTime(listener: (seconds: number) => void): void {
    this.#onTime.push(listener);
  }

  toggle(): void {
    this.#stopAt = null;
    if (this.video.paused) this.#play();
    else this.video.pause();
  }

  seek(seconds: number): void {
    const { duration } = this.video;
    this.#stopAt = null;
    this.video.currentTime = Math.min(Math.max(0, seconds), Number.isFinite(duration) ? duration : Infinity);
  }

  nudge(seconds: number): void {
    this.video.pause();
    this.seek(this.time + seconds);
  }

  /** Plays from a time to another and stops there. */
  playStretch(from: number, to: number): void {
    this.seek(from);
    this.#stopAt = to;
    this.#play();
  }

  #play(): void {
    this.video.play().catch(() => {}); // not loaded yet, or the browser wants a click first
  }

  #tick(): void {
    if (this.#stopAt !== null && this.time >= this.#stopAt) this.video.pause();
    this.#tell();
    if (!this.video.paused) requestAnimationFrame(() => this.#tick());
  }

  #tell(): void {
    const { time } = this;
    byId("clock").textContent = formatFieldTime(time);
    const shown = this.#state.cues.filter(({ start, end }) => start <= time && time < end)
      .map(({ text }) => text.trim()).filter((text) => text).join("\n");
    if (shown !== this.#shown) byId("caption").textContent = this.#shown = shown;
    for (const listener of this.#onTime) listener(time);
  }

  /** While it plays, the cue that is said is the one that is edited, unless somebody types. */
  #followPlayback(seconds: number, isWanted: boolean): void {
    if (!isWanted || this.video.paused || this.#stopAt !== null) return;
    if (document.activeElement?.closest("input, textarea, select, dialog")) return;
    const { selection, current } = this.#state;
    if (selection.anchor !== selection.key || (current && current.start <= seconds && seconds < current.end)) return;
    const said = this.#state.cues.find(({ start, end }) => start <= seconds && seconds < end);
    if (said) this.#state.select(said.key);
  }

  /** The shortest step between two frames that were shown one after the other. */
  #measureFrames(): void {
    if (!("requestVideoFrameCallback" in this.video)) return;
    let last = -1;
    let shortest = Infinity;
    let seen = 0;
    const measure = (_: number, { mediaTime }: { mediaTime: number }) => {
      const step = mediaTime - last;
      last = mediaTime;
      if (step > 0.005 && step < 0.2) {
        shortest = Math.min(shortest, step);
        if (++seen >= 5) this.frameSeconds = shortest;
      }
      if (seen < 60) this.video.requestVideoFrameCallback(measure);
    };
    this.video.requestVideoFrameCallback(measure);
  }
}
