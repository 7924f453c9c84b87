import { byId, make } from "../../shared/client/dom.ts";
import { shortcutKey } from "../../shared/client/keys.ts";
import { editorScript } from "../../words/en/editor_script.ts";
import type { EditActions } from "./actions.ts";
import {
  combination,
  combinationLabel,
  type PresetKey,
  presetKeys,
  type PresetName,
  PRESETS,
  type ShortcutTargets,
} from "./presets.ts";
import { readSetting, saveSetting } from "./settings.ts";

const w = editorScript.help;
const { names } = w;
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

/** Single keys work outside of fields, and with Alt everywhere. */
function shortcutsOf(targets: ShortcutTargets): Shortcut[] {
  return [
    { on: [" ", "k"], keys: `${names.space}, k`, description: w.playOrPause, run: (a) => a.player.toggle() },
    { on: ["p"], keys: "p", description: w.playCue, run: (a) => a.playCue() },
    { on: ["ArrowUp"], keys: "↑", description: w.previous, run: (a) => a.move(-1) },
    { on: ["ArrowDown"], keys: "↓", description: w.next, run: (a) => a.move(1) },
    {
      on: ["Shift+ArrowUp"],
      keys: `${names.shift} ↑`,
      description: w.selectAbove,
      run: (a) => a.move(-1, { extend: true }),
    },
    {
      on: ["Shift+ArrowDown"],
      keys: `${names.shift} ↓`,
      description: w.selectBelow,
      run: (a) => a.move(1, { extend: true }),
    },
    { on: ["Home"], keys: names.home, description: w.first, run: (a) => a.move(-Infinity) },
    { on: ["End"], keys: names.end, description: w.last, run: (a) => a.move(Infinity) },
    { on: ["g"], keys: "g", description: w.goTo, run: (a) => a.selectAtPlayhead() },
    {
      on: ["ArrowLeft"],
      keys: "←",
      description: w.back01,
      run: (a) => a.player.nudge(-STEP_SECONDS),
    },
    { on: ["ArrowRight"], keys: "→", description: w.on01, run: (a) => a.player.nudge(STEP_SECONDS) },
    {
      on: [","],
      keys: ",",
      description: w.backFrame,
      run: (a) => a.player.nudge(-a.frameSeconds),
    },
    { on: ["."], keys: ".", description: w.onFrame, run: (a) => a.player.nudge(a.frameSeconds) },
    {
      on: ["j"],
      keys: "j",
      description: w.back1,
      run: (a) => a.player.seek(a.player.time - LEAP_SECONDS),
    },
    {
      on: ["l"],
      keys: "l",
      description: w.on1,
      run: (a) => a.player.seek(a.player.time + LEAP_SECONDS),
    },
    { on: ["i"], keys: "i", description: w.setIn, run: (a) => a.setIn() },
    { on: ["o"], keys: "o", description: w.setOut, run: (a) => a.setOut() },
    { on: ["a"], keys: "a", description: w.startEarlier, run: (a) => a.nudge("start", -STEP_SECONDS) },
    { on: ["d"], keys: "d", description: w.startLater, run: (a) => a.nudge("start", STEP_SECONDS) },
    { on: ["q"], keys: "q", description: w.endEarlier, run: (a) => a.nudge("end", -STEP_SECONDS) },
    { on: ["e"], keys: "e", description: w.endLater, run: (a) => a.nudge("end", STEP_SECONDS) },
    {
      on: ["Shift+a"],
      keys: `${names.shift} a`,
      description: w.startFrameEarlier,
      run: (a) => a.nudge("start", -a.frameSeconds),
    },
    {
      on: ["Shift+d"],
      keys: `${names.shift} d`,
      description: w.startFrameLater,
      run: (a) => a.nudge("start", a.frameSeconds),
    },
    {
      on: ["Shift+q"],
      keys: `${names.shift} q`,
      description: w.endFrameEarlier,
      run: (a) => a.nudge("end", -a.frameSeconds),
    },
    {
      on: ["Shift+e"],
      keys: `${names.shift} e`,
      description: w.endFrameLater,
      run: (a) => a.nudge("end", a.frameSeconds),
    },
    {
      on: ["Shift+ArrowLeft"],
      keys: `${names.shift} ←`,
      description: w.moveEarlier,
      run: (a) => a.nudge("both", -STEP_SECONDS),
    },
    {
      on: ["Shift+ArrowRight"],
      keys: `${names.shift} →`,
      description: w.moveLater,
      run: (a) => a.nudge("both", STEP_SECONDS),
    },
    { on: ["Enter", "F2"], keys: `${names.enter}, f2`, description: w.editText, run: (a) => a.editText() },
    { on: ["s"], keys: "s", description: w.splitPlayhead, run: (a) => a.splitAtPlayhead() },
    { on: ["m"], keys: "m", description: w.merge, run: (a) => a.merge() },
    { on: ["n"], keys: "n", description: w.insertPlayhead, run: (a) => a.insertAtPlayhead() },
    { on: ["Insert"], keys: names.insert, description: w.insertAfter, run: (a) => a.insert() },
    { on: ["Delete"], keys: names.delete, description: w.delete, run: (a) => a.remove() },
    { on: ["w"], keys: "w", description: w.snapping, run: (a) => a.toggleSnapping() },
    { on: ["f"], keys: "f", description: w.findReplace, run: () => targets.showTool("find") },
    { on: ["c"], keys: "c", description: w.check, run: () => targets.showTool("check") },
    { on: ["r"], keys: "r", description: w.review, run: () => targets.showTool("review") },
    { on: ["x"], keys: "x", description: w.repairAll, run: (a) => a.repairAll() },
    { on: ["+", "="], keys: "+", description: w.zoomIn, run: () => targets.zoom(1) },
    { on: ["-"], keys: "-", description: w.zoomOut, run: () => targets.zoom(-1) },
  ];
}

