import { make } from "../../shared/client/dom.ts";

const KEYS: [keys: string[], meaning: string][] = [
  [["space", "k"], "play or pause"],
  [["j", "l"], "10 seconds back or on"],
  [["←", "→"], "5 seconds back or on"],
  [["0", "9"], "to the start, to 90 %"],
  [["home", "end"], "to the start or the end"],
  [[",", "."], "one frame back or on, while it stands"],
  [["↑", "↓"], "louder or lower, on the player"],
  [["m"], "mute"],
  [["c"], "captions"],
  [["<", ">"], "slower or faster"],
  [["f"], "full screen"],
  [["i"], "picture in picture"],
  [["t"], "find in the transcript"],
  [["?"], "these keys"],
];

let dialog: HTMLDialogElement | null = null;

/** Shows the list of shortcuts over the page, or closes it. Escape closes it too. */
export function toggleShortcutHelp(): void {
  if (dialog) return dialog.close();
  const rows = KEYS.flatMap(([keys, meaning]) => [
    make("dt", {}, ...keys.flatMap((key, i) => i > 0 ? [" ", make("kbd", {}, key)] : [make("kbd", {}, key)])),
    make("dd", {}, meaning),
  ]);
  dialog = make(
    "dialog",
    { class: "keys", "aria-labelledby": "keys-title" },
    make("h2", { id: "keys-title" }, "keys"),
    make("dl", {}, ...rows),
    make(
      "form",
      { method: "dialog", class: "choices" },
      make("button", { class: "button", autofocus: "" }, "close"),
    ),
  );
  dialog.addEventListener("close", () => {
    dialog?.remove();
    dialog = null;
  });
  document.body.append(dialog);
  dialog.showModal();
}
