import { api } from "../../shared/client/api.ts";
import { captionsAgain } from "../../shared/client/captions_again.ts";
import { deleteAndRemember } from "../../shared/client/delete_video.ts";
import { wireRenaming } from "../../shared/client/rename_form.ts";
import { attempt, byId, notify } from "../../shared/client/dom.ts";
import { playerScript as w } from "../../words/en/player.ts";
import { wireReplacement } from "./replace_file.ts";
import { sitePath } from "../../shared/client/site.ts";

/** Controls for people who may change the video: title, visibility, generating captions again, deleting. */
export function wireOwner(page: HTMLElement, videoUrl: string): void {
  wireRenaming(videoUrl);
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
    attempt(async () => {
      await api("POST", `${videoUrl}/captions/regenerate`, captionsAgain(regenerating));
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
