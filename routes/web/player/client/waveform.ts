import { apiJson } from "../../shared/client/api_json.ts";
import { serverFetch } from "../../shared/client/connection.ts";
import type { Player } from "./player.ts";

const BARS = 120;
const POLL_MS = 3000;
const SVG = "http://www.w3.org/2000/svg";

/**
 * Draws the waveform of a video that is sound alone and has no cover; what has played is brighter. Where it has not been
 * worked out yet, the page of who may change the video has that done.
 */
export async function drawWaveform({ video, duration }: Player, videoId: string): Promise<void> {
  const place = document.getElementById("waveform");
  if (!place) return;
  const url = place.dataset.peaks ?? await requestPeaks(videoId).catch(() => null);
  const answer = url && await serverFetch(url).catch(() => null);
  if (!answer || !answer.ok) return; // the drawing that is there stays
  const heights = barHeights(new Int8Array(await answer.arrayBuffer()));
  const bars = heights.map((height, i) => {
    const bar = document.createElementNS(SVG, "rect");
    const box = { x: i + 0.2, width: 0.6, y: 50 - height / 2, height };
    for (const [name, value] of Object.entries(box)) bar.setAttribute(name, String(value));
    return bar;
  });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${BARS} 100`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.append(...bars);
  place.replaceChildren(svg);
  const show = () => {
    const played = video.currentTime / (duration || 1) * BARS;
    bars.forEach((bar, i) => bar.classList.toggle("played", i < played));
  };
  video.addEventListener("timeupdate", show);
  show();
}

/** @returns where the waveform is, once a job has made the audio report; null if this viewer can't have it made */
async function requestPeaks(id: string): Promise<string | null> {
  if (!document.getElementById("rename")) return null;
  const video = { path: { id } };
  await apiJson("POST", "/api/videos/{id}/hearing", video);
  for (;;) {
    const report = await apiJson("GET", "/api/videos/{id}/hearing", video);
    if (report.state === "ready") return report.peaks_url;
    if (report.state === "failed") return null;
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

/** @param pairs lowest and highest sample of each 10 ms, of ±127 @returns 1 to 100 for each bar */
function barHeights(pairs: Int8Array): number[] {
  const steps = pairs.length / 2;
  const loudest = pairs.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return Array.from({ length: BARS }, (_, bar) => {
    let peak = 0;
    const end = Math.ceil((bar + 1) * steps / BARS);
    for (let i = Math.floor(bar * steps / BARS); i < end; i++) {
      peak = Math.max(peak, Math.abs(pairs[2 * i] ?? 0), Math.abs(pairs[2 * i + 1] ?? 0));
    }
    return Math.max(1, peak / loudest * 100);
  });
}
