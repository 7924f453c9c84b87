import type { VideoJson } from "../../../../src/schemas/video.ts";
import { api } from "../../shared/client/api.ts";
import { deleteAndRemember } from "../../shared/client/delete_video.ts";
import { attempt, byId, notify } from "../../shared/client/dom.ts";
import { playerScript as w } from "../../words/en/player.ts";
import { wireReplacement } from "./replace_file.ts";
import { sitePath } from "../../shared/client/site.ts";

/** Controls for people who may change the video: title, visibility, generating captions again, deleting. */
export function wireOwner(page: HTMLElement, videoUrl: string): void {
  wireTitle(videoUrl);
  wireReplacement(videoUrl);
  document.getElementById("visibility")?.addEventListener("change", (event) => {
    const select = event.target as HTMLSelectElement;
    attempt(async () => {
      await api("PATCH", videoUrl, { visibility: select.value });
      notify(w.visibilityNow[select.value]);
    });
  });

  document.getElementById("delete")?.addEventListener("click", (event) => {
    page.dataset.deleted = "yes";
    attempt(async () => {
      const title = byId("title").textContent ?? "";
      await deleteAndRemember({ id: page.dataset.id!, title }, event.detail === 0);
      location.assign(sitePath("/")); // the library offers to undo the deletion
    }).then((done) => {
      if (!done) delete page.dataset.deleted;
    });
  });

  const regenerating = document.querySelector<HTMLFormElement>("#regenerating");
  regenerating?.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = new FormData(regenerating);
    const language = String(fields.get("language") ?? "");
    const track = fields.get("audio_track");
    attempt(async () => {
      await api("POST", `${videoUrl}/captions/regenerate`, {
        language: language || "auto",
        ...(track !== null && { audio_track: Number(track) }),
      });
      notify(w.recreating);
    });
  });

  page.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-action=retry]");
    if (!button) return;
    button.disabled = true;
    attempt(async () => void await api("POST", button.dataset.url!)).then(() => button.disabled = false);
  });
}

function wireTitle(videoUrl: string): void {
  const form = document.querySelector<HTMLFormElement>("#renaming");
  const button = document.getElementById("rename");
  if (!form || !button) return;
  const edit = (isOn: boolean) => {
    byId("title").hidden = isOn;
    button.hidden = isOn;
    form.hidden = !isOn;
    if (!isOn) return button.focus();
    const input = form.elements.namedItem("title") as HTMLInputElement;
    input.value = byId("title").textContent ?? "";
    input.select();
  };
  button.addEventListener("click", () => edit(true));
  form.addEventListener("reset", () => edit(false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const title = new FormData(form).get("title");
    attempt(async () => {
      await api("PATCH", videoUrl, { title });
      const { title: saved } = await (await api("GET", videoUrl)).json() as VideoJson;
      byId("title").textContent = saved;
      document.title = `${saved} · StreamForge`;
      edit(false);
    });
  });
}
