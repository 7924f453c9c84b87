import { type StoryboardLayout, tileAt } from "../../../../src/core/player_media.ts";
import { clock, isoDuration } from "../../shared/format.ts";
import { byId, make } from "../../shared/client/dom.ts";
import { playerScript as w } from "../../words/en/player.ts";
import { fill } from "./controls.ts";
import type { Player } from "./player.ts";
import { sitePath } from "../../shared/client/site.ts";

/**
 * The seek bar: position, loaded part, chapters, and a preview picture.
 *
 * @returns call it when the chapters have changed
 */
export function wireSeekBar(player: Player, chapters: readonly PageChapter[]): () => void {
  const { video } = player;
  const bar = byId<HTMLInputElement>("seek");

  const show = () => {
    const { time, duration } = player;
    if (String(duration) !== bar.max) bar.max = String(duration);
    if (!player.isDragging) bar.value = String(time);
    const seconds = Number(bar.value);
    const chapter = chapterAt(chapters, seconds);
    bar.setAttribute(
      "aria-valuetext",
      `${w.placeOf(clock(seconds), clock(duration))}${chapter ? `, ${chapter.title}` : ""}`,
    );
    byId("now").textContent = clock(seconds);
    byId("now").setAttribute("datetime", isoDuration(seconds));
    bar.style.setProperty("--loaded", `${loaded(video, time) / (duration || 1) * 100}%`);
    fill(bar);
  };
  for (const name of ["timeupdate", "seeking", "durationchange", "progress", "loadedmetadata"]) {
    video.addEventListener(name, show);
  }
  bar.addEventListener("input", () => {
    player.isDragging = true;
    player.seek(Number(bar.value));
    show();
  });
  bar.addEventListener("change", () => {
    player.isDragging = false;
    player.seek(Number(bar.value));
  });
  wirePreview(player, bar, chapters);
  const placeMarks = () => {
    byId("marks").replaceChildren(
      ...chapters.filter(({ start }) => start > 0).map(({ start }) => {
        const mark = make("span");
        mark.style.left = `${start / (player.duration || 1) * 100}%`;
        return mark;
      }),
    );
  };
  video.addEventListener("durationchange", placeMarks);
  placeMarks();
  show();
  return placeMarks;
}

export function chapterAt<T extends { start: number }>(chapters: readonly T[], seconds: number): T | undefined {
  return chapters.findLast(({ start }) => start <= seconds + 0.001);
}

function loaded({ buffered }: HTMLVideoElement, time: number): number {
  for (let i = 0; i < buffered.length; i++) {
    if (buffered.start(i) <= time + 0.1 && buffered.end(i) >= time) return buffered.end(i);
  }
  return time;
}

/** Shows a preview picture, the chapter and the time above the pointer, or above the slider's thumb. */
function wirePreview(player: Player, bar: HTMLInputElement, chapters: readonly PageChapter[]): void {
  const area = byId("seek-area");
  const preview = byId("preview");
  const tile = byId("preview-tile");
  const { storyboard } = player.screen.dataset;
  const layout = storyboard ? JSON.parse(storyboard) as StoryboardLayout & { version: string } : null;
  if (layout) {
    tile.hidden = false;
    tile.style.width = `${layout.width}px`;
    tile.style.height = `${layout.height}px`;
  }
  const show = (seconds: number) => {
    preview.hidden = false;
    byId("preview-time").textContent = clock(seconds);
    byId("preview-chapter").textContent = chapterAt(chapters, seconds)?.title ?? "";
    if (layout) {
      const { sheet, x, y } = tileAt(layout, seconds);
      const address = sitePath(
        `/api/videos/${byId("player").dataset.id}/storyboard.jpg?sheet=${sheet}&v=${layout.version}`,
      );
      const image = `url("${address}")`;
      if (tile.style.backgroundImage !== image) tile.style.backgroundImage = image;
      tile.style.backgroundPosition = `${-x}px ${-y}px`;
    }
    const middle = seconds / (player.duration || 1) * area.clientWidth;
    const half = preview.offsetWidth / 2;
    preview.style.left = `${Math.min(Math.max(middle, half), Math.max(half, area.clientWidth - half))}px`;
  };
  const hide = () => preview.hidden = true;
  area.addEventListener("pointermove", (event) => {
    const { left, width } = bar.getBoundingClientRect();
    show(Math.min(1, Math.max(0, (event.clientX - left) / width)) * player.duration);
  });
  area.addEventListener("pointerleave", hide);
  bar.addEventListener("input", () => show(Number(bar.value)));
  bar.addEventListener("blur", hide);
  bar.addEventListener("change", () => !area.matches(":hover") && hide());
}

export interface PageChapter {
  /** Seconds. */
  start: number;
  title: string;
  button: HTMLButtonElement;
}
