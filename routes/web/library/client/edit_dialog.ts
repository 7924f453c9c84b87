import { type AnswerOf, apiJson } from "../../shared/client/api_json.ts";
import { libraryScript } from "../../words/en/library.ts";
import { make } from "../../shared/client/dom.ts";
import { errorText } from "../../shared/client/errors.ts";

const w = libraryScript.edit;
const OFFERED_TAGS = 12;

export type Edited = Pick<AnswerOf<"PATCH", "/api/videos/{id}">, "title" | "tags">;

/**
 * Asks for the title and the tags of a video and saves them. After an error of the server the dialog shows it and stays
 * open.
 *
 * @returns what was saved, or null if the person cancelled
 */
export function editVideo(id: string, { title, tags }: Edited, knownTags: string[]): Promise<Edited | null> {
  const titleInput = make("input", { type: "text", id: "edit-name", name: "title", maxlength: "500", required: "" });
  const tagsInput = make("input", {
    type: "text",
    id: "edit-tags",
    name: "tags",
    "aria-describedby": "edit-tags-help",
  });
  titleInput.value = title;
  tagsInput.value = tags.join(", ");
  for (const input of [titleInput, tagsInput]) input.autocomplete = "off";
  const wrong = make("p", { class: "wrong", role: "alert" });
  const offered = make("p", { class: "offered", role: "group", "aria-label": w.tagsInUse });
  const listed = () => tagsOf(tagsInput.value);
  const draw = () => {
    for (const button of offered.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(listed().includes(button.textContent!)));
    }
  };
  for (const tag of knownTags.slice(0, OFFERED_TAGS)) {
    const button = make("button", { type: "button", class: "video-tag" }, tag);
    button.addEventListener("click", () => {
      const now = listed();
      tagsInput.value = (now.includes(tag) ? now.filter((other) => other !== tag) : [...now, tag]).join(", ");
      draw();
    });
    offered.append(button);
  }
  tagsInput.addEventListener("input", draw);
  draw();
  const cancel = make("button", { type: "button", class: "button" }, w.cancel);
  const form = make(
    "form",
    { class: "video-edit" },
    make("h2", { id: "edit-title" }, w.heading),
    make("label", { for: "edit-name" }, w.title),
    titleInput,
    make("label", { for: "edit-tags" }, w.tags),
    tagsInput,
    make("p", { id: "edit-tags-help", class: "help" }, w.tagsHelp),
    offered,
    wrong,
    make("p", { class: "choices" }, cancel, make("button", { class: "button main" }, w.save)),
  );
  const dialog = make("dialog", { "aria-labelledby": "edit-title" }, form);
  document.body.append(dialog);
  dialog.showModal();
  titleInput.focus();
  titleInput.select();
  let saved: Edited | null = null;
  cancel.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    wrong.textContent = "";
    form.toggleAttribute("inert", true);
    try {
      const body = { title: titleInput.value, tags: listed() };
      saved = await apiJson("PATCH", "/api/videos/{id}", { path: { id }, body });
      dialog.close();
    } catch (error) {
      form.toggleAttribute("inert", false);
      wrong.textContent = errorText(error);
      titleInput.focus();
    }
  });
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(saved);
    })
  );
}

/** Splits the typed text into tags. The server may still normalize or refuse them. */
export function tagsOf(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim().toLowerCase()).filter((tag) => tag !== ""))];
}
