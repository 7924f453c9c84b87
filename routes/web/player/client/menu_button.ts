/**
 * Makes a button open and close the menu that it controls. Escape and a click elsewhere close it, and what opens a
 * dialog from it (`data-opens`); the focus returns to the button then, but for a click elsewhere.
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
  // before the dialog opens: it gives the focus back to what has it now
  panel.addEventListener("click", ({ target }) => {
    if (!(target as Element).closest("[data-opens]")) return;
    set(false);
    button.focus();
  }, { capture: true });
  document.addEventListener("pointerdown", ({ target }) => {
    const isElsewhere = target instanceof Node && !panel.contains(target) && !button.contains(target);
    if (!panel.hidden && isElsewhere && !isUnderDialog()) set(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden || isUnderDialog()) return;
    const hadFocus = panel.contains(document.activeElement);
    set(false);
    if (hadFocus) button.focus();
    event.preventDefault();
  });
}

/** Whether a dialog lies over the page: keys and clicks are its own then. */
function isUnderDialog(): boolean {
  return document.querySelector("dialog:modal") !== null;
}
