import { api } from "../../shared/client/api.ts";
import { copyAndTell } from "../../shared/client/copy_text.ts";
import { attempt, byId, notify } from "../../shared/client/dom.ts";
import { fetchParts, replaceParts } from "../../shared/client/page_parts.ts";
import { wireRenaming } from "../../shared/client/rename_form.ts";
import { SITE_PATH } from "../../shared/client/site.ts";
import { playlistsScript as w } from "../../words/en/playlists.ts";

/** Wires the page of a playlist; what only its owner may do is there for its owner alone. */
export function wirePlaylist(page: HTMLElement): void {
  const id = page.dataset.id!;
  byId("copy-link").addEventListener(
    "click",
    () => copyAndTell(`${location.origin}${SITE_PATH}/playlists/${id}`, w.linkCopied),
  );
  wireRenaming(`/api/playlists/${id}`);
  document.getElementById("visibility")?.addEventListener("change", (event) => {
    const select = event.target as HTMLSelectElement;
    attempt(async () => {
      await api("PATCH", `/api/playlists/${id}`, { visibility: select.value });
      byId("meaning").textContent = select.selectedOptions[0].title;
      notify(w.visibilityNow[select.value]);
    });
  });
  const list = document.querySelector<HTMLElement>("#playlist-videos");
  if (list?.querySelector("[data-move]")) wireOrder(list, { id, refresh: () => attempt(() => refresh(page)) });
}

const itemsOf = (list: HTMLElement) => [...list.querySelectorAll<HTMLLIElement>("li[data-video]")];
const titleOf = (item: HTMLElement) => item.querySelector(".playlist-title")?.textContent ?? "";

let refreshes = 0;

/** Shows what the server counts: the first video, how many there are, how long they are, and what is said of none. */
async function refresh(page: HTMLElement): Promise<void> {
  const mine = ++refreshes;
  const fresh = await fetchParts(location.pathname);
  if (fresh && mine === refreshes) replaceParts(page, fresh);
}

/** Reorders by buttons and by dragging. @param of.refresh called when the server has a change */
function wireOrder(list: HTMLElement, { id, refresh }: { id: string; refresh: () => void }): void {
  const url = (item: HTMLElement) => `/api/playlists/${id}/videos/${item.dataset.video}`;

  /** Puts an item before another, or at the end, and tells the server; it goes back where that fails. */
  const place = async (item: HTMLLIElement, before: Element | null): Promise<void> => {
    const was = item.nextElementSibling;
    if (before === item || before === was) return;
    list.insertBefore(item, before);
    const done = await attempt(async () => {
      await api("PATCH", url(item), { before: (before as HTMLElement | null)?.dataset.video ?? null });
    });
    if (!done) return void list.insertBefore(item, was);
    const items = itemsOf(list);
    byId("said").textContent = w.moved(titleOf(item), items.indexOf(item) + 1, items.length);
    refresh();
  };

  list.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-move]");
    const item = button?.closest<HTMLLIElement>("li[data-video]");
    if (!button || !item) return;
    const { previousElementSibling: previous, nextElementSibling: next } = item;
    if (button.dataset.move === "remove") return void attempt(() => remove(item));
    if (button.dataset.move === "up" ? !previous : !next) return;
    place(item, button.dataset.move === "up" ? previous : next!.nextElementSibling).then(() => button.focus());
    button.focus(); // moving an element takes the focus away
  });

  const remove = async (item: HTMLLIElement): Promise<void> => {
    await api("DELETE", url(item));
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    list.hidden = itemsOf(list).length === 0;
    byId("said").textContent = w.taken(titleOf(item));
    (next?.querySelector<HTMLElement>("[data-move=remove]") ?? byId("main")).focus();
    refresh();
  };

  let dragged: HTMLLIElement | null = null;
  const target = ({ clientY }: DragEvent) =>
    itemsOf(list).filter((item) => item !== dragged).find((item) => {
      const { top, height } = item.getBoundingClientRect();
      return clientY < top + height / 2;
    }) ?? null;
  const mark = (item: Element | null) => {
    for (const other of itemsOf(list)) other.classList.toggle("drop-before", other === item);
    list.classList.toggle("drop-last", dragged !== null && item === null);
  };
  list.addEventListener("dragstart", (event) => {
    dragged = (event.target as Element).closest?.("li[data-video]") ?? null;
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    mark(target(event));
  });
  list.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const [item, before] = [dragged, target(event)];
    dragged = null;
    mark(null);
    place(item, before);
  });
  list.addEventListener("dragend", () => {
    dragged = null;
    mark(null);
  });
}
