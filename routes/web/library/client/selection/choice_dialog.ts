import { libraryScript } from "../../../words/en/library.ts";
import { make } from "../../../shared/client/dom.ts";

export interface Choice {
  value: string;
  label: string;
  /** What it means. */
  help?: string;
}

/** A text that can be given in place of a choice. */
export interface OtherChoice {
  label: string;
  button: string;
  maxLength: number;
}

/**
 * Asks for one of several choices, each a button.
 *
 * @returns the value, the text that was written, or null if the person cancelled
 */
export function choose(
  heading: string,
  choices: readonly Choice[],
  { help, other }: { help?: string; other?: OtherChoice } = {},
): Promise<{ value: string } | { text: string } | null> {
  const form = make("form", { class: "video-edit", method: "dialog" }, make("h2", { id: "choice-title" }, heading));
  if (help) form.append(make("p", { class: "help" }, help));
  for (const { value, label, help } of choices) {
    const button = make("button", { type: "submit", class: "button main", value }, label);
    form.append(make("p", { class: "choice" }, button, ...help ? [make("span", { class: "help" }, help)] : []));
  }
  const text = make("input", { type: "text", id: "choice-text", autocomplete: "off" });
  if (other) {
    text.maxLength = other.maxLength;
    const button = make("button", { type: "submit", class: "button", value: "text" }, other.button);
    form.append(make("label", { for: text.id }, other.label), make("p", { class: "choice" }, text, button));
    // Enter in the field means its own button, not the first choice
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return; // Enter may end a word of an input method
      event.preventDefault();
      button.click();
    });
  }
  const cancel = make("button", { type: "button", class: "button" }, libraryScript.edit.cancel);
  form.append(make("p", { class: "choices" }, cancel));
  const dialog = make("dialog", { "aria-labelledby": "choice-title" }, form);
  cancel.addEventListener("click", () => dialog.close());
  let chosen: { value: string } | { text: string } | null = null;
  form.addEventListener("submit", (event) => {
    const { value } = event.submitter as HTMLButtonElement;
    const isText = other !== undefined && value === "text";
    if (isText && text.value.trim() === "") {
      event.preventDefault();
      return text.focus();
    }
    chosen = isText ? { text: text.value.trim() } : { value };
  });
  return show(dialog, () => chosen);
}

/** Shows a dialog until it is closed. */
export function show<T>(dialog: HTMLDialogElement, result: () => T): Promise<T> {
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(result());
    })
  );
}
