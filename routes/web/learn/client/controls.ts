import { byId } from "../../shared/client/dom.ts";

/**
 * Follows a slider and updates the number beside it.
 *
 * @param show formats the number
 * @returns reads the current value
 */
export function slider(id: string, onChange: () => void, show = (value: number) => `${value}`): () => number {
  const input = byId<HTMLInputElement>(id);
  const value = () => Number(input.value);
  const showValue = () => {
    byId(`${id}-value`).textContent = show(value());
    input.setAttribute("aria-valuetext", show(value()));
  };
  input.addEventListener("input", () => {
    showValue();
    onChange();
  });
  showValue();
  return value;
}

/** Follows a text field, a checkbox or a select. */
export function control<T extends HTMLInputElement | HTMLSelectElement>(id: string, onChange: () => void): T {
  const element = byId<T>(id);
  element.addEventListener(
    element instanceof HTMLSelectElement || element.type === "checkbox" ? "change" : "input",
    onChange,
  );
  return element;
}
