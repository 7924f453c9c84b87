import { byId, make } from "../../shared/client/dom.ts";
import type { EditActions } from "./actions.ts";
import { readSetting, saveSetting } from "./settings.ts";

const STEP_SECONDS = 0.1;
const LEAP_SECONDS = 1;

interface Shortcut {
  /** Values of `event.code`, which is the same place on every keyboard; with `Shift+` in front. */
  codes: string[];
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
    { codes: ["Space", "KeyK"], keys: "space, k", description: "play or pause", run: (a) => a.player.toggle() },
    { codes: ["KeyP"], keys: "p", description: "play this cue", run: (a) => a.playCue() },
    { codes: ["ArrowUp"], keys: "↑", description: "previous cue", run: (a) => a.move(-1) },
    { codes: ["ArrowDown"], keys: "↓", description: "next cue", run: (a) => a.move(1) },
    {
      codes: ["Shift+ArrowUp"],
      keys: "shift ↑",
      description: "select the cue above too",
      run: (a) => a.move(-1, { extend: true }),
    },
    {
      codes: ["Shift+ArrowDown"],
      keys: "shift ↓",
      description: "select the cue below too",
      run: (a) => a.move(1, { extend: true }),
    },
    { codes: ["Home"], keys: "home", description: "first cue", run: (a) => a.move(-Infinity) },
    { codes: ["End"], keys: "end", description: "last cue", run: (a) => a.move(Infinity) },
    { codes: ["KeyG"], keys: "g", description: "go to the cue at the playhead", run: (a) => a.selectAtPlayhead() },
    {
      codes: ["ArrowLeft"],
      keys: "←",
      description: "playhead back by 0.1 s",
      run: (a) => a.player.nudge(-STEP_SECONDS),
    },
    { codes: ["ArrowRight"], keys: "→", description: "playhead on by 0.1 s", run: (a) => a.player.nudge(STEP_SECONDS) },
    {
      codes: ["Comma"],
      keys: ",",
      description: "playhead back by a frame",
      run: (a) => a.player.nudge(-a.frameSeconds),
    },
    { codes: ["Period"], keys: ".", description: "playhead on by a frame", run: (a) => a.player.nudge(a.frameSeconds) },
    {
      codes: ["KeyJ"],
      keys: "j",
      description: "playhead back by 1 s",
      run: (a) => a.player.seek(a.player.time - LEAP_SECONDS),
    },
    {
      codes: ["KeyL"],
      keys: "l",
      description: "playhead on by 1 s",
      run: (a) => a.player.seek(a.player.time + LEAP_SECONDS),
    },
    { codes: ["KeyI"], keys: "i", description: "start the cue at the playhead", run: (a) => a.setIn() },
    { codes: ["KeyO"], keys: "o", description: "end the cue at the playhead", run: (a) => a.setOut() },
    { codes: ["KeyA"], keys: "a", description: "start 0.1 s earlier", run: (a) => a.nudge("start", -STEP_SECONDS) },
    { codes: ["KeyD"], keys: "d", description: "start 0.1 s later", run: (a) => a.nudge("start", STEP_SECONDS) },
    { codes: ["KeyQ"], keys: "q", description: "end 0.1 s earlier", run: (a) => a.nudge("end", -STEP_SECONDS) },
    { codes: ["KeyE"], keys: "e", description: "end 0.1 s later", run: (a) => a.nudge("end", STEP_SECONDS) },
    {
      codes: ["Shift+KeyA"],
      keys: "shift a",
      description: "start a frame earlier",
      run: (a) => a.nudge("start", -a.frameSeconds),
    },
    {
      codes: ["Shift+KeyD"],
      keys: "shift d",
      description: "start a frame later",
      run: (a) => a.nudge("start", a.frameSeconds),
    },
    {
      codes: ["Shift+KeyQ"],
      keys: "shift q",
      description: "end a frame earlier",
      run: (a) => a.nudge("end", -a.frameSeconds),
    },
    {
      codes: ["Shift+KeyE"],
      keys: "shift e",
      description: "end a frame later",
      run: (a) => a.nudge("end", a.frameSeconds),
    },
    {
      codes: ["Shift+ArrowLeft"],
      keys: "shift ←",
      description: "move the cue 0.1 s earlier",
      run: (a) => a.nudge("both", -STEP_SECONDS),
    },
    {
      codes: ["Shift+ArrowRight"],
      keys: "shift →",
      description: "move the cue 0.1 s later",
      run: (a) => a.nudge("both", STEP_SECONDS),
    },
    { codes: ["Enter", "F2"], keys: "enter, f2", description: "edit the text", run: (a) => a.editText() },
    { codes: ["KeyS"], keys: "s", description: "split at the playhead", run: (a) => a.splitAtPlayhead() },
    { codes: ["KeyM"], keys: "m", description: "merge with the next cue", run: (a) => a.merge() },
    { codes: ["KeyN"], keys: "n", description: "insert a cue at the playhead", run: (a) => a.insertAtPlayhead() },
    { codes: ["Insert"], keys: "insert", description: "insert a cue after this one", run: (a) => a.insert() },
    { codes: ["Delete"], keys: "delete", description: "delete the selected cues", run: (a) => a.remove() },
    { codes: ["KeyW"], keys: "w", description: "snapping on and off", run: (a) => a.toggleSnapping() },
    { codes: ["KeyF"], keys: "f", description: "find and replace", run: () => targets.showTool("find") },
    { codes: ["KeyC"], keys: "c", description: "check", run: () => targets.showTool("check") },
    { codes: ["KeyR"], keys: "r", description: "review doubtful words", run: () => targets.showTool("review") },
    { codes: ["KeyX"], keys: "x", description: "repair all", run: (a) => a.repairAll() },
    { codes: ["Equal", "NumpadAdd"], keys: "+", description: "zoom in", run: () => targets.zoom(1) },
    { codes: ["Minus", "NumpadSubtract"], keys: "-", description: "zoom out", run: () => targets.zoom(-1) },
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
  const byCode = new Map(shortcuts.flatMap((shortcut) => shortcut.codes.map((code) => [code, shortcut] as const)));
  let hasSingleKeys = readSetting<boolean>("single_keys", true);
  const help = helpDialog(shortcuts, hasSingleKeys, (on) => saveSetting("single_keys", hasSingleKeys = on));
  byId("help").addEventListener("click", () => help.showModal());

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target as Element;
    if (target.closest("dialog")) return;
    if (event.ctrlKey || event.metaKey) return handleControlKey(event, actions, targets);
    if (event.key === "Escape" && target.closest(".cue-form")) {
      event.preventDefault();
      return actions.leaveText();
    }
    const isTyping = target.closest("input:not([type=checkbox]), select, textarea") !== null;
    if (event.getModifierState("AltGraph")) return;
    if (target.closest("select") && event.key.startsWith("Arrow")) return; // Alt and an arrow open the list
    if (!event.altKey && (isTyping || !hasSingleKeys && event.key.length === 1)) return;
    if (!event.altKey && event.key === "?") {
      event.preventDefault();
      return help.showModal();
    }
    const shortcut = byCode.get(`${event.shiftKey ? "Shift+" : ""}${event.code}`);
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
  const key = event.key.toLowerCase();
  const run = key === "s"
    ? () => targets.save()
    : key === "f"
    ? () => targets.showTool("find")
    : event.code === "Space"
    ? () => actions.player.toggle()
    : key === "enter" && isEditorTarget
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
