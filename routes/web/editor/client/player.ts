import { formatFieldTime } from "../../../../src/captions/editing/time.ts";
import { alignmentOfPosition } from "../../../../src/captions/files/alignment.ts";
import { cueTextAttributes } from "../../shared/cue_text.ts";
import { byId, setAttributes } from "../../shared/client/dom.ts";
import { editorScript as w } from "../../words/en/editor_script.ts";
import type { EditState } from "./state.ts";
import { readSetting, saveSetting } from "./settings.ts";

/** Length of a frame until it is measured. */
const DEFAULT_FRAME_SECONDS = 0.04;

/** The video with its controls, and the caption at the playhead. */
export class EditPlayer {
  frameSeconds = DEFAULT_FRAME_SECONDS;
  readonly video: HTMLVideoElement;
  readonly #state: EditState;
  readonly #onTime: ((seconds: number) => void)[] = [];
  #stopAt: number | null = null;
  #caption = "";

  constructor(state: EditState) {
    this.#state = state;
    const video = this.video = byId<HTMLVideoElement>("video");
    const play = byId("play");
    video.addEventListener("play", () => {
      play.textContent = w.pause;
      this.#tick();
    });
    video.addEventListener("pause", () => {
      play.textContent = w.play;
      this.#stopAt = null;
    });
    for (const event of ["seeked", "timeupdate", "loadedmetadata"]) {
      video.addEventListener(event, () => this.#showTime());
    }
    play.addEventListener("click", () => this.toggle());
    byId("frame-back").addEventListener("click", () => this.nudge(-this.frameSeconds));
    byId("frame-forward").addEventListener("click", () => this.nudge(this.frameSeconds));
    const speed = byId<HTMLSelectElement>("speed");
    speed.addEventListener("change", () => video.playbackRate = Number(speed.value));
    const follow = byId<HTMLInputElement>("follow");
    follow.checked = readSetting("follow", true);
    follow.addEventListener("change", () => saveSetting("follow", follow.checked));
    this.onTime((seconds) => this.#followPlayback(seconds, follow.checked));
    state.on("cues", () => this.#showTime());
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

  /** Plays from one time to another, and pauses there. */
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
    this.#showTime();
    if (!this.video.paused) requestAnimationFrame(() => this.#tick());
  }

  #showTime(): void {
    const { time } = this;
    byId("clock").textContent = formatFieldTime(time);
    const spoken = this.#state.cues.filter(({ start, end, text }) => start <= time && time < end && text.trim());
    const caption = spoken.map(({ text }) => text.trim()).join("\n");
    byId("caption").dataset.place = String(alignmentOfPosition(spoken[0]?.position));
    if (caption !== this.#caption) {
      byId("caption").textContent = this.#caption = caption;
      setAttributes(byId("caption"), cueTextAttributes(caption, this.#state.languageCode));
    }
    for (const listener of this.#onTime) listener(time);
  }

  /** While the video plays, selects the cue at the playhead, unless the focus is in a field. */
  #followPlayback(seconds: number, isEnabled: boolean): void {
    if (!isEnabled || this.video.paused || this.#stopAt !== null) return;
    if (document.activeElement?.closest("input, textarea, select, dialog")) return;
    const { selection, current } = this.#state;
    if (selection.anchor !== selection.key || (current && current.start <= seconds && seconds < current.end)) return;
    const cue = this.#state.cues.find(({ start, end }) => start <= seconds && seconds < end);
    if (cue) this.#state.select(cue.key);
  }

  /** Sets `frameSeconds` to the shortest step between two consecutive frames. */
  #measureFrames(): void {
    if (!("requestVideoFrameCallback" in this.video)) return;
    let last = -1;
    let shortest = Infinity;
    let nSteps = 0;
    const measure = (_: number, { mediaTime }: { mediaTime: number }) => {
      const step = mediaTime - last;
      last = mediaTime;
      if (step > 0.005 && step < 0.2) {
        shortest = Math.min(shortest, step);
        if (++nSteps >= 5) this.frameSeconds = shortest;
      }
      if (nSteps < 60) this.video.requestVideoFrameCallback(measure);
    };
    this.video.requestVideoFrameCallback(measure);
  }
}
