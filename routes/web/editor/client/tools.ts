import { findAll, type FindOptions, replaceMatches, type TextMatch } from "../../../../src/captions/editing/find.ts";
import { parseFieldTime } from "../../../../src/captions/editing/time.ts";
import { lintCues, type LintFinding, type LintProfileName } from "../../../../src/captions/lint.ts";
import { clock, count } from "../../shared/format.ts";
import { byId, make } from "../../shared/client/dom.ts";
import type { EditActions } from "./actions.ts";
import type { CueForm } from "./form.ts";
import type { CueList } from "./list.ts";
import { keepSetting, setting } from "./settings.ts";
import type { EditState } from "./state.ts";

const LINT_AFTER_MS = 120;
/** What the list of findings shows at once. */
const MOST_LISTED = 200;

/** Tabs as WAI-ARIA's pattern has them: arrows move between them. @returns shows a tool by its name */
export function toolTabs(onShow: (name: string) => void): (name: string) => void {
  const tabs = [...document.querySelectorAll<HTMLButtonElement>("[role=tab]")];
  const show = (tab: HTMLButtonElement) => {
    for (const other of tabs) {
      const isShown = other === tab;
      other.setAttribute("aria-selected", String(isShown));
      other.tabIndex = isShown ? 0 : -1;
      byId(other.getAttribute("aria-controls")!).hidden = !isShown;
    }
    onShow(tab.id.replace("tab-", ""));
  };
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => show(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const to = key === "ArrowRight"
        ? i + 1
        : key === "ArrowLeft"
        ? i - 1
        : key === "Home"
        ? 0
        : key === "End"
        ? -1
        : null;
      if (to === null) return;
      const next = tabs.at(to % tabs.length)!;
      show(next);
      next.focus();
    });
  });
  return (name) => {
    const tab = byId<HTMLButtonElement>(`tab-${name}`);
    show(tab);
    const panel = byId(`tool-${name}`);
    (panel.querySelector<HTMLElement>("input, select, button, textarea") ?? panel).focus();
    panel.querySelector<HTMLInputElement>("input[type=text]")?.select();
  };
}

/** Checks the cues against a guide as they are typed, and lists what does not keep to it. */
export function checkTool(state: EditState, actions: EditActions, list: CueList, form: CueForm): void {
  const profile = byId<HTMLSelectElement>("profile");
  const root = byId("findings");
  let timer: number | undefined;
  profile.value = setting<string>("profile", "netflix");
  if (!profile.value) profile.value = "netflix";

  const showCurrent = () => {
    const { index } = state;
    form.showFindings(actions.findings.filter(({ cue }) => cue === index));
  };
  const check = () => {
    timer = undefined;
    actions.profile = profile.value as LintProfileName;
    const findings = actions.findings = lintCues(state.cues, actions.profile, state.language);
    const repairable = findings.filter(({ canRepair }) => canRepair).length;
    byId<HTMLButtonElement>("repair-all").disabled = repairable === 0;
    const words = findings.length === 0
      ? "nothing to put right"
      : `${count(findings.length, "finding")}, ${repairable} can be repaired`;
    byId("check-count").textContent = words;
    byId("tab-check").textContent = findings.length > 0 ? `check ${findings.length}` : "check";
    const hadFocus = root.contains(document.activeElement);
    root.replaceChildren(...findings.slice(0, MOST_LISTED).map((finding) => findingItem(state, finding)));
    if (findings.length > MOST_LISTED) {
      root.append(make("li", { class: "dim" }, `and ${findings.length - MOST_LISTED} more`));
    }
    if (hadFocus) (root.querySelector("button") ?? byId("tool-check")).focus();
    list.showFindings(findings);
    showCurrent();
  };
  const checkSoon = () => timer ??= setTimeout(check, LINT_AFTER_MS);

  state.on("cues", checkSoon);
  state.on("base", checkSoon);
  state.on("selection", () => {
    if (timer === undefined) showCurrent(); // else they are of other cues
  });
  profile.addEventListener("change", () => {
    keepSetting("profile", profile.value);
    check();
  });
  byId("repair-all").addEventListener("click", () => actions.repairAll());
  root.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-key]");
    if (!button) return;
    const key = Number(button.dataset.key);
    if (button.dataset.rule) actions.repair(key, button.dataset.rule);
    else {
      state.select(key);
      actions.player.seek(state.current?.start ?? 0);
    }
  });
}

