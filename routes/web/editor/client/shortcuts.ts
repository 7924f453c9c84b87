import { byId, make } from "../../shared/client/dom.ts";
import { shortcutKey } from "../../shared/client/keys.ts";
import type { EditActions } from "./actions.ts";
import { readSetting, saveSetting } from "./settings.ts";

const STEP_SECONDS = 0.1;
const LEAP_SECONDS = 1;

interface Shortcut {
  /** As `shortcutKey` names them, letters and named keys with `Shift+` in front where Shift is held. */
  on: string[];
  /** The keys as the help dialog shows them. */
  keys: string;
  description: string;
  run: (actions: EditActions) => void;
}

export interface ShortcutTargets {
  save(): void;
  showTool(name: string): void;
  zoom(by: number): void;
}

/** Single keys work outside of fields, and with Alt everywhere. */
function shortcutsOf(targets: ShortcutTargets): Shortcut[] {
  return [
    { on: [" ", "k"], keys: "space, k", description: "play or pause", run: (a) => a.player.toggle() },
    { on: ["p"], keys: "p", description: "play this cue", run: (a) => a.playCue() },
    { on: ["ArrowUp"], keys: "↑", description: "previous cue", run: (a) => a.move(-1) },
    { on: ["ArrowDown"], keys: "↓", description: "next cue", run: (a) => a.move(1) },
    {
      on: ["Shift+ArrowUp"],
      keys: "shift ↑",
      description: "select the cue above too",
      run: (a) => a.move(-1, { extend: true }),
    },
    {
      on: ["Shift+ArrowDown"],
      keys: "shift ↓",
      description: "select the cue below too",
      run: (a) => a.move(1, { extend: true }),
    },
    { on: ["Home"], keys: "home", description: "first cue", run: (a) => a.move(-Infinity) },
    { on: ["End"], keys: "end", description: "last cue", run: (a) => a.move(Infinity) },
    { on: ["g"], keys: "g", description: "go to the cue at the playhead", run: (a) => a.selectAtPlayhead() },
    {
      on: ["ArrowLeft"],
      keys: "←",
      description: "playhead back by 0.1 s",
      run: (a) => a.player.nudge(-STEP_SECONDS),
    },
    { on: ["ArrowRight"], keys: "→", description: "playhead on by 0.1 s", run: (a) => a.player.nudge(STEP_SECONDS) },
    {
      on: [","],
      keys: ",",
      description: "playhead back by a frame",
      run: (a) => a.player.nudge(-a.frameSeconds),
    },
    { on: ["."], keys: ".", description: "playhead on by a frame", run: (a) => a.player.nudge(a.frameSeconds) },
    {
      on: ["j"],
      keys: "j",
      description: "playhead back by 1 s",
      run: (a) => a.player.seek(a.player.time - LEAP_SECONDS),
    },
    {
      on: ["l"],
      keys: "l",
      description: "playhead on by 1 s",
      run: (a) => a.player.seek(a.player.time + LEAP_SECONDS),
    },
    { on: ["i"], keys: "i", description: "start the cue at the playhead", run: (a) => a.setIn() },
    { on: ["o"], keys: "o", description: "end the cue at the playhead", run: (a) => a.setOut() },
    { on: ["a"], keys: "a", description: "start 0.1 s earlier", run: (a) => a.nudge("start", -STEP_SECONDS) },
    { on: ["d"], keys: "d", description: "start 0.1 s later", run: (a) => a.nudge("start", STEP_SECONDS) },
    { on: ["q"], keys: "q", description: "end 0.1 s earlier", run: (a) => a.nudge("end", -STEP_SECONDS) },
    { on: ["e"], keys: "e", description: "end 0.1 s later", run: (a) => a.nudge("end", STEP_SECONDS) },
    {
      on: ["Shift+a"],
      keys: "shift a",
      description: "start a frame earlier",
      run: (a) => a.nudge("start", -a.frameSeconds),
    },
    {
      on: ["Shift+d"],
      keys: "shift d",
      description: "start a frame later",
      run: (a) => a.nudge("start", a.frameSeconds),
    },
    {
      on: ["Shift+q"],
      keys: "shift q",
      description: "end a frame earlier",
      run: (a) => a.nudge("end", -a.frameSeconds),
    },
    {
      on: ["Shift+e"],
      keys: "shift e",
      description: "end a frame later",
      run: (a) => a.nudge("end", a.frameSeconds),
    },
    {
      on: ["Shift+ArrowLeft"],
      keys: "shift ←",
      description: "move the cue 0.1 s earlier",
      run: (a) => a.nudge("both", -STEP_SECONDS),
    },
    {
      on: ["Shift+ArrowRight"],
      keys: "shift →",
      description: "move the cue 0.1 s later",
      run: (a) => a.nudge("both", STEP_SECONDS),
    },
    { on: ["Enter", "F2"], keys: "enter, f2", description: "edit the text", run: (a) => a.editText() },
    { on: ["s"], keys: "s", description: "split at the playhead", run: (a) => a.splitAtPlayhead() },
    { on: ["m"], keys: "m", description: "merge with the next cue", run: (a) => a.merge() },
    { on: ["n"], keys: "n", description: "insert a cue at the playhead", run: (a) => a.insertAtPlayhead() },
    { on: ["Insert"], keys: "insert", description: "insert a cue after this one", run: (a) => a.insert() },
    { on: ["Delete"], keys: "delete", description: "delete the selected cues", run: (a) => a.remove() },
    { on: ["w"], keys: "w", description: "snapping on and off", run: (a) => a.toggleSnapping() },
    { on: ["f"], keys: "f", description: "find and replace", run: () => targets.showTool("find") },
    { on: ["c"], keys: "c", description: "check", run: () => targets.showTool("check") },
    { on: ["r"], keys: "r", description: "review doubtful words", run: () => targets.showTool("review") },
    { on: ["x"], keys: "x", description: "repair all", run: (a) => a.repairAll() },
    { on: ["+", "="], keys: "+", description: "zoom in", run: () => targets.zoom(1) },
    { on: ["-"], keys: "-", description: "zoom out", run: () => targets.zoom(-1) },
  ];
}

