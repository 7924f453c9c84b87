import {
  chosenCues,
  compareTexts,
  compareVersions,
  type Side,
  type Stretch,
  usualSides,
} from "../../../../src/captions/editing/compare.ts";
import { formatFieldTime } from "../../../../src/captions/editing/time.ts";
import { editorScript } from "../../words/en/editor_script.ts";
import { cueTextAttributes } from "../../shared/cue_text.ts";
import { make } from "../../shared/client/dom.ts";
import type { CueJson, DifferenceJson } from "./api.ts";

const w = editorScript.compare;

/**
 * Shows two versions of the cues side by side and asks which one to keep, for each stretch where they differ.
 *
 * @param names.whose name of the person who saved `theirs`
 * @param names.language code of the captions' language
 * @returns the chosen cues, or null if the person goes back to editing
 */
export function chooseVersions(
  base: readonly CueJson[],
  mine: readonly CueJson[],
  theirs: readonly CueJson[],
  { whose, language }: { whose: string; language: string },
): Promise<CueJson[] | null> {
  const stretches = compareVersions(base, mine, theirs);
  const preselected = usualSides(stretches);
  const sides: Side[] = preselected.map((side) => side ?? "mine");
  const open = new Set(preselected.flatMap((side, i) => side === null ? [i] : []));
  const save = make("button", { type: "submit", class: "button main", value: "save" }, w.saveChosen);
  const status = make("span", { role: "status" });
  const showStatus = () => {
    save.disabled = open.size > 0;
    status.textContent = open.size > 0 ? w.toChoose(open.size) : w.allChosen;
  };
  const radios: { i: number; side: Side; input: HTMLInputElement }[] = [];
  const choose = (i: number, side: Side) => {
    sides[i] = side;
    open.delete(i);
    showStatus();
  };
  const rows = stretches.flatMap((stretch, i) => stretch.changed === "same" ? [] : [stretchRow(stretch, i)]);

  function stretchRow(stretch: Stretch<CueJson>, i: number): HTMLElement {
    const first = [...stretch.mine, ...stretch.theirs, ...stretch.base][0];
    const at = formatFieldTime(first.start);
    const option = (side: Side, label: string) => {
      const input = make("input", { type: "radio", name: `stretch-${i}`, value: side, id: `stretch-${i}-${side}` });
      input.checked = preselected[i] === side;
      input.addEventListener("change", () => choose(i, side));
      radios.push({ i, side, input });
      return make(
        "label",
        { class: "version", for: `stretch-${i}-${side}` },
        make("span", { class: "version-name" }, input, ` ${label}`),
        ...versionCues(stretch[side], language),
      );
    };
    const what = stretch.changed === "both"
      ? w.bothChanged
      : stretch.changed === "mine"
      ? w.youChanged
      : w.otherChanged(whose);
    return make(
      "fieldset",
      { class: `stretch ${stretch.changed}` },
      make("legend", {}, `${at}: ${what}`),
      option("mine", w.yours),
      option("theirs", w.theirs),
    );
  }

  const all = (side: Side, label: string) => {
    const button = make("button", { type: "button", class: "button" }, label);
    button.addEventListener("click", () => {
      for (const radio of radios) if (radio.side === side) radio.input.checked = true;
      for (const { i } of radios) choose(i, side);
    });
    return button;
  };
  const dialog = make(
    "dialog",
    { class: "wide-dialog", "aria-labelledby": "conflict-title", "aria-describedby": "conflict-text" },
    make("h2", { id: "conflict-title" }, w.title),
    make(
      "p",
      { id: "conflict-text" },
      w.text(whose),
    ),
    make("div", { class: "row" }, all("mine", w.allYours), all("theirs", w.allTheirs), status),
    make("div", { class: "stretches", tabindex: "0", role: "region", "aria-label": w.both }, ...rows),
    make(
      "form",
      { method: "dialog", class: "choices" },
      make("button", { class: "button", value: "back" }, w.goOn),
      save,
    ),
  );
  showStatus();
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "save" ? chosenCues(stretches, sides) : null);
    });
  });
}

function versionCues(cues: readonly CueJson[], language: string): HTMLElement[] {
  if (cues.length === 0) return [make("span", { class: "dim" }, w.removed)];
  return cues.map((cue) =>
    make(
      "span",
      { class: "version-cue" },
      make("span", { class: "cue-time" }, times(cue)),
      make("span", { class: "version-text", ...cueTextAttributes(cue.text, language) }, cue.text),
      ...lookNote(cue),
    )
  );
}

/** Who says a cue, where it is shown and how, where that is not as usual. */
function lookNote({ text, speaker, position, markup }: CueJson): HTMLElement[] {
  const parts = [
    speaker && w.speaker(speaker),
    position && Object.entries(position).map(([name, value]) => `${name.replace("_", " ")} ${value}`).join(", "),
    ...(markup ?? []).map(({ from, to, style }) => `${editorScript.steps[style]} “${text.slice(from, to)}”`),
  ].filter(Boolean);
  return parts.length > 0 ? [make("span", { class: "dim", dir: "auto" }, parts.join("; "))] : [];
}

function times({ start, end }: CueJson): string {
  return w.fromTo(formatFieldTime(start), formatFieldTime(end));
}

/**
 * Shows the cues that differ between two revisions.
 *
 * @param about.language code of the captions' language
 * @param about.note the note of the later revision
 */
export function showDifference(
  title: string,
  { changes }: DifferenceJson,
  { language, note }: { language: string; note?: string | null },
): void {
  const differing = changes.filter(({ kind }) => kind !== "same");
  const items = differing.map(({ kind, before, after }) => {
    const item = make("li", { class: `difference ${kind}` });
    const name = w.kinds[kind];
    const cue = after ?? before!;
    item.append(make("span", { class: "cue-time" }, `${name}, ${times(cue)}`));
    if (before && after && (before.start !== after.start || before.end !== after.end)) {
      item.append(make("span", { class: "dim" }, w.was(times(before))));
    }
    const text = make("span", { class: "difference-text", ...cueTextAttributes(cue.text, language) });
    if (before && after) {
      for (const { text: words, kind } of compareTexts(before.text, after.text)) {
        text.append(kind === "same" ? words : make(kind === "added" ? "ins" : "del", {}, words));
      }
    } else text.append(make(after ? "ins" : "del", {}, cue.text));
    item.append(text, ...lookNote(cue));
    return item;
  });
  const dialog = make(
    "dialog",
    { class: "wide-dialog", "aria-labelledby": "difference-title" },
    make("h2", { id: "difference-title" }, title),
    make(
      "p",
      {},
      differing.length === 0 ? w.noDifference : w.differ(differing.length, changes.length),
    ),
    ...(note ? [make("p", { class: "dim" }, note)] : []),
    make("ol", { class: "differences", tabindex: "0", "aria-label": w.differences }, ...items),
    make(
      "form",
      { method: "dialog", class: "choices" },
      make("button", { class: "button main", autofocus: "" }, w.close),
    ),
  );
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}
