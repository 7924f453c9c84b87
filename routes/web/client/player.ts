import "./page.ts";
import { api } from "./api.ts";
import { attempt, byId, confirm, notify } from "./dom.ts";
import { Captions } from "./captions.ts";
import { fullScreen, playerKeys } from "./keys.ts";
import { follow } from "./live.ts";
import { applyParts, fetchParts } from "./parts.ts";
import { Transcript } from "./transcript.ts";

const page = byId("player");
const videoUrl = `/api/videos/${page.dataset.id}`;
const video = document.querySelector<HTMLVideoElement>("#video");
const showCaptions = video ? play(video) : () => {};

follow(`${videoUrl}/events`, async () => {
  const fresh = await fetchParts(`/videos/${page.dataset.id}/parts`);
  if (!fresh) return location.reload(); // it is gone, or not for this viewer any more: the page says so
  const facts = fresh.querySelector<HTMLElement>("#facts");
  if (!facts) return;
  if (facts.dataset.playable === "yes" && !video) return location.reload();
  const quality = document.querySelector<HTMLSelectElement>("#quality")?.value;
  applyParts(document, fresh);
  const select = document.querySelector<HTMLSelectElement>("#quality");
  if (select && quality) select.value = quality; // what plays, not what a new page would start with
  showCaptions();
});

/**
 * Wires the player's parts together.
 *
 * @returns shows the captions of the revision that the page names by now, where it is another than the shown one
 */
function play(video: HTMLVideoElement): () => void {
  const trackElement = video.querySelector("track")!;
  const seek = (seconds: number) => {
    video.currentTime = seconds;
    if (video.paused && video.readyState >= HTMLMediaElement.HAVE_METADATA) video.play().catch(() => {});
  };
  const captions = new Captions(video, trackElement, {
    toggle: byId<HTMLButtonElement>("captions"),
    smaller: byId<HTMLButtonElement>("smaller"),
    larger: byId<HTMLButtonElement>("larger"),
    colors: byId("colors"),
  });
  const transcript = new Transcript(byId<HTMLOListElement>("lines"), trackElement.track, seek);
  trackElement.addEventListener("load", () => transcript.update());
  if (trackElement.readyState === HTMLTrackElement.LOADED) transcript.update();
  playerKeys(video, () => captions.toggle());
  byId("full-screen").addEventListener("click", () => fullScreen(video));
  document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLSelectElement && target.id === "quality") changeQuality(video, target.value);
  });
  startAt(video, new URLSearchParams(location.search).get("t"));

  return () => {
    const address = byId("facts").dataset.track ?? "";
    // another address makes the browser read the captions again; the video plays on
    if (address && trackElement.getAttribute("src") !== address) trackElement.src = address;
  };
}

/** Another size of the same video, at the same place and speed, playing or not as before. */
function changeQuality(video: HTMLVideoElement, address: string): void {
  const { currentTime, paused, playbackRate } = video;
  video.querySelector("source")!.src = address;
  video.addEventListener("loadedmetadata", () => {
    video.currentTime = currentTime;
    video.playbackRate = playbackRate;
    if (!paused) video.play().catch(() => {});
  }, { once: true });
  video.load();
}

/** `?t=83`, `?t=1:23` or `?t=1m23s`. */
function startAt(video: HTMLVideoElement, text: string | null): void {
  const seconds = text ? parseTime(text) : null;
  if (seconds === null) return;
  const go = () => video.currentTime = seconds;
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA) go();
  else video.addEventListener("loadedmetadata", go, { once: true });
}

function parseTime(text: string): number | null {
  if (/^\d+(\.\d+)?s?$/.test(text)) return parseFloat(text);
  const colons = text.match(/^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/);
  const units = text.match(/^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/);
  const found = colons ?? (text ? units : null);
  return found ? Number(found[1] ?? 0) * 3600 + Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0) : null;
}

// What only the owner has.

const renaming = document.querySelector<HTMLFormElement>("#renaming");
const rename = document.getElementById("rename");
rename?.addEventListener("click", () => edit(true));
renaming?.addEventListener("reset", () => edit(false));
renaming?.addEventListener("submit", (event) => {
  event.preventDefault();
  const title = new FormData(renaming).get("title");
  attempt(async () => {
    await api("PATCH", videoUrl, { title });
    const { title: saved } = await (await api("GET", videoUrl)).json();
    byId("title").textContent = saved;
    document.title = `${saved} · StreamForge`;
    edit(false);
  });
});
function edit(on: boolean): void {
  if (!renaming || !rename) return;
  const input = renaming.elements.namedItem("title") as HTMLInputElement;
  byId("title").hidden = on;
  rename.hidden = on;
  renaming.hidden = !on;
  if (on) {
    input.value = byId("title").textContent ?? "";
    input.select();
  } else rename.focus();
}

document.getElementById("visibility")?.addEventListener("change", (event) => {
  const select = event.target as HTMLSelectElement;
  attempt(async () => {
    await api("PATCH", videoUrl, { visibility: select.value });
    notify(`It is ${select.value} now.`);
  });
});

document.getElementById("delete")?.addEventListener("click", async () => {
  const text = `"${
    byId("title").textContent
  }", its captions and its files are deleted from this server. There is no way back.`;
  if (!await confirm("Delete this video?", text, "delete")) return;
  await attempt(async () => {
    await api("DELETE", videoUrl);
    location.assign("/");
  });
});

const regenerating = document.querySelector<HTMLFormElement>("#regenerating");
regenerating?.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = new FormData(regenerating);
  const language = String(fields.get("language") ?? "");
  attempt(async () => {
    await api("POST", `${videoUrl}/captions/regenerate`, { language: language || "auto" });
    notify("The captions are being made again. Viewers keep the old ones until the new ones are whole.");
  });
});

page.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("button[data-action=retry]");
  if (!button) return;
  button.disabled = true;
  attempt(async () => void await api("POST", button.dataset.url!)).then(() => button.disabled = false);
});
