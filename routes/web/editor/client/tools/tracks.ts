import { attempt, byId, notify } from "../../../shared/client/dom.ts";
import { editorScript } from "../../../words/en/editor_script.ts";
import { requestJson, type TrackJson } from "../api.ts";
import { askFor } from "../dialog.ts";
import type { EditSession } from "../session.ts";
import type { EditState } from "../state.ts";

const w = editorScript.tracks;

/** Adds and deletes tracks. */
export function tracksTool(state: EditState, session: EditSession, videoUrl: string): void {
  const language = byId<HTMLSelectElement>("new-language");
  language.querySelector('option[value=""]')?.remove(); // "detect the language" makes no sense for a new track
  if (!language.value) language.value = "en";
  byId("adding").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const isCopy = byId<HTMLInputElement>("copy-track").checked && state.track !== null;
      const copy_of = isCopy ? state.track!.id : undefined;
      const add = () =>
        requestJson<TrackJson>("POST", `${videoUrl}/tracks`, { json: { language: language.value, copy_of } });
      const added = isCopy ? await session.saveThen(add) : await add();
      if (!added) return;
      await session.readTracks(added.id);
      notify(w.added(language.selectedOptions[0]?.textContent ?? added.language));
    });
  });
  byId("delete-track").addEventListener("click", async () => {
    const { track } = state;
    if (!track) return;
    const answer = await askFor({
      name: "confirm",
      title: w.deleteTitle,
      text: w.deleteText(session.tracks.find(({ id }) => id === track.id)?.label ?? track.label),
      answers: [
        { value: "no", label: w.keep, hasFocus: true },
        { value: "yes", label: w.delete, look: "danger" },
      ],
    });
    if (answer !== "yes") return;
    await attempt(async () => {
      await requestJson("DELETE", session.trackUrl);
      state.close();
      await session.readTracks();
    });
  });
}