const CONTROL_KEYS: [keys: string, description: string][] = [
  [`${names.ctrl} s`, w.save],
  [`${names.ctrl} z`, w.undo],
  [`${names.ctrl} ${names.shift} z, ${names.ctrl} y`, w.redo],
  [`${names.ctrl} ${names.enter}`, w.splitCursor],
  [`${names.ctrl} ${names.space}`, w.playTyping],
  [`${names.ctrl} f`, w.findReplace],
  [names.escape, w.leaveText],
  [`↑ ↓ ${w.inATime}`, w.timeArrows],
];

/** Runs shortcuts on the key presses of the whole page. */
export function handleShortcuts(actions: EditActions, targets: ShortcutTargets): void {
  const shortcuts = shortcutsOf(targets);
  const byKey = new Map(shortcuts.flatMap((shortcut) => shortcut.on.map((key) => [key, shortcut] as const)));
  let hasSingleKeys = readSetting<boolean>("single_keys", true);
  let preset: PresetKey[] = [];
  const help = helpDialog(shortcuts, hasSingleKeys, (on) => saveSetting("single_keys", hasSingleKeys = on));
  choosePreset((name) => preset = presetKeys(name, targets));
  byId("help").addEventListener("click", () => help.showModal());

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target as Element;
    const key = shortcutKey(event);
    if (target.closest("dialog")) return;
    const presetKey = preset.find(({ on }) => on === combination(event));
    if (presetKey && mayRun(presetKey, event)) {
      event.preventDefault();
      return presetKey.run(actions);
    }
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

/** Whether a key of another program is meant: not where a field or a button needs it. */
function mayRun({ on, inText }: PresetKey, event: KeyboardEvent): boolean {
  const target = event.target as Element;
  if (event.getModifierState("AltGraph")) return false;
  if (target.closest("#cue-text")) return inText;
  if (target.closest("input:not([type=checkbox]), select, textarea")) return /^(Ctrl|F\d)/.test(on);
  return /^(Ctrl|Alt|Shift)\+/.test(on) || !needsKey(target, event);
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
  const close = make("button", { class: "button main", value: "close", autofocus: "" }, w.close);
  const rows = (list: [string, string][]) =>
    list.map(([keys, description]) =>
      make("div", {}, make("dt", {}, make("kbd", {}, keys)), make("dd", {}, description))
    );
  const dialog = make(
    "dialog",
    { class: "keys-dialog", "aria-labelledby": "keys-title" },
    make("h2", { id: "keys-title" }, w.title),
    make(
      "label",
      { class: "field" },
      `${w.preset} `,
      make("select", { id: "preset", autocomplete: "off" }, ...presetOptions()),
    ),
    make("dl", { class: "keys preset-keys", id: "preset-keys", tabindex: "0", "aria-label": w.presetKeys }),
    make("p", {}, `${w.alt} ${w.waveform}`),
    make(
      "dl",
      { class: "keys", tabindex: "0", "aria-label": w.all },
      ...rows(shortcuts.map(({ keys, description }) => [keys, description])),
      ...rows(CONTROL_KEYS),
    ),
    make("label", { class: "check" }, toggle, ` ${w.single}`),
    make("form", { method: "dialog", class: "choices" }, close),
  );
  document.body.append(dialog);
  return dialog;
}

const presetOptions = () => PRESETS.map((name) => make("option", { value: name }, w.presets[name]));

/** Lets the person choose a preset, lists its keys in the help, and keeps the choice. */
function choosePreset(onChoose: (name: PresetName) => PresetKey[]): void {
  const select = byId<HTMLSelectElement>("preset");
  const list = byId("preset-keys");
  select.value = readSetting<string>("preset", "own");
  if (!select.value) select.value = "own";
  const show = () => {
    const keys = onChoose(select.value as PresetName);
    list.hidden = keys.length === 0;
    const rows = keys.map(({ on, description }) =>
      make("div", {}, make("dt", {}, make("kbd", {}, combinationLabel(on))), make("dd", {}, description))
    );
    list.replaceChildren(...rows);
  };
  select.addEventListener("change", () => {
    saveSetting("preset", select.value);
    show();
  });
  show();
}
