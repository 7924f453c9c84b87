const PRESS_MS = 450; // before the menu that browsers open
const STILL_PIXELS = 10;

/**
 * Calls `act` when a finger rests on a place that is no control. What the finger would click when it is lifted is not
 * clicked.
 */
export function onLongPress(area: HTMLElement, act: (target: Element) => void): void {
  let timer: number | undefined;
  let start = { x: 0, y: 0 };
  let isPressed = false;
  const stop = () => clearTimeout(timer);
  area.addEventListener("pointerdown", (event) => {
    stop();
    isPressed = false;
    const target = event.target as Element;
    if (event.pointerType !== "touch" || target.closest("button, select, input, label, summary, .actions")) return;
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => {
      isPressed = true;
      act(target);
    }, PRESS_MS);
  });
  area.addEventListener("pointermove", (event) => {
    if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > STILL_PIXELS) stop();
  });
  for (const type of ["pointerup", "pointercancel"]) area.addEventListener(type, stop);
  area.addEventListener("contextmenu", (event) => {
    if (isPressed) event.preventDefault();
  });
  area.addEventListener("click", (event) => {
    if (!isPressed) return;
    isPressed = false;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });
}
