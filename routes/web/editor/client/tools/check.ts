import { lintCues, type LintFinding, type LintProfileName } from "../../../../../src/captions/lint.ts";
import { clock, count } from "../../../shared/format.ts";
import { byId, make } from "../../../shared/client/dom.ts";
import type { EditActions } from "../actions.ts";
import type { CueForm } from "../cue_form.ts";
import type { CueList } from "../cue_list.ts";
import { readSetting, saveSetting } from "../settings.ts";
import type { EditState } from "../state.ts";

const LINT_AFTER_MS = 120;
/** Findings in the list at most. */
const MOST_LISTED = 200;

/** Checks the cues against a style guide after each change, and lists the findings. */
export function checkTool(state: EditState, actions: EditActions, list: CueList, form: CueForm): void {
  const profile = byId<HTMLSelectElement>("profile");
  const root = byId("findings");
  let timer: number | undefined;
  profile.value = readSetting<string>("profile", "netflix");
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
      ? "no problems found"
      : `${count(findings.length, "finding")}, ${repairable || "none"} can be repaired`;
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
    if (timer === undefined) showCurrent(); // else the findings are outdated
  });
  profile.addEventListener("change", () => {
    saveSetting("profile", profile.value);
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
  const select = make(
    "button",
    { type: "button", class: "finding", "data-key": String(key) },
    `${cue + 1} at ${clock(start)}: ${message}`,
  );
  const item = make("li", {}, select);
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
