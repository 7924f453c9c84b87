import { byId } from "../../shared/client/dom.ts";
import type { Deck } from "./player.ts";
import { disclose } from "./menu_button.ts";
import { chapterAt, type PageChapter } from "./seek_bar.ts";

/** The chapters that the page lists. */
export function readChapters(): PageChapter[] {
  return [...document.querySelectorAll<HTMLButtonElement>("#chapters button")].map((button) => ({
    start: Number(button.dataset.start),
    title: button.querySelector("span")?.textContent ?? "",
    button,
  }));
}

/** The menu of chapters: the present one is lit, and a click goes to one. */
export function wireChapters(deck: Deck, chapters: readonly PageChapter[]): void {
  if (chapters.length === 0) return;
  for (const { start, button } of chapters) button.addEventListener("click", () => deck.seek(start));
  let lit: PageChapter | undefined;
  const light = () => {
    const now = chapterAt(chapters, deck.time);
    if (now === lit) return;
    lit?.button.removeAttribute("aria-current");
    now?.button.setAttribute("aria-current", "true");
    lit = now;
  };
  deck.video.addEventListener("timeupdate", light);
  disclose(byId("chapters-button"), () => (lit ?? chapters[0]).button.focus());
  light();
}
