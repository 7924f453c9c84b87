import {
  alignmentOfPosition,
  isPlainAlignment,
  positionOfAlignment,
} from "../../../../src/captions/files/alignment.ts";
import type { EditCue } from "../../../../src/captions/editing/cue.ts";
import { MARKUP_STYLES } from "../../../../src/captions/markup.ts";
import type { CuePosition, MarkupRange, MarkupStyle } from "../../../../src/core/types.ts";
import { make } from "../../shared/client/dom.ts";
import { editorScript } from "../../words/en/editor_script.ts";

const w = editorScript.look;

/** The part of `EditActions` that these fields use. */
export interface LookActions {
  setSpeaker(name: string): void;
  /** Those of all cues, in order. */
  speakerNames(): string[];
  setPosition(position: CuePosition | null): void;
  toggleStyle(range: MarkupRange): void;
}

/** The nine places, from the top, by the numbers of ASS. */
const PLACES = [7, 8, 9, 4, 5, 6, 1, 2, 3];
const ELEMENTS: Record<MarkupStyle, "b" | "i" | "u"> = { bold: "b", italic: "i", underline: "u" };

/** Who says the current cue, where it is shown, and how its text is written. */
export class LookFields {
  readonly element: HTMLElement;
  /** The text as it is shown, where parts of it are bold, in italics or underlined. */
  readonly preview = make("p", { class: "cue-preview", hidden: "" });
  readonly #speaker = make("input", {
    type: "text",
    id: "cue-speaker",
    size: "12",
    maxlength: "200",
    autocomplete: "off",
    list: "speaker-names",
  });
  readonly #names = make("datalist", { id: "speaker-names" });
  readonly #place = make("select", { id: "cue-place" });
  readonly #other = make("option", { value: "other", disabled: "", hidden: "" }, w.asInFile);
  #key: number | null = null;

  /** @param text the field whose selected part the buttons change */
  constructor(text: HTMLTextAreaElement, actions: () => LookActions) {
    this.#place.append(
      ...PLACES.map((value) => make("option", { value: String(value) }, w.places[value])),
      this.#other,
    );
    this.#speaker.addEventListener("focus", () => {
      this.#names.replaceChildren(...actions().speakerNames().map((name) => make("option", { value: name })));
    });
    // not "change": a shortcut that saves comes before that
    this.#speaker.addEventListener("input", () => actions().setSpeaker(this.#speaker.value));
    this.#place.addEventListener("change", () => {
      actions().setPosition(positionOfAlignment(Number(this.#place.value)) ?? null);
    });
    const buttons = MARKUP_STYLES.map((style) => {
      const button = make(
        "button",
        { type: "button", class: "button", "aria-label": w.make[style], "data-style": style },
        make(ELEMENTS[style], {}, w.letters[style]),
      );
      button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
      button.addEventListener("click", () => {
        const [from, to] = [text.selectionStart, text.selectionEnd];
        actions().toggleStyle({ style, ...(to > from ? { from, to } : { from: 0, to: text.value.length }) });
      });
      return button;
    });
    this.element = make(
      "div",
      { class: "row" },
      make("label", { class: "field" }, `${w.speaker} `, this.#speaker, this.#names),
      make("label", { class: "field" }, `${w.place} `, this.#place),
      make("span", { class: "styles" }, ...buttons),
    );
  }

  show(cue: EditCue): void {
    if (document.activeElement !== this.#speaker || this.#key !== cue.key) this.#speaker.value = cue.speaker ?? "";
    this.#key = cue.key;
    const isPlain = isPlainAlignment(cue.position);
    this.#other.hidden = isPlain;
    this.#place.value = isPlain ? String(alignmentOfPosition(cue.position)) : "other";
    this.preview.hidden = !cue.markup;
    this.preview.replaceChildren(...(cue.markup ? markedText(cue) : []));
  }
}

function markedText({ text, markup = [] }: EditCue): (string | HTMLElement)[] {
  const cuts = [...new Set([0, text.length, ...markup.flatMap(({ from, to }) => [from, to])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, i) => {
    const to = cuts[i + 1];
    const styles = markup.filter((range) => range.from <= from && range.to >= to).map(({ style }) => ELEMENTS[style]);
    return styles.reduce<string | HTMLElement>((inner, tag) => make(tag, {}, inner), text.slice(from, to));
  });
}
