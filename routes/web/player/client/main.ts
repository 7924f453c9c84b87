import "../../shared/client/page.ts";
import { wireAnalyses } from "./analyses.ts";
import { wireCasting } from "./casting.ts";
import { CaptionMenu, type PageTrack } from "./caption_menu.ts";
import { byId } from "../../shared/client/dom.ts";
import { listenToKeys, listenToShortcuts } from "./shortcuts.ts";
import { followChanges } from "../../shared/client/server_events.ts";
import { fetchParts, replaceParts } from "../../shared/client/page_parts.ts";
import { readChapters, wireChapters } from "./chapters.ts";
import { showCaptionTimeLeft } from "./caption_time_left.ts";
import { wireChapterEditor } from "./chapter_editor.ts";
import { wireControls } from "./controls.ts";
import { Player } from "./player.ts";
import { toggleShortcutHelp } from "./shortcut_help.ts";
import { fitControls } from "./fit_controls.ts";
import { wireLoop } from "./loop.ts";
import { followQueue } from "./play_queue.ts";
import { wireDescription } from "./description.ts";
import { wireMomentLinks } from "./moment_links.ts";
import { keepSettings } from "./kept_settings.ts";
import { keepProgress, placeOf, tellPlace } from "./progress.ts";
import { wireEmbedTitle } from "./embed_title.ts";
import { wireMenuButton } from "./menu_button.ts";
import { openSheets } from "../../share/client/sheet.ts";
import { wireOwner } from "./owner_controls.ts";
import { wireTranslation } from "./translate.ts";
import { wireRelated } from "./related.ts";
import { wireSeekBar } from "./seek_bar.ts";
import { wireMediaSession } from "./media_session.ts";
import { Source } from "./source.ts";
import { showChosenPoster, wireThumbnails } from "./thumbnails.ts";
import { drawWaveform } from "./waveform.ts";
import { parseTime } from "../../shared/client/link_time.ts";
import { Transcript } from "./transcript.ts";
import { TranscriptSearch } from "./transcript_search.ts";
import { TranscriptTools } from "./transcript_tools.ts";

const IDLE_MS = 500; // how often it looks whether a reload loses nothing any more

const page = byId("player");
const videoUrl = `/api/videos/${page.dataset.id}`;
wireTranslation(page, videoUrl);
wireAnalyses(videoUrl);
wireDescription(videoUrl);
wireRelated(videoUrl);
const showTimeLeft = showCaptionTimeLeft();
const video = document.querySelector<HTMLVideoElement>("#video");
const refresh = video ? wirePlayer(video) : (replace: () => void) => replace();
if (!video) {
  openSheets(() => 0);
  const queue = followQueue(null);
  listenToKeys({ n: queue.next, p: queue.previous });
}
wireOwner(page, videoUrl);
wireThumbnails(videoUrl, video);

followChanges(`${videoUrl}/events`, async () => {
  const fresh = await fetchParts(`/videos/${page.dataset.id}/parts`);
  if (!fresh) {
    // deleted or no longer visible: the reloaded page says so. `data-deleted`: this page deleted it and is leaving
    if (!page.dataset.deleted) location.reload();
    return;
  }
  const facts = fresh.querySelector<HTMLElement>("#facts");
  if (!facts) return;
  if (facts.dataset.playable === "yes" && !video) return whenIdle(() => location.reload());
  if (facts.dataset.fileVersion !== page.dataset.fileVersion) return whenIdle(showNewFile);
  refresh(() => replaceParts(document, fresh));
  showTimeLeft();
  showChosenPoster(video);
});

let isWaiting = false;

/** Calls `reload` once no file is being sent and nothing typed here: both would be lost. */
function whenIdle(reload: () => void): void {
  if (isWaiting) return;
  if (
    !document.querySelector(
      "#renaming:not([hidden]), #describing:not([hidden]), #chapter-form:not([hidden]), #replace[data-sending]",
    )
  ) {
    return reload();
  }
  isWaiting = true;
  setTimeout(() => {
    isWaiting = false;
    whenIdle(reload);
  }, IDLE_MS);
}

