import { problemWords } from "./api.ts";
import { serverFetch } from "./connection.ts";

/**
 * The server renders a page's changing parts as it renders the page: one set of markup, escaped in one place. A part is
 * an element with `data-part`; it is replaced only if it changed, so focus, selection and scrolling stay.
 */

/**
 * @returns the document; null if the video is deleted or hidden now
 * @throws {Error} with words for the person
 */
export async function fetchParts(url: string): Promise<Document | null> {
  const response = await serverFetch(url, { headers: { accept: "text/html" } });
  if (response.status === 204) return null;
  if (!response.ok) throw new Error(problemWords(response.status, ""));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Replaces the parts of `root` that differ from those of the same name in `fresh`. */
export function replaceParts(root: ParentNode, fresh: ParentNode): void {
  for (const part of fresh.querySelectorAll<HTMLElement>("[data-part]")) {
    const old = root.querySelector<HTMLElement>(`[data-part="${part.dataset.part}"]`);
    if (!old || old.outerHTML === part.outerHTML) continue;
    const focused = old.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.action
      : null;
    const next = document.importNode(part, true);
    old.replaceWith(next);
    if (focused) next.querySelector<HTMLElement>(`[data-action="${focused}"]`)?.focus();
  }
}
