import { byId } from "../../../shared/client/dom.ts";

/**
 * Makes the tabs work as in WAI-ARIA's pattern: arrows, Home and End move between them.
 *
 * @returns a function that shows a tool by name
 */
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
