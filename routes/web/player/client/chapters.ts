import { byId, make } from "../../shared/client/dom.ts";
import { sitePath } from "../../shared/client/site.ts";
import { playerScript as w } from "../../words/en/player.ts";
import type { Player } from "./player.ts";
import { wireMenuButton } from "./menu_button.ts";
import { chapterAt, type PageChapter } from "./seek_bar.ts";

/** Reads the chapters from the page. */
export function readChapters(): PageChapter[] {
  return [...document.querySelectorAll<HTMLButtonElement>("#chapters button")].map((button) => ({
    start: Number(button.dataset.start),
    title: button.querySelector("span")?.textContent ?? "",
    button,
  }));
}

/**
 * The menu of chapters: marks the current chapter; a click seeks to a chapter.
 *
 * @param chapters filled again with those of the page when they change
 * @param onChange called then
 * @returns calls what replaces the page's parts, and shows the chapters that it brought
 */
export function wireChapters(
  player: Player,
  chapters: PageChapter[],
  onChange: () => void,
): (replaceParts: () => void) => void {
  const [menu, menuButton] = [byId("chapters"), byId<HTMLButtonElement>("chapters-button")];
  menu.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("button[data-start]");
    if (button) player.seek(Number(button.dataset.start));
  });
  let current: PageChapter | undefined;
  const highlight = () => {
    const now = chapterAt(chapters, player.time);
    if (now === current) return;
    current?.button.removeAttribute("aria-current");
    now?.button.setAttribute("aria-current", "true");
    current = now;
  };
  player.video.addEventListener("timeupdate", highlight);
  wireMenuButton(menuButton, () => (current ?? chapters[0])?.button.focus());
  highlight();
  return (replaceParts) => {
    current?.button.removeAttribute("aria-current"); // else the list would differ, and lose the focus
    current = undefined;
    replaceParts();
    highlight();
    if (chapters.every(({ button }) => button.isConnected) && chapters.length === readChapters().length) return;
    chapters.splice(0, chapters.length, ...readChapters());
    menuButton.hidden = chapters.length === 0;
    if (chapters.length === 0) menu.hidden = true;
    showTrack(player.video, chapters.length > 0);
    current = undefined;
    highlight();
    onChange();
  };
}

/** The browser's own list of chapters. */
function showTrack(video: HTMLVideoElement, hasChapters: boolean): void {
  video.querySelector("track[kind=chapters]")?.remove();
  if (!hasChapters) return;
  const src = sitePath(`/api/videos/${byId("player").dataset.id}/chapters.vtt`);
  video.append(make("track", { kind: "chapters", src, label: w.chapters }));
}
