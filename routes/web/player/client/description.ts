import { api } from "../../shared/client/api.ts";
import { attempt, byId } from "../../shared/client/dom.ts";
import { videoPageScript } from "../../words/en/video_page.ts";

const w = videoPageScript.description;

/** The description: unfolds, and is changed by people who may. */
export function wireDescription(videoUrl: string): void {
  const section = document.getElementById("description");
  if (!section) return;
  const unfold = byId<HTMLButtonElement>("unfold");
  const show = (isOpen: boolean) => {
    section.classList.toggle("unfolded", isOpen);
    unfold.setAttribute("aria-expanded", String(isOpen));
    unfold.textContent = isOpen ? w.less : w.more;
  };
  unfold.addEventListener("click", () => show(!section.classList.contains("unfolded")));
  // a link in what is cut off has the focus: show it
  section.addEventListener("focusin", ({ target }) => {
    if ((target as Element).closest("[data-long]") && (target as Element).matches(":focus-visible")) show(true);
  });
  wireEditing(section, videoUrl);
}

function wireEditing(section: HTMLElement, videoUrl: string): void {
  const form = document.querySelector<HTMLFormElement>("#describing");
  if (!form) return;
  const button = byId("describe");
  const field = byId<HTMLTextAreaElement>("description-field");
  const edit = (isOn: boolean) => {
    form.hidden = !isOn;
    section.classList.toggle("editing", isOn);
    if (!isOn) return button.focus();
    field.value = describedAs();
    field.focus();
  };
  button.addEventListener("click", () => edit(true));
  form.addEventListener("reset", () => edit(false));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else if (event.key === "Escape" && field.value === describedAs()) form.reset();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      await api("PATCH", videoUrl, { description: field.value }); // the page's text follows by the video's events
      byId("description").querySelector<HTMLElement>("[data-part]")!.dataset.source = field.value;
      button.textContent = field.value.trim() === "" ? w.add : w.edit;
      edit(false);
    });
  });
}

/** The description as it was written. */
export function describedAs(): string {
  return document.querySelector<HTMLElement>("[data-part=description]")?.dataset.source ?? "";
}
