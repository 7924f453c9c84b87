import { words } from "../words/words.ts";

/** The field that takes the place of a page's title while it is changed, see `wireRenaming()`. */
export function RenameForm({ label, title, maxLength }: { label: string; title: string; maxLength: number }) {
  const { common: w } = words();
  return (
    <form id="renaming" hidden>
      <input
        type="text"
        name="title"
        aria-label={label}
        value={title}
        required
        maxlength={maxLength}
        autocomplete="off"
      />
      <button type="submit" class="button main">{w.save}</button>
      <button type="reset" class="button">{w.cancel}</button>
    </form>
  );
}
