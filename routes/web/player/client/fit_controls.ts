import { byId } from "../../shared/client/dom.ts";

/**
 * Keeps the controls in one row: those that do not fit go into the settings menu, in the order of their `data-leaves`,
 * and return when there is space.
 */
export function fitControls(): void {
  const row = byId("buttons");
  const menu = byId("more");
  const homes = [...row.querySelectorAll<HTMLElement>("[data-leaves]")].map((element) => {
    const place = document.createComment("");
    element.before(place);
    return { element, place };
  });
  const leaving = homes.map(({ element }) => element)
    .sort((a, b) => Number(a.dataset.leaves) - Number(b.dataset.leaves));
  const fit = () => {
    const focused = document.activeElement;
    for (const { element, place } of homes) if (element.previousSibling !== place) place.after(element);
    for (const element of leaving) {
      if (row.scrollWidth <= row.clientWidth) break;
      if (!element.hidden) menu.append(element);
    }
    menu.hidden = menu.childElementCount === 0;
    if (focused instanceof HTMLElement && focused !== document.activeElement) focused.focus({ preventScroll: true });
  };
  const sizes = new ResizeObserver(fit);
  for (const element of [row, byId("clock")]) sizes.observe(element);
  // a button may appear later: there are chapters now, or a television was found
  const watch = new MutationObserver(fit);
  for (const { element } of homes) watch.observe(element, { attributeFilter: ["hidden"] });
  fit();
}
