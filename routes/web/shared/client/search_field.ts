// On every page: / goes to the field that searches, unless a text field has the focus.
import { shortcutKey } from "./keys.ts";

document.addEventListener("keydown", (event) => {
  const key = shortcutKey(event);
  if (key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if ((event.target as Element).closest("input, select, textarea, dialog, [contenteditable]")) return;
  const field = document.querySelector<HTMLInputElement>("[data-search-field]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