function findingItem(state: EditState, { cue, message, rule, canRepair }: LintFinding): HTMLElement {
  const { key, start } = state.cues[cue];
  const go = make(
    "button",
    { type: "button", class: "finding", "data-key": String(key) },
    `${cue + 1} at ${clock(start)}: ${message}`,
  );
  const item = make("li", {}, go);
  if (canRepair) {
    item.append(
      make("button", {
        ...{ type: "button", class: "button", "data-key": String(key), "data-rule": rule },
        "aria-label": `Repair cue ${cue + 1}: ${message}`,
      }, "repair"),
    );
  }
  return item;
}

/** Find and replace. */
export function findTool(state: EditState, actions: EditActions, form: CueForm): void {
  const wanted = byId<HTMLInputElement>("find-text");
  const by = byId<HTMLInputElement>("replace-text");
  const said = byId("find-count");
  let at: TextMatch | null = null;

  const options = (): FindOptions => ({
    matchCase: byId<HTMLInputElement>("find-case").checked,
    wholeWords: byId<HTMLInputElement>("find-words").checked,
    ignoreAccents: byId<HTMLInputElement>("find-accents").checked,
  });
  const all = () => findAll(state.cues, wanted.value, options());
  const go = (found: readonly TextMatch[], i: number) => {
    at = found[i] ?? null;
    if (!at) return void (said.textContent = wanted.value ? "not found" : "");
    said.textContent = `${i + 1} of ${found.length}`;
    state.select(at.key);
    form.text.setSelectionRange(at.from, at.to);
    actions.player.seek(state.current!.start);
  };
  /** The place that was gone to, if it is still there. */
  const placeOf = (found: readonly TextMatch[]) =>
    found.findIndex((f) => at && f.key === at.key && f.from === at.from && f.to === at.to);
  /** The first place behind (or before) the one that was gone to, or behind the cue that is edited. */
  const move = (by: 1 | -1) => {
    const found = all();
    if (found.length === 0) return go(found, 0);
    const here = placeOf(found);
    if (here >= 0) return go(found, (here + by + found.length) % found.length);
    const order = new Map(state.cues.map(({ key }, i) => [key, i]));
    const [cue, from] = at ? [order.get(at.key) ?? state.index, at.from] : [state.index, 0];
    const next = found.findIndex((f) => order.get(f.key)! > cue || order.get(f.key) === cue && f.from >= from);
    go(found, by === 1 ? Math.max(0, next) : (next <= 0 ? found.length : next) - 1);
  };

  byId("finding").addEventListener("submit", (event) => {
    event.preventDefault();
    move(1);
  });
  byId("find-previous").addEventListener("click", () => move(-1));
  wanted.addEventListener("input", () => {
    at = null;
    const n = all().length;
    said.textContent = wanted.value ? `${n} found` : "";
  });
  byId("replace-one").addEventListener("click", () => {
    const found = all();
    const here = placeOf(found);
    if (here < 0) return move(1);
    const place = found[here];
    state.change(replaceMatches(state.cues, [place], by.value), "replace");
    at = { ...place, from: place.from + by.value.length, to: place.from + by.value.length };
    move(1);
  });
  byId("replace-all").addEventListener("click", () => {
    const found = all();
    state.change(replaceMatches(state.cues, found, by.value), `replace of ${found.length}`);
    said.textContent = found.length > 0 ? `${found.length} replaced` : "not found";
  });
}

/** Moves cues in time. */
export function shiftTool(state: EditState, actions: EditActions): void {
  const field = byId<HTMLInputElement>("shift-by");
  const what = byId<HTMLSelectElement>("shift-what");
  state.on("selection", () => {
    const { size } = state.selectedKeys;
    what.options[1].textContent = size > 1 ? `the ${size} selected cues` : "the selected cue";
  });
  const keys = (): ReadonlySet<number> | null => {
    if (what.value === "all") return null;
    if (what.value === "selected") return state.selectedKeys;
    return new Set(state.cues.slice(Math.max(0, state.index)).map(({ key }) => key));
  };
  byId("shifting").addEventListener("submit", (event) => {
    event.preventDefault();
    const seconds = parseFieldTime(field.value);
    if (seconds === null) {
      field.setAttribute("aria-invalid", "true");
      return actions.say(`"${field.value}" is no time: it is written as 0.5 or 1:23.5.`);
    }
    field.removeAttribute("aria-invalid");
    const isEarlier = ((event as SubmitEvent).submitter as HTMLButtonElement | null)?.value === "earlier";
    actions.shift(keys(), isEarlier ? -seconds : seconds);
  });
  byId("shift-here").addEventListener("click", () => {
    const { current } = state;
    if (current) actions.shift(keys(), actions.player.time - current.start);
  });
}
