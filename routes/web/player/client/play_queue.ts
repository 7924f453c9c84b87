import type { Player } from "./player.ts";

const KEY = "streamforge_plays_next";
const PLAYING = "streamforge_playing"; // of this tab: when a video was opened to play by itself, and its address
const PLAYING_MS = 15_000; // a page that took longer to open is another visit

/** The keys' commands of a playlist. */
export interface QueueCommands {
  next(): void;
  previous(): void;
}

/**
 * Goes through a playlist: the next video plays when one has ended, if the person has not switched that off.
 *
 * @param player null while the page's video can't be played yet
 */
export function followQueue(player: Player | null): QueueCommands {
  const link = (id: string) => document.querySelector<HTMLAnchorElement>(`a#${id}`);
  const choice = document.querySelector<HTMLInputElement>("#plays-next");
  if (choice) {
    choice.checked = read("localStorage", KEY) !== "no";
    choice.addEventListener("change", () => write("localStorage", KEY, choice.checked ? "yes" : "no"));
    showCurrent();
  }
  if (player && choice) onPlayedToEnd(player, () => choice.checked && go(link("queue-next")));
  if (takeMark()) player?.play(); // browsers may ask for a click first
  return { next: () => go(link("queue-next")), previous: () => go(link("queue-previous")) };
}

/** Scrolls the list to the video that is played; `scrollIntoView` would scroll the page too, away from the player. */
function showCurrent(): void {
  const list = document.querySelector<HTMLElement>(".queue-videos");
  const current = list?.querySelector("[aria-current]");
  if (!list || !current) return;
  list.scrollTop += current.getBoundingClientRect().top - list.getBoundingClientRect().top;
}

/** Calls `then` at the end of a video that played: a paused one that is moved to its end has `ended` too. */
function onPlayedToEnd(player: Player, then: () => void): void {
  const { video } = player;
  let isPlaying = false; // when it came to where it is
  video.addEventListener("play", () => isPlaying = true);
  video.addEventListener("seeking", () => isPlaying = player.isPlaying);
  video.addEventListener("ended", () => isPlaying && !player.isDragging && then());
}

/** Whether this page was opened a moment ago for its video to play by itself. It is so once. */
function takeMark(): boolean {
  const [ms, address] = (read("sessionStorage", PLAYING) ?? "").split(" ");
  write("sessionStorage", PLAYING, "");
  return address === location.pathname && Date.now() - Number(ms) < PLAYING_MS;
}

function go(link: HTMLAnchorElement | null): void {
  if (!link) return;
  write("sessionStorage", PLAYING, `${Date.now()} ${link.pathname}`);
  location.assign(link.href);
}

type StorageName = "localStorage" | "sessionStorage";

function read(storage: StorageName, key: string): string | null {
  try {
    return globalThis[storage].getItem(key);
  } catch {
    return null; // storage is off, as in frames of other sites: naming it throws there
  }
}

function write(storage: StorageName, key: string, value: string): void {
  try {
    globalThis[storage].setItem(key, value);
  } catch { /* storage is off: it is forgotten */ }
}
