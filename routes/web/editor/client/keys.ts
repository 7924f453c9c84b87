import { byId, make } from "../../shared/client/dom.ts";
import type { EditActions } from "./actions.ts";
import { keepSetting, setting } from "./settings.ts";

const STEP_SECONDS = 0.1;
const LEAP_SECONDS = 1;

interface Command {
  /** As `event.code` has them, so that they lie in the same place on every keyboard; with `Shift+` in front. */
  keys: string[];
  /** For people. */
  shown: string;
  what: string;
  run: (actions: EditActions) => void;
}

export interface KeyTargets {
  save(): void;
  showTool(name: string): void;
  zoom(by: number): void;
}

/** Keys alone outside of fields, and with Alt everywhere. */
function commandsOf(targets: KeyTargets): Command[] {
  return [
    { keys: ["Space", "KeyK"], shown: "space, k", what: "play or pause", run: (a) => a.player.toggle() },
    { keys: ["KeyP"], shown: "p", what: "play this cue", run: (a) => a.playCue() },
    { keys: ["ArrowUp"], shown: "↑", what: "previous cue", run: (a) => a.move(-1) },
    { keys: ["ArrowDown"], shown: "↓", what: "next cue", run: (a) => a.move(1) },
    {
      keys: ["Shift+ArrowUp"],
      shown: "shift ↑",
      what: "select the cue above too",
      run: (a) => a.move(-1, { extend: true }),
    },
    {
      keys: ["Shift+ArrowDown"],
      shown: "shift ↓",
      what: "select the cue below too",
      run: (a) => a.move(1, { extend: true }),
    },
    { keys: ["Home"], shown: "home", what: "first cue", run: (a) => a.move(-Infinity) },
    { keys: ["End"], shown: "end", what: "last cue", run: (a) => a.move(Infinity) },
    { keys: ["KeyG"], shown: "g", what: "go to the cue at the playhead", run: (a) => a.selectAtPlayhead() },
    { keys: ["ArrowLeft"], shown: "←", what: "playhead back by 0.1 s", run: (a) => a.player.nudge(-STEP_SECONDS) },
    { keys: ["ArrowRight"], shown: "→", what: "playhead on by 0.1 s", run: (a) => a.player.nudge(STEP_SECONDS) },
    { keys: ["Comma"], shown: ",", what: "playhead back by a frame", run: (a) => a.player.nudge(-a.frameSeconds) },
    { keys: ["Period"], shown: ".", what: "playhead on by a frame", run: (a) => a.player.nudge(a.frameSeconds) },
    {
      keys: ["KeyJ"],
      shown: "j",
      what: "playhead back by 1 s",
      run: (a) => a.player.seek(a.player.time - LEAP_SECONDS),
    },
    { keys: ["KeyL"], shown: "l", what: "playhead on by 1 s", run: (a) => a.player.seek(a.player.time + LEAP_SECONDS) },
    { keys: ["KeyI"], shown: "i", what: "start the cue at the playhead", run: (a) => a.setIn() },
    { keys: ["KeyO"], shown: "o", what: "end the cue at the playhead", run: (a) => a.setOut() },
    { keys: ["KeyA"], shown: "a", what: "start 0.1 s earlier", run: (a) => a.nudge("start", -STEP_SECONDS) },
    { keys: ["KeyD"], shown: "d", what: "start 0.1 s later", run: (a) => a.nudge("start", STEP_SECONDS) },
    { keys: ["KeyQ"], shown: "q", what: "end 0.1 s earlier", run: (a) => a.nudge("end", -STEP_SECONDS) },
    { keys: ["KeyE"], shown: "e", what: "end 0.1 s later", run: (a) => a.nudge("end", STEP_SECONDS) },
    {
      keys: ["Shift+KeyA"],
      shown: "shift a",
      what: "start a frame earlier",
      run: (a) => a.nudge("start", -a.frameSeconds),
    },
    {
      keys: ["Shift+KeyD"],
      shown: "shift d",
      what: "start a frame later",
      run: (a) => a.nudge("start", a.frameSeconds),
    },
    {
      keys: ["Shift+KeyQ"],
      shown: "shift q",
      what: "end a frame earlier",
      run: (a) => a.nudge("end", -a.frameSeconds),
    },
    { keys: ["Shift+KeyE"], shown: "shift e", what: "end a frame later", run: (a) => a.nudge("end", a.frameSeconds) },
    {
      keys: ["Shift+ArrowLeft"],
      shown: "shift ←",
      what: "move the cue 0.1 s earlier",
      run: (a) => a.nudge("both", -STEP_SECONDS),
    },
    {
      keys: ["Shift+ArrowRight"],
      shown: "shift →",
      what: "move the cue 0.1 s later",
      run: (a) => a.nudge("both", STEP_SECONDS),
    },
    { keys: ["Enter", "F2"], shown: "enter, f2", what: "edit the text", run: (a) => a.editText() },
    { keys: ["KeyS"], shown: "s", what: "split at the playhead", run: (a) => a.splitAtPlayhead() },
    { keys: ["KeyM"], shown: "m", what: "merge with the next cue", run: (a) => a.merge() },
    { keys: ["KeyN"], shown: "n", what: "insert a cue at the playhead", run: (a) => a.insertAtPlayhead() },
    { keys: ["Insert"], shown: "insert", what: "insert a cue after this one", run: (a) => a.insert() },
    { keys: ["Delete"], shown: "delete", what: "delete the selected cues", run: (a) => a.remove() },
    { keys: ["KeyW"], shown: "w", what: "snapping on and off", run: (a) => a.toggleSnapping() },
    { keys: ["KeyF"], shown: "f", what: "find and replace", run: () => targets.showTool("find") },
    { keys: ["KeyC"], shown: "c", what: "check", run: () => targets.showTool("check") },
    { keys: ["KeyR"], shown: "r", what: "review doubtful words", run: () => targets.showTool("review") },
    { keys: ["KeyX"], shown: "x", what: "repair all", run: (a) => a.repairAll() },
    { keys: ["Equal", "NumpadAdd"], shown: "+", what: "zoom in", run: () => targets.zoom(1) },
    { keys: ["Minus", "NumpadSubtract"], shown: "-", what: "zoom out", run: () => targets.zoom(-1) },
  ];
}

