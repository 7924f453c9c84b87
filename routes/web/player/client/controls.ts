import { clock } from "../../shared/format.ts";
import { byId } from "../../shared/client/dom.ts";
import { playerScript as w } from "../../words/en/player.ts";
import { controlsScript } from "../../words/en/controls.ts";
import { clickPicture, coverPicture } from "./picture_clicks.ts";
import { LEAP_SECONDS, type Player } from "./player.ts";

const IDLE_MS = 2500;

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
  for (const button of [play, byId("big-play")]) button.addEventListener("click", () => player.toggle());
  byId("back").addEventListener("click", () => player.seekBy(-LEAP_SECONDS));
  byId("forward").addEventListener("click", () => player.seekBy(LEAP_SECONDS));
  mute.addEventListener("click", () => player.toggleMute());
  volume.addEventListener("input", () => {
    video.volume = Number(volume.value);
    video.muted = video.volume === 0;
  });
  speed.addEventListener("change", () => player.speed = Number(speed.value));
  full.hidden = !player.hasFullScreen;
  full.addEventListener("click", () => player.toggleFullScreen());
  pip.hidden = !player.hasPictureInPicture;
  pip.addEventListener("click", () => player.togglePictureInPicture());
  clickPicture(player);
  hideWhenIdle(player);

  const showPlay = () => {
    name(play, player.isPlaying ? w.pause : video.ended ? w.again : w.play);
    screen.dataset.state = player.isPlaying ? "playing" : "paused";
  };
  for (const name of ["play", "pause", "ended", "seeked", "emptied", "loadedmetadata", "canplay", "waiting"]) {
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
  const fullName = full.querySelector(".word")!.textContent;
  document.addEventListener("fullscreenchange", () => {
    const isFull = document.fullscreenElement === screen;
    full.setAttribute("aria-pressed", String(isFull));
    tooltip(full, isFull ? controlsScript.leave : fullName);
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

/** Names a button anew. */
function name(button: HTMLElement, word: string): void {
  button.querySelector(".word")!.textContent = word;
  tooltip(button, word);
}

/** A word with the button's key. */
function tooltip(button: HTMLElement, word: string): void {
  button.title = `${word} (${button.getAttribute("aria-keyshortcuts")})`;
}

/** Hides the controls after a time without input, if they cover the picture: in full screen, in a low frame, and on phones. */
function hideWhenIdle({ screen, video }: Player): void {
  let timer: number | undefined;
  const wake = () => {
    clearTimeout(timer);
    delete screen.dataset.idle;
    timer = setTimeout(() => {
      const isBusy = video.paused || screen.querySelector(".menu:not([hidden])") ||
        screen.querySelector(".controls :focus-visible");
      if (coverPicture() && !isBusy) screen.dataset.idle = "";
    }, IDLE_MS);
  };
  for (const name of ["pointermove", "pointerdown", "focusin"]) screen.addEventListener(name, wake);
  document.addEventListener("keydown", wake);
  document.addEventListener("fullscreenchange", wake);
  for (const name of ["play", "pause"]) video.addEventListener(name, wake);
}
