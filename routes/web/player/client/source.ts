import { playerScript as w } from "../../words/en/player.ts";
import type HlsLight from "hls.js"; // the light build has the same types but declares none
import { checkConnection, isConnectionLost } from "../../shared/client/connection.ts";
import { byId } from "../../shared/client/dom.ts";

type Hls = InstanceType<typeof HlsLight>;

/** The choice in the quality menu: "auto", the name of a rendition, or "file". */
type Choice = string;

/** If a new source gives no data for so long, the MP4 is played instead. */
const READY_MS = 20_000;
/** WebKitGTK sometimes never ends the seek to where the MP4 was: after so long, the MP4 is played again. */
const SEEK_MS = 5_000;

/**
 * Chooses the media source: HLS once the video plays, through hls.js or the browser; an MP4 if there is no HLS, if it
 * fails or if the person chooses it.
 *
 * A page with a poster has `preload="none"`: nothing is loaded until a person plays or seeks, and then only what is
 * played. Chromium reads an MP4's beginning, leaves that request, and reads its end: for a page that was only opened,
 * and for one that plays HLS a moment later, both are wasted. A page without a poster shows the MP4's first frame.
 */
export class Source {
  #choice: Choice;
  #hls: Hls | null = null;
  #mode: "file" | "hls" | "native" = "file";
  #hasFailed = false;
  #switching: { time: number; isPlaying: boolean } | null = null;
  #startingHls: Promise<void> | null = null;
  #hasLoadError = false;

