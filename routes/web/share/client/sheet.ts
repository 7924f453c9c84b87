import { attempt, make } from "../../shared/client/dom.ts";
import { fetchParts } from "../../shared/client/page_parts.ts";
import { shareScript as w } from "../../words/en/share.ts";
import { wireExports } from "./exports.ts";
import { wireSave } from "../../playlists/client/save.ts";
import { wireShare } from "./share.ts";

const PREFIX = "dialog-"; // of ids

/** Wires the controls of a sheet. @param seconds where a link may start */
export function wireSheet(sheet: HTMLElement, seconds: number): void {
  if (sheet.dataset.sheet === "share") wireShare(sheet, seconds);
  if (sheet.dataset.sheet === "save") wireSave(sheet, sheet.dataset.id!);
  if (sheet.dataset.sheet === "download") wireExports(sheet, `/api/videos/${sheet.dataset.id}`);
}

/**
 * Opens links with `data-opens="sheet"` as dialogs: the part of the linked page that is marked as a sheet, over the page
 * that is open. Without a script, and in a new tab, they are links.
 *
 * @param timeOf the time of the video on this page, in seconds
 */
export function openSheets(timeOf: () => number): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-opens="sheet"]');
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const isOpening = link.getAttribute("aria-busy") === "true";
    if (isOpening) return;
    link.setAttribute("aria-busy", "true");
    attempt(() => openSheet(link, timeOf())).finally(() => link.removeAttribute("aria-busy"));
  });
}

async function openSheet(link: HTMLAnchorElement, seconds: number): Promise<void> {
  const fresh = await fetchParts(link.pathname);
  const found = fresh?.querySelector<HTMLElement>("[data-sheet]");
  if (!found) throw new Error(w.gone);
  const sheet = document.importNode(found, true);
  renameIds(sheet);
  const close = make("button", { type: "button", class: "button" }, w.close);
  sheet.querySelector(".choices")?.append(close);
  const before = link.closest("dialog");
  const dialog = make("dialog", { class: "sheet-dialog", "aria-labelledby": `${PREFIX}sheet-title` }, sheet);
  sheet.removeAttribute("aria-labelledby"); // the dialog has that name now
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  // one takes the place of the other: the focus returns to what opened the first
  before?.close();
  document.body.append(dialog);
  wireSheet(sheet, seconds);
  dialog.showModal();
}

/** Makes the ids of a sheet other ones than those of the page below, which may be a sheet itself. */
function renameIds(sheet: HTMLElement): void {
  for (const element of sheet.querySelectorAll("[id]")) {
    for (const by of ["for", "aria-describedby", "aria-labelledby"]) {
      for (const user of sheet.querySelectorAll(`[${by}="${element.id}"]`)) user.setAttribute(by, PREFIX + element.id);
    }
    element.id = PREFIX + element.id;
  }
}
