import { findAll, type FindOptions, replaceMatches, type TextMatch } from "../../../../../src/captions/editing/find.ts";
import { editorScript } from "../../../words/en/editor_script.ts";
import { byId } from "../../../shared/client/dom.ts";
import type { EditActions } from "../actions.ts";
import type { CueForm } from "../cue_form.ts";
import type { EditState } from "../state.ts";

const w = editorScript.find;

/** Find and replace. */
export function findTool(state: EditState, actions: EditActions, form: CueForm): void {
  const pattern = byId<HTMLInputElement>("find-text");
  const replacement = byId<HTMLInputElement>("replace-text");
  const status = byId("find-count");
  let current: TextMatch | null = null;

  const options = (): FindOptions => ({
    matchCase: byId<HTMLInputElement>("find-case").checked,
    wholeWords: byId<HTMLInputElement>("find-words").checked,
    ignoreAccents: byId<HTMLInputElement>("find-accents").checked,
  });
  const findMatches = () => findAll(state.cues, pattern.value, options());
  const goTo = (matches: readonly TextMatch[], i: number) => {
    current = matches[i] ?? null;
    if (!current) return void (status.textContent = pattern.value ? w.notFound : "");
    status.textContent = w.nthOf(i + 1, matches.length);
    state.select(current.key);
    form.text.setSelectionRange(current.from, current.to);
    actions.player.seek(state.current!.start);
  };
  /** Index of the current match; -1 where it no longer exists. */
  const indexOfCurrent = (matches: readonly TextMatch[]) =>
    matches.findIndex((f) => current && f.key === current.key && f.from === current.from && f.to === current.to);
  /** Goes to the next (or previous) match after the current match or, without one, after the current cue. */
  const move = (by: 1 | -1) => {
    const matches = findMatches();
    if (matches.length === 0) return goTo(matches, 0);
    const here = indexOfCurrent(matches);
    if (here >= 0) return goTo(matches, (here + by + matches.length) % matches.length);
    const order = new Map(state.cues.map(({ key }, i) => [key, i]));
    const [cue, from] = current ? [order.get(current.key) ?? state.index, current.from] : [state.index, 0];
    const next = matches.findIndex((f) => order.get(f.key)! > cue || order.get(f.key) === cue && f.from >= from);
    goTo(matches, by === 1 ? Math.max(0, next) : (next <= 0 ? matches.length : next) - 1);
  };

  byId("finding").addEventListener("submit", (event) => {
    event.preventDefault();
    move(1);
  });
  byId("find-previous").addEventListener("click", () => move(-1));
  pattern.addEventListener("input", () => {
    current = null;
    const n = findMatches().length;
    status.textContent = pattern.value ? w.found(n) : "";
  });
  byId("replace-one").addEventListener("click", () => {
    const matches = findMatches();
    const here = indexOfCurrent(matches);
    if (here < 0) return move(1);
    const match = matches[here];
    state.change(replaceMatches(state.cues, [match], replacement.value), editorScript.steps.replace);
    const end = match.from + replacement.value.length;
    current = { ...match, from: end, to: end };
    move(1);
  });
  byId("replace-all").addEventListener("click", () => {
    const matches = findMatches();
    state.change(replaceMatches(state.cues, matches, replacement.value), editorScript.steps.replaceOf(matches.length));
    status.textContent = matches.length > 0 ? w.replaced(matches.length) : w.notFound;
  });
}
