import type { Deck } from "./player.ts";
import { chapterAt, type PageChapter } from "./seek_bar.ts";

const SEEK_SECONDS = 10;

/** What the system shows of the video, and the keys that it has for it. */
export function wireMediaSession(deck: Deck, title: () => string, chapters: readonly PageChapter[]): void {
  const { mediaSession } = navigator;
  if (!mediaSession) return;
  const { video } = deck;
  const describe = () => {
    const { poster } = video;
    const chapter = chapterAt(chapters, deck.time)?.title;
    const known = mediaSession.metadata;
    if (known?.title === title() && known.album === (chapter ?? "")) return;
    mediaSession.metadata = new MediaMetadata({
      title: title(),
      artist: "StreamForge",
      album: chapter ?? "",
      artwork: poster ? [{ src: poster, type: "image/jpeg" }] : [],
    });
  };
  const act = (action: MediaSessionAction, handler: MediaSessionActionHandler) => {
    try {
      mediaSession.setActionHandler(action, handler);
    } catch { /* an action that this browser does not know */ }
  };
  act("play", () => deck.play());
  act("pause", () => deck.pause());
  act("seekbackward", ({ seekOffset }) => deck.seekBy(-(seekOffset ?? SEEK_SECONDS)));
  act("seekforward", ({ seekOffset }) => deck.seekBy(seekOffset ?? SEEK_SECONDS));
  act("seekto", ({ seekTime }) => deck.seek(seekTime ?? 0));
  if (chapters.length > 1) {
    act("previoustrack", () => deck.seek(chapterAt(chapters, deck.time - 2)?.start ?? 0));
    act("nexttrack", () => {
      const next = chapters.find(({ start }) => start > deck.time + 0.001);
      if (next) deck.seek(next.start);
    });
  }
  const place = () => {
    const { duration, time } = deck;
    if (!duration) return;
    mediaSession.setPositionState({ duration, playbackRate: video.playbackRate, position: Math.min(time, duration) });
  };
  for (const name of ["play", "pause", "seeked", "ratechange", "durationchange"]) video.addEventListener(name, place);
  for (const name of ["play", "seeked"]) video.addEventListener(name, describe);
  if (chapters.length > 0) video.addEventListener("timeupdate", describe);
}
