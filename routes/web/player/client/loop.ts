import { byId, notify } from "../../shared/client/dom.ts";
import { clock } from "../../shared/format.ts";
import { controlsScript as w } from "../../words/en/controls.ts";
import type { Player } from "./player.ts";

/** The end is that much before the video's: at its end it would stop, and a playlist go on. */
const BEFORE_END_SECONDS = 0.3;
const LEAST_SECONDS = 0.2;

/** The commands that buttons and keys give. */
export interface LoopCommands {
  start(): void;
  end(): void;
  clear(): void;
}

/** Repeats a part of the video, from A to B, that the viewer marks while it plays; the seek bar shows it. */
export function wireLoop(player: Player): LoopCommands {
  const { video } = player;
  const [span, state] = [byId("loop-span"), byId("loop-state")];
  const clearButton = byId<HTMLButtonElement>("loop-clear");
  let [start, end]: [number | null, number | null] = [null, null];
  let wasInside = false; // playback that a viewer moved behind the end goes on from there

  const show = () => {
    const duration = player.duration || 1;
    const from = start ?? 0;
    span.hidden = start === null;
    span.style.left = `${from / duration * 100}%`;
    span.style.width = `${((end ?? from) - from) / duration * 100}%`;
    span.dataset.open = end === null ? "yes" : "no";
    state.textContent = start === null ? w.loop.none : end === null ? w.loop.from(clock(from)) : w.loop.both(
      clock(from),
      clock(end),
    );
    clearButton.disabled = start === null;
  };
  const commands: LoopCommands = {
    start() {
      start = Math.min(player.time, player.duration - BEFORE_END_SECONDS - LEAST_SECONDS);
      start = Math.max(0, start);
      if (end !== null && end < start + LEAST_SECONDS) end = null;
      show();
    },
    end() {
      const time = Math.min(player.time, player.duration - BEFORE_END_SECONDS);
      if (start === null || time < start + LEAST_SECONDS) start = 0;
      end = Math.max(time, start + LEAST_SECONDS);
      wasInside = true;
      show();
      follow();
    },
    clear() {
      if (start === null) return;
      [start, end] = [null, null];
      show();
    },
  };
  const check = () => {
    if (start === null || end === null) return;
    const { time } = player;
    if (wasInside && time >= end && player.isPlaying && !player.isDragging) player.seek(start);
    else wasInside = time < end;
  };
  let frame = 0;
  const follow = () => {
    check();
    cancelAnimationFrame(frame);
    if (player.isPlaying && end !== null) frame = requestAnimationFrame(follow);
  };
  video.addEventListener("timeupdate", check); // in a hidden tab there are no frames
  video.addEventListener("playing", follow);
  video.addEventListener("seeking", () => wasInside = end !== null && player.time < end);
  video.addEventListener("durationchange", show);
  byId("loop-start").addEventListener("click", commands.start);
  byId("loop-end").addEventListener("click", commands.end);
  clearButton.addEventListener("click", commands.clear);
  show();
  // a key says what it did; beside the buttons it is written
  const announced = (command: () => void) => () => {
    command();
    document.querySelector(".notice[data-loop]")?.remove();
    notify(state.textContent ?? "").dataset.loop = "";
  };
  return { start: announced(commands.start), end: announced(commands.end), clear: announced(commands.clear) };
}
