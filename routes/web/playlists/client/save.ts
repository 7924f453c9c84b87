import { api } from "../../shared/client/api.ts";
import { apiJson } from "../../shared/client/api_json.ts";
import { make } from "../../shared/client/dom.ts";
import { errorText } from "../../shared/client/errors.ts";
import { playlistsScript as w } from "../../words/en/playlists.ts";

/** Wires the choice of the playlists that a video is in. */
export function wireSave(sheet: HTMLElement, video: string): void {
  const said = sheet.querySelector(".sheet-said")!;
  const lists = sheet.querySelector(".save-lists")!;
  const form = sheet.querySelector("form")!;

  lists.addEventListener("change", async ({ target }) => {
    const box = target as HTMLInputElement;
    const title = box.labels?.[0]?.textContent?.trim() ?? "";
    const { checked } = box;
    try {
      if (checked) await api("POST", `/api/playlists/${box.value}/videos`, { video });
      else await api("DELETE", `/api/playlists/${box.value}/videos/${video}`);
      said.textContent = checked ? w.added(title) : w.removed(title);
    } catch (error) {
      box.checked = !checked;
      said.textContent = errorText(error);
    }
  });

  let isMaking = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isMaking) return;
    isMaking = true;
    const field = form.elements.namedItem("title") as HTMLInputElement;
    try {
      const made = await apiJson("POST", "/api/playlists", {
        body: { title: field.value, visibility: "private", video },
      });
      const box = make("input", { type: "checkbox", value: made.id });
      box.checked = true;
      const label = make("label", { class: "field" }, box, " ", make("span", { dir: "auto" }, made.title));
      lists.prepend(make("li", {}, label));
      field.value = "";
      said.textContent = w.added(made.title);
      box.focus();
    } catch (error) {
      said.textContent = errorText(error);
    }
    isMaking = false;
  });
}
