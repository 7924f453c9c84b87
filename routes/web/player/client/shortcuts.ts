import type { Deck } from "./player.ts";

const STEP_SECONDS = 5;
const LEAP_SECONDS = 10;
const VOLUME_STEP = 0.05;
const FRAME_SECONDS = 1 / 25; // what is not known of the file

/** What keys do besides what they do with the video. */
export interface KeyActions {
  captions(): void;
  help(): void;
  find(): void;
}

/** The keys that people know from elsewhere, wherever the focus is unless it is on something that wants keys itself. */
export function playerKeys(deck: Deck, more: KeyActions): void {
  const frame = (by: number) => deck.isPlaying || deck.seekBy(by * FRAME_SECONDS);
  const actions: Record<string, () => void> = {
    " ": () => deck.toggle(),
    k: () => deck.toggle(),
    ArrowLeft: () => deck.seekBy(-STEP_SECONDS),
    ArrowRight: () => deck.seekBy(STEP_SECONDS),
    j: () => deck.seekBy(-LEAP_SECONDS),
    l: () => deck.seekBy(LEAP_SECONDS),
    ",": () => frame(-1),
    ".": () => frame(1),
    ArrowUp: () => deck.louder(VOLUME_STEP),
    ArrowDown: () => deck.louder(-VOLUME_STEP),
    Home: () => deck.seek(0),
    End: () => deck.seek(deck.duration),
    c: more.captions,
    m: () => deck.mute(),
    f: () => deck.fullScreen(),
    i: () => deck.pictureInPicture(),
    "<": () => deck.faster(-1),
    ">": () => deck.faster(1),
    t: more.find, // "/" leads to the search over all videos
    "?": more.help,
  };
  for (let tenth = 0; tenth <= 9; tenth++) actions[String(tenth)] = () => deck.seek(deck.duration * tenth / 10);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = actions[key];
    if (!action || wantsKey(event.target as Element, key)) return;
    event.preventDefault();
    action();
  });
}

function wantsKey(target: Element, key: string): boolean {
  if (target.closest("dialog")) return key !== "?";
  // the seek bar is a slider, but the arrows mean the same on it as elsewhere, and its own steps would be too fine
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
  // up, down, Home and End scroll the page or the list unless the player has the focus
  return key !== "ArrowLeft" && key !== "ArrowRight" && !target.closest(".screen");
}
