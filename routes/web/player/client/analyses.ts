import { api } from "../../shared/client/api.ts";
import type { VideoJson } from "../../../../src/schemas/video.ts";
import { attempt } from "../../shared/client/dom.ts";

/**
 * The controls of the panel: buttons that run an analysis again or write music into the captions, suggested tags, and names
 * of speakers. The page shows what became of it by the video's events.
 */
export function wireAnalyses(videoUrl: string): void {
  const panel = document.querySelector(".about");
  panel?.addEventListener("change", (event) => {
    const field = (event.target as Element).closest<HTMLInputElement>("input[data-speaker]");
    if (field) void nameSpeaker(field, videoUrl);
  });
  panel?.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>(
      "button[data-analyze], button[data-tag], button[data-sounds]",
    );
    if (button) void ask(button, videoUrl);
  });
}

/** Gives a speaker the name that was typed; an empty one takes it away. */
async function nameSpeaker(field: HTMLInputElement, videoUrl: string): Promise<void> {
  const name = field.value.trim() || null;
  const speakers = [{ id: Number(field.dataset.speaker), name }];
  const done = await attempt(async () => void await api("PATCH", `${videoUrl}/speakers`, { speakers }));
  if (!done) field.value = field.defaultValue;
}

async function ask(button: HTMLButtonElement, videoUrl: string): Promise<void> {
  const { analyze, tag, sounds } = button.dataset;
  button.disabled = true;
  const done = await attempt(async () => {
    if (sounds !== undefined) return void await api("POST", `${videoUrl}/captions/sound-events`);
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
