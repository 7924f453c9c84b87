import type { Player } from "./player.ts";

const KEY = "streamforge_plays_next";
const PLAYING = "streamforge_playing"; // of this tab: the address of the video that goes on by itself

/** The keys' commands of a playlist. */
export interface QueueCommands {
  next(): void;
  previous(): void;
}

/** Goes through a playlist: the next video plays when one has ended, if the person has not switched that off. */
export function followQueue(player: Player): QueueCommands {
  const link = (id: string) => document.querySelector<HTMLAnchorElement>(`a#${id}`);
  const choice = document.querySelector<HTMLInputElement>("#plays-next");
  if (choice) {
    choice.checked = read("localStorage", KEY) !== "no";
    choice.addEventListener("change", () => write("localStorage", KEY, choice.checked ? "yes" : "no"));
    player.video.addEventListener("ended", () => {
      if (choice.checked) go(link("queue-next"));
    });
    document.querySelector(".queue-videos [aria-current]")?.scrollIntoView({ block: "nearest" });
  }
  if (read("sessionStorage", PLAYING) === location.pathname) player.play(); // browsers may ask for a click first
  write("sessionStorage", PLAYING, "");
  return { next: () => go(link("queue-next")), previous: () => go(link("queue-previous")) };
}

function go(link: HTMLAnchorElement | null): void {
  if (!link) return;
  write("sessionStorage", PLAYING, link.pathname);
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
