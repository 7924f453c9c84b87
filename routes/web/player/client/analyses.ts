import { api } from "../../shared/client/api.ts";
import type { VideoJson } from "../../../../src/schemas/video.ts";
import { attempt } from "../../shared/client/dom.ts";

/**
 * The buttons of the panel: those that run an analysis again, suggested tags, and links to moments. The page shows what
 * became of it by the video's events.
 *
 * @param seek moves the player; null while there is none
 */
export function wireAnalyses(videoUrl: string, seek: ((seconds: number) => void) | null): void {
  document.querySelector(".about")?.addEventListener("click", (event) => {
    const target = event.target as Element;
    const button = target.closest<HTMLButtonElement>("button[data-analyze], button[data-tag]");
    const link = target.closest<HTMLAnchorElement>("a[data-seek]");
    if (button) void ask(button, videoUrl);
    else if (link && seek && isPlainClick(event as MouseEvent)) {
      event.preventDefault();
      seek(Number(link.dataset.seek));
    }
  });
}

async function ask(button: HTMLButtonElement, videoUrl: string): Promise<void> {
  const { analyze, tag } = button.dataset;
  button.disabled = true;
  const done = await attempt(async () => {
    if (tag === undefined) return void await api("POST", `${videoUrl}/analyses`, { kind: analyze });
    changes = changes.catch(() => {}).then(() => changeTag(videoUrl, tag));
    await changes;
  });
  if (!done) button.disabled = false;
}

let changes: Promise<void> = Promise.resolve(); // one after the other: each sends all tags

/** Gives the video a tag, or takes it away. */
async function changeTag(videoUrl: string, tag: string): Promise<void> {
  const { tags }: Pick<VideoJson, "tags"> = await (await api("GET", videoUrl)).json();
  const others = tags.filter((other) => other !== tag);
  await api("PATCH", videoUrl, { tags: others.length < tags.length ? others : [...tags, tag] });
}

/** Not one that opens a new tab or window. */
function isPlainClick({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  return button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey;
}
