import { commonScript as w } from "../../words/en/common.ts";
import { errorText, isOffline } from "./errors.ts";

/** The element with this id. @throws where the page has none: the script belongs to another page then */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element with the id "${id}"`);
  return found as T;
}

/** A new element. Text goes in as text, never as markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Sets attributes of an element that differ. */
export function setAttributes(element: Element, attributes: Record<string, string>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

/** Shows a line in the corner, over full screen and dialogs too; what failed stays until it is closed. */
export function notify(text: string, kind: "done" | "failed" = "done"): HTMLElement {
  const close = make("button", { type: "button", class: "button", "aria-label": w.close }, w.closeSign);
  const notice = make("div", { class: `notice ${kind}` }, make("span", {}, text), close);
  close.addEventListener("click", () => notice.remove());
  if (kind === "done") setTimeout(() => notice.remove(), 6000);
  byId("notices").append(notice);
  raiseNotices();
  document.addEventListener("fullscreenchange", raiseNotices); // the same one is added once
  return notice;
}

/** Puts the notices over whatever else lies over the page by now. */
function raiseNotices(): void {
  const notices = document.getElementById("notices");
  if (!notices?.showPopover || (!notices.firstElementChild && notices.parentElement === document.body)) return;
  // outside of what fills the screen nothing can be clicked
  const full = document.fullscreenElement;
  const home = full && !(full instanceof HTMLVideoElement) ? full : document.body;
  if (notices.parentElement !== home) home.append(notices);
  notices.popover = "manual";
  if (notices.matches(":popover-open")) notices.hidePopover();
  notices.showPopover();
}

/** Shows why something failed. The notice goes by itself where there was no connection and it is back. */
export function notifyFailure(error: unknown): HTMLElement {
  const notice = notify(errorText(error), "failed");
  if (isOffline(error)) notice.dataset.offline = "";
  return notice;
}

/** Runs what a person asked for; where it fails they read why. */
export async function attempt(action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    notifyFailure(error);
    return false;
  }
}
