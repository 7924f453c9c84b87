import "../../shared/client/page.ts";
import { api } from "../../shared/client/api.ts";
import { apiJson } from "../../shared/client/api_json.ts";
import { attempt, byId, make } from "../../shared/client/dom.ts";
import { sitePath } from "../../shared/client/site.ts";
import { playlistsScript as w } from "../../words/en/playlists.ts";
import { wirePlaylist } from "./playlist.ts";

const form = document.querySelector<HTMLFormElement>("#new-playlist");
let isMaking = false;
addEventListener("pageshow", () => isMaking = false); // also back from the one that was made
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isMaking) return;
  isMaking = true;
  const fields = new FormData(form);
  const isMade = await attempt(async () => {
    const visibility = fields.get("visibility") as "private" | "unlisted" | "public";
    const { id } = await apiJson("POST", "/api/playlists", {
      body: { title: String(fields.get("title")), visibility },
    });
    location.assign(sitePath(`/playlists/${id}`));
  });
  if (!isMade) isMaking = false;
});

if (document.getElementById("playlist")) wirePlaylist(byId("playlist"));
document.getElementById("delete")?.addEventListener("click", async () => {
  if (!await isSure()) return;
  await attempt(async () => {
    await api("DELETE", `/api/playlists/${byId("playlist").dataset.id}`);
    location.assign(sitePath("/playlists"));
  });
});

/** Asks before a playlist is deleted, which nothing undoes. */
function isSure(): Promise<boolean> {
  const dialog = make(
    "dialog",
    { "aria-labelledby": "sure-title" },
    make("h2", { id: "sure-title" }, w.confirmDelete),
    make(
      "form",
      { method: "dialog", class: "choices" },
      make("button", { class: "button", value: "" }, w.keep),
      make("button", { class: "button danger", value: "yes" }, w.delete),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    })
  );
}
