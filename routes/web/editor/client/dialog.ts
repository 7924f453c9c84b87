import { make } from "../../shared/client/dom.ts";

interface Answer<Value extends string> {
  value: Value;
  label: string;
  look?: "main" | "danger";
  hasFocus?: boolean;
}

/** Asks a question in a modal dialog. @returns the answer, or null after Escape */
export function askFor<Value extends string>(
  { name, title, text, answers }: {
    /** Prefix of the ids in the dialog. */
    name: string;
    title: string;
    text: string;
    answers: readonly Answer<Value>[];
  },
): Promise<Value | null> {
  const buttons = answers.map(({ value, label, look, hasFocus }) => {
    const focus: Record<string, string> = hasFocus ? { autofocus: "" } : {};
    return make("button", { class: look ? `button ${look}` : "button", value, ...focus }, label);
  });
  const dialog = make(
    "dialog",
    { "aria-labelledby": `${name}-title`, "aria-describedby": `${name}-text` },
    make("h2", { id: `${name}-title` }, title),
    make("p", { id: `${name}-text` }, text),
    make("form", { method: "dialog", class: "choices" }, ...buttons),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answers.find(({ value }) => value === dialog.returnValue)?.value ?? null);
    });
  });
}
