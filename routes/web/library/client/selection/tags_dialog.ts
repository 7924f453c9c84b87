import { libraryScript } from "../../../words/en/library.ts";
import { make } from "../../../shared/client/dom.ts";
import { tagsOf } from "../edit_dialog.ts";
import { show } from "./choice_dialog.ts";

const w = libraryScript.select;
const OFFERED_TAGS = 12;

export interface TagChanges {
  add: string[];
  remove: string[];
}

/**
 * Asks which tags several videos get and lose.
 *
 * @param present the tags that they have
 * @param known all tags
 */
export function askForTags(
  n: number,
  present: readonly string[],
  known: readonly string[],
): Promise<TagChanges | null> {
  const input = make("input", {
    type: "text",
    id: "add-tags",
    autocomplete: "off",
    "aria-describedby": "add-tags-help",
  });
  const added = () => tagsOf(input.value);
  const offered = make("p", { class: "offered", role: "group", "aria-label": libraryScript.edit.tagsInUse });
  const removed = make("p", { class: "offered", role: "group", "aria-labelledby": "remove-tags" });
  const draw = () => {
    for (const button of offered.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(added().includes(button.textContent!)));
    }
  };
  for (const tag of known.slice(0, OFFERED_TAGS)) {
    const button = tagButton(tag);
    button.addEventListener("click", () => {
      const now = added();
      input.value = (now.includes(tag) ? now.filter((other) => other !== tag) : [...now, tag]).join(", ");
      draw();
    });
    offered.append(button);
  }
  for (const tag of present) {
    const button = tagButton(tag);
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    });
    removed.append(button);
  }
  input.addEventListener("input", draw);
  draw();
  const cancel = make("button", { type: "button", class: "button" }, libraryScript.edit.cancel);
  const form = make(
    "form",
    { class: "video-edit", method: "dialog" },
    make("h2", { id: "tags-title" }, w.tagsOf(n)),
    make("label", { for: input.id }, w.addTags),
    input,
    make("p", { id: "add-tags-help", class: "help" }, w.addTagsHelp),
    offered,
  );
  if (present.length > 0) form.append(make("p", { id: "remove-tags", class: "label" }, w.removeTags), removed);
  form.append(make("p", { class: "choices" }, cancel, make("button", { class: "button main" }, w.change)));
  const dialog = make("dialog", { "aria-labelledby": "tags-title" }, form);
  cancel.addEventListener("click", () => dialog.close());
  let changes: TagChanges | null = null;
  form.addEventListener("submit", () => {
    const pressed = [...removed.querySelectorAll('[aria-pressed="true"]')].map((button) => button.textContent!);
    changes = { add: added(), remove: pressed.filter((tag) => !added().includes(tag)) };
  });
  return show(dialog, () => changes);
}

function tagButton(tag: string): HTMLButtonElement {
  return make("button", { type: "button", class: "video-tag", "aria-pressed": "false" }, tag);
}