const CONTROL_KEYS: [keys: string, description: string][] = [
  ["ctrl s", "save"],
  ["ctrl z", "undo"],
  ["ctrl shift z, ctrl y", "redo"],
  ["ctrl enter", "split the text at the cursor"],
  ["ctrl space", "play or pause, also while typing"],
  ["ctrl f", "find and replace"],
  ["escape", "leave the text for the list"],
  ["↑ ↓ in a time", "0.1 s more or less; with shift a frame"],
];

/** Runs shortcuts on the key presses of the whole page. */
export function handleShortcuts(actions: EditActions, targets: ShortcutTargets): void {
  const shortcuts = shortcutsOf(targets);
  const byKey = new Map(shortcuts.flatMap((shortcut) => shortcut.on.map((key) => [key, shortcut] as const)));
  let hasSingleKeys = readSetting<boolean>("single_keys", true);
  const help = helpDialog(shortcuts, hasSingleKeys, (on) => saveSetting("single_keys", hasSingleKeys = on));
  byId("help").addEventListener("click", () => help.showModal());

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target as Element;
    const key = shortcutKey(event);
    if (target.closest("dialog")) return;
    if (event.ctrlKey || event.metaKey) return handleControlKey(event, actions, targets);
    if (event.key === "Escape" && target.closest(".cue-form")) {
      event.preventDefault();
      return actions.leaveText();
    }
    const isTyping = target.closest("input:not([type=checkbox]), select, textarea") !== null;
    if (event.getModifierState("AltGraph")) return;
    if (target.closest("select") && event.key.startsWith("Arrow")) return; // Alt and an arrow open the list
    if (!event.altKey && (isTyping || !hasSingleKeys && key.length === 1)) return;
    if (!event.altKey && key === "?") {
      event.preventDefault();
      return help.showModal();
    }
    const isSign = /^[^a-z]$/.test(key) && key !== " "; // layouts differ in which signs need Shift
    const shortcut = byKey.get(event.shiftKey && !isSign ? `Shift+${key}` : key);
    if (!shortcut || (!event.altKey && needsKey(target, event))) return;
    event.preventDefault();
    shortcut.run(actions);
  });
}

/** Whether the focused element uses the key: buttons use space and Enter, tabs use the arrows. */
function needsKey(target: Element, { key }: KeyboardEvent): boolean {
  if (key === " " || key === "Enter") {
    if (target.closest(".cue-row[aria-current]")) return false;
    return target.closest("button, a, summary, input") !== null;
  }
  if (key.startsWith("Arrow") || key === "Home" || key === "End") {
    return target.closest("[role=tablist], [role=radiogroup]") !== null;
  }
  return false;
}

function handleControlKey(event: KeyboardEvent, actions: EditActions, targets: ShortcutTargets): void {
  const target = event.target as Element;
  const isEditorTarget = target.closest(".cue-form") !== null ||
    target.closest("input:not([type=checkbox]), textarea") === null;
  const key = shortcutKey(event);
  const run = key === "s"
    ? () => targets.save()
    : key === "f"
    ? () => targets.showTool("find")
    : event.code === "Space"
    ? () => actions.player.toggle()
    : key === "Enter" && isEditorTarget
    ? () => actions.splitAtCursor()
    : key === "z" && isEditorTarget // other fields have their own undo
    ? () => event.shiftKey ? actions.redo() : actions.undo()
    : key === "y" && isEditorTarget
    ? () => actions.redo()
    : null;
  if (!run) return;
  event.preventDefault();
  run();
}

function helpDialog(shortcuts: Shortcut[], hasSingleKeys: boolean, onToggle: (on: boolean) => void): HTMLDialogElement {
  const toggle = make("input", { type: "checkbox", id: "single-keys" });
  toggle.checked = hasSingleKeys;
  toggle.addEventListener("change", () => onToggle(toggle.checked));
  const close = make("button", { class: "button main", value: "close", autofocus: "" }, "close");
  const rows = (list: [string, string][]) =>
    list.map(([keys, description]) =>
      make("div", {}, make("dt", {}, make("kbd", {}, keys)), make("dd", {}, description))
    );
  const dialog = make(
    "dialog",
    { class: "keys-dialog", "aria-labelledby": "keys-title" },
    make("h2", { id: "keys-title" }, "keys"),
    make("p", {}, "While you type in a field, hold Alt with the same key: Alt I, Alt ↓, Alt S."),
    make(
      "dl",
      { class: "keys", tabindex: "0", "aria-label": "All keys" },
      ...rows(shortcuts.map(({ keys, description }) => [keys, description])),
      ...rows(CONTROL_KEYS),
    ),
    make("label", { class: "check" }, toggle, " single letters are keys (with Alt they always are)"),
    make("form", { method: "dialog", class: "choices" }, close),
  );
  document.body.append(dialog);
  return dialog;
}
