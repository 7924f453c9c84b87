import { commonScript } from "../../words/en/common.ts";
import { make, notify } from "./dom.ts";

/**
 * Copies a text. Over plain HTTP browsers lack `navigator.clipboard`, so it copies from a hidden text field.
 *
 * @returns false where this browser copies nothing here
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { /* plain HTTP, or not allowed in this frame */ }
  const area = make("textarea", { class: "unseen", "aria-hidden": "true" });
  area.value = text;
  const focused = document.activeElement;
  // nothing outside of a dialog, or of what fills the screen, can have the focus
  (document.querySelector("dialog:modal") ?? document.fullscreenElement ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  (focused as HTMLElement | null)?.focus?.();
  return isCopied;
}

/** Copies a text and says so in the corner. */
export async function copyAndTell(text: string, done: string): Promise<void> {
  if (await copyText(text)) notify(done);
  else notify(commonScript.copyFailed(text.slice(0, 200)), "failed");
}
