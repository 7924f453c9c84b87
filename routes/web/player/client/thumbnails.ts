import { clock } from "../../shared/format.ts";
import { playerScript as w } from "../../words/en/player.ts";
import { api, problemWords } from "../../shared/client/api.ts";
import { serverFetch } from "../../shared/client/connection.ts";
import { attempt, byId, notify } from "../../shared/client/dom.ts";

/**
 * The panel in which the owner chooses the picture that stands for the video: a candidate, the frame at the playhead, or
 * a picture of theirs. What became of it is shown by the video's events.
 *
 * @param video null while there is none to take a frame of
 */
export function wireThumbnails(videoUrl: string, video: HTMLVideoElement | null): void {
  const panel = document.querySelector<HTMLElement>(".thumbnails");
  if (!panel) return;
  const url = `${videoUrl}/thumbnail`;
  panel.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-action]");
    if (!button) return;
    const { candidate, set, action } = button.dataset;
    if (candidate !== undefined) {
      void attempt(async () => void await api("PUT", url, { candidate: Number(candidate), set }));
    } else if (action === "unchoose-thumbnail") {
      void attempt(async () => void await api("DELETE", url));
    }
  });
  if (video) wireFrame(url, video);
  wireUpload(url);
}

function wireFrame(url: string, video: HTMLVideoElement): void {
  const button = document.getElementById("take-frame") as HTMLButtonElement | null;
  if (!button) return;
  const label = () => button.textContent = w.takeFrame(clock(Math.floor(video.currentTime)));
  for (const event of ["timeupdate", "seeked", "loadedmetadata"]) video.addEventListener(event, label);
  label();
  button.addEventListener("click", async () => {
    button.disabled = true;
    const start = Math.round(1000 * video.currentTime) / 1000;
    await attempt(async () => void await api("PUT", url, { start }));
    button.disabled = false;
    button.focus();
  });
}

function wireUpload(url: string): void {
  const button = byId<HTMLButtonElement>("upload-picture");
  const input = byId<HTMLInputElement>("new-picture");
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    const [file] = input.files ?? [];
    if (!file) return;
    button.disabled = true;
    await attempt(async () => {
      const response = await serverFetch(`${url}/picture`, {
        method: "PUT",
        headers: { accept: "application/json", "content-type": file.type || "application/octet-stream" },
        body: file,
      });
      if (!response.ok) throw new Error(problemWords(response.status, await response.text()));
      notify(w.pictureTaken);
    });
    button.disabled = false;
    input.value = ""; // so that the same file can be chosen again
    button.focus();
  });
}

/** Shows a poster that was chosen meanwhile in the player too. */
export function showChosenPoster(video: HTMLVideoElement | null): void {
  const { poster } = document.querySelector<HTMLElement>('[data-part="thumbnails"]')?.dataset ?? {};
  if (video && poster !== undefined && video.getAttribute("poster") !== poster) video.setAttribute("poster", poster);
}
