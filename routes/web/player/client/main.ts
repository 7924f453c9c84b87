import "../../shared/client/page.ts";
import { Captions, type PageTrack } from "./caption_menu.ts";
import { byId } from "../../shared/client/dom.ts";
import { playerKeys } from "./shortcuts.ts";
import { follow } from "../../shared/client/server_events.ts";
import { applyParts, fetchParts } from "../../shared/client/page_parts.ts";
import { readChapters, wireChapters } from "./chapters.ts";
import { wireControls } from "./controls.ts";
import { Deck } from "./player.ts";
import { toggleHelp } from "./shortcut_help.ts";
import { wireLinks } from "./copy_link.ts";
import { disclose } from "./menu_button.ts";
import { wireOwner } from "./owner_controls.ts";
import { wireSeekBar } from "./seek_bar.ts";
import { wireMediaSession } from "./media_session.ts";
import { Source } from "./source.ts";
import { parseTime } from "./link_time.ts";
import { Transcript } from "./transcript.ts";
import { TranscriptSearch } from "./transcript_search.ts";
import { TranscriptTools } from "./transcript_tools.ts";

const page = byId("player");
const videoUrl = `/api/videos/${page.dataset.id}`;
const video = document.querySelector<HTMLVideoElement>("#video");
const refresh = video ? play(video) : () => {};
wireOwner(page, videoUrl);

follow(`${videoUrl}/events`, async () => {
  const fresh = await fetchParts(`/videos/${page.dataset.id}/parts`);
  if (!fresh) {
    // it is gone, or not for this viewer any more: the page says so, unless it is left for the library just now
    if (!page.dataset.deleted) location.reload();
    return;
  }
  const facts = fresh.querySelector<HTMLElement>("#facts");
  if (!facts) return;
  if (facts.dataset.playable === "yes" && !video) return location.reload();
  applyParts(document, fresh);
  refresh();
});

/**
 * Wires the player's parts together.
 *
 * @returns brings them up to date with what the page says by now
 */
function play(video: HTMLVideoElement): () => void {
  const screen = byId("screen");
  const trackElement = video.querySelector<HTMLTrackElement>("track[kind=subtitles]")!;
  const { hls, hlsScript } = screen.dataset;
  const trouble = byId("trouble");
  const source = new Source(video, hls && hlsScript ? { master: hls, script: hlsScript } : null, (text) => {
    trouble.hidden = text === null;
    trouble.textContent = text;
  });
  const deck = new Deck(video, screen, source);
  const chapters = readChapters();
  wireControls(deck);
  wireSeekBar(deck, chapters);
  wireChapters(deck, chapters);
  wireLinks(deck);
  wireMediaSession(deck, () => byId("title").textContent ?? "", chapters);
  disclose(byId("settings-button"));
  byId("keys-button").addEventListener("click", toggleHelp);

  const panel = document.getElementById("lines") ? readAlong(deck, trackElement) : null;
  const captions = new Captions(video, trackElement, (track) => panel?.hear(track));
  trackElement.addEventListener("load", () => panel?.update());
  if (trackElement.readyState === HTMLTrackElement.LOADED) panel?.update();

  playerKeys(deck, {
    captions: () => captions.toggle(),
    help: toggleHelp,
    find: () => panel?.find(),
  });
  startAt(video, deck, new URLSearchParams(location.search).get("t"));
  return () => {
    source.refresh();
    captions.refresh();
  };
}

/** The transcript beside the video. */
function readAlong(deck: Deck, { track }: HTMLTrackElement) {
  const seek = (seconds: number) => {
    deck.seek(seconds);
    if (!deck.isPlaying && deck.video.readyState >= HTMLMediaElement.HAVE_METADATA) deck.play();
  };
  const transcript = new Transcript(byId<HTMLOListElement>("lines"), deck.video, track, seek, () => {
    search.update();
    tools.update();
  });
  const search = new TranscriptSearch(transcript, (seconds) => deck.seek(seconds));
  const tools = new TranscriptTools(transcript);
  tools.update();
  return {
    update: () => transcript.update(),
    hear: (track: PageTrack | null) => void transcript.hear(track?.words ?? "", track?.src ?? ""),
    find: () => search.focus(),
  };
}

/** `?t=83`, `?t=1:23` or `?t=1m23s`. */
function startAt(video: HTMLVideoElement, deck: Deck, text: string | null): void {
  const seconds = text ? parseTime(text) : null;
  if (seconds === null) return;
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA) deck.seek(seconds);
  else video.addEventListener("loadedmetadata", () => deck.seek(seconds), { once: true });
}
