import type { WebhookSecretJson } from "../../../../src/schemas/webhook.ts";
import { settingsScript as w } from "../../words/en/settings.ts";
import { make } from "../../shared/client/dom.ts";

function open(dialog: HTMLDialogElement): Promise<string> {
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    })
  );
}

/** Asks before something is done that can't be undone. @param action the word of the button */
export async function confirmed(question: string, action: string): Promise<boolean> {
  const dialog = make(
    "dialog",
    { "aria-labelledby": "question" },
    make(
      "form",
      { method: "dialog" },
      make("p", { id: "question" }, question),
      make(
        "p",
        { class: "choices" },
        make("button", { class: "button", value: "no", autofocus: "" }, w.no),
        make("button", { class: "button danger", value: "yes" }, action),
      ),
    ),
  );
  return await open(dialog) === "yes";
}

/** Shows the secret of a webhook, to be copied. */
export async function showSecret({ secret, old_secret_until }: WebhookSecretJson): Promise<void> {
  const shown = make("input", { type: "text", readonly: "", value: secret, "aria-label": w.secret });
  shown.addEventListener("focus", () => shown.select());
  const until = old_secret_until ? ` ${w.oldSecret(old_secret_until.slice(0, 16).replace("T", " "))}` : "";
  await open(make(
    "dialog",
    { "aria-labelledby": "secret-title", class: "secret" },
    make(
      "form",
      { method: "dialog" },
      make("h2", { id: "secret-title" }, w.secretTitle),
      make("p", {}, `${w.secretText}${until}`),
      shown,
      make("p", { class: "choices" }, make("button", { class: "button main" }, w.close)),
    ),
  ));
}
