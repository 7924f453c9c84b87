/**
 * Makes a button open and close the menu that it controls. Escape and a click elsewhere close it; Escape returns the
 * focus to the button.
 */
export function wireMenuButton(button: HTMLElement, onOpen: () => void = () => {}): void {
  const panel = document.getElementById(button.getAttribute("aria-controls") ?? "");
  if (!panel) return;
  const set = (isOpen: boolean) => {
    panel.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) onOpen();
  };
  button.addEventListener("click", () => set(panel.hidden !== false));
  document.addEventListener("pointerdown", ({ target }) => {
    const isElsewhere = target instanceof Node && !panel.contains(target) && !button.contains(target);
    if (!panel.hidden && isElsewhere) set(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    const hadFocus = panel.contains(document.activeElement);
    set(false);
    if (hadFocus) button.focus();
    event.preventDefault();
  });
}
