import { shortcutKey } from "../../shared/client/keys.ts";
import { editorScript } from "../../words/en/editor_script.ts";
import type { EditActions } from "./actions.ts";

const w = editorScript.help;

/** What shortcuts reach besides `EditActions`. */
export interface ShortcutTargets {
  save(): void;
  showTool(name: string): void;
  zoom(by: number): void;
}

/** Keys of another program. They come before the editor's own, which stay where they do not collide. */
export interface PresetKey {
  /** As `combination` names it. */
  on: string;
  description: string;
  run: (actions: EditActions) => void;
  /** Whether it works in the text too. */
  inText: boolean;
}

export const PRESETS = ["own", "subtitle_edit", "youtube"] as const;
export type PresetName = typeof PRESETS[number];

const key = (
  on: string,
  description: string,
  run: (actions: EditActions) => void,
  { inText = true } = {},
): PresetKey => ({ on, description, run, inText });
const OUTSIDE = { inText: false };

/** The keys of a preset; none for the editor's own. */
export function presetKeys(name: PresetName, targets: ShortcutTargets): PresetKey[] {
  const seek = (by: number) => (a: EditActions) => a.player.seek(a.player.time + by);
  switch (name) {
    case "own":
      return [];
    case "subtitle_edit": // the defaults of its Shortcuts.cs
      return [
        key("Ctrl+p", w.playOrPause, (a) => a.player.toggle()),
        key("F5", w.playCue, (a) => a.playCue()),
        key("F6", w.toCueStart, (a) => a.seekToCue()),
        key("F11", w.setIn, (a) => a.setIn()),
        key("F12", w.setOut, (a) => a.setOut()),
        key("F10", w.setOutNext, (a) => {
          a.setOut();
          a.move(1);
        }),
        key("F9", w.setInRest, (a) => a.moveRestHere()),
        key("Ctrl+ ", w.setInRest, (a) => a.moveRestHere()),
        key("Alt+ArrowLeft", w.back05, seek(-0.5)),
        key("Alt+ArrowRight", w.on05, seek(0.5)),
        key("ArrowLeft", w.back1, seek(-1), OUTSIDE),
        key("ArrowRight", w.on1, seek(1), OUTSIDE),
        key("Shift+ArrowLeft", w.back01, seek(-0.1), OUTSIDE),
        key("Shift+ArrowRight", w.on01, seek(0.1), OUTSIDE),
        key("Shift+Enter", w.next, (a) => a.move(1)),
        key("Alt+ArrowDown", w.nextPlay, (a) => a.moveAndPlay(1)),
        key("Alt+ArrowUp", w.previousPlay, (a) => a.moveAndPlay(-1)),
        key("Ctrl+Alt+v", w.splitCursor, (a) => a.splitAtCursor()),
        key("Ctrl+Shift+m", w.merge, (a) => a.merge()),
        key("Insert", w.insertPlayhead, (a) => a.insertAtPlayhead(), OUTSIDE),
        key("Shift+F9", w.insertPlayhead, (a) => a.insertAtPlayhead()),
        key("Alt+Insert", w.insertAfter, (a) => a.insert()),
        key("Ctrl+h", w.findReplace, () => targets.showTool("find")),
        key("F8", w.check, () => targets.showTool("check")),
        key("Ctrl+Shift+f", w.repairAll, (a) => a.repairAll()),
      ];
    case "youtube": // those of its help on editing captions
      return [
        key("Shift+ ", w.playOrPause, (a) => a.player.toggle()),
        key("Shift+ArrowLeft", w.back1, seek(-1)),
        key("Shift+ArrowRight", w.on1, seek(1)),
        key("Shift+ArrowDown", w.next, (a) => a.move(1)),
        key("Shift+ArrowUp", w.previous, (a) => a.move(-1)),
        key("Enter", w.insertAfter, (a) => a.insert()),
      ];
  }
}

type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** The name of a key with what is held: "Ctrl+Alt+v", "Shift+ArrowDown", "F5". */
export function combination(event: Press): string {
  const held = [
    ...(event.ctrlKey || event.metaKey ? ["Ctrl"] : []),
    ...(event.altKey ? ["Alt"] : []),
    ...(event.shiftKey ? ["Shift"] : []),
  ];
  return [...held, shortcutKey(event)].join("+");
}

/** A combination as the help shows it. */
export function combinationLabel(on: string): string {
  const { names } = w;
  const labels: Record<string, string> = {
    ...{ Ctrl: names.ctrl, Alt: names.alt, Shift: names.shift, " ": names.space, Enter: names.enter },
    ...{ Insert: names.insert, ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" },
  };
  return on.split("+").map((part) => labels[part] ?? part.toLowerCase()).join(" ");
}