const WITH_CONTROL: [shown: string, what: string][] = [
  ["ctrl s", "save"],
  ["ctrl z", "undo"],
  ["ctrl shift z, ctrl y", "redo"],
  ["ctrl enter", "split the text at the cursor"],
  ["ctrl space", "play or pause, also while typing"],
  ["ctrl f", "find and replace"],
  ["escape", "leave the text for the list"],
  ["↑ ↓ in a time", "0.1 s more or less; with shift a frame"],
];

/** Listens to the keys of the whole page. */
export function editKeys(actions: EditActions, targets: KeyTargets): void {
  const commands = commandsOf(targets);
  const byCode = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command] as const)));
  let hasSingleKeys = setting<boolean>("single_keys", true);
  const help = helpDialog(commands, hasSingleKeys, (on) => keepSetting("single_keys", hasSingleKeys = on));
  byId("help").addEventListener("click", () => help.showModal());

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target as Element;
    if (target.closest("dialog")) return;
    if (event.ctrlKey || event.metaKey) return withControl(event, actions, targets);
    if (event.key === "Escape" && target.closest(".cue-form")) {
      event.preventDefault();
      return actions.leaveText();
    }
    const isTyping = target.closest("input:not([type=checkbox]), select, textarea") !== null;
    if (event.getModifierState("AltGraph")) return;
    if (target.closest("select") && event.key.startsWith("Arrow")) return; // Alt and an arrow open it
    if (!event.altKey && (isTyping || !hasSingleKeys && event.key.length === 1)) return;
    if (!event.altKey && event.key === "?") {
      event.preventDefault();
      return help.showModal();
    }
    const command = byCode.get(`${event.shiftKey ? "Shift+" : ""}${event.code}`);
    if (!command || (!event.altKey && wantsKey(target, event))) return;
    event.preventDefault();
    command.run(actions);
  });
}

/** Buttons take space and Enter, tabs and the waveform's scrolling take the arrows. */
function wantsKey(target: Element, { key }: KeyboardEvent): boolean {
  if (key === " " || key === "Enter") {
    if (target.closest(".cue-row[aria-current]")) return false;
    return target.closest("button, a, summary, input") !== null;
  }
  if (key.startsWith("Arrow") || key === "Home" || key === "End") {
    return target.closest("[role=tablist], [role=radiogroup]") !== null;
  }
  return false;
}

function withControl(event: KeyboardEvent, actions: EditActions, targets: KeyTargets): void {
  const target = event.target as Element;
  const isOurs = target.closest(".cue-form") !== null ||
    target.closest("input:not([type=checkbox]), textarea") === null;
  const key = event.key.toLowerCase();
  const run = key === "s"
    ? () => targets.save()
    : key === "f"
    ? () => targets.showTool("find")
    : event.code === "Space"
    ? () => actions.player.toggle()
    : key === "enter" && isOurs
    ? () => actions.splitAtCursor()
    : key === "z" && isOurs // elsewhere it is the field's own
    ? () => event.shiftKey ? actions.redo() : actions.undo()
    : key === "y" && isOurs
    ? () => actions.redo()
    : null;
  if (!run) return;
  event.preventDefault();
  run();
}

function helpDialog(commands: Command[], hasSingleKeys: boolean, onToggle: (on: boolean) => void): HTMLDialogElement {
  const toggle = make("input", { type: "checkbox", id: "single-keys" });
  toggle.checked = hasSingleKeys;
  toggle.addEventListener("change", () => onToggle(toggle.checked));
  const close = make("button", { class: "button main", value: "close", autofocus: "" }, "close");
  const rows = (list: [string, string][]) =>
    list.map(([keys, what]) => make("div", {}, make("dt", {}, make("kbd", {}, keys)), make("dd", {}, what)));
  const dialog = make(
    "dialog",
    { class: "keys-dialog", "aria-labelledby": "keys-title" },
    make("h2", { id: "keys-title" }, "keys"),
    make("p", {}, "While you type in a field, hold Alt with the same key: Alt I, Alt ↓, Alt S."),
    make(
      "dl",
      { class: "keys", tabindex: "0", "aria-label": "All keys" },
      ...rows(commands.map(({ shown, what }) => [shown, what])),
      ...rows(WITH_CONTROL),
    ),
    make("label", { class: "check" }, toggle, " single letters are keys (with Alt they always are)"),
    make("form", { method: "dialog", class: "choices" }, close),
  );
  document.body.append(dialog);
  return dialog;
}
