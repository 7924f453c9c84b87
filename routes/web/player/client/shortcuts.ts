import { shortcutKey } from "../../shared/client/keys.ts";
import type { LoopCommands } from "./loop.ts";
import { LEAP_SECONDS, type Player } from "./player.ts";

const STEP_SECONDS = 5;
const VOLUME_STEP = 0.05;
const FRAME_SECONDS = 1 / 25; // assumed: the page does not know the frame rate

/** Shortcuts that do not command the video itself. */
export interface ShortcutActions {
  captions(): void;
  /** Changes between the two looks of captions. */
  look(): void;
  /** Makes captions larger or smaller. */
  resize(steps: number): void;
  loop: LoopCommands;
  help(): void;
  find(): void;
  /** In a playlist. */
  next(): void;
  previous(): void;
}

/** Listens to the keyboard shortcuts of the player. */
export function listenToShortcuts(player: Player, more: ShortcutActions): void {
  const frame = (by: number) => player.isPlaying || player.seekBy(by * FRAME_SECONDS);
  const actions: Record<string, () => void> = {
    " ": () => player.toggle(),
    k: () => player.toggle(),
    ArrowLeft: () => player.seekBy(-STEP_SECONDS),
    ArrowRight: () => player.seekBy(STEP_SECONDS),
    j: () => player.seekBy(-LEAP_SECONDS),
    l: () => player.seekBy(LEAP_SECONDS),
    ",": () => frame(-1),
    ".": () => frame(1),
    ArrowUp: () => player.changeVolume(VOLUME_STEP),
    ArrowDown: () => player.changeVolume(-VOLUME_STEP),
    Home: () => player.seek(0),
    End: () => player.seek(player.duration),
    c: more.captions,
    w: more.look,
    "+": () => more.resize(1),
    "=": () => more.resize(1), // the same key without Shift
    "-": () => more.resize(-1),
    a: more.loop.start,
    b: more.loop.end,
    x: more.loop.clear,
    m: () => player.toggleMute(),
    f: () => player.toggleFullScreen(),
    i: () => player.togglePictureInPicture(),
    "<": () => player.changeSpeed(-1),
    ">": () => player.changeSpeed(1),
    t: more.find, // not "/", which opens the search of all videos
    n: more.next,
    p: more.previous,
    "?": more.help,
  };
  for (let tenth = 0; tenth <= 9; tenth++) actions[String(tenth)] = () => player.seek(player.duration * tenth / 10);
  listenToKeys(actions);
}

/** Listens to keys, by the actions that they command, unless the focused element uses the key itself. */
export function listenToKeys(actions: Record<string, () => void>): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const key = shortcutKey(event);
    const action = actions[key];
    if (!action || wantsKey(event.target as Element, key)) return;
    event.preventDefault();
    action();
  });
}

function wantsKey(target: Element, key: string): boolean {
  if (target.closest("dialog")) return key !== "?" || target.closest("input, select, textarea") !== null;
  // arrows on the seek bar do the same as elsewhere: the slider's own steps would be too small
  const isSlider = target.matches("input[type=range]");
  if (target.id === "seek") return key === "PageUp" || key === "PageDown";
  if (isSlider) return /^(Arrow|Home|End|Page)/.test(key);
  if (target.closest("input, select, textarea, [contenteditable]")) {
    const isPlain = target.matches("input[type=radio], input[type=checkbox]");
    return !isPlain || key === " " || key.startsWith("Arrow");
  }
  const isPrinted = key.length === 1 && key !== " ";
  if (isPrinted) return false;
  if (key === " ") return target.closest("button, a, summary") !== null;
  // without the focus on the player, up, down, Home and End scroll the page or the transcript
  return key !== "ArrowLeft" && key !== "ArrowRight" && !target.closest(".screen");
}
