import type { Source } from "./source.ts";

export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];
export const LEAP_SECONDS = 10;

/** What Safari has for other browsers' full screen of any element and picture in picture. */
interface AppleVideo extends HTMLVideoElement {
  webkitEnterFullscreen?(): void;
  webkitSupportsPresentationMode?(mode: string): boolean;
  webkitPresentationMode?: string;
  webkitSetPresentationMode?(mode: string): void;
}

/** The commands that buttons, keys and the system's media keys give to the video. */
export class Player {
  /** Whether the person is moving the seek bar. */
  isDragging = false;

  constructor(readonly video: HTMLVideoElement, readonly screen: HTMLElement, private source: Source) {
    video.preservesPitch = true;
  }

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
    if (document.fullscreenEnabled) await screen.requestFullscreen().catch(() => {});
    else (video as AppleVideo).webkitEnterFullscreen?.(); // on an iPhone only the video itself fills the screen
  }

  /** Not in a frame that does not allow it. */
  get hasFullScreen(): boolean {
    return document.fullscreenEnabled || "webkitEnterFullscreen" in this.video;
  }

  get hasPictureInPicture(): boolean {
    const video: AppleVideo = this.video;
    return document.pictureInPictureEnabled && "requestPictureInPicture" in video ||
      video.webkitSupportsPresentationMode?.("picture-in-picture") === true;
  }

  async togglePictureInPicture(): Promise<void> {
    if (!this.hasPictureInPicture) return;
    const video: AppleVideo = this.video;
    if (!document.pictureInPictureEnabled) {
      const isOpen = video.webkitPresentationMode === "picture-in-picture";
      return video.webkitSetPresentationMode!(isOpen ? "inline" : "picture-in-picture");
    }
    if (document.pictureInPictureElement) return await document.exitPictureInPicture();
    await this.source.loaded();
    await video.requestPictureInPicture().catch(() => {}); // there is no picture
  }

  /** Whether what is loaded can play on another device. */
  get isCastable(): boolean {
    return this.source.isCastable;
  }

  /** Changes to what another device can play. */
  async makeCastable(): Promise<void> {
    if (!this.isCastable) await this.source.playFile();
  }
}
