import { replaceStretch, retimeCues, stretchOf } from "../../../../../src/captions/editing/stretch.ts";
import { apiJson } from "../../../shared/client/api_json.ts";
import { attempt, byId } from "../../../shared/client/dom.ts";
import { editorScript } from "../../../words/en/editor_script.ts";
import type { EditActions } from "../actions.ts";
import { cuesFromJson, OfflineError } from "../api.ts";
import type { EditState } from "../state.ts";

const w = editorScript.stretch;
const POLL_MS = 1000;

/**
 * Captions the selected cues again, or times their texts by the sound, as a step that can be undone.
 *
 * @param options.isTranslation whether the open track says in one language what is spoken in another
 */
export function stretchTool(
  state: EditState,
  actions: EditActions,
  { videoId, isTranslation }: { videoId: string; isTranslation: () => boolean },
): void {
  const status = document.getElementById("stretch-state");
  if (!status) return; // no sound
  const buttons = ["stretch-again", "stretch-align"].map((id) => byId<HTMLButtonElement>(id));
  state.on("selection", () => {
    for (const button of buttons) button.title = w.selected(state.selectedKeys.size);
  });

  const run = async (isAlignment: boolean) => {
    const keys = state.selectedKeys;
    const stretch = stretchOf(state.cues, keys);
    if (!stretch || !state.track) return actions.announce(editorScript.noCue);
    if (isTranslation()) return actions.announce(w.translation);
    const { id: track } = state.track;
    const chosen = () =>
      state.cues.filter(({ key }) => keys.has(key)).map(({ start, end, text }) => ({ start, end, text }));
    const asked = chosen();
    const texts = asked.map(({ text }) => text);
    const path = { id: videoId, track };
    const { job } = await apiJson("POST", "/api/videos/{id}/tracks/{track}/stretch", {
      path,
      body: { ...stretch, ...(isAlignment && { text: texts.join("\n") }) },
    });
    const read = () =>
      apiJson("GET", "/api/videos/{id}/tracks/{track}/stretch/{job}", { path: { ...path, job: job.id } });
    for (;;) {
      const answer = await read().catch((error) => {
        if (error instanceof OfflineError) return null; // the job goes on
        throw error;
      });
      if (answer?.cues) {
        if (state.track?.id !== track) return actions.announce(w.otherTrack);
        if (JSON.stringify(chosen()) !== JSON.stringify(asked)) return actions.announce(w.changedMeanwhile);
        const cues = cuesFromJson(answer.cues);
        if (cues.length === 0) return actions.announce(w.nothingSaid);
        const to = isAlignment
          ? retimeCues(state.cues, keys, cues.flatMap(({ words }) => words))
          : replaceStretch(state.cues, keys, cues);
        const what = isAlignment ? editorScript.steps.alignedOf(keys.size) : editorScript.steps.againOf(keys.size);
        state.change(to, what);
        return actions.announce(what);
      }
      if (answer && ["dead", "cancelled"].includes(answer.job.state)) throw new Error(answer.job.error ?? w.failed);
      status.textContent = answer?.job.state === "running" ? w.progress(answer.job.progress) : w.waits;
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
  };
  for (const [i, button] of buttons.entries()) {
    button.addEventListener("click", async () => {
      for (const one of buttons) one.disabled = true;
      await attempt(() => run(i === 1));
      for (const one of buttons) one.disabled = false;
      status.textContent = "";
    });
  }
}
