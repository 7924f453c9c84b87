import { byId } from "../../shared/client/dom.ts";
import { readSetting, saveSetting } from "./settings.ts";

/** Lets the person choose how wide video and list are, and keeps the choice. */
export function chooseLayout(): void {
  const select = byId<HTMLSelectElement>("layout");
  const show = () => byId("editor").dataset.layout = select.value;
  select.value = readSetting<string>("layout", "even");
  if (!select.value) select.value = "even";
  select.addEventListener("change", () => {
    saveSetting("layout", select.value);
    show();
  });
  show();
}
