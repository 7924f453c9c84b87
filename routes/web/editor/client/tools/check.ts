import { lintCues, type LintFinding, type LintProfileName } from "../../../../../src/captions/lint.ts";
import { clock } from "../../../shared/format.ts";
import { editorScript } from "../../../words/en/editor_script.ts";
import { byId, make } from "../../../shared/client/dom.ts";
import type { EditActions } from "../actions.ts";
import type { CueForm } from "../cue_form.ts";
import type { CueList } from "../cue_list.ts";
import { readSetting, saveSetting } from "../settings.ts";
import type { EditState } from "../state.ts";

const w = editorScript.check;
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
    byId("check-count").textContent = findings.length === 0 ? w.none : w.count(findings.length, repairable);
    byId("tab-check").textContent = findings.length > 0 ? w.tabWith(findings.length) : w.tab;
    const hadFocus = root.contains(document.activeElement);
    root.replaceChildren(...findings.slice(0, MOST_LISTED).map((finding) => findingItem(state, finding)));
    if (findings.length > MOST_LISTED) {
      root.append(make("li", { class: "dim" }, w.more(findings.length - MOST_LISTED)));
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

function findingItem(state: EditState, finding: LintFinding): HTMLElement {
  const { cue, rule, canRepair } = finding;
  const message = w.fault(finding);
  const { key, start } = state.cues[cue];
  const select = make(
    "button",
    { type: "button", class: "finding", "data-key": String(key) },
    w.item(cue + 1, clock(start), message),
  );
  const item = make("li", {}, select);
  if (canRepair) {
    item.append(
      make("button", {
        ...{ type: "button", class: "button", "data-key": String(key), "data-rule": rule },
        "aria-label": w.repairOf(cue + 1, message),
      }, editorScript.form.repair),
    );
  }
  return item;
}
