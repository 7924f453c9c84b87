import { clock } from "../../shared/format.ts";
import { byId, make, notify } from "../../shared/client/dom.ts";
import type { Player } from "./player.ts";
import { linkAt } from "./link_time.ts";
import { SITE_PATH } from "../../shared/client/site.ts";

/** Wires the buttons that copy the page's address with the current time. */
export function wireLinks(player: Player): void {
  const id = byId("player").dataset.id!;
  const copy = async () => {
    const seconds = player.time;
    await copyText(linkAt(location.origin + SITE_PATH, id, seconds), `The link at ${clock(seconds)} is copied.`);
  };
  byId("copy-link").addEventListener("click", copy);
  const share = document.getElementById("share");
  share?.addEventListener("click", copy);
  const name = () => {
    const text = `copy link at ${clock(player.time)}`;
    if (share && share.textContent !== text) share.textContent = text;
  };
  player.video.addEventListener("timeupdate", name);
  // an embedded player links to its page, at the same time
  const title = document.querySelector<HTMLAnchorElement>("a#title");
  title?.addEventListener("click", () => {
    title.href = linkAt(location.origin + SITE_PATH, id, player.time);
    player.pause();
  });
}

/** Copies a text. Over plain HTTP browsers lack `navigator.clipboard`, so it copies from a hidden text field. */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify(done);
    return;
  } catch { /* plain HTTP, or not allowed in this frame */ }
  const area = make("textarea", { class: "unseen", "aria-hidden": "true" });
  area.value = text;
  const focused = document.activeElement;
  (document.fullscreenElement ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  (focused as HTMLElement | null)?.focus?.();
  if (isCopied) notify(done);
  else notify(`This browser copies nothing here. The text is: ${text.slice(0, 200)}`, "failed");
}
