import type { Source } from "./source.ts";

export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

interface OldVideo extends HTMLVideoElement {
  /** Full screen on iPhones, which lack `requestFullscreen`. */
  webkitEnterFullscreen?(): void;
}

/** The commands that buttons, keys and the system's media keys give to the video. */
export class Player {
  /** Whether the person is moving the seek bar. */
  isDragging = false;

  constructor(readonly video: HTMLVideoElement, readonly screen: HTMLElement, private source: Source) {}

  get time(): number {
    return this.source.time;
  }

  get duration(): number {
    const { duration } = this.video;
    return Number.isFinite(duration) && duration > 0 ? duration : this.#pageDuration;
  }

  get #pageDuration(): number {
    return Number(document.querySelector<HTMLInputElement>("#seek")?.max ?? 0);
  }

  get isPlaying(): boolean {
    return this.source.isPlaying;
  }

  seek(seconds: number): void {
    this.source.time = Math.min(Math.max(0, seconds), this.duration || Infinity);
    this.video.dispatchEvent(new Event("timeupdate")); // updates the seek bar at once, even before anything has loaded
  }

  seekBy(seconds: number): void {
    this.seek(this.time + seconds);
  }

  play(): void {
    this.source.play();
  }

  pause(): void {
    this.source.pause();
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  changeVolume(by: number): void {
    this.video.volume = Math.min(1, Math.max(0, Math.round((this.video.volume + by) * 100) / 100));
    this.video.muted = false;
  }

  toggleMute(): void {
    this.video.muted = !this.video.muted;
  }

  set speed(rate: number) {
    this.video.defaultPlaybackRate = rate;
    this.video.playbackRate = rate;
  }

  changeSpeed(steps: number): void {
    const now = SPEEDS.findIndex((speed) => speed >= this.video.playbackRate - 0.001);
    this.speed = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, now + steps))];
  }

  async toggleFullScreen(): Promise<void> {
    const { video, screen } = this;
    if (document.fullscreenElement) return await document.exitFullscreen();
    // if the frame or the device does not allow it, only the video goes full screen
    if (document.fullscreenEnabled) await screen.requestFullscreen().catch(() => {});
    else (video as OldVideo).webkitEnterFullscreen?.();
  }

  get hasPictureInPicture(): boolean {
    return document.pictureInPictureEnabled && "requestPictureInPicture" in this.video;
  }

  async togglePictureInPicture(): Promise<void> {
    if (!this.hasPictureInPicture) return;
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    else await this.video.requestPictureInPicture().catch(() => {}); // nothing has loaded yet, or there is no picture
  }
}
