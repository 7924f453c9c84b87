import { fillIn } from "../../words/fill.ts";
import { commonScript } from "../../words/en/common.ts";
import { libraryScript as w } from "../../words/en/library.ts";
import { api } from "../../shared/client/api.ts";
import { type DeletedVideo, hideVideo, takeDeletedVideo } from "../../shared/client/delete_video.ts";
import { byId, make, notifyFailure } from "../../shared/client/dom.ts";
import { isOffline } from "../../shared/client/errors.ts";
import { shortcutKey } from "../../shared/client/keys.ts";

const SHOWN_SECONDS = 20;
const LONGEST_SECONDS = 55;

interface Deleting extends DeletedVideo {
  /** Shows the card again and focuses it. */
  onUndone(id: string): Promise<void>;
  /** Called when the notice closes while it has the focus. */
  onClosed(): void;
}

/** What was deleted, and how it comes back. */
interface Undoable {
  /** The notice. */
  text: (Node | string)[];
  /** Of its button. */
  label: string;
  undo(): Promise<void>;
  /** Called after the notice is gone. */
  onUndone(): Promise<void>;
  onClosed(): void;
}

const open: { undo(): void }[] = [];

/**
 * Deletes a video and shows a notice that can undo it. Several notices may be open; Ctrl+Z undoes the last deletion.
 *
 * @param options.takesFocus focuses the notice's button, for people who use the keyboard
 */
export async function deleteWithUndo(deleted: Deleting, options: { takesFocus: boolean }): Promise<void> {
  await hideVideo(deleted.id);
  offerUndo(undoOf(deleted), options);
}

/** Offers to undo a deletion made on the page that led here. */
export function offerUndoOfLastPage(events: Pick<Deleting, "onUndone" | "onClosed">): void {
  const deleted = takeDeletedVideo();
  if (!deleted) return;
  offerUndo(undoOf({ ...deleted, ...events }), { takesFocus: deleted.isByKeyboard, age: Math.ceil(deleted.seconds) });
}

function undoOf({ id, title, onUndone, onClosed }: Deleting): Undoable {
  return {
    text: fillIn(w.deleted, { title: () => make("bdi", {}, title) }),
    label: w.undoOf(title),
    undo: async () => void await api("POST", `/api/videos/${id}/undelete`),
    onUndone: () => onUndone(id),
    onClosed,
  };
}

/**
 * Shows a notice that can undo a deletion.
 *
 * @param options.takesFocus as for `deleteWithUndo`
 * @param options.age seconds since the deletion
 */
export function offerUndo(deleted: Undoable, { takesFocus, age = 0 }: { takesFocus: boolean; age?: number }): void {
  const button = make("button", { type: "button", class: "button main" }, w.undo);
  button.setAttribute("aria-label", deleted.label);
  button.setAttribute("aria-keyshortcuts", "Control+Z Meta+Z");
  const close = make(
    "button",
    { type: "button", class: "button", "aria-label": commonScript.close },
    commonScript.closeSign,
  );
  const text = make("span", {}, ...deleted.text);
  const notice = make("div", { class: "notice undo" }, text, make("span", { class: "row-buttons" }, button, close));

  let left = SHOWN_SECONDS;
  const timer = setInterval(() => {
    age++;
    if (!notice.matches(":hover, :focus-within")) left--;
    if (left <= 0 || age >= LONGEST_SECONDS) end();
  }, 1000);
  const entry = { undo: () => void undo() };
  open.push(entry);
  const end = () => {
    clearInterval(timer);
    const hadFocus = notice.contains(document.activeElement);
    notice.remove();
    if (open.includes(entry)) open.splice(open.indexOf(entry), 1);
    if (hadFocus) deleted.onClosed();
  };
  const undo = async () => {
    if (button.disabled) return;
    button.disabled = true;
    try {
      await deleted.undo();
    } catch (error) {
      notifyFailure(error);
      if (!isOffline(error)) return end();
      button.disabled = false; // it can be tried again once the server is back
      return;
    }
    end();
    await deleted.onUndone();
  };
  button.addEventListener("click", entry.undo);
  close.addEventListener("click", end);
  notice.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
    if (event.key === "Enter" && event.repeat) event.preventDefault(); // the one that deleted is still held
  });
  byId("notices").append(notice);
  if (takesFocus) button.focus();
}

/** Ctrl+Z undoes the last deletion, unless a text field has the focus. */
export function undoByKeyboard(): void {
  document.addEventListener("keydown", (event) => {
    if (shortcutKey(event) !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if ((event.target as Element).closest("input:not([type=checkbox]), textarea, dialog, [contenteditable]")) return;
    const last = open.at(-1);
    if (!last) return;
    event.preventDefault();
    last.undo();
  });
}
