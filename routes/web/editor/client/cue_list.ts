import type { EditCue } from "../../../../src/captions/editing/cue.ts";
import { formatFieldTime } from "../../../../src/captions/editing/time.ts";
import type { LintFinding } from "../../../../src/captions/lint.ts";
import { editorScript as w } from "../../words/en/editor_script.ts";
import { cueTextAttributes } from "../../shared/cue_text.ts";
import { byId, make, setAttributes } from "../../shared/client/dom.ts";
import type { CueForm } from "./cue_form.ts";
import type { Originals, OriginalText } from "./originals.ts";
import type { EditState } from "./state.ts";

interface Row {
  item: HTMLLIElement;
  button: HTMLButtonElement;
  cue: EditCue | null;
  number: number;
  problems: number;
  original: OriginalText | undefined;
  /** Who else edits it. */
  editor: string | undefined;
}

/** The list of cues. The current cue's row holds the form; a row lives as long as its cue. */
export class CueList {
  readonly #state: EditState;
  readonly #form: CueForm;
  readonly #list = byId("cues");
  readonly #rows = new Map<number, Row>();
  #problems = new Map<number, number>();
  #originals: Originals | null = null;
  #editors: ReadonlyMap<number, string> = new Map();
  #open: Row | null = null;
  #selected = new Set<number>();
  #spoken: Row | null = null;