  /** @param addresses URLs of the HLS playlist and of the bundle with hls.js; null if the video has no HLS */
  constructor(
    private video: HTMLVideoElement,
    private addresses: { master: string; script: string } | null,
    private trouble: (text: string | null) => void,
  ) {
    this.#choice = this.#menu.value;
    document.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLSelectElement && target.id === "quality") this.choose(target.value);
    });
    // a media key, picture in picture or the browser's menu can start it too
    video.addEventListener("play", () => void this.switchToHls());
    video.addEventListener("error", () => this.#onError());
    video.querySelector("source")?.addEventListener("error", () => this.#mode === "file" && this.#onError());
    video.addEventListener("playing", () => trouble(null));
  }

  /** The position; while the source changes, the position to restore. */
  get time(): number {
    return this.#switching?.time ?? this.video.currentTime;
  }

  set time(seconds: number) {
    this.video.currentTime = seconds;
    this.#load(false);
    if (this.#switching) this.#switching.time = seconds;
  }

  get isPlaying(): boolean {
    return this.#switching?.isPlaying ?? !this.video.paused;
  }

  play(): void {
    this.#hasLoadError = false;
    this.#load(true);
    if (this.#switching) {
      this.#switching.isPlaying = true;
      return;
    }
    this.video.play().catch(() => {}); // not loaded yet, or the browser requires a click first
  }

  pause(): void {
    if (this.#switching) this.#switching.isPlaying = false;
    this.video.pause();
  }

  /** Begins to load, if nothing was loaded so far. */
  #load(isPlaying: boolean): void {
    const { video } = this;
    if (video.preload !== "none" || this.#switching) return;
    if (!this.#wantsHls) return void (video.preload = "metadata");
    this.#switching = { time: video.currentTime, isPlaying };
    video.dispatchEvent(new Event("waiting")); // the controls show what was asked for while hls.js loads
    void this.switchToHls();
  }

  /** Loads the beginning, if that has not been done, and waits for it. */
  async loaded(): Promise<void> {
    if (this.video.readyState >= HTMLMediaElement.HAVE_METADATA) return;
    this.#load(false);
    await new Promise((done) => this.video.addEventListener("loadedmetadata", done, { once: true }));
  }

  /** Whether the browser itself loads what plays, and could tell another device to: not what hls.js feeds it. */
  get isCastable(): boolean {
    return this.#mode !== "hls";
  }

  /** Plays the MP4 in place of HLS, as if the person had chosen it. */
  async playFile(): Promise<void> {
    this.choose("file");
    this.refresh();
    await this.loaded();
  }

  /** Restores the choice in the menu after the page's parts were replaced. */
  refresh(): void {
    const menu = this.#menu;
    if ([...menu.options].some(({ value }) => value === this.#choice)) menu.value = this.#choice;
  }

  choose(choice: Choice): void {
    this.#choice = choice;
    this.#hasFailed = false;
    const level = this.#levelOf(choice);
    if (this.#hls && (choice === "auto" || level >= 0)) {
      // a chosen quality shows at once; automatic changes wait for the next segment, where they are not noticed
      if (level >= 0) this.#hls.currentLevel = level;
      else this.#hls.nextLevel = -1;
    } else if (this.#mode === "native" && choice === "auto") {
      return;
    } else if (choice === "auto") {
      if (this.isPlaying) void this.switchToHls();
    } else {
      this.#playFile(choice);
    }
  }

  /** Changes from the MP4 to HLS if "auto" is chosen and HLS is possible. */
  switchToHls(): Promise<void> {
    if (!this.#wantsHls) return Promise.resolve();
    return this.#startingHls ??= this.#startHls().catch(() => this.#fallBack()).finally(() => this.#startingHls = null);
  }

  get #wantsHls(): boolean {
    return this.addresses !== null && this.#mode === "file" && !this.#hasFailed && this.#choice === "auto";
  }

  async #startHls(): Promise<void> {
    const { video } = this;
    const { master, script } = this.addresses!;
    const isNative = video.canPlayType("application/vnd.apple.mpegurl") !== "";
    // Apple's native HLS saves power and supports AirPlay; with other browsers' native HLS no quality can be chosen
    if (isNative && (/^Apple/.test(navigator.vendor) || !("MediaSource" in globalThis))) {
      this.#mode = "native";
      await this.#changeSource(() => {
        video.src = master;
        if (this.isPlaying) void video.play().catch(() => {}); // iOS lets a video play only in the handler of a tap
      });
      return;
    }
    if (!("MediaSource" in globalThis || "ManagedMediaSource" in globalThis)) throw new Error("no Media Source");
    const { Hls } = await import(script) as { Hls: typeof HlsLight };
    if (!Hls.isSupported()) throw new Error("hls.js can't play here");
    if (this.#choice !== "auto") return; // the choice changed while the script loaded
    const hls = new Hls({ autoStartLoad: false, enableWorker: false, capLevelToPlayerSize: true });
    this.#hls = hls;
    this.#mode = "hls";
    let hasRecovered = false;
    hls.on(Hls.Events.ERROR, (_event, { fatal, type }) => {
      if (!fatal) return;
      if (type === Hls.ErrorTypes.MEDIA_ERROR && !hasRecovered) {
        hasRecovered = true;
        void this.#changeSource(() => hls.recoverMediaError()).catch(() => this.#fallBack());
      } else this.#fallBack();
    });
    hls.on(Hls.Events.LEVEL_SWITCHED, (_event, { level }) => {
      video.dataset.playing = this.#nameOf(hls.levels[level]?.url[0] ?? "");
      // a paused video shows the new quality only after a seek
      if (video.paused && !this.#switching) video.currentTime = Number(video.currentTime);
    });
    await this.#changeSource(() => {
      // load segment 0 first, even to resume later: hls.js sets its clock by the first segment that it reads. In later
      // segments the first audio packet is up to 21 ms off the playlist's time, which would shift the picture too
      hls.on(Hls.Events.MANIFEST_PARSED, () => hls.startLoad(0));
      hls.loadSource(master);
      hls.attachMedia(video);
    });
    setTimeout(() => this.#hls === hls && this.#isStuck && this.#fallBack(), SEEK_MS);
  }

  #playFile(choice: Choice): void {
    const option = [...this.#menu.options].find(({ value }) => value === choice);
    const address = option?.dataset.file;
    if (!address) return;
    void this.#changeSource(() => {
      this.#leaveHls();
      this.video.querySelector("source")!.src = address;
      this.video.load();
    }).catch(() => {});
  }

  #leaveHls(): void {
    this.#hls?.destroy();
    this.#hls = null;
    this.#mode = "file";
    delete this.video.dataset.playing;
    this.video.removeAttribute("src");
  }

  /** Whether a seek does not end though its data is there. */
  get #isStuck(): boolean {
    const { seeking, buffered, currentTime } = this.video;
    const hasData = (_: unknown, i: number) => buffered.start(i) <= currentTime && currentTime < buffered.end(i);
    return seeking && Array.from({ length: buffered.length }).some(hasData);
  }

  /** Plays the MP4 after HLS has failed. */
  #fallBack(): void {
    if (this.#mode === "file" && this.#hasFailed) return;
    this.#hasFailed = true;
    void this.#changeSource(() => {
      this.#leaveHls();
      this.video.load();
    }).catch(() => {});
  }

  #onError(): void {
    if (this.#mode === "native") this.#fallBack();
    // hls.js reports its errors itself
    if (this.#mode === "file" && !this.#hasLoadError) {
      this.#hasLoadError = true;
      if (!isConnectionLost()) checkConnection();
      this.trouble(w.cantLoad);
    }
  }

  /** Changes the source and restores position, speed and whether it plays. */
  async #changeSource(begin: () => void): Promise<void> {
    const { video } = this;
    const isFirst = this.#switching === null;
    this.#switching ??= { time: video.currentTime, isPlaying: !video.paused };
    const rate = video.playbackRate;
    video.defaultPlaybackRate = rate; // loading resets playbackRate to this
    await new Promise<void>((done, fail) => {
      const timer = setTimeout(() => end(() => fail(new Error("nothing came"))), READY_MS);
      const onReady = () => end(done);
      const end = (how: () => void) => {
        clearTimeout(timer);
        video.removeEventListener("loadedmetadata", onReady);
        how();
      };
      video.addEventListener("loadedmetadata", onReady);
      begin();
      if (video.preload === "none") video.preload = "metadata"; // not before: it would load the source that was left
    }).catch((error) => {
      this.#switching = null;
      throw error;
    });
    if (!isFirst && !this.#switching) return; // a later change of source has restored the state
    const { time, isPlaying } = this.#switching!;
    this.#switching = null;
    if (Math.abs(video.currentTime - time) > 0.001) video.currentTime = time;
    video.playbackRate = rate;
    if (isPlaying) video.play().catch(() => {});
  }

  #levelOf(choice: Choice): number {
    return this.#hls?.levels.findIndex(({ url }) => this.#nameOf(url[0]) === choice) ?? -1;
  }

  #nameOf(url: string): string {
    return /\/hls\/([^/]+)\//.exec(url)?.[1] ?? "";
  }

  get #menu(): HTMLSelectElement {
    return byId<HTMLSelectElement>("quality");
  }
}