/** Loads the page again, since it plays a file that was replaced; it goes on at the same time. */
function showNewFile(): void {
  const seconds = Math.floor(video?.currentTime ?? 0);
  const address = new URL(location.href);
  if (seconds > 0) address.searchParams.set("t", String(seconds));
  history.replaceState(null, "", address);
  location.reload();
}

/**
 * Connects the player's controls.
 *
 * @returns calls what replaces the page's parts, and shows what has changed
 */
function wirePlayer(video: HTMLVideoElement): (replace: () => void) => void {
  const screen = byId("screen");
  const trackElement = video.querySelector<HTMLTrackElement>("track:not([kind=chapters])")!;
  const { hls, hlsScript } = screen.dataset;
  const trouble = byId("trouble");
  const source = new Source(video, hls && hlsScript ? { master: hls, script: hlsScript } : null, (text) => {
    trouble.hidden = text === null;
    trouble.textContent = text;
  });
  const player = new Player(video, screen, source);
  const chapters = readChapters();
  wireControls(player);
  wireCasting(player);
  void drawWaveform(player, page.dataset.id!);
  keepSettings(player);
  wireMomentLinks((seconds) => {
    player.seek(seconds);
    screen.scrollIntoView({ block: "nearest" });
  });
  const placeMarks = wireSeekBar(player, chapters);
  const offerChapters = wireMediaSession(player, () => byId("title").textContent ?? "", chapters);
  const refreshChapters = wireChapters(player, chapters, () => {
    placeMarks();
    offerChapters();
  });
  const offerList = wireChapterEditor(player, videoUrl);
  wireEmbedTitle(player, page.dataset.id!);
  openSheets(() => player.time);
  wireMenuButton(byId("settings-button"));
  fitControls();
  const loop = wireLoop(player);
  byId("keys-button").addEventListener("click", toggleShortcutHelp);

  const panel = document.getElementById("lines") ? wireTranscript(player, trackElement) : null;
  const captions = new CaptionMenu(video, trackElement, (track) => panel?.show(track));
  trackElement.addEventListener("load", () => panel?.update());
  if (trackElement.readyState === HTMLTrackElement.LOADED) panel?.update();

  const asked = parseTime(new URLSearchParams(location.search).get("t") ?? "");
  if (document.body.classList.contains("embed")) startAt(player, asked ?? 0);
  else wireProgress(player, asked);
  const queue = followQueue(player); // after the progress: the end is kept before the next video is opened
  listenToShortcuts(player, {
    next: queue.next,
    previous: queue.previous,
    captions: () => captions.toggle(),
    look: () => captions.look.toggle(),
    resize: (steps) => captions.look.resize(steps),
    loop,
    help: toggleShortcutHelp,
    find: () => panel?.find(),
  });
  return (replace) => {
    refreshChapters(replace);
    offerList();
    source.refresh();
    captions.refresh();
  };
}

function wireTranscript(player: Player, { track }: HTMLTrackElement) {
  const seek = (seconds: number) => {
    player.seek(seconds);
    if (!player.isPlaying) player.play();
  };
  const transcript = new Transcript(byId<HTMLOListElement>("lines"), player.video, track, seek, () => {
    search.update();
    tools.update();
  });
  const search = new TranscriptSearch(transcript, (seconds) => player.seek(seconds));
  const tools = new TranscriptTools(transcript);
  tools.update();
  return {
    update: () => transcript.update(),
    show: (track: PageTrack | null) => {
      transcript.setLanguage(track?.language ?? "und");
      transcript.loadWords(track?.words ?? "", track?.src ?? "");
    },
    find: () => search.focus(),
  };
}

/** Starts at the time of a link, else where the video was left, and keeps where it is left next. */
function wireProgress(player: Player, asked: number | null): void {
  const { id, position } = page.dataset;
  const watching = { videoId: id!, isSignedIn: position !== undefined, position: Number(position ?? 0) };
  const place = asked ?? placeOf(watching, player.duration);
  startAt(player, place);
  if (asked === null && place > 0) tellPlace(player, place);
  keepProgress(player, watching);
}

function startAt(player: Player, seconds: number): void {
  if (seconds === 0) return;
  const { video } = player;
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA || video.preload === "none") player.seek(seconds);
  else video.addEventListener("loadedmetadata", () => player.seek(seconds), { once: true });
}
