import { byId } from "../../shared/client/dom.ts";
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

/** The menu of chapters: marks the current chapter; a click seeks to a chapter. */
export function wireChapters(player: Player, chapters: readonly PageChapter[]): void {
  if (chapters.length === 0) return;
  for (const { start, button } of chapters) button.addEventListener("click", () => player.seek(start));
  let current: PageChapter | undefined;
  const highlight = () => {
    const now = chapterAt(chapters, player.time);
    if (now === current) return;
    current?.button.removeAttribute("aria-current");
    now?.button.setAttribute("aria-current", "true");
    current = now;
  };
  player.video.addEventListener("timeupdate", highlight);
  wireMenuButton(byId("chapters-button"), () => (current ?? chapters[0]).button.focus());
  highlight();
}
