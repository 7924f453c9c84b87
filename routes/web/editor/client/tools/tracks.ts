import { LANGUAGES } from "../../../../../src/core/languages.ts";
import { attempt, byId, notify } from "../../../shared/client/dom.ts";
import { requestJson, type TrackJson } from "../api.ts";
import { askFor } from "../dialog.ts";
import type { EditSession } from "../session.ts";
import type { EditState } from "../state.ts";

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
      notify(`${(LANGUAGES as Record<string, string>)[added.language] ?? added.language} is added.`);
    });
  });
  byId("delete-track").addEventListener("click", async () => {
    const { track } = state;
    if (!track) return;
    const text = `The captions in ${track.label} are deleted with all their versions. There is no way back.`;
    const answer = await askFor({
      name: "confirm",
      title: "Delete these captions?",
      text,
      answers: [
        { value: "no", label: "keep", hasFocus: true },
        { value: "yes", label: "delete", look: "danger" },
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