  constructor(state: EditState, form: CueForm, onChoose: (key: number) => void) {
    this.#state = state;
    this.#form = form;
    state.on("cues", () => this.#update());
    state.on("selection", () => this.#showSelection());
    this.#list.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>(".cue-row");
      const key = Number(button?.parentElement?.dataset.key);
      if (!button) return;
      state.select(key, { extend: event.shiftKey });
      if (!event.shiftKey) onChoose(key);
    });
    this.#list.addEventListener("mousedown", (event) => {
      if (event.shiftKey) event.preventDefault(); // shift selects cues, not text
    });
  }

  /** Marks the cues that have findings. */
  showFindings(findings: readonly LintFinding[]): void {
    this.#problems = new Map();
    for (const { cue } of findings) {
      const { key } = this.#state.cues[cue];
      this.#problems.set(key, (this.#problems.get(key) ?? 0) + 1);
    }
    this.#update();
  }

  /** Shows beside each cue what it translates. */
  showOriginals(originals: Originals): void {
    this.#originals = originals.isEmpty ? null : originals;
    this.#list.classList.toggle("paired", this.#originals !== null);
    this.#update();
  }

  /** Marks the cues that others edit. @param editors names by the keys of cues */
  showEditors(editors: ReadonlyMap<number, string>): void {
    if (editors.size === 0 && this.#editors.size === 0) return;
    this.#editors = editors;
    const { cues } = this.#state;
    cues.forEach((cue, i) => {
      const row = this.#rows.get(cue.key);
      if (row && row.editor !== editors.get(cue.key)) this.#fill(row, cue, { number: i + 1, original: row.original });
    });
  }

  /** Marks the cue at a time. */
  markSpokenCue(seconds: number): void {
    const cue = this.#state.cues.find(({ start, end }) => start <= seconds && seconds < end);
    const row = cue ? this.#rows.get(cue.key) ?? null : null;
    if (row === this.#spoken) return;
    this.#spoken?.item.classList.remove("said");
    row?.item.classList.add("said");
    this.#spoken = row;
  }

  /** Focuses the current cue's row. */
  focus(): void {
    this.#open?.button.focus({ preventScroll: true });
    this.reveal();
  }

  #update(): void {
    const { cues } = this.#state;
    const keys = new Set(cues.map(({ key }) => key));
    for (const [key, row] of this.#rows) {
      if (keys.has(key)) continue;
      if (row === this.#open) this.#open = null;
      row.item.remove();
      this.#rows.delete(key);
    }
    const originals = this.#originals?.ofCues(cues);
    let next: Element | null = this.#list.firstElementChild;
    cues.forEach((cue, i) => {
      let row = this.#rows.get(cue.key);
      if (!row) this.#rows.set(cue.key, row = newRow(cue.key));
      if (row.item === next) next = next.nextElementSibling;
      else this.#list.insertBefore(row.item, next);
      this.#fill(row, cue, { number: i + 1, original: originals?.get(cue.key) });
    });
    byId("list-note").textContent = w.captions(cues.length);
    const emptyText = byId("no-cues");
    emptyText.hidden = cues.length > 0;
    emptyText.textContent = this.#state.track ? w.list.empty : emptyText.textContent;
    this.#showSelection(false);
  }

  #fill(row: Row, cue: EditCue, { number, original }: Pick<Row, "number" | "original">): void {
    const problems = this.#problems.get(cue.key) ?? 0;
    const isSameOriginal = row.original?.text === original?.text && row.original?.isChanged === original?.isChanged;
    const editor = this.#editors.get(cue.key);
    const isSame = row.cue === cue && row.number === number && row.problems === problems && row.editor === editor;
    if (isSame && isSameOriginal) return;
    const [place, time, text, source, marks] = row.button.children;
    place.textContent = String(number);
    time.textContent = formatFieldTime(cue.start).slice(0, -1);
    const words = cue.text.replace(/\s+/g, " ").trim();
    text.textContent = `${cue.speaker ? `${cue.speaker}: ` : ""}${words || w.list.emptyText}`;
    setAttributes(text, cueTextAttributes(words, this.#state.languageCode));
    source.textContent = original?.text ?? "";
    setAttributes(source, cueTextAttributes(original?.text ?? "", this.#originals?.language ?? "und"));
    const findings = make("span", { class: "unseen" }, w.list.problems(problems));
    marks.replaceChildren(
      ...editor ? [make("span", { class: "editor-name" }, editor), " "] : [],
      ...original?.isChanged ? [make("span", { class: "outdated" }, w.list.outdated), " "] : [],
      ...cue.isEdited ? [`${w.list.edited} `] : [],
      ...problems > 0 ? [`!${problems}`, findings] : [],
    );
    row.item.classList.toggle("faulty", problems > 0);
    row.item.classList.toggle("elsewhere", editor !== undefined);
    Object.assign(row, { cue, number, problems, original, editor });
  }

  #showSelection(shouldReveal = true): void {
    const { current, selectedKeys } = this.#state;
    const row = current ? this.#rows.get(current.key) ?? null : null;
    const { activeElement } = document;
    // moving the form to another row takes the focus from its fields: it is restored below
    const focused = this.#form.element.contains(activeElement) ? activeElement as HTMLElement : null;
    if (row !== this.#open) {
      const hadFocus = this.#open !== null && document.activeElement === this.#open.button;
      if (this.#open) setOpen(this.#open, false);
      this.#open = row;
      if (row) {
        setOpen(row, true);
        row.item.append(this.#form.element);
        if (hadFocus) row.button.focus({ preventScroll: true });
      } else this.#form.element.remove();
      if (shouldReveal || row) this.reveal();
    } else if (row && this.#form.element.parentElement !== row.item) row.item.append(this.#form.element);
    const selected = selectedKeys.size > 1 ? selectedKeys : new Set<number>();
    for (const key of this.#selected) if (!selected.has(key)) this.#markSelected(key, false);
    for (const key of selected) if (!this.#selected.has(key)) this.#markSelected(key, true);
    this.#selected = selected;
    this.#form.show();
    if (focused && focused !== document.activeElement && this.#form.element.isConnected) {
      focused.focus({ preventScroll: true });
    }
  }

  #markSelected(key: number, isSelected: boolean): void {
    const row = this.#rows.get(key);
    row?.item.classList.toggle("selected", isSelected);
    if (isSelected) row?.button.setAttribute("aria-pressed", "true");
    else row?.button.removeAttribute("aria-pressed");
  }

  /** Scrolls the list, never the page, to the open row where it is out of sight. */
  reveal(): void {
    const item = this.#open?.item;
    if (!item) return;
    const list = this.#list;
    const top = item.getBoundingClientRect().top - list.getBoundingClientRect().top;
    if (top < 0 || top + item.offsetHeight > list.clientHeight) {
      list.scrollTop += top - Math.max(0, (list.clientHeight - item.offsetHeight) / 3);
    }
  }
}

function newRow(key: number): Row {
  const button = make(
    "button",
    { type: "button", class: "cue-row", tabindex: "-1", "aria-expanded": "false" },
    make("span", { class: "cue-number" }),
    make("span", { class: "cue-time" }),
    make("span", { class: "cue-text" }),
    make("span", { class: "cue-original" }),
    make("span", { class: "cue-marks" }),
  );
  const item = make("li", { class: "cue", "data-key": String(key) }, button);
  return { item, button, cue: null, number: 0, problems: 0, original: undefined, editor: undefined };
}

function setOpen({ item, button }: Row, isOpen: boolean): void {
  item.classList.toggle("current", isOpen);
  button.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  button.tabIndex = isOpen ? 0 : -1;
}
