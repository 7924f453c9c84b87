import { type Progress, progressAt } from "../../../../src/core/watch_progress.ts";
import { clock } from "../../shared/format.ts";
import { make, notify } from "../../shared/client/dom.ts";
import { keepLocalPlace, localPlaces } from "../../shared/client/local_progress.ts";
import { serverFetch } from "../../shared/client/connection.ts";
import { watchedScript as w } from "../../words/en/watched.ts";
import type { Player } from "./player.ts";

const EVERY_MS = 10_000;
const BEGINNING: Progress = { position: 0, isWatched: false };
const LEAST_MOVE_SECONDS = 0.5; // what is less is the same place

/** Whose place it is, and where it was. */
export interface Watching {
  videoId: string;
  /** Whether the server keeps it; else this browser does. */
  isSignedIn: boolean;
  /** What the server knows, in seconds; 0: the beginning. */
  position: number;
}

/**
 * The place where a video goes on, in seconds; 0 for the beginning. A place at the end or behind it was kept of an
 * earlier, longer file.
 */
export function placeOf({ videoId, isSignedIn, position }: Watching, durationSeconds: number): number {
  const kept = isSignedIn ? position : localPlaces().get(videoId)?.position ?? 0;
  return progressAt(kept, durationSeconds)?.position ?? 0;
}

/** Says that a video goes on where it was left, with a way to its beginning. */
export function tellPlace(player: Player, seconds: number): void {
  const notice = notify(w.continuesAt(clock(seconds)));
  const again = make("button", { type: "button", class: "button" }, w.startOver);
  again.addEventListener("click", () => {
    player.seek(0);
    notice.remove();
  });
  notice.firstElementChild?.after(again);
}

/**
 * Keeps where the video is while it plays: every 10 s, when it is paused, and when the page is left. Nothing is kept
 * before it was played, and what anonymous viewers watch stays in their browser.
 */
export function keepProgress(player: Player, { videoId, isSignedIn }: Watching): void {
  const { video } = player;
  let hasPlayed = false;
  let keptPosition = -1;
  let keptMs = 0;
  const keep = () => {
    const position = video.ended ? player.duration : player.time;
    if (!hasPlayed || Math.abs(position - keptPosition) < LEAST_MOVE_SECONDS) return;
    keptPosition = position;
    keptMs = performance.now();
    if (isSignedIn) return send(videoId, position);
    const durationSeconds = player.duration;
    const progress = progressAt(position, durationSeconds);
    if (progress) keepLocalPlace(videoId, { ...progress, durationSeconds });
    else if (localPlaces().has(videoId)) keepLocalPlace(videoId, { ...BEGINNING, durationSeconds });
  };
  video.addEventListener("playing", () => {
    if (!hasPlayed) keptMs = performance.now();
    hasPlayed = true;
  });
  video.addEventListener("timeupdate", () => {
    if (player.isPlaying && performance.now() - keptMs >= EVERY_MS) keep();
  });
  for (const name of ["pause", "ended"]) video.addEventListener(name, keep);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  addEventListener("pagehide", keep);
}

/** Sends a place. `keepalive`: the browser sends it also when the page is left; a beacon can't be a PUT. */
function send(videoId: string, position: number): void {
  serverFetch(`/api/videos/${videoId}/progress`, {
    method: "PUT",
    keepalive: true,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ position: Math.round(position * 100) / 100 }),
  }).catch(() => {}); // the next one counts
}
