import { parseFieldTime } from "../../../../../src/captions/editing/time.ts";
import { editorScript } from "../../../words/en/editor_script.ts";
import { byId } from "../../../shared/client/dom.ts";
import type { EditActions } from "../actions.ts";
import type { EditState } from "../state.ts";

const w = editorScript.shift;

/** Shifts all, selected or later cues in time. */
export function shiftTool(state: EditState, actions: EditActions): void {
  const field = byId<HTMLInputElement>("shift-by");
  const scope = byId<HTMLSelectElement>("shift-what");
  state.on("selection", () => {
    const { size } = state.selectedKeys;
    scope.options[1].textContent = size > 1 ? w.selected(size) : w.selectedOne;
  });
  const keys = (): ReadonlySet<number> | null => {
    if (scope.value === "all") return null;
    if (scope.value === "selected") return state.selectedKeys;
    return new Set(state.cues.slice(Math.max(0, state.index)).map(({ key }) => key));
  };
  byId("shifting").addEventListener("submit", (event) => {
    event.preventDefault();
    const seconds = parseFieldTime(field.value);
    if (seconds === null) {
      field.setAttribute("aria-invalid", "true");
      return actions.announce(w.noTime(field.value));
    }
    field.removeAttribute("aria-invalid");
    const isEarlier = ((event as SubmitEvent).submitter as HTMLButtonElement | null)?.value === "earlier";
    actions.shift(keys(), isEarlier ? -seconds : seconds);
  });
  byId("shift-here").addEventListener("click", () => {
    const { current } = state;
    if (current) actions.shift(keys(), actions.player.time - current.start);
  });
}
