import { make } from "../../shared/client/dom.ts";
import { libraryScript } from "../../words/en/library.ts";

const w = libraryScript.upload;

/** What a button of a row does. */
export type RowButton = keyof typeof w.labels;

export interface RowActions {
  onToggle(): void;
  onDrop(): void;
}

export interface RowLook {
  /** The row's class name. */
  state: string;
  meter: string;
  text: string;
  /** The first button; null hides it. */
  toggle: RowButton | null;
  /** The second button. */
  drop: RowButton;
}

/** One file's row in the list of uploads: its name, progress and two buttons. */
export class UploadRow {
  readonly element: HTMLLIElement;
  #name: string;
  #meter = make("span", { class: "meter", "aria-hidden": "true" });
  #text = make("span");
  #toggle = make("button", { type: "button", class: "button", "data-action": "toggle" });
  #drop = make("button", { type: "button", class: "button", "data-action": "drop" });

  constructor(name: string, { onToggle, onDrop }: RowActions) {
    this.#name = name;
    this.#toggle.addEventListener("click", onToggle);
    this.#drop.addEventListener("click", onDrop);
    this.element = make(
      "li",
      { class: "transfer" },
      make("span", { class: "name", title: name }, name),
      make("span", { class: "state", role: "group" }, this.#meter, this.#text),
      make("span", { class: "row-buttons" }, this.#toggle, this.#drop),
    );
  }

  draw({ state, meter, text, toggle, drop }: RowLook): void {
    this.element.className = `transfer ${state}`;
    this.#meter.textContent = meter;
    this.#text.textContent = text;
    this.#toggle.hidden = toggle === null;
    for (const [button, name] of [[this.#toggle, toggle], [this.#drop, drop]] as const) {
      button.textContent = name && w[name];
      if (name) button.setAttribute("aria-label", w.labels[name](this.#name));
    }
  }

  /** Removes the row. If it had the focus, a neighbour's button gets it. */
  remove(): void {
    const hadFocus = this.element.contains(document.activeElement);
    const next = this.element.nextElementSibling ?? this.element.previousElementSibling;
    this.element.remove();
    if (!hadFocus) return;
    const target = next?.querySelector<HTMLElement>("button:not([hidden])") ?? document.getElementById("choose");
    target?.focus();
  }
}
