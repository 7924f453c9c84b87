import { playerScript } from "../../words/en/player.ts";
import { controlsScript } from "../../words/en/controls.ts";
import { playlistsScript } from "../../words/en/playlists.ts";
import { make } from "../../shared/client/dom.ts";

const w = playerScript.keys;
const more = controlsScript.keys;

const KEYS: [keys: string[], meaning: string][] = [
  [[w.space, "k"], w.playOrPause],
  [["j", "l"], w.tenSeconds],
  [["←", "→"], w.fiveSeconds],
  [["0", "9"], w.startOr90],
  [[w.home, w.end], w.startOrEnd],
  [[",", "."], w.frame],
  [["↑", "↓"], w.volume],
  [["m"], w.mute],
  [["c"], w.captions],
  [["w"], more.look],
  [["+", "-"], more.size],
  [["a"], more.loopStart],
  [["b"], more.loopEnd],
  [["x"], more.loopClear],
  [["<", ">"], w.speed],
  [["f"], w.fullScreen],
  [["i"], w.pip],
  [["t"], w.find],
  [["n", "p"], playlistsScript.nextKey],
  [["?"], w.help],
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
    make("h2", { id: "keys-title" }, w.title),
    make("dl", {}, ...rows),
    make(
      "form",
      { method: "dialog", class: "choices" },
      make("button", { class: "button", autofocus: "" }, w.close),
    ),
  );
  dialog.addEventListener("close", () => {
    dialog?.remove();
    dialog = null;
  });
  document.body.append(dialog);
  dialog.showModal();
}
