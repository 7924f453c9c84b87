import { api } from "./api.ts";
import { attempt, byId } from "./dom.ts";

/**
 * Wires the form that changes the page's title, if this person may. @param url of what has the title: takes a PATCH
 */
export function wireRenaming(url: string): void {
  const form = document.querySelector<HTMLFormElement>("#renaming");
  const button = document.getElementById("rename");
  if (!form || !button) return;
  const edit = (isOn: boolean) => {
    byId("title").hidden = isOn;
    button.hidden = isOn;
    form.hidden = !isOn;
    if (!isOn) return button.focus();
    const input = form.elements.namedItem("title") as HTMLInputElement;
    input.value = byId("title").textContent ?? "";
    input.select();
  };
  button.addEventListener("click", () => edit(true));
  form.addEventListener("reset", () => edit(false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const answer = await api("PATCH", url, { title: new FormData(form).get("title") });
      const { title } = await answer.json() as { title: string };
      byId("title").textContent = title;
      document.title = `${title} · StreamForge`;
      edit(false);
    });
  });
}
