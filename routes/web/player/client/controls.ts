import { clock } from "../../shared/format.ts";
import { byId } from "../../shared/client/dom.ts";
import { playerScript as w } from "../../words/en/player.ts";
import type { Player } from "./player.ts";

const IDLE_MS = 2500;
const DOUBLE_CLICK_MS = 250;

/** Wires the buttons below the picture, and clicks on the picture. */
export function wireControls(player: Player): void {
  const { video, screen } = player;
  const play = byId<HTMLButtonElement>("play");
  const mute = byId<HTMLButtonElement>("mute");
  const volume = byId<HTMLInputElement>("volume");
  const speed = byId<HTMLSelectElement>("speed");
  const full = byId("full-screen");
  const pip = byId("pip");

  video.controls = false;
  play.addEventListener("click", () => player.toggle());
  mute.addEventListener("click", () => player.toggleMute());
  volume.addEventListener("input", () => {
    video.volume = Number(volume.value);
    video.muted = video.volume === 0;
  });
  speed.addEventListener("change", () => player.speed = Number(speed.value));
  full.addEventListener("click", () => player.toggleFullScreen());
  pip.hidden = !player.hasPictureInPicture;
  pip.addEventListener("click", () => player.togglePictureInPicture());
  clickPicture(player);
  hideWhenIdle(player);

  const showPlay = () => {
    play.textContent = player.isPlaying ? w.pause : video.ended ? w.again : w.play;
    screen.dataset.state = player.isPlaying ? "playing" : "paused";
  };
  for (const name of ["play", "pause", "ended", "seeked", "emptied", "loadedmetadata"]) {
    video.addEventListener(name, showPlay);
  }
  const showVolume = () => {
    const isMuted = video.muted || video.volume === 0;
    mute.setAttribute("aria-pressed", String(isMuted));
    volume.value = String(video.muted ? 0 : video.volume);
    volume.setAttribute("aria-valuetext", isMuted ? w.muted : w.percent(video.volume));
    fill(volume);
  };
  video.addEventListener("volumechange", showVolume);
  video.addEventListener("ratechange", () => {
    speed.value = String(video.playbackRate);
  });
  for (const name of ["waiting", "stalled"]) video.addEventListener(name, () => screen.dataset.waiting = "");
  for (const name of ["playing", "canplay", "seeked", "error"]) {
    video.addEventListener(name, () => delete screen.dataset.waiting);
  }
  document.addEventListener("fullscreenchange", () => {
    full.setAttribute("aria-pressed", String(document.fullscreenElement === screen));
  });
  const showLength = () => {
    byId("length").textContent = clock(player.duration);
  };
  video.addEventListener("durationchange", showLength);
  showPlay();
  showVolume();
}

/** Sets `--done`, from which the style draws the filled part of a slider. */
export function fill(range: HTMLInputElement): void {
  const { min, max, value } = range;
  const span = Number(max) - Number(min);
  range.style.setProperty("--done", `${span > 0 ? (Number(value) - Number(min)) / span * 100 : 0}%`);
}

/** One click plays or pauses, two clicks toggle full screen. */
function clickPicture(player: Player): void {
  let timer: number | undefined;
  let wasIdle = false;
  byId("picture").addEventListener("pointerdown", () => {
    wasIdle = player.screen.dataset.idle !== undefined; // pointerdown shows the controls again before the click event
  });
  byId("picture").addEventListener("click", (event) => {
    if (event.button !== 0) return;
    // if the controls are hidden, a tap only shows them
    if (wasIdle && (event as PointerEvent).pointerType === "touch") return;
    if (timer !== undefined) {
      clearTimeout(timer);
      timer = undefined;
      player.toggleFullScreen();
      return;
    }
    timer = setTimeout(() => {
      timer = undefined;
      player.toggle();
    }, DOUBLE_CLICK_MS);
  });
}

/** Hides the controls after a time without input, if they cover the picture: in full screen and in a low frame. */
function hideWhenIdle({ screen, video }: Player): void {
  const controls = byId("controls");
  let timer: number | undefined;
  const wake = () => {
    clearTimeout(timer);
    delete screen.dataset.idle;
    timer = setTimeout(() => {
      const isBusy = video.paused || screen.querySelector(".menu:not([hidden])") ||
        screen.querySelector(".controls :focus-visible");
      if (getComputedStyle(controls).position === "absolute" && !isBusy) screen.dataset.idle = "";
    }, IDLE_MS);
  };
  for (const name of ["pointermove", "pointerdown", "focusin"]) screen.addEventListener(name, wake);
  document.addEventListener("keydown", wake);
  document.addEventListener("fullscreenchange", wake);
  for (const name of ["play", "pause"]) video.addEventListener(name, wake);
}
