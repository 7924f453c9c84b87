import type { Player } from "./player.ts";
import { chapterAt, type PageChapter } from "./seek_bar.ts";

const SEEK_SECONDS = 10;

/**
 * Shows the title in the system's media controls, and handles media keys.
 *
 * @returns call it when the chapters have changed
 */
export function wireMediaSession(player: Player, title: () => string, chapters: readonly PageChapter[]): () => void {
  const { mediaSession } = navigator;
  if (!mediaSession) return () => {};
  const { video } = player;
  const describe = () => {
    const { poster } = video;
    const chapter = chapterAt(chapters, player.time)?.title;
    const shownNow = mediaSession.metadata;
    if (shownNow?.title === title() && shownNow.album === (chapter ?? "")) return;
    mediaSession.metadata = new MediaMetadata({
      title: title(),
      artist: "StreamForge",
      album: chapter ?? "",
      artwork: poster ? [{ src: poster, type: "image/jpeg" }] : [],
    });
  };
  const act = (action: MediaSessionAction, handler: MediaSessionActionHandler | null) => {
    try {
      mediaSession.setActionHandler(action, handler);
    } catch { /* the browser does not support the action */ }
  };
  act("play", () => player.play());
  act("pause", () => player.pause());
  act("seekbackward", ({ seekOffset }) => player.seekBy(-(seekOffset ?? SEEK_SECONDS)));
  act("seekforward", ({ seekOffset }) => player.seekBy(seekOffset ?? SEEK_SECONDS));
  act("seekto", ({ seekTime }) => player.seek(seekTime ?? 0));
  const toPrevious = () => player.seek(chapterAt(chapters, player.time - 2)?.start ?? 0);
  const toNext = () => {
    const next = chapters.find(({ start }) => start > player.time + 0.001);
    if (next) player.seek(next.start);
  };
  const offerChapters = () => {
    act("previoustrack", chapters.length > 1 ? toPrevious : null);
    act("nexttrack", chapters.length > 1 ? toNext : null);
  };
  offerChapters();
  const place = () => {
    const { duration, time } = player;
    if (!duration) return;
    mediaSession.setPositionState({ duration, playbackRate: video.playbackRate, position: Math.min(time, duration) });
  };
  for (const name of ["play", "pause", "seeked", "ratechange", "durationchange"]) video.addEventListener(name, place);
  for (const name of ["play", "seeked"]) video.addEventListener(name, describe);
  video.addEventListener("timeupdate", describe);
  return offerChapters;
}
