import { formatFieldTime, parseFieldTime } from "../../../../src/captions/editing/time.ts";
import type { LintFinding } from "../../../../src/captions/lint.ts";
import { cueTextAttributes } from "../../shared/cue_text.ts";
import { make, setAttributes } from "../../shared/client/dom.ts";
import { editorScript } from "../../words/en/editor_script.ts";
import { type LookActions, LookFields } from "./look_fields.ts";
import type { EditState } from "./state.ts";

const w = editorScript.form;
const NUDGE_SECONDS = 0.1;

/** The part of `EditActions` that the form uses. */
export interface FormActions extends LookActions {
  readonly frameSeconds: number;
  announce(text: string): void;
  setIn(): void;
  setOut(): void;
  playCue(): void;
  splitAtCursor(): void;
  merge(): void;
  insert(): void;
  remove(): void;
  repair(key: number | null, rule: string): void;
  type(key: number, text: string, group: string): void;
  setTimes(times: { start?: number; end?: number }): void;
  nudge(edge: "start" | "end", by: number): void;
}

/** The form of the current cue: times, text, buttons and findings. */
export class CueForm {
  readonly element: HTMLElement;
  readonly text = make("textarea", { id: "cue-text", rows: "2", autocomplete: "off", spellcheck: "true" });
  readonly #state: EditState;
  readonly #actions: () => FormActions;
  readonly #start = timeField("cue-start");
  readonly #end = timeField("cue-end");
  readonly #facts = make("span", { class: "dim cue-facts" });
  readonly #findings = make("ul", { class: "findings" });
  readonly #look: LookFields;
  #key: number | null = null;

  constructor(state: EditState, actions: () => FormActions) {
    this.#state = state;
    this.#actions = actions;
    this.#look = new LookFields(this.text, actions);
    const button = (text: string, label: string, act: () => void) => {
      const element = make("button", { type: "button", class: "button", "aria-label": label }, text);
      element.addEventListener("click", act);
      return element;
    };
    this.element = make(
      "div",
      { class: "cue-form", role: "group", "aria-label": w.label },
      this.text,
      this.#look.preview,
      make(
        "div",
        { class: "row" },
        make("label", { class: "field" }, `${w.start} `, this.#start),
        button(w.in, w.inLabel, () => actions().setIn()),
        make("label", { class: "field" }, `${w.end} `, this.#end),
        button(w.out, w.outLabel, () => actions().setOut()),
        this.#facts,
      ),
      this.#look.element,
      make(
        "div",
        { class: "row cue-buttons" },
        button(w.play, w.playLabel, () => actions().playCue()),
        button(w.split, w.splitLabel, () => actions().splitAtCursor()),
        button(w.merge, w.mergeLabel, () => actions().merge()),
        button(w.insert, w.insertLabel, () => actions().insert()),
        button(w.delete, w.deleteLabel, () => actions().remove()),
      ),
      this.#findings,
    );
    this.text.setAttribute("aria-label", w.text);
    this.text.addEventListener("input", (event) => this.#onInput(event as InputEvent));
    this.text.addEventListener("blur", () => state.closeStep());
    this.#connectTimeField(this.#start, "start", actions);
    this.#connectTimeField(this.#end, "end", actions);
    this.#findings.addEventListener("click", (event) => {
      const rule = (event.target as Element).closest<HTMLElement>("button[data-rule]")?.dataset.rule;
      if (rule) actions().repair(this.#key, rule);
    });
  }

  /** Fills the fields with the current cue, except a field that somebody types in. */
  show(): void {
    const { current } = this.#state;
    if (!current) return;
    const hasChangedCue = this.#key !== current.key;
    this.#key = current.key;
    if (this.text.value !== current.text) this.text.value = current.text;
    const attributes = cueTextAttributes(current.text, this.#state.languageCode);
    setAttributes(this.text, attributes);
    setAttributes(this.#look.preview, attributes);
    for (const [field, seconds] of [[this.#start, current.start], [this.#end, current.end]] as const) {
      if (document.activeElement === field && field.dataset.typing && !hasChangedCue) continue;
      field.value = formatFieldTime(seconds);
      field.removeAttribute("aria-invalid");
      delete field.dataset.typing;
    }
    this.#look.show(current);
    const lines = current.text.split("\n").map((line) => [...line.trim()].length);
    const letters = lines.reduce((sum, n) => sum + n, 0);
    const seconds = current.end - current.start;
    this.#facts.textContent = w.facts(seconds, letters / seconds, lines.join("/"));
  }

  showFindings(findings: readonly LintFinding[]): void {
    const items = findings.map((finding) => {
      const { rule, canRepair } = finding;
      const message = editorScript.check.fault(finding);
      const item = make("li", {}, make("span", {}, message));
      if (canRepair) {
        item.append(
          make(
            "button",
            { type: "button", class: "button", "data-rule": rule, "aria-label": w.repairOf(message) },
            w.repair,
          ),
        );
      }
      return item;
    });
    const hadFocus = this.#findings.contains(document.activeElement);
    this.#findings.replaceChildren(...items);
    if (hadFocus) (this.#findings.querySelector("button") ?? this.text).focus({ preventScroll: true });
  }

  #onInput(event: InputEvent): void {
    if (this.#key === null) return;
    // one undo step for each word that is typed and for each run of deletions
    const kind = event.inputType.startsWith("insertText") ? "typed" : event.inputType;
    this.#actions().type(this.#key, this.text.value, `${kind} ${this.#key}`);
    if (event.data !== null && /\s$/.test(event.data ?? "")) this.#state.closeStep();
  }

  #connectTimeField(field: HTMLInputElement, edge: "start" | "end", actions: () => FormActions): void {
    const commit = () => {
      if (!field.dataset.typing || this.#key !== this.#state.current?.key) return;
      const seconds = parseFieldTime(field.value, this.#state.current?.[edge]);
      if (seconds === null) {
        field.setAttribute("aria-invalid", "true");
        return actions().announce(w.noTime(field.value));
      }
      delete field.dataset.typing;
      actions().setTimes({ [edge]: seconds });
      this.show();
    };
    field.addEventListener("input", () => field.dataset.typing = "yes");
    field.addEventListener("blur", () => {
      commit();
      delete field.dataset.typing;
      this.show();
    });
    field.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return commit(); // the shortcut may select another cue
      if (event.key === "Enter") commit();
      else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
        commit();
        const by = event.shiftKey ? actions().frameSeconds : NUDGE_SECONDS;
        actions().nudge(edge, event.key === "ArrowUp" ? by : -by);
      } else return;
      event.preventDefault();
    });
  }
}

function timeField(id: string): HTMLInputElement {
  return make("input", {
    type: "text",
    id,
    size: "10",
    inputmode: "decimal",
    autocomplete: "off",
    spellcheck: "false",
  });
}
